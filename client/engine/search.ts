// Searching the whole history of this device. A piece of its own, loaded with the first search: it reads and
// opens rows from the newest back, tells what it finds while it goes on, and keeps the folded texts for a while,
// so that the next letter takes a moment only. Searches stay true while messages come, change and go.
import type { Clock } from './ports.ts'
import { shownText } from './rich-text.ts'
import { gather, type Gathered, type Match } from './search-gather.ts'
import { createSearchIndex, type IndexParts } from './search-index.ts'
import { snippetOf, termsOf, type Terms } from './search-terms.ts'
import type { MessageRow } from './tables.ts'
import type { Found, Hit, SearchCommand } from './search-view.ts'
import type { Timers } from './timers.ts'
import type { Answer } from './view.ts'

/** Texts of results given at once, at most; and places in one conversation. */
export const MAX_HITS = 200
export const MAX_PLACES = 1_000
/** Searches that stay true at a time; the oldest is dropped first. */
export const MAX_SEARCHES = 8
/** After so long without a search the plaintext leaves the memory (milliseconds). */
export const KEEP_FOR = 5 * 60_000
/** What is found is told again after so long at the soonest, while a search goes on and after changes. */
const TELL_EVERY = 150
const SETTLE = 250

export interface SearchParts {
  readonly history: IndexParts['history']
  readonly clock: Clock
  /** Waits that end with the engine. */
  readonly timers: Timers
  /** Conversations, each with the time of its newest message. */
  readonly people: () => readonly (readonly [person: string, time: number])[]
  readonly tell: (found: Found) => void
}

/** One search somewhere on a screen; asking something else in its slot ends it. */
interface Search {
  readonly asked: SearchCommand
  readonly terms: Terms
  /** Texts of results by person and order, while nothing changes. */
  readonly hits: Map<string, Hit | undefined>
}

/** What the engine knows of this piece. */
export interface Searching {
  /** Resolves when everything was looked through, or something else was asked. */
  run(asked: SearchCommand): Promise<Answer>
  /** Rows of the history that were committed. */
  changed(rows: ReadonlyMap<string, MessageRow | undefined>): void
}

/** This file as a piece that a platform loads when somebody searches. */
export type SearchPiece = Pick<typeof import('./search.ts'), 'createSearching'>

const keyOf = ({ person, order }: Match): string => `${person}/${order}`

/** The words of a message as people see them: its text without signs, and the name of its file. */
const wordsOf = ({ text, attachment }: MessageRow): string =>
  [shownText(text), attachment?.name ?? ''].filter((part) => part !== '').join('\n')

const createHits = (history: IndexParts['history']) => {
  const read = async (match: Match, terms: Terms): Promise<Hit | undefined> => {
    const key = keyOf(match)
    // The largest key up to this one: this one, when it is still there.
    const [found] = await history({ before: `${key}\0`, limit: 1, backwards: true })
    if (found?.[0] !== key) return undefined
    const snippet = snippetOf(wordsOf(found[1]), terms)
    return snippet && { ...match, mine: found[1].mine, ...snippet }
  }
  /** Those that are still there and still have the words. */
  return async ({ hits, terms }: Search, matches: readonly Match[]): Promise<readonly Hit[]> => {
    const made = matches.map(async (match) => {
      const key = keyOf(match)
      if (!hits.has(key)) hits.set(key, await read(match, terms))
      return hits.get(key) ?? []
    })
    return (await Promise.all(made)).flat()
  }
}

/** The searches that stand, by slot. */
const createSlots = () => {
  const slots = new Map<string, Search>()
  return {
    stands: (search: Search): boolean => slots.get(search.asked.slot) === search,
    all: (): readonly Search[] => [...slots.values()],
    put: (search: Search): void => {
      slots.delete(search.asked.slot)
      slots.set(search.asked.slot, search)
      const [oldest = ''] = slots.keys()
      if (slots.size > MAX_SEARCHES) slots.delete(oldest)
    },
    end: (slot: string): boolean => slots.delete(slot),
    clear: (): void => slots.clear(),
  }
}

/** Starts with nothing read. */
export const createSearching = (parts: SearchParts): Searching => {
  const { clock, timers, people, history, tell } = parts
  const index = createSearchIndex({ history, wordsOf })
  const hitsOf = createHits(history)
  const slots = createSlots()
  const looking = new Set<Search>()

  const report = async (search: Search, found: Gathered, done: boolean): Promise<void> => {
    const { slot, text, person, limit } = search.asked
    const wanted = Math.min(Math.max(0, limit), MAX_HITS)
    const hits = await hitsOf(search, found.matches.slice(0, wanted))
    const places = person === undefined ? [] : found.matches.map(({ order }) => order)
    if (slots.stands(search)) tell({ slot, text, hits, places, count: found.count, done })
  }
  const look = async (search: Search, quiet: boolean): Promise<void> => {
    const { person } = search.asked
    let told = quiet ? Infinity : 0
    const found = await gather(index, clock, {
      terms: search.terms,
      people: person === undefined ? people() : [[person, 0]],
      limit: person === undefined ? MAX_HITS : MAX_PLACES,
      wanted: () => slots.stands(search),
      progress: async (so) => {
        if (so.count === 0 || clock.now() - told < TELL_EVERY) return
        await report(search, so, false)
        told = clock.now()
      },
    })
    if (found && search.terms.length > 0) await report(search, found, true)
  }
  const lookOnce = async (search: Search, quiet: boolean): Promise<void> => {
    looking.add(search)
    slots.put(search)
    await look(search, quiet).finally(() => looking.delete(search))
  }
  const forget = (): void => {
    timers.cancel('searched')
    timers.cancel('search')
    slots.clear()
    index.forget()
  }
  // What is being looked for now is looked for again afterwards: it may have passed the change already.
  const later = (): void => {
    if (!timers.has('searched')) timers.later('searched', SETTLE, () => void again().catch(forget))
  }
  const again = async (): Promise<void> => {
    if (looking.size > 0) return later()
    for (const search of slots.all())
      if (search.terms.length > 0) await lookOnce({ ...search, hits: new Map() }, true)
  }
  return {
    run: async (asked) => {
      timers.later('search', KEEP_FOR, forget)
      const terms = termsOf(asked.text)
      slots.end(asked.slot)
      if (terms.length > 0 || asked.ahead === true)
        await lookOnce({ asked, terms, hits: new Map() }, false)
      return { is: 'done' }
    },
    changed: (rows) => {
      index.changed(rows)
      if (slots.all().length > 0) later()
    },
  }
}
