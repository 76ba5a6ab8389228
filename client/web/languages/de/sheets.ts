// The words of the sheets that are loaded when they are wanted, in German.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

export const invite: Part<'invite'> = {
  inviteText: 'Wer diesen Link zuerst öffnet, kann mit dir sprechen. Ein Link, eine Person.',
  invitationLink: 'Einladungslink',
  preparing: 'Ein Link wird vorbereitet…',
  share: 'Teilen',
  waiting: 'Wartet darauf, dass er geöffnet wird…',
  notSaved: 'Der Link gilt, sobald der Server ihn hat.',
  joined: '{name} ist da',
  openChat: 'Unterhaltung öffnen',
  goodUntil: (date) => `Gültig bis ${date}`,
  revoke: 'Zurückziehen',
  revokedState: 'Zurückgezogen: Dieser Link öffnet nichts mehr.',
  expiredState: 'Abgelaufen: Dieser Link öffnet nichts mehr.',
  anotherLink: 'Noch ein Link',
  labelField: 'Für wen ist er? (freiwillig)',
  create: 'Erstellen',
  earlier: 'Offene Einladungen',
  unnamed: 'Einladung',
  showLink: 'Zeigen',
  qrPicture: 'QR-Code des Links',
}

export const keys: Part<'keys'> = {
  keysTitle: 'Tastenkürzel',
  keyGroups: {
    moving: 'Wechseln',
    reading: 'Lesen',
    message: 'Eine Nachricht',
    writing: 'Schreiben',
  },
  shortcuts: {
    keys: 'Diese Liste',
    switch: 'Zu einer Person',
    search: 'Alles durchsuchen',
    find: 'Diese Unterhaltung durchsuchen',
    next: 'Nächste Unterhaltung',
    previous: 'Vorige Unterhaltung',
    nextUnread: 'Nächste ungelesene Unterhaltung',
    previousUnread: 'Vorige ungelesene Unterhaltung',
    oldestUnread: 'Älteste ungelesene Nachricht',
    pageUp: 'Ältere Nachrichten',
    pageDown: 'Neuere Nachrichten',
    lock: 'Jetzt sperren',
    newest: 'Schließen, oder zur neuesten Nachricht',
    region: 'Leute, Nachrichten, Schreiben',
    above: 'Die Nachricht darüber',
    below: 'Die Nachricht darunter',
    menu: 'Was mit ihr geschehen kann',
    react: 'Reagieren',
    reply: 'Antworten',
    forward: 'Weiterleiten',
    erase: 'Löschen',
    copy: 'Text kopieren',
    edit: 'Die letzte Nachricht ändern, wenn nichts getippt ist',
    bold: 'Fett',
    italic: 'Kursiv',
    code: 'Code',
  },
  enterDoes: {
    send: 'Enter sendet, Umschalt+Enter beginnt eine neue Zeile.',
    line: 'Enter beginnt eine neue Zeile, Umschalt+Enter sendet.',
  },
  typeAnywhere: 'Wer irgendwo tippt, beginnt eine Nachricht.',
}

export const security: Part<'security'> = {
  withPerson: 'mit {name}',
  whyVerify:
    'Nachrichten sind Ende-zu-Ende-verschlüsselt. Vergleicht den Code einmal, und du weißt, dass niemand zwischen dir und {name} steht.',
  verifiedOn: {
    scan: (date) => `Du hast den Code am ${date} gescannt`,
    compare: (date) => `Du hast die Zahlen am ${date} verglichen`,
  },
  unverify: 'Aufheben',
  renewals: (times, date) =>
    `Nachrichten ließen sich ${counted(times, { one: '#-mal', other: '#-mal' })} nicht öffnen, zuletzt am ${date}. Beide Geräte haben jedes Mal von selbst neue Schlüssel vereinbart.`,
  together: 'Wenn ihr beieinander seid',
  showText: 'Lass {name} diesen Code scannen, und scanne den anderen.',
  scanText: 'Halte den Code auf dem Bildschirm von {name} ins Bild.',
  ownCode: 'QR-Code deines Sicherheitscodes',
  scanCode: 'Den anderen Code scannen',
  stopScan: 'Kamera anhalten',
  viewfinder: 'Was die Kamera sieht',
  onCall: 'Bei einem Anruf',
  callText:
    'Bitte {name}, „Sicherheitscode“ zu öffnen und die Zahlen vorzulesen. Hake jede Gruppe ab, die hier dieselbe ist.',
  digits: 'Gruppen des Sicherheitscodes',
  allGroups: 'Alle zwölf sind gleich',
  theyMatch: 'Sie stimmen',
  theyDiffer: 'Sie stimmen nicht',
  samePerson: 'Dieselbe Person',
  samePersonText:
    'Ist das {name} von früher, mit einem neuen Konto? Die frühere Unterhaltung bleibt, wie sie ist.',
  securityTroubles: {
    tickFirst: 'Hake jede vorgelesene Gruppe ab, oder „Alle zwölf sind gleich“, und dann dies.',
    cameraBlocked:
      'Die Kamera ist für diese Seite gesperrt. Schloss in der Adresszeile → Berechtigungen → Kamera → Zulassen. Oder vergleicht die Zahlen unten.',
    cameraMissing:
      'Hier gibt es keine Kamera, die sich benutzen lässt. Vergleicht stattdessen die Zahlen unten.',
  },
}

export const settings: Part<'settings'> = {
  backToList: 'Zurück zur Liste',
  pages: {
    account: 'Konto',
    notifications: 'Benachrichtigungen',
    storage: 'Speicher',
    appearance: 'Aussehen',
    language: 'Sprache',
    security: 'Sicherheit',
    privacy: 'Privatsphäre',
    server: 'Dieser Server',
  },
  accountText:
    'Deine Freunde sehen diesen Namen. Er reist verschlüsselt zu ihnen; der Server erfährt ihn nie.',
  notifyChoices: {
    off: 'Aus',
    plain: '„Neue Nachricht“, sonst nichts',
    name: 'Wer geschrieben hat',
    full: 'Wer geschrieben hat, und was',
  },
  notifyAway: {
    asking: 'Der Browser wird gefragt…',
    on: 'Sie kommen auch, wenn Sotto geschlossen ist. Der Push-Dienst des Browsers erfährt dann, dass etwas kam, und sonst nichts.',
    none: 'Sie kommen, solange Sotto offen ist. Dieser Server weckt niemanden, wenn es geschlossen ist.',
    refused:
      'Sie kommen, solange Sotto offen ist. Dieser Server benutzt den Push-Dienst dieses Browsers nicht.',
    unsupported:
      'Sie kommen, solange Sotto offen ist. Dieser Browser weckt niemanden, wenn es geschlossen ist.',
    failed:
      'Sie kommen, solange Sotto offen ist. Der Push-Dienst dieses Browsers war nicht zu erreichen; beim nächsten Öffnen versucht Sotto es wieder.',
  },
  notifyProblems: {
    blocked:
      'Benachrichtigungen sind für diese Seite gesperrt. Schloss in der Adresszeile → Berechtigungen → Benachrichtigungen → Zulassen.',
    unsupported: 'Dieser Browser hat keine Benachrichtigungen.',
    homeScreen:
      'Auf einem iPhone oder iPad kommen sie nur zu Apps auf dem Home-Bildschirm. Teilen → Zum Home-Bildschirm, Sotto dort öffnen und sie einschalten.',
  },
  storedHere: (bytes) =>
    `Sotto bewahrt ${counted(Math.max(1, Math.round(bytes / 1_000_000)), { one: '# Megabyte', other: '# Megabyte' })} in diesem Browser auf, verschlüsselt.`,
  storagePromised: 'Der Browser hat versprochen, sie zu behalten.',
  storageNotPromised: 'Der Browser darf sie löschen, wenn er Platz braucht.',
  colours: 'Farben',
  themes: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  textSize: 'Größe des Textes',
  movement: 'Bewegung',
  keepStill: 'Alles ruhig halten',
  enterKey: 'Enter-Taste',
  enterDoes: {
    send: 'Sendet; Umschalt+Enter beginnt eine neue Zeile',
    line: 'Beginnt eine neue Zeile; Umschalt+Enter sendet',
  },
  nameSaved: 'Gespeichert. Deine Freunde erfahren es.',
  saveName: 'Speichern',
  picture: 'Bild',
  choosePicture: 'Ein Bild wählen',
  noPicture: 'Das Bild entfernen',
  pictureText: 'Freunde sehen es; wo und womit es aufgenommen wurde, wird zuerst entfernt.',
  notesText: 'Eine Unterhaltung mit dir selbst. Sie verlässt dieses Gerät nie.',
  openNotes: 'Deine Notizen öffnen',
  tellFriends: 'Freunden mitteilen',
  tellReads: 'Wenn ich ihre Nachrichten gelesen habe',
  tellTyping: 'Wenn ich tippe',
  tellText:
    'Wer es nicht mitteilt, erfährt es auch nicht. Jede Unterhaltung kann eine eigene Regel haben.',
  asBrowser: (language) => `Wie dieser Browser: ${language}`,
  languageFailed:
    'Diese Sprache konnte nicht geladen werden. Prüfe die Verbindung und wähle sie noch einmal.',
}

export const switching: Part<'switch'> = {
  switchTitle: 'Zu einer Person',
  personName: 'Name einer Person',
  nobodyFound: 'Niemand heißt so.',
}
