// The reader in place and the codec agree: on every send frame, and on frames with any byte changed or cut.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { receiverFrame, senderAnswer, senderFrame, type SenderFrame } from '../../protocol/frame.ts'
import { MAX_ENVELOPE, MAX_SEQ } from '../../protocol/limits.ts'
import { readAck, readSend, storedFrame } from '../../server/gateway-send-frame.ts'

const byCodec = (message: Uint8Array): SenderFrame | undefined => {
  try {
    return decode(senderFrame, message)
  } catch (error) {
    assert.ok(error instanceof Malformed)
    return undefined
  }
}

const agree = (message: Uint8Array): void => {
  const read = readSend(message)
  const frame = byCodec(message)
  const isSend = frame?.type === 'send' && frame.seq >= 1 && frame.seq <= MAX_SEQ
  assert.equal(read !== undefined, isSend)
  if (!read || frame?.type !== 'send') return
  assert.deepEqual([read.channel, read.seq], [frame.channel, frame.seq])
  assert.deepEqual(new Uint8Array(read.message.subarray(read.start)), frame.envelope)
}

const sendFrame = fc
  .record({
    channel: fc.nat(65_535),
    seq: fc.oneof(fc.maxSafeNat(), fc.nat(3), fc.constantFrom(MAX_SEQ, MAX_SEQ + 1)),
    flags: fc.nat(255),
    envelope: fc.uint8Array({ minLength: 1, maxLength: 100 }),
  })
  .map((fields) => encode(senderFrame, { type: 'send', ...fields }))

test('the reader in place and the codec agree on send frames, whole, changed and cut', () => {
  const damage = fc.record({ at: fc.nat(15), value: fc.nat(255), cut: fc.nat(200) })
  const check = fc.property(sendFrame, damage, (message, { at, value, cut }) => {
    agree(message)
    agree(message.subarray(0, cut))
    message[at] = value
    agree(message)
  })
  fc.assert(check, { seed: 7, numRuns: 500 })
})

test('the largest envelope is read in place, one byte more is left to the codec', () => {
  for (const length of [MAX_ENVELOPE, MAX_ENVELOPE + 1]) {
    const message = new Uint8Array(16 + length)
    message.set([2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9, 1])
    new DataView(message.buffer).setUint32(12, length)
    const read = readSend(message)
    assert.equal(
      read && read.message.length - read.start,
      length > MAX_ENVELOPE ? undefined : length,
    )
  }
})

test('an acknowledgement is read in place as the codec reads it, and only of this life of the store', () => {
  const storeEpoch = new Uint8Array(16).fill(7)
  const numbers = fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1))
  const damage = fc.record({ at: fc.nat(24), value: fc.nat(255), cut: fc.nat(25) })
  const check = fc.property(numbers, damage, (upTo, { at, value, cut }) => {
    const message = encode(receiverFrame, { type: 'ack', storeEpoch, upTo })
    assert.equal(readAck(message, storeEpoch), upTo)
    if (cut < message.length) assert.equal(readAck(message.subarray(0, cut), storeEpoch), undefined)
    message[at] = value
    const read = readAck(message, storeEpoch)
    if (read !== undefined) {
      assert.deepEqual(decode(receiverFrame, message), { type: 'ack', storeEpoch, upTo: read })
    }
  })
  fc.assert(check, { seed: 7, numRuns: 300 })
})

test('a stored frame is written in place as the codec writes it', () => {
  const check = fc.property(fc.nat(65_535), fc.maxSafeNat(), (channel, upTo) => {
    assert.deepEqual(
      storedFrame(channel, upTo).slice(),
      encode(senderAnswer, { type: 'stored', channel, upTo }),
    )
  })
  fc.assert(check, { seed: 7, numRuns: 200 })
})
