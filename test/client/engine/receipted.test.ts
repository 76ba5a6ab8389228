// What a receipt settles (PROTOCOL 10.6), and what it must not: a content that only another copy of this
// profile had sent under the same count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest16 } from '../../../client/crypto/index.ts'
import { channelAttached } from '../../../client/engine/delivery.ts'
import { applyReceipt } from '../../../client/engine/receipted.ts'
import { must } from '../../../client/engine/turn.ts'
import { MAX_COUNT } from '../../../protocol/limits.ts'
import { carryOn, invited, type Side } from '../../support/two-profiles.ts'

const deviceOf = (side: Side) => must(side.profile().rows.entries('device')[0])
const stateOf = (side: Side, id: string) => side.told.findLast((view) => view.id === id)?.state
const receiptUpTo = (side: Side, upTo: number): Promise<void> =>
  side.decide((turn) => applyReceipt(turn, deviceOf(side)[0], { upTo, ranges: [] }))

test('a receipt ahead of the word of the server counts once that word comes', async () => {
  const { ann, ben } = await invited('ahead')
  await carryOn(ben, ann)
  const id = await ben.say('hello')
  const sent = must(ben.outbox()[0])
  await receiptUpTo(ben, deviceOf(ben)[1].sendCount)
  assert.equal(stateOf(ben, id), 'sending')
  await ben.stored(sent)
  assert.equal(stateOf(ben, id), 'delivered')
  assert.deepEqual(ben.profile().rows.entries('pending'), [])
})

test('a receipt for what a copy sent settles nothing of this one, before the fork is known and after', async () => {
  const { ann, ben } = await invited('two lives')
  await carryOn(ben, ann)
  const older = ben.disk.clone()
  await ben.say('written in the other life')
  const theirs = must(ben.outbox()[0])
  const count = deviceOf(ben)[1].sendCount

  const back = await ben.reopen(older)
  const id = await back.say('written in this one')
  assert.equal(deviceOf(back)[1].sendCount, count, 'both lives count alike')
  await receiptUpTo(back, count)
  assert.equal(stateOf(back, id), 'sending')

  await back.decide((turn) =>
    channelAttached(turn, theirs.channel, {
      type: 'attached',
      channel: 0,
      storeEpoch: new Uint8Array(16).fill(1),
      high: theirs.seq,
      digest: digest16(theirs.bytes),
      expiredUpTo: 0,
    }),
  )
  await receiptUpTo(back, count)
  const waiting = back.profile().rows.entries('pending')
  assert.equal(waiting.length, 1)
  assert.ok(must(waiting[0])[1].count > count)
  assert.notEqual(stateOf(back, id), 'delivered')
})

test('a receipt for what was never written settles nothing and asks for a session that no copy has', async () => {
  const { ann, ben } = await invited('false')
  await carryOn(ben, ann)
  const before = await ben.say('before the lie')
  await ben.stored(must(ben.outbox()[0]))
  const named = deviceOf(ben)[1].sendCount + 5
  await receiptUpTo(ben, named)
  const after = await ben.say('after the lie')
  const [, device] = deviceOf(ben)
  assert.notEqual(stateOf(ben, before), 'delivered')
  assert.equal(stateOf(ben, after), 'sending')
  assert.deepEqual([device.active, device.wantsReset], ['', true])
  assert.equal(ben.profile().rows.entries('pending').length, 2, 'both go again')
  assert.ok(device.sendCount > named)
})

test('false receipts do not use up the counts of a conversation', async () => {
  const { ann, ben } = await invited('greedy')
  await carryOn(ben, ann)
  for (let round = 0; round < 100; round++) await receiptUpTo(ben, MAX_COUNT / 2)
  assert.ok(deviceOf(ben)[1].sendCount < MAX_COUNT / 2 + 2 ** 33)
})

test('a profile set back far enough to be told of its own future counts anew', async () => {
  const { ann, ben } = await invited('future')
  await carryOn(ben, ann)
  const older = ben.disk.clone()
  for (let more = 0; more < 3; more++) await ben.say('in the other life')
  const future = deviceOf(ben)[1].sendCount
  const back = await ben.reopen(older)
  const id = await back.say('in this one')
  await back.stored(must(back.outbox()[0]))
  await receiptUpTo(back, future)
  assert.notEqual(stateOf(back, id), 'delivered', 'the receipt is for the other life')
  assert.ok(must(back.profile().rows.entries('pending')[0])[1].count > future)
})

test('a receipt for counts that nobody can have used settles nothing that is written after it', async () => {
  const { ann, ben } = await invited('beyond')
  await carryOn(ben, ann)
  await receiptUpTo(ben, MAX_COUNT)
  const id = await ben.say('after the lie')
  await ben.stored(must(ben.outbox()[0]))
  assert.equal(stateOf(ben, id), 'sent')
})
