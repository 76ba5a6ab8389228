// The words of photos, files, voice notes and their sheets, in German.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

export const files: Part<'files'> = {
  sendFiles: (count) => counted(count, { one: '# Datei senden', other: '# Dateien senden' }),
  caption: 'Bildunterschrift',
  addMore: 'Mehr hinzufügen',
  stripped: 'Ohne Ort, Zeit und Kamera',
  strippedText:
    'Fotos werden aus ihren Bildpunkten neu gemacht, höchstens 2560 breit. Aus: die Datei, wie sie ist.',
  empty: 'Diese Datei ist leer.',
  unreadable: 'Diese Datei lässt sich nicht lesen. Wähle sie noch einmal.',
  noRoom:
    'In diesem Browser ist kein Platz für diese Datei. Schaffe etwas Platz und versuche es noch einmal.',
  notSent: 'Das konnte nicht gesendet werden. Versuche es noch einmal.',
  save: 'Speichern',
  open: 'Öffnen',
  stop: 'Anhalten',
  photo: 'Foto',
  photos: 'Fotos',
  next: 'Weiter',
  previous: 'Zurück',
  play: 'Abspielen',
  pause: 'Pause',
  voice: 'Sprachnachricht',
  recording: 'Nimmt auf',
  sendVoice: 'Die Sprachnachricht senden',
  dropVoice: 'Verwerfen',
  micBlocked:
    'Das Mikrofon ist für diese Seite gesperrt. Schloss-Symbol → Berechtigungen → Zulassen.',
  micMissing: 'Kein Mikrofon gefunden. Schließe eines an und versuche es noch einmal.',
  voiceUnsupported: 'Dieser Browser kann nicht aufnehmen.',
  storedFiles: 'Dateien auf diesem Gerät',
  storedText:
    'Entfernen macht Platz frei. Die Nachricht bleibt, und die Datei kann wieder geladen werden, solange der Server sie hat.',
  removeHere: 'Entfernen',
  cannotPlay: 'Dieser Browser kann es nicht abspielen. Speichere es und öffne es anderswo.',
  takeOut: (name) => `${name} herausnehmen`,
  tooLarge: (size, most) => `Diese Datei hat ${size}; dieser Server erlaubt ${most}.`,
  sealing: (percent) => `Wird verschlüsselt… ${percent}`,
  tooMany: (most) => `Höchstens ${most} auf einmal.`,
  load: (size) => `Laden (${size})`,
  speed: (rate) => `Tempo ${rate}`,
  states: {
    uploading: 'Unterwegs',
    failed: 'Nicht gesendet',
    remote: 'Auf dem Server',
    loading: 'Wird geladen',
    here: 'Hier',
    gone: 'Nicht mehr auf dem Server',
    refused: 'Was kam, ist nicht, was gesendet wurde; es wurde verworfen',
  },
  waits: { offline: 'Wartet auf eine Verbindung', full: 'Wartet auf Platz auf dem Server' },
}
