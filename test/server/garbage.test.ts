import assert from 'node:assert/strict'
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

test('a process with a grown heap that becomes quiet collects by itself', async () => {
  const grown = Array.from({ length: 400_000 }, (_, at) => [at])
  const watch: { close?: () => void } = {}
  // It keeps nobody alive, so something else has to while this waits.
  const alive = setInterval(() => undefined, 1_000)
  await new Promise<void>((resolve) => {
    watch.close = collectWhenQuiet(20, () => {
      collect()
      resolve()
    }).close
  })
  clearInterval(alive)
  watch.close?.()
  assert.equal(grown.length, 400_000)
})
