// The words of the first screen, in Spanish.
import type { LossCause } from '../../../engine/view.ts'
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

const lossCauses: Record<LossCause, string> = {
  setBack: 'habían llegado, pero este navegador volvió a un estado anterior.',
  unreadable: 'llegaron, pero este dispositivo ya no tenía las claves para abrirlos.',
  missing:
    'el servidor nunca los trajo, o este navegador o el de la otra persona volvió a un estado anterior.',
}

const troubles = {
  mangled: 'Este enlace está incompleto o dañado. Copia el enlace entero y ábrelo otra vez.',
  newer: 'Este enlace es de un Sotto más nuevo que el de esta ventana. Recarga para obtenerlo.',
  gone: 'Esta invitación ha caducado o fue retirada. Pide una nueva.',
  used: 'Este enlace ya se usó. Si fuiste tú, abre Sotto donde lo usaste; si no, pide uno nuevo.',
  own: 'Esta es tu propia invitación. Envíasela a quien quieras tener aquí.',
  friends: 'Ya estáis en contacto por esta invitación.',
  offline:
    'Ahora no se puede llegar al servidor. Tu enlace sigue valiendo; inténtalo en un momento.',
  busy: 'El servidor está ocupado, o ha llegado mucho desde tu red. No se ha perdido nada; inténtalo en un minuto.',
  full: 'Este servidor no admite a nadie más. Díselo a quien lo lleva; tu enlace sigue valiendo.',
  notInvited: 'Este enlace ya no abre este servidor. Pide uno nuevo.',
  badName: 'Elige un nombre de 1 a unas 50 letras.',
  tooLong: 'Este mensaje es demasiado largo.',
  empty: 'Todavía no hay nada que enviar.',
  unknown: 'Esta conversación ya no está en este dispositivo.',
  storage:
    'Este navegador no pudo guardarlo. Libera espacio e inténtalo otra vez; no se ha enviado nada.',
  already: 'Sotto ya está preparado en este navegador.',
  securityCode:
    'Esto es un código de seguridad, no una invitación. Abre la conversación, elige «Código de seguridad» y escanéalo allí.',
  noCode:
    'Esto no es un código de seguridad de Sotto. Escanea el código de la pantalla de la otra persona.',
  codeDiffers:
    'Los códigos NO coinciden. No envíes nada confidencial aquí. Puede que haya alguien entre vosotros, o es el código de otra conversación. No se ha verificado nada.',
  notVerified:
    'Ya habías verificado a esta persona. Verifica primero el nuevo código de seguridad.',
  replaced: 'Esta persona escribe ahora desde una cuenta nueva. Escríbele allí.',
  otherServer: 'Este enlace es de otro servidor. Ábrelo en su propia ventana.',
}

const stops = {
  storageFull:
    'Este dispositivo está lleno y Sotto no puede guardar nada nuevo. Lo que tienes está a salvo. Libera espacio; Sotto seguirá por sí solo.',
  storageBroken:
    'Este navegador ha dejado de guardar para Sotto. Lo que se mostró como enviado está a salvo. Recarga para seguir.',
  elsewhere: 'Sotto sigue en otra ventana de este navegador. Recarga para usarlo aquí.',
  versionTooOld:
    'Esta aplicación es más antigua de lo que el servidor entiende. Recarga para obtener la nueva; no se ha perdido nada.',
  inboxGone:
    'El servidor ya no conoce este dispositivo. Tus conversaciones siguen aquí. Pide a quien lo lleva que te deje volver.',
  noStorage:
    'Este navegador no puede guardar tus claves (una ventana privada o un disco lleno). Perderías tus conversaciones al cerrarla. Abre Sotto en una ventana normal.',
  evicted:
    'Este navegador borró los datos de Sotto y la cuenta ya no se puede abrir aquí. Lo que se mostró como enviado llega a tus amigos. Pide a alguno una nueva invitación.',
  newer:
    'Sotto se actualizó en otra ventana. Recarga para usar el nuevo aquí; no se ha perdido nada.',
  unsupported:
    'A este navegador le falta lo que Sotto necesita para guardar y cifrar mensajes. Actualízalo, o usa un Firefox, Chrome o Safari actual.',
  brokenRandom:
    'Este navegador no da números aleatorios, o los da falsos, así que no se puede crear ninguna clave segura. Sotto no arranca; lo que tienes queda como está. Usa otro navegador, o apaga la extensión que cambia este, y recarga.',
  workerFailed: 'Una parte de Sotto no arrancó. Recarga la página; lo que tienes está a salvo.',
}

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
  nameTooLong: 'Este nombre es demasiado largo. Caben unas 50 letras.',
  privateWindow: 'Una ventana privada olvida tu cuenta y tus conversaciones al cerrarse.',
  startChatting: 'Empezar',
  starting: 'Creando tus claves…',
  lookingAtLink: 'Abriendo la invitación…',
  strangerTitle: 'Necesitas una invitación',
  strangerText:
    'En Sotto no hay registro. Alguien que ya usa este servidor te envía un enlace; ábrelo y ya estás dentro.',
  lostTitle: 'Tus conversaciones ya no están en este navegador',
  startAnew: 'Empezar de nuevo',
  haveInvitation: 'Tengo una invitación',
  pasteHint: 'Pega aquí el enlace',
  openInvitation: 'Abrir',
  tryAgain: 'Intentar otra vez',
  partFailed: 'No se pudo cargar esta parte de Sotto. Revisa la conexión.',
  reload: 'Recargar',
  toConversations: 'Ir a tus conversaciones',
  otherLink: 'Usar otro enlace',
  openThere: 'Abrir ese servidor',

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
    received: 'Recibido',
  },
  today: 'Hoy',
  yesterday: 'Ayer',

  securityCode: 'Código de seguridad',
  verification: {
    link: 'En contacto por enlace de invitación',
    person: 'Verificado en persona',
    changed: 'Código de seguridad cambiado',
    replaced: 'Usa otra cuenta',
  },
  somebodyElse: 'Otra persona',
  codeChanged:
    'El código de seguridad de {name} ha cambiado (¿teléfono nuevo o reinstalación?). Compruébalo antes de enviar algo confidencial.',
  knownBefore:
    'Conoces a {name} con otro código de seguridad. Comprueba que es la misma persona antes de enviar algo confidencial.',
  heldUntil: 'Hasta entonces, lo que escribas se queda aquí.',
  heldHere: 'Lo que escribas a {name} se queda aquí hasta que compruebes el código de seguridad.',
  verify: 'Verificar',
  later: 'Más tarde',
  replacedBy: '{name} escribe ahora desde otra cuenta. Esta conversación sigue siendo legible.',
  openNew: 'Abrir la nueva',
  notSame: 'No es la misma persona',

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
  ways: {
    sockets: {
      name: 'WebSocket',
      text: 'Los mensajes tienen su propio puerto en el servidor y llegan al instante.',
    },
    page: {
      name: 'WebSocket por el puerto de la página',
      text: 'Desde aquí no se llega al puerto del servidor para mensajes, así que comparten el de esta página. No se pierde nada ni va más lento.',
    },
    stream: {
      name: 'flujo HTTPS',
      text: 'Esta red no deja pasar ningún WebSocket, así que los mensajes llegan en una larga respuesta a una petición corriente. Llegan al instante; enviar tarda un poco más.',
    },
    poll: {
      name: 'consulta repetida',
      text: 'Esta red no deja pasar ningún WebSocket y retiene los flujos, así que la página pregunta una y otra vez. Los mensajes pueden tardar un poco; no se pierde ninguno.',
    },
  },
  connectedOver: (way) => `Conectado · ${way}`,
  triesBetter: 'Sotto vuelve a probar las vías más rápidas cada diez minutos.',
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
  dismiss: 'Vale',
  linkTriedTwice:
    'Otra persona probó una invitación tuya que ya se había usado, y no obtuvo nada. Si tu amigo dice que no fue quien entró, háblalo en persona.',
  lost: (count, why) =>
    `Se han perdido hasta ${counted(count, { one: '# mensaje de {name}', many: '# de mensajes de {name}', other: '# mensajes de {name}' })}: ${lossCauses[why]} Pide que te los envíe otra vez.`,
  profileCopied:
    'Este navegador fue copiado o devuelto a un estado anterior. Sotto renovó sus claves con todos; no tienes que hacer nada.',
  wrongKeys:
    'Se ofrecieron como de {name} unas claves que no lo son, por el servidor o por alguien que tiene su dirección. Se rechazaron y no se les envió nada. Si vuelve a pasar, habladlo en persona.',
  peerCopied:
    'Puede que el navegador de {name} exista dos veces: ha escrito una copia o un estado anterior. Si {name} no sabe nada, comparad el código de seguridad.',
  catchingUp: 'Poniéndose al día con {name}…',
  stoppedTitle: 'Sotto no puede arrancar aquí',
  troubleTitle: 'Este enlace no funciona',
  troubleTitles: {
    used: 'Ya usado',
    gone: 'Ya no vale',
    own: 'Tu propia invitación',
    friends: 'Ya en contacto',
    offline: 'Sin conexión',
    busy: 'Un momento',
    newer: 'Un enlace más nuevo',
    otherServer: 'Otro servidor',
    storage: 'No se pudo guardar',
    already: 'Ya preparado',
  },
  troubles,
  stops,
}
