// The conversations as this page holds them: a run of messages for each, filled from pages of the disk and from
// what the engine tells.
import { signal, type Signal } from '@preact/signals'
import type { Engine, MessageView, MovedView } from '../engine/view.ts'
import { oldestOf, PAGE, readAround, readBack, readNewest } from './page-reading.ts'
import {
  addLater,
  addPage,
  countIncoming,
  emptyTimeline,
  markSeen,
  mergeMessages,
  moveMessage,
  removeMessage,
  trimTimeline,
  type Timeline,
} from './timeline.ts'

/** Messages kept of a conversation that is not open. */
export const KEPT = 120
/** Read at a time to reach the first unread message, and how often at most: the rest is read by scrolling. */
export const WIDE_PAGE = 500
export const WIDE_PAGES = 20

type Change = (timeline: Timeline) => Timeline

interface Shelf {
  readonly timeline: Signal<Timeline>
  /** The reading that is under way; what another one finds is dropped when it comes too late. */
  reading: object | undefined
  /** What changed while a page was being read: newer than that page. */
  fresh: readonly Change[]
}

export interface Shelves {
  timeline(person: string): Signal<Timeline>
  /** True when this page holds anything of that conversation. */
  has(person: string): boolean
  apply(person: string, messages: readonly MessageView[]): void
  /** Own messages went on. */
  move(moved: readonly MovedView[]): void
  /** They have seen own messages up to this order. */
  seen(person: string, order: string): void
  remove(person: string, id: string): void
  /** Reads the page before the oldest message that is held. */
  older(person: string): Promise<void>
  /** Reads the page behind the last message that is held, when that is not the newest. */
  later(person: string): Promise<void>
  /** Holds what stands around a message instead. False, and nothing changed, when it is not here. */
  around(person: string, order: string): Promise<boolean>
  /** Holds the newest page instead of what stands around an older message. */
  newest(person: string): Promise<void>
  /** Reads the newest page, and as many before it as hold the first of so many unread messages. */
  open(person: string, unread: number): Promise<void>
  /** Reads the newest page again; without a message in common it takes the place of what was there. */
  refresh(person: string): Promise<void>
  /** Keeps little of every conversation but this one. */
  trim(open: string | undefined): void
}

/** Ends a reading and gives what changed meanwhile. */
const freshOf = (shelf: Shelf): Change => {
  const { fresh } = shelf
  shelf.reading = undefined
  shelf.fresh = []
  return (timeline) => fresh.reduce((now, change) => change(now), timeline)
}

/** Reads from the engine into shelves; of two readings of one shelf the later one counts. */
const createLoading = (engine: Engine, of: (person: string) => Shelf) => {
  // Adds older pages until there are enough; the screen sees them as one change.
  const load = async (
    person: string,
    limit: number,
    enough: (messages: readonly MessageView[]) => boolean,
  ): Promise<void> => {
    const shelf = of(person)
    if (shelf.reading) return
    const own = (shelf.reading = {})
    const { messages: held, loaded } = shelf.timeline.value
    const first = loaded ? oldestOf(held) : undefined
    const { pages, more } = await readBack(engine, { person, first, limit }, (read) =>
      enough([...read, ...held]),
    )
    if (shelf.reading !== own) return
    const fresh = freshOf(shelf)
    const now = shelf.timeline.value
    // Trimmed meanwhile: these pages do not join on any more.
    if (now.loaded && oldestOf(now.messages) !== first) return
    if (pages.length > 0 || !more) shelf.timeline.value = fresh(addPage(now, pages, more))
  }
  // What is read takes the place of what was there, whatever else was on its way.
  const replace = async (
    person: string,
    read: () => Promise<Timeline | undefined>,
  ): Promise<boolean> => {
    const shelf = of(person)
    const own = (shelf.reading = {})
    const made = await read()
    if (shelf.reading !== own) return false
    const fresh = freshOf(shelf)
    if (made) shelf.timeline.value = fresh(made)
    return made !== undefined
  }
  // The page behind the last message that is held.
  const later = async (person: string): Promise<void> => {
    const shelf = of(person)
    const { messages, newer } = shelf.timeline.value
    const after = messages.at(-1)?.order
    if (shelf.reading || !newer || after === undefined) return
    const own = (shelf.reading = {})
    const limit = PAGE
    const answer = await engine.run({ type: 'page', person, before: undefined, after, limit })
    if (shelf.reading !== own) return
    const fresh = freshOf(shelf)
    if (answer.is !== 'page') return
    const grown = addLater(shelf.timeline.value, answer.messages, answer.more)
    shelf.timeline.value = fresh(grown)
  }
  return { load, replace, later }
}

/** Empty shelves over an engine. */
export const createShelves = (engine: Engine): Shelves => {
  const shelves = new Map<string, Shelf>()
  const of = (person: string): Shelf => {
    const known = shelves.get(person)
    if (known) return known
    const made: Shelf = { timeline: signal(emptyTimeline), reading: undefined, fresh: [] }
    shelves.set(person, made)
    return made
  }
  // What changes while a page is being read is newer than that page.
  const change = (person: string, how: Change): void => {
    const shelf = of(person)
    if (shelf.reading) shelf.fresh = [...shelf.fresh, how]
    shelf.timeline.value = how(shelf.timeline.value)
  }
  const { load, replace, later } = createLoading(engine, of)
  const exhausted = ({ loaded, more }: Timeline): boolean => loaded && !more
  return {
    timeline: (person) => of(person).timeline,
    has: (person) => shelves.has(person),
    apply: (person, messages) => change(person, (now) => mergeMessages(now, messages)),
    move: (moved) => {
      for (const one of moved)
        if (shelves.has(one.person)) change(one.person, (now) => moveMessage(now, one))
    },
    seen: (person, order) => {
      if (shelves.has(person)) change(person, (now) => markSeen(now, order))
    },
    remove: (person, id) => change(person, (now) => removeMessage(now, id)),
    older: async (person) => {
      if (!exhausted(of(person).timeline.value)) await load(person, PAGE, () => true)
    },
    later,
    around: (person, order) => replace(person, () => readAround(engine, person, order)),
    newest: async (person) => {
      await replace(person, () => readNewest(engine, person))
    },
    open: async (person, unread) => {
      const holds = (messages: readonly MessageView[]): boolean => countIncoming(messages) >= unread
      const now = of(person).timeline.value
      if (exhausted(now) || (now.loaded && holds(now.messages))) return
      let pages = 0
      const limit = unread > PAGE ? WIDE_PAGE : PAGE
      await load(person, limit, (messages) => holds(messages) || ++pages >= WIDE_PAGES)
    },
    refresh: async (person) => {
      const answer = await engine.run({ type: 'page', person, before: undefined, limit: PAGE })
      if (answer.is !== 'page') return
      const { timeline } = of(person)
      // Around an older message the newest page is not what is shown.
      if (timeline.value.newer) return
      const known = new Set(timeline.value.messages.map((message) => message.id))
      timeline.value = answer.messages.some((message) => known.has(message.id))
        ? mergeMessages(timeline.value, answer.messages)
        : addPage(emptyTimeline, answer.messages, answer.more)
    },
    trim: (open) => {
      for (const [person, { timeline }] of shelves)
        if (person !== open) timeline.value = trimTimeline(timeline.value, KEPT)
    },
  }
}
