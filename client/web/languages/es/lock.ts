// The words of the app lock, in Spanish.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

export const lock: Part<'lock'> = {
  lockedTitle: 'Sotto está bloqueado',
  lockedText: 'Tus conversaciones están cifradas en este navegador. La frase secreta las abre.',
  passphrase: 'Frase secreta',
  showPassphrase: 'Mostrar lo que se escribe',
  unlock: 'Desbloquear',
  unlocking: 'Desbloqueando…',
  wrong: 'Esta no es la frase secreta.',
  waitFor: (seconds) =>
    seconds < 90
      ? `Puedes intentarlo otra vez en ${counted(seconds, { one: '# segundo', many: '# de segundos', other: '# segundos' })}.`
      : `Puedes intentarlo otra vez en ${counted(Math.ceil(seconds / 60), { one: '# minuto', many: '# de minutos', other: '# minutos' })}.`,
  capsLock: 'Bloq Mayús está activado.',
  failed:
    'Este dispositivo no pudo abrir el bloqueo: hay poca memoria libre, o su almacenamiento está dañado. Cierra otras ventanas e inténtalo otra vez; no se ha borrado nada.',
  forgot: '¿La olvidaste?',
  eraseTitle: 'Borrar los datos de este navegador',
  eraseText:
    'Borra la cuenta, las claves y todas las conversaciones de este navegador. No hay ninguna copia en otro sitio que pueda recuperarlas. Tus amigos conservan las suyas y verán a una persona nueva cuando vuelvas.',
  eraseWord: 'borrar',
  eraseType: (word) => `Escribe «${word}» para seguir`,
  eraseNow: 'Borrarlo todo aquí',
  erasing: 'Borrando…',
  cancel: 'Cancelar',
  lockSection: 'Bloqueo de la aplicación',
  whyLock:
    'Pide una frase secreta al abrir Sotto y cifra con ella lo que guarda este navegador. Quien coja el dispositivo, o copie después sus archivos, no lee nada sin ella.',
  lockLimits:
    'Nadie puede restablecer la frase secreta, ni siquiera quien lleva el servidor: sin ella se pierde lo que hay en este navegador. Mientras esté bloqueado no llegan mensajes aquí; esperan en el servidor.',
  newPassphrase: 'Nueva frase secreta',
  repeatPassphrase: 'La misma otra vez',
  oldPassphrase: 'Frase secreta actual',
  setLock: 'Activar el bloqueo',
  changeLock: 'Cambiar la frase secreta',
  removeLock: 'Quitar el bloqueo',
  lockNow: 'Bloquear ahora',
  isSet: 'El bloqueo está activado.',
  isChanged: 'La frase secreta ha cambiado.',
  isRemoved: 'El bloqueo está desactivado.',
  working: 'Un momento…',
  closesAfter: 'Bloquearse solo',
  after: {
    hidden: 'En cuanto Sotto deje de verse',
    1: 'Tras 1 minuto sin mí',
    5: 'Tras 5 minutos',
    15: 'Tras 15 minutos',
    60: 'Tras una hora',
    closed: 'Solo al cerrarlo',
  },
  strength: {
    tooShort: (least) =>
      `Al menos ${counted(least, { one: '# carácter', many: '# de caracteres', other: '# caracteres' })}.`,
    short:
      'Corta. Basta contra una mirada, no contra quien copie los archivos de este dispositivo.',
    fair: 'Aceptable. Unas palabras más la harían difícil de adivinar incluso con muchas máquinas.',
    long: 'Larga, que es lo que cuenta; mientras no sea una cita y nadie más la conozca.',
  },
  tooLong: 'Esta frase secreta es demasiado larga.',
  differs: 'Las dos no son iguales.',
  elsewhere: 'El bloqueo acaba de cambiar en otra pestaña. Míralo otra vez y repite.',
}
