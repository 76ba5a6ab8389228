// The words of the settings' pages about storage, devices, server and program, in German.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

export const about: Part<'about'> = {
  devices: 'Geräte',
  about: 'Über Sotto',
  storageUntold: 'Dieser Browser sagt nicht, wie viel er aufbewahrt.',
  storageKinds: {
    messages: 'Leute, Nachrichten und Schlüssel, verschlüsselt',
    files: 'Dateien',
    client: 'Sotto selbst, damit es auch offline aufgeht',
  },
  storageMost: (size) => `Dieser Browser erlaubt bis zu ${size}.`,
  keeping: 'Behalten',
  askToKeep: 'Den Browser bitten, es zu behalten',
  storageRefused:
    'Der Browser hat es nicht versprochen. Die meisten entscheiden selbst: Installiere Sotto oder lege ein Lesezeichen an, benutze es ab und zu, und bitte noch einmal.',
  onlyHere: 'Nur hier',
  onlyHereText:
    'Dein Konto und deine Unterhaltungen sind in diesem Browser und nirgends sonst, und es gibt noch keinen Weg, sie zurückzubringen. Sie sind fort, wenn du die Daten dieser Seite löschst, den Browser entfernst oder dieses Gerät ohne eine Kopie davon verlierst. Freunde behalten, was du ihnen geschrieben hast; für einen Neuanfang brauchst du eine neue Einladung.',
  remindTitle: 'Dein Konto lebt nur in diesem Browser',
  remindText:
    'Seine Daten zu löschen oder dieses Gerät zu verlieren wäre sein Ende; es gibt noch keinen Weg zurück.',
  remindMore: 'Was das heißt',
  remindLater: 'Später',
  thisDevice: 'Dieses Gerät',
  deviceNamed: (browser, system) =>
    browser !== undefined && system !== undefined
      ? `${browser} auf ${system}`
      : (browser ?? system ?? 'Dieser Browser'),
  deviceStates: {
    connected: 'Jetzt verbunden',
    connecting: 'Verbindet',
    offline: 'Nicht verbunden',
  },
  otherDevices: 'Andere Geräte',
  noOtherDevices:
    'Ein Konto lebt auf einem Gerät. Ein zweites lässt sich in dieser Version nicht hinzufügen: In einem anderen Browser bist du eine andere Person, die eine Einladung braucht.',
  address: 'Adresse',
  wayHere: 'Wie er jetzt erreicht wird',
  limits: 'Was er zulässt',
  limitText: (size) => `Eine Nachricht bis zu ${size} Text`,
  limitDays: (days) =>
    `Was auf jemanden wartet, wird ${counted(days, { one: '# Tag', other: '# Tage' })} aufbewahrt, dann verfällt es; dein Gerät sendet es noch einmal`,
  limitWaiting: (count, size) =>
    `Bis zu ${counted(count, { one: '# Nachricht', other: '# Nachrichten' })} oder ${size} dürfen auf eine Person warten; was mehr ist, wartet hier`,
  serverKnows: 'Was er sehen kann',
  serverKnowsText:
    'Die Adresse deines Netzes, wann du verbunden bist, und wann wie viel Verschlüsseltes kommt und geht. Keinen Namen, keinen Text, keinen Schlüssel und keine Liste, wer wen kennt.',
  clientHere: 'Das Programm in diesem Browser',
  notPinned:
    'Dieser Browser hält hier nichts fest: Er führt jedes Mal aus, was der Server schickt. Ein installiertes Sotto oder ein Server mit Zertifikat erlaubt das Festhalten.',
  compareHash:
    'Hier aus den Dateien berechnet, die dieser Browser ausführt und weiter ausführen wird, bis du eine neuere Version nimmst. „npm run build“ derselben Quellen gibt dasselbe aus, als „client“. Vergleiche es auch mit dem einer Freundin: Ein Server, der dir ein anderes Programm gäbe, fiele hier auf, außer das Programm lügt über sich selbst.',
  licence: 'Lizenz',
  licenceText: 'Freie Software unter der MIT-Lizenz.',
  otherLicences: 'Lizenzen dessen, woraus es gemacht ist',
  clockFast: (minutes) =>
    `Die Uhr dieses Geräts geht ${counted(minutes, { one: '# Minute', other: '# Minuten' })} vor, darum stimmen die Zeiten hier nicht. Stelle sie auf automatisch.`,
  clockSlow: (minutes) =>
    `Die Uhr dieses Geräts geht ${counted(minutes, { one: '# Minute', other: '# Minuten' })} nach, darum stimmen die Zeiten hier nicht. Stelle sie auf automatisch.`,
}
