// The words of the app lock, in German.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

export const lock: Part<'lock'> = {
  lockedTitle: 'Sotto ist gesperrt',
  lockedText:
    'Deine Unterhaltungen sind in diesem Browser verschlüsselt. Die Passphrase öffnet sie.',
  passphrase: 'Passphrase',
  showPassphrase: 'Zeigen, was getippt wird',
  unlock: 'Entsperren',
  unlocking: 'Wird entsperrt…',
  wrong: 'Das ist nicht die Passphrase.',
  waitFor: (seconds) =>
    seconds < 90
      ? `Du kannst es in ${counted(seconds, { one: '# Sekunde', other: '# Sekunden' })} noch einmal versuchen.`
      : `Du kannst es in ${counted(Math.ceil(seconds / 60), { one: '# Minute', other: '# Minuten' })} noch einmal versuchen.`,
  capsLock: 'Die Feststelltaste ist an.',
  failed:
    'Dieses Gerät konnte die Sperre nicht öffnen: Es ist zu wenig Speicher frei, oder seine Ablage ist beschädigt. Schließe andere Fenster und versuche es noch einmal; gelöscht wurde nichts.',
  forgot: 'Vergessen?',
  eraseTitle: 'Die Daten dieses Browsers löschen',
  eraseText:
    'Löscht das Konto, die Schlüssel und alle Unterhaltungen in diesem Browser. Nirgends gibt es eine Kopie, die sie zurückbringen könnte. Deine Freunde behalten ihre und sehen eine neue Person, wenn du wiederkommst.',
  eraseWord: 'löschen',
  eraseType: (word) => `Tippe „${word}“, um fortzufahren`,
  eraseNow: 'Hier alles löschen',
  erasing: 'Wird gelöscht…',
  cancel: 'Abbrechen',
  lockSection: 'App-Sperre',
  whyLock:
    'Fragt nach einer Passphrase, wenn Sotto geöffnet wird, und verschlüsselt damit, was dieser Browser aufbewahrt. Wer das Gerät nimmt oder danach seine Dateien kopiert, liest ohne sie nichts.',
  lockLimits:
    'Niemand kann die Passphrase zurücksetzen, auch nicht, wer den Server betreibt: Ohne sie ist verloren, was in diesem Browser ist. Solange gesperrt ist, kommen hier keine Nachrichten an; sie warten auf dem Server.',
  newPassphrase: 'Neue Passphrase',
  repeatPassphrase: 'Noch einmal dieselbe',
  oldPassphrase: 'Jetzige Passphrase',
  setLock: 'App-Sperre einrichten',
  changeLock: 'Passphrase ändern',
  removeLock: 'App-Sperre entfernen',
  lockNow: 'Jetzt sperren',
  isSet: 'Die App-Sperre ist an.',
  isChanged: 'Die Passphrase wurde geändert.',
  isRemoved: 'Die App-Sperre ist aus.',
  working: 'Einen Moment…',
  closesAfter: 'Von selbst sperren',
  after: {
    hidden: 'Sobald Sotto nicht mehr zu sehen ist',
    1: 'Nach 1 Minute ohne mich',
    5: 'Nach 5 Minuten',
    15: 'Nach 15 Minuten',
    60: 'Nach einer Stunde',
    closed: 'Nur beim Schließen',
  },
  strength: {
    tooShort: (least) => `Mindestens ${counted(least, { one: '# Zeichen', other: '# Zeichen' })}.`,
    short:
      'Kurz. Genug gegen einen Blick, nicht gegen jemanden, der die Dateien dieses Geräts kopiert.',
    fair: 'Ordentlich. Ein paar Wörter mehr, und sie wäre auch mit viel Rechenkraft schwer zu erraten.',
    long: 'Lang, und darauf kommt es an; solange sie kein Zitat ist und niemand sonst sie kennt.',
  },
  tooLong: 'Diese Passphrase ist zu lang.',
  differs: 'Die beiden sind nicht gleich.',
  elsewhere:
    'Die Sperre wurde gerade in einem anderen Tab geändert. Sieh noch einmal nach und wiederhole es.',
}
