// What is missing of a friend's messages: named once, with its cause, and not before healing had its time.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { dismissNotice } from '../../../client/engine/dismissing.ts'
import { wantReset } from '../../../client/engine/healing.ts'
import { markSetBack, missingCounts } from '../../../client/engine/losses.ts'
import { noticesOf } from '../../../client/engine/snapshot.ts'
import { must } from '../../../client/engine/turn.ts'
import { FORK_LEAP, RESET_EVERY } from '../../../protocol/limits.ts'
import { carryOn, invited, type Side } from '../../support/two-profiles.ts'

const lossesAt = (side: Side) =>
  noticesOf(side.profile().rows, side.now).flatMap(({ notice }) =>
    notice.type === 'lost' ? [{ count: notice.count, why: notice.why }] : [],
  )
const dismissAll = (side: Side): Promise<void> =>
  side.decide((turn) => {
    while (noticesOf(turn.draft, turn.now).length > 0) dismissNotice(turn, 0)
  })
const personOf = (side: Side): string => must(side.profile().rows.entries('person')[0])[0]

test('gaps count what is missing; the leap after a fork does not', () => {
  assert.equal(missingCounts({ upTo: 3, above: [] }), 0)
  assert.equal(missingCounts({ upTo: 3, above: [{ from: 6, length: 2 }] }), 2)
  const leap = { from: 8 + FORK_LEAP, length: 1 }
  assert.equal(missingCounts({ upTo: 3, above: [{ from: 6, length: 2 }, leap] }), 2)
  const wide = { from: 3 + FORK_LEAP, length: 1 }
  assert.equal(missingCounts({ upTo: 3, above: [wide] }), FORK_LEAP - 1)
})

test('a message that never came is named after an hour, and its name is taken back when it comes', async () => {
  const { ann, ben } = await invited('withheld')
  await carryOn(ben, ann)
  await ann.say('withheld')
  const [withheld] = ann.outbox()
  await ann.stored(must(withheld))
  await ann.say('brought')
  await ben.take(must(ann.outbox()[0]))
  assert.deepEqual(lossesAt(ben), [])
  ben.now += RESET_EVERY
  assert.deepEqual(lossesAt(ben), [{ count: 1, why: 'missing' }])
  await ben.take(must(withheld))
  assert.deepEqual(lossesAt(ben), [])
  assert.deepEqual((await ben.shown()).toSorted(), ['brought', 'withheld'])
})

test('while a fresh session may still bring it nothing is called lost', async () => {
  const { ann, ben } = await invited('healing')
  await carryOn(ben, ann)
  await ann.say('unreadable')
  await ann.stored(must(ann.outbox()[0]))
  await ann.say('readable')
  await ben.take(must(ann.outbox()[0]))
  const device = must(ben.profile().rows.entries('device')[0])[0]
  await ben.decide((turn) => wantReset(turn, device))
  ben.now += 2 * RESET_EVERY
  assert.deepEqual(lossesAt(ben), [])
})

test('a profile that was set back says at once how many it lost, once', async () => {
  const { ann, ben } = await invited('set back')
  await carryOn(ben, ann)
  const older = ben.disk.clone()
  for (const text of ['one', 'two', 'three']) await ann.say(text)
  await carryOn(ann, ben)
  assert.equal((await ben.shown()).length, 3)

  const back = await ben.reopen(older)
  await back.decide((turn) => markSetBack(turn, personOf(back)))
  await ann.say('four')
  await back.take(must(ann.outbox()[0]))
  const [loss] = lossesAt(back)
  assert.equal(loss?.why, 'setBack')
  assert.ok(must(loss).count >= 3, 'at least what was shown')
  await dismissAll(back)
  assert.deepEqual(lossesAt(back), [])
  await ann.say('five')
  await back.take(must(ann.outbox().at(-1)))
  assert.deepEqual(lossesAt(back), [], 'what was said is not said again')
})
