// Sending again what was given up, and forwarding: never shown twice, never half.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveUpOld } from '../../../client/engine/stale.ts'
import { must } from '../../../client/engine/turn.ts'
import { DAY, KEEP_UNRECEIPTED, SEAL_AGAIN_UNTIL } from '../../../protocol/limits.ts'
import { erase, forward, historyAt, orderAt, resend } from '../../support/doings.ts'
import { carryOn, invited } from '../../support/two-profiles.ts'

const DONE = { is: 'done' }
const ID = 'cd'.repeat(16)

test('a message that was given up goes out again under its own id, and shows once', async () => {
  for (const arrived of [false, true]) {
    const { ann, ben } = await invited(`again ${arrived}`)
    await carryOn(ben, ann)
    await ben.say('slow')
    // It may have arrived after all, and only its receipt did not.
    if (arrived) await ann.take(must(ben.outbox()[0]))
    ben.now += KEEP_UNRECEIPTED + DAY
    await ben.decide(giveUpOld)
    const [one] = await historyAt(ben)
    assert.equal(one?.state, 'failed')
    assert.deepEqual(await resend(ben, one?.order ?? ''), DONE)
    assert.notEqual((await historyAt(ben))[0]?.state, 'failed')
    // Time alone does not give it up again at once.
    await ben.decide(giveUpOld)
    assert.notEqual((await historyAt(ben))[0]?.state, 'failed')
    await carryOn(ben, ann)
    assert.deepEqual(
      (await historyAt(ann)).map(({ text }) => text),
      ['slow'],
    )
  }
})

test('later than the friend’s device remembers ids it is not sent again', async () => {
  const { ann, ben } = await invited('too old')
  await carryOn(ben, ann)
  await ben.say('old')
  ben.now += SEAL_AGAIN_UNTIL + DAY
  await ben.decide(giveUpOld)
  const order = await orderAt(ben, 'old')
  assert.deepEqual(await resend(ben, order), { is: 'refused', why: 'tooOld' })
})

test('forwarded messages say so, come in their order, and a repeated command writes none twice', async () => {
  const { ann, ben } = await invited('forward')
  await carryOn(ben, ann)
  for (const text of ['one', 'two']) await ben.say(text)
  await carryOn(ben, ann)
  const orders = [await orderAt(ann, 'two'), await orderAt(ann, 'one')]
  for (let round = 0; round < 2; round++) assert.deepEqual(await forward(ann, orders, ID), DONE)
  await carryOn(ann, ben)
  const got = (await historyAt(ben)).filter(({ mine }) => !mine)
  assert.deepEqual(
    got.map(({ text, forwarded }) => [text, forwarded]),
    [
      ['one', true],
      ['two', true],
    ],
  )
})

test('nothing is forwarded when one of the messages was taken back', async () => {
  const { ann, ben } = await invited('half')
  await carryOn(ben, ann)
  for (const text of ['one', 'two']) await ben.say(text)
  const orders = [await orderAt(ben, 'one'), await orderAt(ben, 'two')]
  await erase(ben, [must(orders[1])], true)
  const refused = { is: 'refused', why: 'unknown' }
  assert.deepEqual(await forward(ben, orders, ID), refused)
  assert.deepEqual(await forward(ben, orders.slice(0, 1), 'no id'), refused)
  assert.equal((await historyAt(ben)).length, 2)
})
