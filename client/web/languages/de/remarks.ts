// What is said when something does not go on, in German: refusals, stops, remarks, and how messages travel.
import type { LossCause } from '../../../engine/view.ts'
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

const lossCauses: Record<LossCause, string> = {
  setBack:
    'sie waren angekommen, aber dieser Browser wurde auf einen früheren Stand zurückgesetzt.',
  unreadable: 'sie kamen an, aber dieses Gerät hatte die Schlüssel dafür nicht mehr.',
  missing:
    'der Server hat sie nie gebracht, oder dieser Browser oder der deines Gegenübers wurde auf einen früheren Stand zurückgesetzt.',
}

const troubles = {
  mangled:
    'Dieser Link ist unvollständig oder beschädigt. Kopiere den ganzen Link und öffne ihn noch einmal.',
  newer:
    'Dieser Link stammt aus einem neueren Sotto als dem in diesem Fenster. Lade neu, um es zu bekommen.',
  gone: 'Diese Einladung ist abgelaufen oder wurde zurückgezogen. Bitte um eine neue.',
  used: 'Dieser Link wurde schon benutzt. Wenn du es warst, öffne Sotto dort, wo du ihn benutzt hast; sonst bitte um einen neuen.',
  own: 'Das ist deine eigene Einladung. Schicke sie jemandem, den du hier haben möchtest.',
  friends: 'Über diese Einladung seid ihr schon verbunden.',
  offline:
    'Der Server ist gerade nicht erreichbar. Dein Link bleibt gültig; versuche es gleich noch einmal.',
  busy: 'Der Server ist ausgelastet, oder aus deinem Netz kam sehr viel. Nichts ist verloren; versuche es in einer Minute noch einmal.',
  full: 'Dieser Server nimmt niemanden mehr auf. Sag es der Person, die ihn betreibt; dein Link bleibt gültig.',
  notInvited: 'Dieser Link öffnet diesen Server nicht mehr. Bitte um einen neuen.',
  badName: 'Bitte wähle einen Namen von 1 bis etwa 50 Buchstaben.',
  tooLong: 'Diese Nachricht ist zu lang.',
  empty: 'Es gibt noch nichts zu senden.',
  unknown: 'Diese Unterhaltung ist nicht mehr auf diesem Gerät.',
  storage:
    'Dieser Browser konnte es nicht speichern. Schaffe etwas Platz und versuche es noch einmal; gesendet wurde nichts.',
  already: 'Sotto ist in diesem Browser schon eingerichtet.',
  securityCode:
    'Das ist ein Sicherheitscode, keine Einladung. Öffne die Unterhaltung, wähle „Sicherheitscode“ und scanne ihn dort.',
  noCode:
    'Das ist kein Sicherheitscode von Sotto. Scanne den Code auf dem Bildschirm deines Gegenübers.',
  codeDiffers:
    'Die Codes stimmen NICHT überein. Sende hier nichts Vertrauliches. Vielleicht ist jemand zwischen euch, oder es ist der Code einer anderen Unterhaltung. Nichts wurde bestätigt.',
  tooMany: 'Das ist zu viel auf einmal. Wähle weniger.',
  tooOld:
    'Diese Nachricht ist zu alt, um noch einmal gesendet zu werden: Sie könnte doppelt erscheinen. Kopiere sie in eine neue.',
  removed: 'Diese Person hast du entfernt. Ladet einander neu ein, um zu schreiben.',
  blocked: 'Diese Person hast du blockiert. Hebe das auf, um zu schreiben.',
  noPicture: 'Das ist kein Bild, das sich benutzen lässt. Wähle ein anderes.',
  fileGone:
    'Der Server bewahrt Dateien 30 Tage auf, und diese ist dort nicht mehr. Speichere sie und sende sie neu.',
  notVerified:
    'Diese Person hattest du schon einmal bestätigt. Bestätige zuerst den neuen Sicherheitscode.',
  replaced: 'Diese Person schreibt jetzt von einem neuen Konto. Schreib ihr dort.',
  otherServer: 'Dieser Link gehört zu einem anderen Server. Öffne ihn in einem eigenen Fenster.',
}

const reasons = {
  storageFull:
    'Dieses Gerät ist voll, darum kann Sotto nichts Neues speichern. Was du hast, ist sicher. Schaffe etwas Platz; dann geht Sotto von selbst weiter.',
  storageBroken:
    'Dieser Browser hat aufgehört, für Sotto zu speichern. Was als gesendet angezeigt wurde, ist sicher. Lade neu, um weiterzumachen.',
  elsewhere:
    'Sotto läuft in einem anderen Fenster dieses Browsers weiter. Lade neu, um es hier zu benutzen.',
  versionTooOld:
    'Diese App ist älter, als der Server sie versteht. Lade neu, um die neue zu bekommen; nichts ist verloren.',
  inboxGone:
    'Der Server kennt dieses Gerät nicht mehr. Deine Unterhaltungen sind noch hier. Bitte die Person, die ihn betreibt, dich zurückzuholen.',
  noStorage:
    'Dieser Browser kann deine Schlüssel nicht behalten (ein privates Fenster oder eine volle Festplatte). Beim Schließen wären deine Unterhaltungen weg. Öffne Sotto in einem normalen Fenster.',
  evicted:
    'Dieser Browser hat die Daten von Sotto gelöscht; das Konto hier lässt sich nicht mehr öffnen. Was als gesendet angezeigt wurde, kommt bei deinen Freunden an. Bitte jemanden von ihnen um eine neue Einladung.',
  newer:
    'Sotto wurde in einem anderen Fenster aktualisiert. Lade neu, um hier das neue zu benutzen; nichts ist verloren.',
  unsupported:
    'Diesem Browser fehlt, was Sotto zum Speichern und Verschlüsseln von Nachrichten braucht. Aktualisiere ihn, oder nimm einen aktuellen Firefox, Chrome oder Safari.',
  brokenRandom:
    'Dieser Browser liefert keine oder falsche Zufallszahlen; damit lässt sich kein sicherer Schlüssel machen. Sotto startet nicht; was du hast, bleibt, wie es ist. Nimm einen anderen Browser, oder schalte die Erweiterung aus, die diesen verändert, und lade neu.',
  workerFailed:
    'Ein Teil von Sotto ist nicht gestartet. Lade die Seite neu; was du hast, ist sicher.',
}

export const trouble: Part<'trouble'> = {
  otherLink: 'Einen anderen Link benutzen',
  openThere: 'Diesen Server öffnen',
  troubleTitle: 'Dieser Link geht nicht',
  troubleTitles: {
    used: 'Schon benutzt',
    gone: 'Nicht mehr gültig',
    own: 'Deine eigene Einladung',
    friends: 'Schon verbunden',
    offline: 'Keine Verbindung',
    busy: 'Einen Moment',
    newer: 'Ein neuerer Link',
    otherServer: 'Ein anderer Server',
    storage: 'Konnte nicht speichern',
    already: 'Schon eingerichtet',
  },
  troubles,
}

export const stops: Part<'stops'> = {
  lostTitle: 'Deine Unterhaltungen sind nicht mehr in diesem Browser',
  startAnew: 'Neu anfangen',
  stoppedTitle: 'Sotto kann hier nicht starten',
  stops: reasons,
}

export const remarks: Part<'remarks'> = {
  somebodyElse: 'Jemand anderes',
  codeChanged:
    'Der Sicherheitscode von {name} hat sich geändert (neues Telefon oder neu installiert?). Prüfe ihn, bevor du Vertrauliches sendest.',
  knownBefore:
    'Du kennst {name} mit einem anderen Sicherheitscode. Prüfe, ob es dieselbe Person ist, bevor du Vertrauliches sendest.',
  heldUntil: 'Was du schreibst, wird bis dahin hier zurückgehalten.',
  heldHere:
    'Was du {name} schreibst, wird hier zurückgehalten, bis du den Sicherheitscode geprüft hast.',
  verify: 'Bestätigen',
  later: 'Später',
  replacedBy: '{name} schreibt jetzt von einem anderen Konto. Diese Unterhaltung bleibt lesbar.',
  openNew: 'Die neue öffnen',
  notSame: 'Nicht dieselbe Person',
  dismiss: 'OK',
  linkTriedTwice:
    'Jemand anderes hat eine deiner Einladungen versucht, die schon benutzt war, und nichts bekommen. Wenn die eingeladene Person sagt, dass sie nicht beigetreten ist, sprich persönlich mit ihr.',
  lost: (count, why) =>
    `Bis zu ${counted(count, { one: '# Nachricht von {name} ging', other: '# Nachrichten von {name} gingen' })} verloren: ${lossCauses[why]} Bitte noch einmal darum.`,
  profileCopied:
    'Dieser Browser wurde kopiert oder auf einen früheren Stand zurückgesetzt. Sotto hat seine Schlüssel mit allen erneuert; du musst nichts tun.',
  wrongKeys:
    'Als Schlüssel von {name} wurden falsche angeboten, vom Server oder von jemandem, der die Adresse hat. Sie wurden abgelehnt, und nichts wurde dorthin gesendet. Wenn es wieder vorkommt, sprecht persönlich darüber.',
  peerCopied:
    'Den Browser von {name} gibt es vielleicht zweimal: Eine Kopie oder ein früherer Stand hat geschrieben. Wenn {name} nichts davon weiß, vergleicht den Sicherheitscode.',
  catchingUp: 'Holt auf mit {name}…',
}

export const ways: Part<'ways'> = {
  ways: {
    sockets: {
      name: 'WebSocket',
      text: 'Nachrichten haben auf dem Server einen eigenen Anschluss und kommen sofort an.',
    },
    page: {
      name: 'WebSocket am Anschluss der Seite',
      text: 'Der eigene Anschluss des Servers für Nachrichten ist von hier nicht erreichbar; sie teilen sich den dieser Seite. Nichts geht verloren oder wird langsamer.',
    },
    stream: {
      name: 'HTTPS-Strom',
      text: 'Dieses Netz lässt keinen WebSocket durch; Nachrichten kommen in einer langen Antwort auf eine gewöhnliche Anfrage. Sie sind sofort da; das Senden dauert etwas länger.',
    },
    poll: {
      name: 'wiederholtes Nachfragen',
      text: 'Dieses Netz lässt keinen WebSocket durch und hält Ströme zurück; die Seite fragt immer wieder nach. Nachrichten können etwas später kommen; keine geht verloren.',
    },
  },
  connectedOver: (way) => `Verbunden · ${way}`,
  triesBetter: 'Sotto versucht die schnelleren Wege alle zehn Minuten wieder.',
}
