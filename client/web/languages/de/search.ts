// The words of the search in German.
import type { Part } from '../catalogue.ts'
import { counting } from '../spoken.ts'

const counted = counting('de')

export const search: Part<'search'> = {
  results: 'Ergebnisse',
  people: 'Personen',
  messages: 'Nachrichten',
  hint: 'Durchsucht Personen und alles, was auf diesem Gerät geschrieben steht.',
  searching: 'Suche läuft…',
  nothing: 'Nichts gefunden.',
  nothingHint: 'Versuche einen Teil eines Wortes. Akzente und Großschreibung sind egal.',
  failed: 'Die Suche konnte nicht gestartet werden. Versuche es noch einmal.',
  found: (count) =>
    counted(count, { one: '# Nachricht gefunden', other: '# Nachrichten gefunden' }),
  more: 'Mehr zeigen',
  newest: (count) =>
    counted(count, {
      one: 'Nur die neueste ist aufgeführt.',
      other: 'Nur die neuesten # sind aufgeführt.',
    }),
  place: (at, count) => `${at} von ${count}`,
  atLeast: (count) => `${count}+`,
  earlier: 'Früherer Treffer',
  later: 'Späterer Treffer',
}
