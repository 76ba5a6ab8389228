// The words of the sheets that are loaded when they are wanted, in Spanish.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

export const invite: Part<'invite'> = {
  inviteText: 'Quien abra primero este enlace puede hablar contigo. Un enlace, una persona.',
  invitationLink: 'Enlace de invitación',
  preparing: 'Preparando un enlace…',
  share: 'Compartir',
  waiting: 'Esperando a que lo abra…',
  notSaved: 'El enlace valdrá en cuanto lo tenga el servidor.',
  joined: '{name} ya está aquí',
  openChat: 'Abrir la conversación',
  goodUntil: (date) => `Vale hasta el ${date}`,
  revoke: 'Retirar',
  revokedState: 'Retirada: este enlace ya no abre nada.',
  expiredState: 'Caducada: este enlace ya no abre nada.',
  anotherLink: 'Otro enlace',
  labelField: '¿Para quién es? (opcional)',
  create: 'Crear',
  earlier: 'Invitaciones abiertas',
  unnamed: 'Invitación',
  showLink: 'Mostrar',
  qrPicture: 'Código QR del enlace',
}

export const keys: Part<'keys'> = {
  keysTitle: 'Atajos de teclado',
  keyGroups: { moving: 'Moverse', reading: 'Leer', message: 'Un mensaje', writing: 'Escribir' },
  shortcuts: {
    keys: 'Esta lista',
    switch: 'Ir a una persona',
    search: 'Buscar en todo',
    find: 'Buscar en esta conversación',
    next: 'Conversación siguiente',
    previous: 'Conversación anterior',
    nextUnread: 'Siguiente conversación sin leer',
    previousUnread: 'Anterior conversación sin leer',
    oldestUnread: 'Mensaje sin leer más antiguo',
    pageUp: 'Mensajes anteriores',
    pageDown: 'Mensajes posteriores',
    lock: 'Bloquear ahora',
    newest: 'Cerrar, o ir al mensaje más reciente',
    region: 'Personas, mensajes, escribir',
    above: 'El mensaje de arriba',
    below: 'El mensaje de abajo',
    menu: 'Qué se puede hacer con él',
    react: 'Reaccionar',
    reply: 'Responder',
    forward: 'Reenviar',
    erase: 'Borrar',
    copy: 'Copiar texto',
    edit: 'Editar el último mensaje, si no hay nada escrito',
    bold: 'Negrita',
    italic: 'Cursiva',
    code: 'Código',
  },
  enterDoes: {
    send: 'Intro envía, Mayús+Intro empieza una línea nueva.',
    line: 'Intro empieza una línea nueva, Mayús+Intro envía.',
  },
  typeAnywhere: 'Escribir en cualquier sitio empieza un mensaje.',
}

export const security: Part<'security'> = {
  withPerson: 'con {name}',
  whyVerify:
    'Los mensajes van cifrados de extremo a extremo. Comparad el código una vez y sabrás que no hay nadie entre tú y {name}.',
  verifiedOn: {
    scan: (date) => `Escaneaste su código el ${date}`,
    compare: (date) => `Comparaste los números el ${date}`,
  },
  unverify: 'Quitar',
  renewals: (times, date) =>
    `Hubo mensajes que no se abrieron ${counted(times, { one: '# vez', many: '# de veces', other: '# veces' })}, la última el ${date}. Cada vez los dos dispositivos acordaron claves nuevas por sí solos.`,
  together: 'Cuando estéis juntos',
  showText: 'Deja que {name} escanee este código y escanea el suyo.',
  scanText: 'Pon en la imagen el código de la pantalla de {name}.',
  ownCode: 'Código QR de tu código de seguridad',
  scanCode: 'Escanear su código',
  stopScan: 'Parar la cámara',
  viewfinder: 'Lo que ve la cámara',
  onCall: 'En una llamada',
  callText:
    'Pide a {name} que abra «Código de seguridad» y lea sus números en voz alta. Marca cada grupo que sea igual aquí.',
  digits: 'Grupos del código de seguridad',
  allGroups: 'Los doce son iguales',
  theyMatch: 'Coinciden',
  theyDiffer: 'No coinciden',
  samePerson: 'La misma persona',
  samePersonText:
    '¿Es {name}, a quien ya conocías, con una cuenta nueva? La conversación anterior queda como está.',
  securityTroubles: {
    tickFirst: 'Marca cada grupo que te lean, o «Los doce son iguales», y luego esto.',
    cameraBlocked:
      'La cámara está bloqueada para este sitio. Candado de la barra de direcciones → Permisos → Cámara → Permitir. O comparad los números de abajo.',
    cameraMissing: 'Aquí no hay ninguna cámara que se pueda usar. Comparad los números de abajo.',
  },
}

export const settings: Part<'settings'> = {
  backToList: 'Volver a la lista',
  pages: {
    account: 'Cuenta',
    notifications: 'Notificaciones',
    storage: 'Almacenamiento',
    appearance: 'Aspecto',
    language: 'Idioma',
    security: 'Seguridad',
    privacy: 'Privacidad',
    server: 'Este servidor',
  },
  accountText: 'Tus amigos ven este nombre. Les llega cifrado; el servidor nunca lo sabe.',
  notifyChoices: {
    off: 'Desactivadas',
    plain: '«Mensaje nuevo», y nada más',
    name: 'Quién escribió',
    full: 'Quién escribió, y qué',
  },
  notifyAway: {
    asking: 'Preguntando al navegador…',
    on: 'También llegan con Sotto cerrado. El servicio push del navegador se entera entonces de que llegó algo, y de nada más.',
    none: 'Llegan mientras Sotto está abierto. Este servidor no despierta a nadie cuando está cerrado.',
    refused:
      'Llegan mientras Sotto está abierto. Este servidor no usa el servicio push de este navegador.',
    unsupported:
      'Llegan mientras Sotto está abierto. Este navegador no despierta a nadie cuando está cerrado.',
    failed:
      'Llegan mientras Sotto está abierto. No se pudo contactar con el servicio push de este navegador; Sotto lo intentará al abrirse de nuevo.',
  },
  notifyProblems: {
    blocked:
      'Las notificaciones están bloqueadas para este sitio. Candado de la barra de direcciones → Permisos → Notificaciones → Permitir.',
    unsupported: 'Este navegador no tiene notificaciones.',
    homeScreen:
      'En un iPhone o iPad solo llegan a las apps de la pantalla de inicio. Compartir → Añadir a pantalla de inicio, abre Sotto allí y actívalas.',
  },
  storedHere: (bytes) =>
    `Sotto guarda ${counted(Math.max(1, Math.round(bytes / 1_000_000)), { one: '# megabyte', many: '# de megabytes', other: '# megabytes' })} en este navegador, cifrados.`,
  storagePromised: 'El navegador ha prometido conservarlos.',
  storageNotPromised: 'El navegador puede borrarlos cuando necesite espacio.',
  colours: 'Colores',
  themes: { system: 'Como el sistema', light: 'Claro', dark: 'Oscuro' },
  textSize: 'Tamaño del texto',
  movement: 'Movimiento',
  keepStill: 'Mantener todo quieto',
  enterKey: 'Tecla Intro',
  enterDoes: {
    send: 'Envía; Mayús+Intro empieza una línea nueva',
    line: 'Empieza una línea nueva; Mayús+Intro envía',
  },
  nameSaved: 'Guardado. Se lo contamos a tus amigos.',
  saveName: 'Guardar',
  picture: 'Imagen',
  choosePicture: 'Elegir una imagen',
  noPicture: 'Quitar la imagen',
  pictureText: 'La ven tus amigos; antes se quita dónde y con qué se hizo.',
  notesText: 'Una conversación contigo. Nunca sale de este dispositivo.',
  openNotes: 'Abrir tus notas',
  tellFriends: 'Contar a tus amigos',
  tellReads: 'Cuándo he leído sus mensajes',
  tellTyping: 'Cuándo escribo',
  tellText: 'Quien no lo cuenta tampoco se entera. Cada conversación puede tener su propia regla.',
  asBrowser: (language) => `Como este navegador: ${language}`,
  languageFailed: 'No se pudo cargar este idioma. Revisa la conexión y elígelo otra vez.',
}

export const switching: Part<'switch'> = {
  switchTitle: 'Ir a una persona',
  personName: 'Nombre de una persona',
  nobodyFound: 'Nadie se llama así.',
}
