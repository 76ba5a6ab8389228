import assert from 'node:assert/strict'
import { constants, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks'
import { test } from 'node:test'
import {
  collect,
  collectWhenQuiet,
  isWorthCollecting,
  QUIET_SHARE,
  WORTH,
} from '../../server/garbage.ts'

test('collecting is worth it for a quiet process whose heap has grown, and for no other', () => {
  assert.equal(isWorthCollecting(QUIET_SHARE, WORTH, 0), true)
  assert.equal(isWorthCollecting(QUIET_SHARE + 0.001, WORTH, 0), false)
  assert.equal(isWorthCollecting(0, WORTH + 4, 5), false)
})

test('a collection takes what nobody holds', async () => {
  const seen = new WeakRef({ of: 'a storm' })
  // What was made in this turn is held until the turn is over.
  await new Promise((resolve) => setImmediate(resolve))
  collect()
  assert.equal(seen.deref(), undefined)
})

/** Resolves with the next collection that was asked for, and not V8's own idea. */
const nextForced = (): Promise<void> =>
  new Promise((resolve) => {
    const observer = new PerformanceObserver((list) => {
      const forced = list.getEntries().some((entry) => {
        // Node's types leave out what entries of type gc carry.
        const { flags } = (entry as PerformanceEntry & { detail: { flags: number } }).detail
        return (flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) !== 0
      })
      if (!forced) return
      observer.disconnect()
      resolve()
    })
    observer.observe({ entryTypes: ['gc'] })
  })

test('a process with a grown heap that becomes quiet collects by itself', async () => {
  const collected = nextForced()
  const watch = collectWhenQuiet(20)
  // It keeps nobody alive, so something else has to while this waits.
  const alive = setInterval(() => undefined, 1_000)
  await collected
  clearInterval(alive)
  watch.close()
})
