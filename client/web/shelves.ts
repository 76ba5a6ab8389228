// The conversations as this page holds them: a run of messages for each, filled from pages of the disk and from
// what the engine tells.
import { signal, type Signal } from '@preact/signals'
import type { Engine, MessageView, MovedView } from '../engine/view.ts'
import {
  addLater,
  addPage,
  countIncoming,
  emptyTimeline,
  mergeMessages,
  moveMessage,
  removeMessage,
  trimTimeline,
  type Timeline,
} from './timeline.ts'

/** Messages read from the disk at a time, and kept of a conversation that is not open. */
export const PAGE = 60
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

/** Sorts behind everything the engine has ordered. */
export const LAST = '\uffff'
/** Behind an order, it sorts before the next one: what ends here ends with that message. */
const WITH = '~'

export interface Shelves {
  timeline(person: string): Signal<Timeline>
  /** True when this page holds anything of that conversation. */
  has(person: string): boolean
  apply(person: string, messages: readonly MessageView[]): void
  /** Own messages went on. */
  move(moved: readonly MovedView[]): void
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

/** A page on both sides of a message; undefined when there is no such message. */
const readAround = async (
  engine: Engine,
  person: string,
  order: string,
): Promise<Timeline | undefined> => {
  const [until, behind] = await Promise.all([
    engine.run({ type: 'page', person, before: order + WITH, limit: PAGE }),
    engine.run({ type: 'page', person, before: undefined, after: order, limit: PAGE }),
  ])
  if (until.is !== 'page' || behind.is !== 'page') return undefined
  if (until.messages.at(-1)?.order !== order) return undefined
  return addLater(addPage(emptyTimeline, until.messages, until.more), behind.messages, behind.more)
}

const readNewest = async (engine: Engine, person: string): Promise<Timeline | undefined> => {
  const answer = await engine.run({ type: 'page', person, before: undefined, limit: PAGE })
  return answer.is === 'page' ? addPage(emptyTimeline, answer.messages, answer.more) : undefined
}

const oldestOf = (messages: readonly MessageView[]): string | undefined =>
  messages.find((message) => !message.order.startsWith(LAST))?.order

/** Pages before `first`, newest to oldest, until there are enough; given oldest first. */
const readBack = async (
  engine: Engine,
  from: { readonly person: string; readonly first: string | undefined; readonly limit: number },
  enough: (messages: readonly MessageView[]) => boolean,
): Promise<{ readonly pages: readonly MessageView[]; readonly more: boolean }> => {
  const { person, first, limit } = from
  let pages: readonly MessageView[] = []
  let more = true
  do {
    const before = pages[0]?.order ?? first
    const answer = await engine.run({ type: 'page', person, before, limit })
    if (answer.is !== 'page') break
    pages = [...answer.messages, ...pages]
    more = answer.more
  } while (more && !enough(pages))
  return { pages, more }
}

/** Ends a reading and gives what changed meanwhile. */
const freshOf = (shelf: Shelf): Change => {
  const { fresh } = shelf
  shelf.reading = undefined
  shelf.fresh = []
  return (timeline) => fresh.reduce((now, change) => change(now), timeline)
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
  const exhausted = ({ loaded, more }: Timeline): boolean => loaded && !more
  return {
    timeline: (person) => of(person).timeline,
    has: (person) => shelves.has(person),
    apply: (person, messages) => change(person, (now) => mergeMessages(now, messages)),
    move: (moved) => {
      for (const one of moved)
        if (shelves.has(one.person)) change(one.person, (now) => moveMessage(now, one))
    },
    remove: (person, id) => change(person, (now) => removeMessage(now, id)),
    older: async (person) => {
      if (!exhausted(of(person).timeline.value)) await load(person, PAGE, () => true)
    },
    later: async (person) => {
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
    },
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
