// Sending again what was given up, and forwarding: never shown twice, never half.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { giveUpOld } from '../../../client/engine/stale.ts'
import { must } from '../../../client/engine/turn.ts'
import {
  BLOB_LIFE_DAYS,
  DAY,
  KEEP_UNRECEIPTED,
  SEAL_AGAIN_UNTIL,
} from '../../../protocol/limits.ts'
import { erase, forward, friendAt, historyAt, orderAt, resend } from '../../support/doings.ts'
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

test('what can not be sealed yet is not given up again at once', async () => {
  const { ann, ben } = await invited('no session')
  await carryOn(ben, ann)
  await ben.say('slow')
  ben.now += KEEP_UNRECEIPTED + DAY
  await ben.decide(giveUpOld)
  await ben.decide(({ draft }) => {
    const [key, row] = must(draft.entries('device')[0])
    draft.put('device', key, { ...row, active: '' })
  })
  assert.deepEqual(await resend(ben, await orderAt(ben, 'slow')), DONE)
  await ben.decide(giveUpOld)
  assert.equal((await historyAt(ben))[0]?.state, 'sending')
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

test('a file is forwarded by telling where it lies, and not when the server has forgotten it', async () => {
  const { ann, ben } = await invited('file')
  await carryOn(ben, ann)
  await ben.say('caption')
  await carryOn(ben, ann)
  const file = {
    blobId: new Uint8Array(32).fill(1),
    key: new Uint8Array(32).fill(2),
    size: 10,
    hash: new Uint8Array(32).fill(3),
    mediaType: 'text/plain',
    name: 'notes.txt',
    width: 0,
    height: 0,
    length: 0,
    waveform: new Uint8Array(0),
    thumbnail: new Uint8Array(0),
  }
  const order = await orderAt(ann, 'caption')
  await ann.decide(({ draft }) => {
    const key = `${friendAt(ann)}/${order}`
    const row = must(draft.get('message', key))
    draft.put('message', key, { ...row, text: '', time: ann.now, attachment: file })
  })
  assert.deepEqual(await forward(ann, [order], ID), DONE)
  await carryOn(ann, ben)
  const got = (await historyAt(ben)).at(-1)
  assert.deepEqual([got?.forwarded, got?.text, got?.attachment?.size], [true, '', 10])
  ann.now += BLOB_LIFE_DAYS * DAY
  const later = await forward(ann, [order], 'ef'.repeat(16))
  assert.deepEqual(later, { is: 'refused', why: 'fileGone' })
})
