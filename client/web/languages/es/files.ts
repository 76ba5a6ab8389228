// The words of photos, files, voice notes and their sheets, in Spanish.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

export const files: Part<'files'> = {
  sendFiles: (count) =>
    counted(count, {
      one: 'Enviar # archivo',
      many: 'Enviar # de archivos',
      other: 'Enviar # archivos',
    }),
  caption: 'Pie',
  addMore: 'Añadir más',
  stripped: 'Sin lugar, hora ni cámara',
  strippedText:
    'Las fotos se rehacen a partir de sus píxeles, como mucho 2560 de ancho. Desactivado: el archivo tal cual.',
  empty: 'Este archivo está vacío.',
  unreadable: 'Este archivo no se puede leer. Elígelo otra vez.',
  noRoom: 'No hay sitio en este navegador para este archivo. Libera espacio e inténtalo otra vez.',
  notSent: 'No se pudo enviar. Inténtalo otra vez.',
  save: 'Guardar',
  open: 'Abrir',
  stop: 'Parar',
  photo: 'Foto',
  photos: 'Fotos',
  next: 'Siguiente',
  previous: 'Anterior',
  play: 'Reproducir',
  pause: 'Pausa',
  voice: 'Mensaje de voz',
  recording: 'Grabando',
  sendVoice: 'Enviar el mensaje de voz',
  dropVoice: 'Desechar',
  micBlocked: 'El micrófono está bloqueado para este sitio. Candado → Permisos → Permitir.',
  micMissing: 'No se encontró ningún micrófono. Conecta uno e inténtalo otra vez.',
  voiceUnsupported: 'Este navegador no puede grabar.',
  storedFiles: 'Archivos guardados aquí',
  storedText:
    'Quitar uno libera su espacio. El mensaje se queda, y el archivo se puede volver a cargar mientras el servidor lo tenga.',
  removeHere: 'Quitar',
  cannotPlay: 'Este navegador no puede reproducirlo. Guárdalo y ábrelo en otro sitio.',
  takeOut: (name) => `Quitar ${name}`,
  tooLarge: (size, most) => `Este archivo ocupa ${size}; este servidor permite ${most}.`,
  sealing: (percent) => `Cifrando… ${percent}`,
  tooMany: (most) => `Como mucho ${most} a la vez.`,
  load: (size) => `Cargar (${size})`,
  speed: (rate) => `Velocidad ${rate}`,
  states: {
    uploading: 'En camino',
    failed: 'No enviado',
    remote: 'En el servidor',
    loading: 'Cargando',
    here: 'Aquí',
    gone: 'Ya no está en el servidor',
    refused: 'Lo que llegó no es lo que se envió; se desechó',
  },
  waits: { offline: 'Esperando una conexión', full: 'Esperando sitio en el servidor' },
}
