// The words of the first screen, in Spanish.
import type { Part } from '../catalogue.ts'
import { counting, numeral } from '../spoken.ts'

const counted = counting('es')

export const words: Part<'words'> = {
  product: 'Sotto',
  promise:
    'Conversaciones privadas con gente que conoces, en un servidor que lleva uno de vosotros.',
  welcomeTitle: 'Habla bajito.',
  welcomeText:
    'Este servidor es nuevo y eres la primera persona. Elige el nombre que verán tus amigos.',
  invitesYou: '{name} te invita',
  invitesText:
    'a una conversación privada. Los mensajes van cifrados de extremo a extremo; nada que instalar, ningún formulario.',
  invitedAs: 'Entras como {name}.',
  yourName: 'Tu nombre',
  nameHint: 'Solo lo ve la gente con la que hablas.',
  badName: 'Elige un nombre de 1 a unas 50 letras.',
  nameTooLong: 'Este nombre es demasiado largo. Caben unas 50 letras.',
  privateWindow: 'Una ventana privada olvida tu cuenta y tus conversaciones al cerrarse.',
  startChatting: 'Empezar',
  starting: 'Creando tus claves…',
  lookingAtLink: 'Abriendo la invitación…',
  strangerTitle: 'Necesitas una invitación',
  strangerText:
    'En Sotto no hay registro. Alguien que ya usa este servidor te envía un enlace; ábrelo y ya estás dentro.',
  haveInvitation: 'Tengo una invitación',
  pasteHint: 'Pega aquí el enlace',
  openInvitation: 'Abrir',
  tryAgain: 'Intentar otra vez',
  partFailed: 'No se pudo cargar esta parte de Sotto. Revisa la conexión.',
  reload: 'Recargar',
  toConversations: 'Ir a tus conversaciones',

  search: 'Buscar',
  searchHere: 'Buscar en esta conversación',
  conversations: 'Conversaciones',
  conversation: 'Conversación',
  inviteFriend: 'Invitar a alguien',
  nobodyTitle: 'Todavía no hay nadie',
  nobodyText: 'Envía un enlace a alguien. Lo abre, elige un nombre y ya estáis hablando.',
  pickTitle: 'Elige una conversación',
  pickText: 'Tus mensajes van cifrados de extremo a extremo y solo se guardan en tus dispositivos.',
  pickNobodyTitle: 'Todo empieza con un enlace',
  pickNobodyText: 'Invita a alguien que conozcas. Sin tu enlace nadie puede encontrarte aquí.',
  you: 'Tú',
  youSaid: 'Tú: ',
  draftMark: 'Borrador: ',
  newPerson: 'Saluda',
  unread: (count) =>
    counted(count, {
      one: '# mensaje sin leer',
      many: '# de mensajes sin leer',
      other: '# mensajes sin leer',
    }),
  back: 'Volver a las conversaciones',

  notAnswered: 'Esperando su primera respuesta',
  unreachable: 'Esperando su dirección; los mensajes se guardan aquí',
  sayHello: 'Saluda a {name}.',
  areEncrypted: 'Los mensajes van cifrados de extremo a extremo.',
  messages: 'Mensajes',
  history: 'Historial de mensajes',
  message: 'Mensaje',
  send: 'Enviar',
  beginning: 'Aquí empezó todo.',
  loadingOlder: 'Cargando mensajes anteriores…',
  newMessages: (count) =>
    counted(count, {
      one: '# mensaje nuevo',
      many: '# de mensajes nuevos',
      other: '# mensajes nuevos',
    }),
  jump: 'Ir al más reciente',
  showAll: 'Mostrar todo',
  codeBlock: 'Código',
  leadsTo: (host) => `(lleva a ${host})`,
  needsNewerShort: 'Necesita un Sotto más nuevo',
  needsNewer:
    'Este mensaje necesita un Sotto más nuevo. Recarga para actualizar; entonces se mostrará.',
  tooLong: (over) =>
    `Sobran ${counted(over, { one: '# carácter', many: '# de caracteres', other: '# caracteres' })}. Acórtalo o envíalo en dos partes.`,
  states: {
    sending: 'Enviando',
    sent: 'Enviado',
    delivered: 'Entregado',
    failed: 'No entregado',
    held: 'Retenido hasta que compruebes',
    read: 'Leído',
    received: 'Recibido',
  },
  lineKinds: {
    erased: 'Mensaje borrado',
    photo: 'Foto',
    video: 'Vídeo',
    voice: 'Mensaje de voz',
    file: 'Archivo',
    event: 'Mensajes que desaparecen',
  },
  typing: 'escribe…',
  notes: 'Notas para ti',
  archived: (count) => `Archivadas (${numeral(count)})`,
  muted: 'En silencio',
  onTop: 'Arriba',
  about: 'Sobre {name}',
  erased: { mine: 'Borraste este mensaje.', theirs: 'Este mensaje fue borrado.' },
  forwarded: 'Reenviado',
  edited: 'editado',
  starred: 'Destacado',
  quoteGone: 'Este mensaje ya no está aquí.',
  quoting: 'Responde a',
  reactions: 'Reacciones',
  both: 'los dos',
  erase: 'Borrar',
  emoji: 'Emoji',
  serverBar:
    'El servidor no responde. Puede que se esté reiniciando; tus mensajes se guardan aquí y saldrán cuando vuelva.',
  tryingIn: (seconds) =>
    counted(seconds, {
      one: 'Nuevo intento en # segundo.',
      many: 'Nuevo intento en # de segundos.',
      other: 'Nuevo intento en # segundos.',
    }),
  tryNow: 'Intentar ahora',
  today: 'Hoy',
  yesterday: 'Ayer',

  securityCode: 'Código de seguridad',
  verification: {
    link: 'En contacto por enlace de invitación',
    person: 'Verificado en persona',
    changed: 'Código de seguridad cambiado',
    replaced: 'Usa otra cuenta',
  },

  inviteTitle: 'Invitar a alguien',
  copy: 'Copiar',
  copied: 'Copiado',
  copyFailed: 'No se pudo copiar. Selecciona el enlace y cópialo tú.',
  close: 'Cerrar',

  settings: 'Ajustes',
  newMessage: 'Mensaje nuevo',
  notifications: 'Notificaciones',
  storage: 'Almacenamiento',
  thisServer: 'Este servidor',

  connectionName: 'Conexión',
  connections: { connected: 'Conectado', connecting: 'Conectando', offline: 'Sin conexión' },
  connectingBar: 'Conectando…',
  updatingBar: 'Actualizando…',
  freshBar: 'Hay una nueva versión de Sotto.',
  takeFresh: 'Usarla',
  offlineBar: 'Sin conexión. Tus mensajes se guardan aquí y saldrán cuando vuelvas.',
  retry: 'Reintentar',
  certificateBar:
    'Tu navegador aún no ha aceptado el certificado de este servidor para los mensajes.',
  socketsBar:
    'Algo entre aquí y el servidor bloquea los mensajes, quizá un filtro de esta red. Prueba con otra red.',
  openAndAccept: 'Abrir y aceptar',
}
