// Searching the whole history of this device. A piece of its own, loaded with the first search: it reads and
// opens rows from the newest back, tells what it finds while it goes on, and keeps the folded texts for a while,
// so that the next letter takes a moment only. Searches stay true while messages come, change and go.
import type { Clock } from './ports.ts'
import { gather, type Gathered, type Match } from './search-gather.ts'
import { createSearchIndex, type IndexParts } from './search-index.ts'
import { snippetOf, termsOf, type Terms } from './search-terms.ts'
import type { MessageRow } from './tables.ts'
import type { Answer, Command, Found, Hit } from './view.ts'

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

type Asked = Extract<Command, { type: 'search' }>

export interface SearchParts extends IndexParts {
  readonly clock: Clock
  /** Conversations, each with the time of its newest message. */
  readonly people: () => readonly (readonly [person: string, time: number])[]
  readonly tell: (found: Found) => void
}

/** One search somewhere on a screen; asking something else in its slot ends it. */
interface Search {
  readonly asked: Asked
  readonly terms: Terms
  /** Texts of results by person and order, while nothing changes. */
  readonly hits: Map<string, Hit | undefined>
}

/** What the engine knows of this piece. */
export interface Searching {
  /** Resolves when everything was looked through, or something else was asked. */
  run(asked: Asked): Promise<Answer>
  /** Rows of the history that were committed. */
  changed(rows: ReadonlyMap<string, MessageRow | undefined>): void
  /** Drops everything that was read. */
  forget(): void
}

const DONE: Answer = { is: 'done' }

const keyOf = ({ person, order }: Match): string => `${person}/${order}`

const createHits = ({ history, wordsOf }: IndexParts) => {
  const read = async (match: Match, terms: Terms): Promise<Hit | undefined> => {
    const key = keyOf(match)
    // Nothing lies between this key and one that is a little longer.
    const [found] = await history({ before: `${key}~`, limit: 1, backwards: true })
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

/** Starts with nothing read. */
export const createSearching = (parts: SearchParts): Searching => {
  const { clock, people, tell } = parts
  const index = createSearchIndex(parts)
  const hitsOf = createHits(parts)
  const searches = new Map<string, Search>()
  let cancelForget = (): void => undefined
  let cancelAgain: (() => void) | undefined

  const report = async (search: Search, found: Gathered, done: boolean): Promise<void> => {
    const { slot, text, person, limit } = search.asked
    const wanted = Math.min(Math.max(0, limit), MAX_HITS)
    const hits = await hitsOf(search, found.matches.slice(0, wanted))
    const places = person === undefined ? [] : found.matches.map(({ order }) => order)
    if (searches.get(slot) === search) tell({ slot, text, hits, places, count: found.count, done })
  }
  const look = async (search: Search, isAgain: boolean): Promise<void> => {
    const { person, slot } = search.asked
    let told = isAgain ? Infinity : 0
    const found = await gather(index, clock, {
      terms: search.terms,
      people: person === undefined ? people() : [[person, 0]],
      limit: person === undefined ? MAX_HITS : MAX_PLACES,
      wanted: () => searches.get(slot) === search,
      progress: async (so) => {
        if (so.count === 0 || clock.now() - told < TELL_EVERY) return
        await report(search, so, false)
        told = clock.now()
      },
    })
    if (found) await report(search, found, true)
  }
  const again = async (): Promise<void> => {
    cancelAgain = undefined
    for (const [slot, search] of searches) {
      const fresh = { ...search, hits: new Map<string, Hit | undefined>() }
      searches.set(slot, fresh)
      await look(fresh, true)
    }
  }
  const forget = (): void => {
    cancelForget()
    cancelAgain?.()
    cancelAgain = undefined
    searches.clear()
    index.forget()
  }
  const begin = (asked: Asked, terms: Terms): Search => {
    const search: Search = { asked, terms, hits: new Map() }
    searches.delete(asked.slot)
    searches.set(asked.slot, search)
    const [oldest = asked.slot] = searches.keys()
    if (searches.size > MAX_SEARCHES) searches.delete(oldest)
    return search
  }
  return {
    run: async (asked) => {
      cancelForget()
      cancelForget = clock.after(KEEP_FOR, forget)
      const terms = termsOf(asked.text)
      if (terms.length === 0) {
        searches.delete(asked.slot)
        return DONE
      }
      await look(begin(asked, terms), false)
      return DONE
    },
    changed: (rows) => {
      index.changed(rows)
      if (searches.size > 0) cancelAgain ??= clock.after(SETTLE, () => void again().catch(forget))
    },
    forget,
  }
}
