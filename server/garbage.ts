// Gives memory back after a storm. V8 collects when something is allocated, so a server that became quiet would
// keep the pages of its busiest minute until the next one; here it collects once it has been quiet for a while.
// Each thread looks after its own heap.
import { performance } from 'node:perf_hooks'
import { getHeapStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds from one look to the next. */
const LOOK_EVERY = 5_000
/** The share of that time that a quiet event loop is at work at most. */
export const QUIET_SHARE = 0.1
/** Bytes of the heap's pages above those that the last collection left from which it is worth another. */
export const WORTH = 8 * 1_048_576

/** True when nobody would notice the pause of a collection, and it would give something back. */
export const isWorthCollecting = (share: number, pages: number, left: number): boolean =>
  share <= QUIET_SHARE && pages - left >= WORTH

type Collector = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

let collector: Collector | undefined

/** One full collection, about 20 ms for a heap of 20 MB; the freed pages are given back with it. */
export const collect = (): void => {
  if (!collector) {
    // The function exists only where contexts are made under this flag; nothing else is changed by it.
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as Collector // what V8 calls by this name
    setFlagsFromString('--no-expose-gc')
  }
  // Any other kind keeps the room that new objects had in the busiest minute.
  collector({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}

const pagesOfHeap = (): number => getHeapStatistics().total_heap_size

/** Collects whenever the calling thread is quiet and its heap has grown, until `close`. */
export const collectWhenQuiet = (every = LOOK_EVERY, act = collect): { close(): void } => {
  let left = 0
  let before = performance.eventLoopUtilization()
  const look = (): void => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const pages = pagesOfHeap()
    const worth = isWorthCollecting(utilization, pages, left)
    if (worth) act()
    // Pages go some seconds after what lay in them.
    left = worth ? pagesOfHeap() : Math.min(left, pages)
  }
  const timer = setInterval(look, every)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
