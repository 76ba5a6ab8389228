// The engine's own search over messages in memory, for the screens: what it finds is what it would find.
import { bareRow } from '../../client/engine/history.ts'
import { createSearching, type Searching } from '../../client/engine/search.ts'
import type { Found } from '../../client/engine/search-view.ts'
import type { MessageRow } from '../../client/engine/tables.ts'
import type { MessageView } from '../../client/engine/view.ts'

const keyOf = ({ person, order }: MessageView): string => `${person}/${order}`

const rowOf = ({ mine, text, time }: MessageView): MessageRow => ({
  ...bareRow,
  id: new Uint8Array(16),
  mine,
  text,
  time,
})

export interface FakeSearch extends Pick<Searching, 'run'> {
  changed(messages: readonly MessageView[]): void
}

/** Searches what `all` gives. Nothing is forgotten by itself, and changes are heard with the next search. */
export const createFakeSearch = (
  all: () => readonly MessageView[],
  tell: (found: Found) => void,
): FakeSearch => {
  const searching = createSearching({
    history: ({ after = '', before = '\uffff', limit, backwards = false }) => {
      const rows = all()
        .map((message) => [keyOf(message), rowOf(message)] as const)
        .filter(([key]) => key > after && key < before)
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
      return Promise.resolve((backwards ? rows.reverse() : rows).slice(0, limit))
    },
    clock: { now: () => 0, after: () => () => undefined },
    timers: {
      later: () => undefined,
      has: () => false,
      cancel: () => undefined,
      clear: () => undefined,
    },
    people: () => [...new Set(all().map(({ person }) => person))].map((person) => [person, 0]),
    tell,
  })
  return {
    run: searching.run,
    changed: (messages) =>
      searching.changed(new Map(messages.map((one) => [keyOf(one), rowOf(one)]))),
  }
}
