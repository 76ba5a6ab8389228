// Gives memory back after a storm. V8 collects when something is allocated, so a server that became quiet would
// keep the pages of its busiest minute until the next one; here it collects once it has been quiet for a while.
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

let collector: (() => void) | undefined

/** One full collection, about 20 ms for a heap of 20 MB; V8 gives the freed pages back within ten seconds. */
export const collect = (): void => {
  if (!collector) {
    // The function exists only where contexts are made under this flag; nothing else is changed by it.
    setFlagsFromString('--expose-gc')
    collector = runInNewContext('gc') as () => void // what V8 calls by this name
    setFlagsFromString('--no-expose-gc')
  }
  collector()
}

const pagesOfHeap = (): number => getHeapStatistics().total_heap_size

/** Collects whenever the calling thread is quiet and its heap has grown, until `close`. */
export const collectWhenQuiet = (every = LOOK_EVERY): { close(): void } => {
  let left = 0
  let before = performance.eventLoopUtilization()
  const look = (): void => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    const pages = pagesOfHeap()
    const worth = isWorthCollecting(utilization, pages, left)
    if (worth) collect()
    // Pages go some seconds after what lay in them.
    left = worth ? pagesOfHeap() : Math.min(left, pages)
  }
  const timer = setInterval(look, every)
  timer.unref()
  return { close: () => clearInterval(timer) }
}
