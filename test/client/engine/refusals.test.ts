import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  ASK_AGAIN_AT_MOST,
  ASK_AGAIN_FIRST,
  askAgainIn,
  createRefusals,
} from '../../../client/engine/refusals.ts'
import { createManualClock } from '../../support/clock-manual.ts'

test('a refused channel is asked again soon, then after as long as it was refused, within a minute', () => {
  const times: number[] = []
  for (let at = 0; times.length < 8; at += askAgainIn(at)) times.push(at / 1_000)
  assert.deepEqual(times, [0, 3, 6, 12, 24, 48, 96, 156])
  assert.equal(askAgainIn(-1_000_000), ASK_AGAIN_FIRST, 'a clock that was set back')
  assert.equal(askAgainIn(10 ** 12), ASK_AGAIN_AT_MOST)
})

test('a refused channel rests, then all is looked at again; clearing lets it be asked at once', async () => {
  const clock = createManualClock()
  let asked = 0
  const refusals = createRefusals(clock, () => (asked += 1))
  refusals.add('a', 0)
  refusals.add('b', 10_000)
  assert.deepEqual([refusals.isResting('a'), refusals.isResting('c')], [true, false])
  await clock.advance(ASK_AGAIN_FIRST)
  assert.deepEqual([refusals.isResting('a'), refusals.isResting('b'), asked], [false, true, 1])
  refusals.clear()
  assert.equal(refusals.isResting('b'), false)
  await clock.advance(ASK_AGAIN_AT_MOST)
  assert.equal(asked, 1)
})
