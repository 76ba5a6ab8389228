// Follows an engine, here or in a tab, until it has received what waits or cannot.
import type { Clock } from '../../engine/ports.ts'
import type { PersonView, Snapshot, ViewEvent } from '../../engine/view.ts'
import { countsOf, type Counts } from './news.ts'

/** Nothing more for so long after it has caught up, milliseconds: receipts have gone by then. */
export const QUIET = 1_000
/** How long it is tried again while the server does not answer. */
export const OFFLINE = 5_000
/** The browser ends a service worker that takes too long: this is over before. */
export const LIMIT = 20_000

/** What came of it. */
export interface Received {
  /** The inbox is known to be empty now. */
  readonly reached: boolean
  /** No tab's engine was there. */
  readonly alone: boolean
  /** There is no account in this profile any more. */
  readonly fresh: boolean
  readonly before: Counts
  readonly people: readonly PersonView[]
}

export type Watch = (listener: (event: ViewEvent) => void) => () => void

const nothing = (): void => undefined

const hasCaughtUp = ({ connection, catchingUp }: Snapshot): boolean =>
  connection === 'connected' && catchingUp === 0

/** It will not go on by itself, or there is nothing to go on with. */
const isStuck = ({ halt, phase }: Snapshot): boolean => halt !== undefined || phase === 'fresh'

/** Timers that each run once, under names; setting one again begins it anew. */
const createWaits = (clock: Clock) => {
  const cancels = new Map<string, () => void>()
  const cancel = (name: string): void => {
    cancels.get(name)?.()
    cancels.delete(name)
  }
  return {
    has: (name: string): boolean => cancels.has(name),
    begin: (name: string, delay: number, act: () => void): void => {
      cancel(name)
      cancels.set(name, clock.after(delay, act))
    },
    cancel,
    clear: () => {
      for (const name of cancels.keys()) cancel(name)
    },
  }
}

/** Ends when it is quiet after catching up, when it cannot go on, at the latest after LIMIT, or with `over`. */
export const follow = (
  watch: Watch,
  clock: Clock,
  alone: boolean,
  over: Promise<void>,
): Promise<Received> =>
  new Promise((resolve) => {
    let first: Snapshot | undefined
    let last: Snapshot | undefined
    let stop = nothing
    const waits = createWaits(clock)
    const end = (): void => {
      stop()
      waits.clear()
      const reached = last !== undefined && hasCaughtUp(last)
      resolve({
        reached,
        alone,
        fresh: last?.phase === 'fresh',
        before: countsOf(first?.people ?? []),
        people: last?.people ?? [],
      })
    }
    const look = (now: Snapshot): void => {
      if (now.connection === 'connected') waits.cancel('offline')
      if (now.connection === 'offline' && !waits.has('offline'))
        waits.begin('offline', OFFLINE, end)
      // In a later turn: the first event comes before `stop` is there.
      if (isStuck(now)) waits.begin('stuck', 0, end)
      else if (hasCaughtUp(now)) waits.begin('quiet', QUIET, end)
      else waits.cancel('quiet')
    }
    waits.begin('limit', LIMIT, end)
    stop = watch((event) => {
      if (event.type === 'snapshot') {
        first ??= event.snapshot
        last = event.snapshot
      }
      if (last) look(last)
    })
    void over.then(end)
  })
