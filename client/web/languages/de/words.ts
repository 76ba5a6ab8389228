// The words of the first screen, in German.
import type { Part } from '../catalogue.ts'
import { counting, numeral } from '../spoken.ts'

const counted = counting('de')

export const words: Part<'words'> = {
  product: 'Sotto',
  promise:
    'Vertrauliche Gespräche mit Leuten, die du kennst, auf einem Server, den jemand von euch betreibt.',
  welcomeTitle: 'Sprich leise.',
  welcomeText:
    'Dieser Server ist neu, und du bist die erste Person hier. Wähle den Namen, den deine Freunde sehen.',
  invitesYou: '{name} lädt dich ein',
  invitesText:
    'zu einer vertraulichen Unterhaltung. Nachrichten sind Ende-zu-Ende-verschlüsselt; nichts zu installieren, kein Anmeldeformular.',
  invitedAs: 'Du kommst als {name} dazu.',
  yourName: 'Dein Name',
  nameHint: 'Nur die Leute, mit denen du sprichst, sehen ihn.',
  badName: 'Bitte wähle einen Namen von 1 bis etwa 50 Buchstaben.',
  nameTooLong: 'Dieser Name ist zu lang. Etwa 50 Buchstaben passen.',
  privateWindow:
    'Ein privates Fenster vergisst dein Konto und deine Unterhaltungen, wenn es geschlossen wird.',
  startChatting: 'Loslegen',
  starting: 'Deine Schlüssel werden gemacht…',
  lookingAtLink: 'Die Einladung wird geöffnet…',
  strangerTitle: 'Du brauchst eine Einladung',
  strangerText:
    'Bei Sotto kann man sich nicht anmelden. Wer diesen Server schon benutzt, schickt dir einen Link; öffne ihn, und du bist dabei.',
  haveInvitation: 'Ich habe eine Einladung',
  pasteHint: 'Den Link hier einfügen',
  openInvitation: 'Öffnen',
  tryAgain: 'Noch einmal versuchen',
  partFailed: 'Dieser Teil von Sotto konnte nicht geladen werden. Prüfe die Verbindung.',
  reload: 'Neu laden',
  toConversations: 'Zu deinen Unterhaltungen',

  search: 'Suchen',
  searchHere: 'Diese Unterhaltung durchsuchen',
  conversations: 'Unterhaltungen',
  conversation: 'Unterhaltung',
  inviteFriend: 'Jemanden einladen',
  nobodyTitle: 'Noch niemand hier',
  nobodyText:
    'Schicke jemandem einen Link. Öffnen, einen Namen wählen, und ihr sprecht miteinander.',
  pickTitle: 'Wähle eine Unterhaltung',
  pickText: 'Deine Nachrichten sind Ende-zu-Ende-verschlüsselt und liegen nur auf deinen Geräten.',
  pickNobodyTitle: 'Es beginnt mit einem Link',
  pickNobodyText:
    'Lade jemanden ein, den du kennst. Ohne deinen Link kann dich hier niemand finden.',
  you: 'Du',
  youSaid: 'Du: ',
  draftMark: 'Entwurf: ',
  newPerson: 'Sag hallo',
  unread: (count) =>
    counted(count, { one: '# ungelesene Nachricht', other: '# ungelesene Nachrichten' }),
  back: 'Zurück zu den Unterhaltungen',

  notAnswered: 'Wartet auf die erste Antwort',
  unreachable: 'Wartet auf die Adresse; Nachrichten bleiben so lange hier',
  sayHello: 'Sag {name} hallo.',
  areEncrypted: 'Nachrichten sind Ende-zu-Ende-verschlüsselt.',
  messages: 'Nachrichten',
  history: 'Verlauf der Nachrichten',
  message: 'Nachricht',
  send: 'Senden',
  beginning: 'Hier hat es angefangen.',
  loadingOlder: 'Ältere Nachrichten werden geladen…',
  newMessages: (count) => counted(count, { one: '# neue Nachricht', other: '# neue Nachrichten' }),
  jump: 'Zur neuesten springen',
  showAll: 'Alles zeigen',
  codeBlock: 'Code',
  leadsTo: (host) => `(führt zu ${host})`,
  needsNewerShort: 'Braucht ein neueres Sotto',
  needsNewer:
    'Diese Nachricht braucht ein neueres Sotto. Lade neu, um es zu holen; dann wird sie gezeigt.',
  tooLong: (over) =>
    `Um ${counted(over, { one: '# Zeichen', other: '# Zeichen' })} zu lang. Kürze sie, oder sende sie in zwei Teilen.`,
  states: {
    sending: 'Wird gesendet',
    sent: 'Gesendet',
    delivered: 'Zugestellt',
    failed: 'Nicht zugestellt',
    held: 'Zurückgehalten, bis du prüfst',
    read: 'Gelesen',
    received: 'Empfangen',
  },
  lineKinds: {
    erased: 'Nachricht gelöscht',
    photo: 'Foto',
    video: 'Video',
    voice: 'Sprachnachricht',
    file: 'Datei',
    event: 'Verschwindende Nachrichten',
  },
  typing: 'tippt…',
  notes: 'Notizen an dich',
  archived: (count) => `Archiviert (${numeral(count)})`,
  muted: 'Stumm',
  onTop: 'Oben gehalten',
  about: 'Über {name}',
  erased: { mine: 'Du hast diese Nachricht gelöscht.', theirs: 'Diese Nachricht wurde gelöscht.' },
  forwarded: 'Weitergeleitet',
  edited: 'geändert',
  starred: 'Markiert',
  quoteGone: 'Diese Nachricht ist nicht mehr hier.',
  quoting: 'Antwortet auf',
  reactions: 'Reaktionen',
  both: 'ihr beide',
  erase: 'Löschen',
  emoji: 'Emoji',
  serverBar:
    'Der Server antwortet nicht. Vielleicht startet er neu; deine Nachrichten sind hier gespeichert und gehen hinaus, sobald er zurück ist.',
  tryingIn: (seconds) =>
    counted(seconds, {
      one: 'Nächster Versuch in # Sekunde.',
      other: 'Nächster Versuch in # Sekunden.',
    }),
  tryNow: 'Jetzt versuchen',
  attach: 'Dateien anhängen',
  speak: 'Sprachnachricht',
  dropHere: 'Dateien hier ablegen',
  today: 'Heute',
  yesterday: 'Gestern',

  securityCode: 'Sicherheitscode',
  verification: {
    link: 'Über einen Einladungslink verbunden',
    person: 'Persönlich bestätigt',
    changed: 'Sicherheitscode geändert',
    replaced: 'Benutzt ein anderes Konto',
  },

  inviteTitle: 'Jemanden einladen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  copyFailed: 'Kopieren ging nicht. Markiere den Link und kopiere ihn selbst.',
  close: 'Schließen',

  settings: 'Einstellungen',
  newMessage: 'Neue Nachricht',
  notifications: 'Benachrichtigungen',
  storage: 'Speicher',
  thisServer: 'Dieser Server',

  connectionName: 'Verbindung',
  connections: { connected: 'Verbunden', connecting: 'Verbindet', offline: 'Offline' },
  connectingBar: 'Verbindet…',
  updatingBar: 'Wird aktualisiert…',
  freshBar: 'Ein neues Sotto ist bereit.',
  takeFresh: 'Benutzen',
  offlineBar:
    'Keine Verbindung. Deine Nachrichten sind hier gespeichert und gehen hinaus, sobald du wieder verbunden bist.',
  retry: 'Noch einmal',
  certificateBar:
    'Dein Browser hat das Zertifikat dieses Servers für Nachrichten noch nicht angenommen.',
  socketsBar:
    'Etwas zwischen hier und dem Server hält Nachrichten auf, vielleicht ein Filter dieses Netzes. Versuche ein anderes Netz.',
  openAndAccept: 'Öffnen und annehmen',
}
