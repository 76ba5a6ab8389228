// Frames: tags, sizes and limits that the rest of the program and the documents rely on.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  FLAG_WAKE,
  receiverAnswer,
  receiverFrame,
  senderAnswer,
  senderFrame,
} from '../../protocol/frame.ts'
import {
  FRAME_SIZES,
  MAX_ENVELOPE,
  MAX_PAIRS_STORED,
  MAX_PAYLOAD,
  MAX_PAYLOAD_BEFORE_RIGHTS,
  MIN_INIT_FRAME,
  SERVER_CLOSE_AFTER,
  SERVER_PING_EVERY,
} from '../../protocol/limits.ts'

const id = new Uint8Array(16).fill(1)
const deliver = (length: number): Uint8Array =>
  encode(receiverAnswer, {
    type: 'deliver',
    seq: 1,
    friendId: id,
    envelope: new Uint8Array(length),
  })
const send = (length: number): Uint8Array =>
  encode(senderFrame, {
    type: 'send',
    channel: 0,
    seq: 1,
    flags: FLAG_WAKE,
    envelope: new Uint8Array(length),
  })

test('a tag of the client has its top bit clear, a tag of the server has it set', () => {
  for (const { cases } of [senderFrame, receiverFrame]) {
    for (const { tag } of cases) assert.ok(tag < 0x80)
  }
  for (const { cases } of [senderAnswer, receiverAnswer]) {
    for (const { tag } of cases) assert.ok(tag >= 0x80)
  }
})

test('one tag means one thing on both routes', () => {
  const meanings = new Map<number, string>()
  for (const codec of [senderFrame, senderAnswer, receiverFrame, receiverAnswer]) {
    for (const { tag, name } of codec.cases) {
      assert.equal(meanings.get(tag) ?? name, name)
      meanings.set(tag, name)
    }
  }
})

test('an envelope has 1 to 65,536 bytes', () => {
  for (const length of [1, MAX_ENVELOPE]) {
    assert.equal(send(length).length, 16 + length)
    assert.equal(deliver(length).length, 29 + length)
    assert.equal(decode(senderFrame, send(length)).type, 'send')
  }
  for (const length of [0, MAX_ENVELOPE + 1]) {
    assert.throws(() => send(length), RangeError)
    assert.throws(() => deliver(length), RangeError)
  }
  const empty = send(1).slice(0, 16)
  empty[15] = 0
  assert.throws(() => decode(senderFrame, empty), Malformed)
  const over = new Uint8Array(16 + MAX_ENVELOPE + 1)
  over.set(send(1).subarray(0, 12))
  over.set([0, 1, 0, 1], 12)
  assert.throws(() => decode(senderFrame, over), Malformed)
})

test('every frame fits the largest payload, and those before any right fit the smaller one', () => {
  for (const codec of [senderFrame, senderAnswer, receiverFrame, receiverAnswer]) {
    assert.ok(codec.max <= MAX_PAYLOAD)
  }
  const before = [...senderFrame.cases, ...receiverFrame.cases].filter(({ name }) =>
    ['attach', 'login', 'ping'].includes(name),
  )
  assert.equal(before.length, 4)
  for (const { max } of before) assert.ok(max <= MAX_PAYLOAD_BEFORE_RIGHTS)
})

test('sealed frames double from 2,048 to the largest envelope', () => {
  assert.deepEqual([...FRAME_SIZES], [2_048, 4_096, 8_192, 16_384, 32_768, 65_536])
  assert.equal(FRAME_SIZES.at(-1), MAX_ENVELOPE)
  assert.ok(FRAME_SIZES.some((size) => size === MIN_INIT_FRAME))
})

test('welcome lists every pair that may be stored', () => {
  const welcome = (count: number): Uint8Array =>
    encode(receiverAnswer, {
      type: 'welcome',
      storeEpoch: id,
      ackedUpTo: 0,
      head: 0,
      pending: 0,
      houseKey: new Uint8Array(32),
      prekeyIds: Array.from({ length: count }, (_, at) => at),
    })
  assert.equal(welcome(MAX_PAIRS_STORED).length, 70 + 4 * MAX_PAIRS_STORED)
  assert.throws(() => welcome(MAX_PAIRS_STORED + 1), RangeError)
})

test('two heartbeats are missed before a socket is closed', () => {
  assert.ok(SERVER_CLOSE_AFTER > 2 * SERVER_PING_EVERY)
})
