// What is said when something does not go on, in Spanish: refusals, stops, remarks, and how messages travel.
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
  tooMany: 'Es demasiado de una vez. Elige menos.',
  tooOld:
    'Este mensaje es demasiado antiguo para enviarlo otra vez: podría aparecer dos veces. Cópialo en uno nuevo.',
  removed: 'Quitaste a esta persona. Invitaos de nuevo para escribir.',
  blocked: 'Bloqueaste a esta persona. Desbloquéala para escribir.',
  noPicture: 'Esta imagen no se puede usar. Elige otra.',
  fileGone:
    'El servidor guarda los archivos 30 días, y este ya no está allí. Guárdalo y envíalo de nuevo.',
  notVerified:
    'Ya habías verificado a esta persona. Verifica primero el nuevo código de seguridad.',
  replaced: 'Esta persona escribe ahora desde una cuenta nueva. Escríbele allí.',
  otherServer: 'Este enlace es de otro servidor. Ábrelo en su propia ventana.',
}

const reasons = {
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

export const trouble: Part<'trouble'> = {
  otherLink: 'Usar otro enlace',
  openThere: 'Abrir ese servidor',
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
}

export const stops: Part<'stops'> = {
  lostTitle: 'Tus conversaciones ya no están en este navegador',
  startAnew: 'Empezar de nuevo',
  stoppedTitle: 'Sotto no puede arrancar aquí',
  stops: reasons,
}

export const remarks: Part<'remarks'> = {
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
}

export const ways: Part<'ways'> = {
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
}
