// Waiting after wrong passphrases: a few are free, then it doubles up to a bound, and no clock that jumps makes it
// shorter than it should be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  delayAfter,
  DELAY_FIRST,
  DELAY_MOST,
  FREE_ATTEMPTS,
  NO_ATTEMPTS,
  readAttempts,
  waitLeft,
} from '../../../client/web/lock-attempts.ts'

test('a few are free, then each costs twice as much as the one before, up to a quarter of an hour', () => {
  assert.equal(delayAfter(FREE_ATTEMPTS - 1), 0)
  assert.equal(delayAfter(FREE_ATTEMPTS), DELAY_FIRST)
  assert.equal(delayAfter(FREE_ATTEMPTS + 1), 2 * DELAY_FIRST)
  assert.equal(delayAfter(FREE_ATTEMPTS + 50), DELAY_MOST)
})

test('what is left of a wait, also when the clock was set back', () => {
  const attempts = { count: FREE_ATTEMPTS, at: 1_000_000 }
  assert.equal(waitLeft(attempts, 1_000_000), DELAY_FIRST)
  assert.equal(waitLeft(attempts, 1_000_000 + DELAY_FIRST - 1), 1)
  assert.equal(waitLeft(attempts, 1_000_000 + DELAY_FIRST), 0)
  assert.equal(waitLeft(attempts, 5), DELAY_FIRST)
  assert.equal(waitLeft(NO_ATTEMPTS, 5), 0)
})

test('what is stored is read, and anything else is none', () => {
  assert.deepEqual(readAttempts({ count: 3, at: 7 }), { count: 3, at: 7 })
  for (const strange of [
    undefined,
    null,
    'x',
    {},
    { count: -1, at: 1 },
    { count: 2 },
    { count: 1.5, at: 1 },
  ])
    assert.deepEqual(readAttempts(strange), NO_ATTEMPTS)
})
