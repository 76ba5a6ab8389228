// One look through the blocks of some conversations, newest messages first over all of them, in steps so that
// whoever shares the thread is not kept waiting.
import type { Clock } from './ports.ts'
import { matchesIn, orderIn, type Block } from './search-block.ts'
import type { SearchIndex } from './search-index.ts'
import type { Terms } from './search-terms.ts'

/** A message that has the words. */
export interface Match {
  readonly person: string
  readonly order: string
  readonly time: number
}

/** Milliseconds of work at a time. */
const STEP = 12

export interface Gathering {
  readonly terms: Terms
  /** Conversations, each with the time of its newest message. */
  readonly people: readonly (readonly [person: string, time: number])[]
  /** Newest matches that are wanted, at most. */
  readonly limit: number
  /** False ends it: somebody wants something else by now. */
  readonly wanted: () => boolean
  /** Some blocks were looked through. */
  readonly progress: (found: Gathered) => Promise<void>
}

export interface Gathered {
  /** Newest first. */
  readonly matches: readonly Match[]
  /** Of all messages that were looked through. */
  readonly count: number
}

/** One conversation; the one with the newest unread block comes next. */
interface Lane {
  readonly person: string
  next: number
  /** No message in the next block is believed to be newer. */
  time: number
}

const newestFirst = (a: Match, b: Match): number =>
  b.time - a.time || (a.order < b.order ? 1 : a.order > b.order ? -1 : 0)
/** Within a conversation the order says it, whatever the clocks of both sides said. */
const lastFirst = (a: Match, b: Match): number => (a.order < b.order ? 1 : -1)

const createBest = (limit: number, compare: (a: Match, b: Match) => number) => {
  let matches: Match[] = []
  let count = 0
  const cut = (): readonly Match[] => (matches = matches.toSorted(compare).slice(0, limit))
  return {
    add: (person: string, block: Block, terms: Terms): void => {
      const found = matchesIn(block, terms)
      count += found.length
      // More of one block than are wanted at all are not looked at: they come newest first.
      for (const at of found.slice(0, limit))
        matches.push({ person, order: orderIn(block, at), time: block.times[at] ?? 0 })
      if (matches.length > limit * 4) cut()
    },
    found: (): Gathered => ({ matches: cut(), count }),
  }
}

const newestLane = (lanes: readonly Lane[]): Lane | undefined =>
  lanes.reduce<Lane | undefined>((a, b) => (a && a.time >= b.time ? a : b), undefined)

/** Everything that has the words; undefined when it was not wanted any more. */
export const gather = async (
  index: SearchIndex,
  clock: Clock,
  { terms, people, limit, wanted, progress }: Gathering,
): Promise<Gathered | undefined> => {
  const best = createBest(limit, people.length === 1 ? lastFirst : newestFirst)
  for (const [person] of people)
    for (const block of index.fresh(person)) best.add(person, block, terms)
  const lanes: Lane[] = people.map(([person, time]) => ({ person, next: 0, time }))
  const look = (lane: Lane, block: Block | undefined): void => {
    if (!block) return void lanes.splice(lanes.indexOf(lane), 1)
    best.add(lane.person, block, terms)
    lane.next += 1
    lane.time = block.times[0] ?? lane.time
  }
  let began = clock.now()
  for (let lane = newestLane(lanes); lane; lane = newestLane(lanes)) {
    const ready = index.block(lane.person, lane.next)
    const reads = ready instanceof Promise
    look(lane, await ready)
    if (!reads && clock.now() - began < STEP) continue
    await progress(best.found())
    // What is read from the disk lets others in by itself.
    if (!reads) await new Promise<void>((resolve) => void clock.after(0, resolve))
    if (!wanted()) return undefined
    began = clock.now()
  }
  return best.found()
}
