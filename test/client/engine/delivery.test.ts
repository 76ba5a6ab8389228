// What an attach teaches (PROTOCOL 10.4): resuming, a copy of the profile that wrote meanwhile, numbers that
// cannot be.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digest16 } from '../../../client/crypto/index.ts'
import { channelAttached } from '../../../client/engine/delivery.ts'
import { must } from '../../../client/engine/turn.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { carryOn, invited, type Side } from '../../support/two-profiles.ts'

const EPOCH = new Uint8Array(16).fill(1)

const attachedWith = (high: number, digest: Uint8Array) => ({
  type: 'attached' as const,
  channel: 0,
  storeEpoch: EPOCH,
  high,
  digest,
  expiredUpTo: 0,
})

const deviceOf = (side: Side) => must(side.profile().rows.entries('device')[0])[1]

test('a profile that was set back notices what its other self deposited, once', async () => {
  const { ann, ben } = await invited('set back')
  await carryOn(ben, ann)
  const older = ben.disk.clone()
  await ben.say('written before the copy came back')
  const theirs = must(ben.outbox()[0])
  const back = await ben.reopen(older)
  await back.say('written by the copy')
  const said = attachedWith(theirs.seq, digest16(theirs.bytes))

  await back.decide((turn) => channelAttached(turn, theirs.channel, said))
  assert.equal(deviceOf(back).wantsReset, true)
  assert.equal(deviceOf(back).active, '')
  assert.equal(back.outbox().length, 0, 'nothing leaves in the session of the copy')

  // Its own number is the server's now: the next attach is no news.
  const failures = deviceOf(back).failures
  await back.decide((turn) => channelAttached(turn, theirs.channel, said))
  assert.equal(deviceOf(back).failures, failures)
})

test('a number that no copy can have reached is malformed and changes nothing', async () => {
  const { ann, ben } = await invited('leap')
  await carryOn(ben, ann)
  await ben.say('hello')
  const { channel, seq } = must(ben.outbox()[0])
  const said = attachedWith(seq + 2 ** 33, new Uint8Array(16))
  await assert.rejects(
    ben.decide((turn) => channelAttached(turn, channel, said)),
    Malformed,
  )
  assert.equal(must(ben.outbox()[0]).seq, seq)
})
