// The words of the settings' pages about storage, devices, server and program, in Spanish.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('es')

export const about: Part<'about'> = {
  devices: 'Dispositivos',
  about: 'Acerca de',
  storageUntold: 'Este navegador no dice cuánto guarda.',
  storageKinds: {
    messages: 'Personas, mensajes y claves, cifrados',
    files: 'Archivos',
    client: 'El propio Sotto, para que se abra sin conexión',
  },
  storageMost: (size) => `Este navegador permite hasta ${size}.`,
  keeping: 'Conservarlo',
  askToKeep: 'Pedir al navegador que lo conserve',
  storageRefused:
    'El navegador no lo prometió. La mayoría decide por su cuenta: instala Sotto o añádelo a favoritos, úsalo de vez en cuando y pídelo otra vez.',
  onlyHere: 'Solo aquí',
  onlyHereText:
    'Tu cuenta y tus conversaciones están en este navegador y en ningún otro sitio, y todavía no hay forma de recuperarlas. Desaparecen si borras los datos de este sitio, quitas el navegador o pierdes este dispositivo sin tener una copia. Tus amigos conservan lo que les escribiste; para empezar de nuevo necesitas otra invitación.',
  remindTitle: 'Tu cuenta vive solo en este navegador',
  remindText:
    'Borrar sus datos o perder este dispositivo acabaría con ella; todavía no hay forma de recuperarla.',
  remindMore: 'Qué significa',
  remindLater: 'Más tarde',
  thisDevice: 'Este dispositivo',
  deviceNamed: (browser, system) =>
    browser !== undefined && system !== undefined
      ? `${browser} en ${system}`
      : (browser ?? system ?? 'Este navegador'),
  deviceStates: {
    connected: 'Conectado ahora',
    connecting: 'Conectando',
    offline: 'Sin conexión',
  },
  otherDevices: 'Otros dispositivos',
  noOtherDevices:
    'Una cuenta vive en un dispositivo. En esta versión no se puede añadir otro: en otro navegador eres otra persona, que necesita una invitación.',
  address: 'Dirección',
  wayHere: 'Cómo se llega a él ahora',
  limits: 'Lo que permite',
  limitText: (size) => `Un mensaje de hasta ${size} de texto`,
  limitDays: (days) =>
    `Lo que espera a alguien se guarda ${counted(days, { one: '# día', many: '# de días', other: '# días' })} y luego caduca; tu dispositivo lo envía otra vez`,
  limitWaiting: (count, size) =>
    `Hasta ${counted(count, { one: '# mensaje', many: '# de mensajes', other: '# mensajes' })} o ${size} pueden esperar a una persona; lo demás espera aquí`,
  serverKnows: 'Lo que puede ver',
  serverKnowsText:
    'La dirección de tu red, cuándo estás conectado, y cuándo y cuántos datos cifrados van y vienen. Ningún nombre, ningún texto, ninguna clave y ninguna lista de quién conoce a quién.',
  clientHere: 'El programa en este navegador',
  notPinned:
    'Este navegador no fija nada aquí: ejecuta cada vez lo que envía el servidor. Un Sotto instalado o un servidor certificado le permite fijarlo.',
  compareHash:
    'Calculado aquí a partir de los archivos que este navegador ejecuta y seguirá ejecutando hasta que tomes una versión más nueva. «npm run build» de las mismas fuentes muestra lo mismo, como «client». Compáralo también con el de un amigo: un servidor que te diera otro programa se notaría aquí, salvo que ese programa mienta sobre sí mismo.',
  licence: 'Licencia',
  licenceText: 'Software libre con licencia MIT.',
  otherLicences: 'Licencias de lo que lo compone',
  clockFast: (minutes) =>
    `El reloj de este dispositivo va ${counted(minutes, { one: '# minuto', many: '# de minutos', other: '# minutos' })} adelantado, así que las horas de aquí no son correctas. Ponlo en automático.`,
  clockSlow: (minutes) =>
    `El reloj de este dispositivo va ${counted(minutes, { one: '# minuto', many: '# de minutos', other: '# minutos' })} atrasado, así que las horas de aquí no son correctas. Ponlo en automático.`,
}
