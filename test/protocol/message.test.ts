// Contents: the head of 74 bytes, items to the end, and the heads this version cannot have written.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { MAX_DEVICES, MAX_ENVELOPE, MAX_COUNT, MAX_RECEIPT_RANGES } from '../../protocol/limits.ts'
import {
  checkHead,
  content,
  contentHead,
  contentKind,
  hello,
  itemType,
  checkReceipt,
  receipt,
  reset,
  route,
  type ContentHead,
} from '../../protocol/message.ts'

const zeros = (length: number): Uint8Array => new Uint8Array(length)
const head: ContentHead = {
  version: 1,
  kind: contentKind.counted,
  id: zeros(16),
  time: 0,
  ownManifest: zeros(16),
  peerManifest: zeros(16),
  count: 1,
  lamport: 1,
}

test('the head has 74 bytes', () => {
  assert.deepEqual([contentHead.min, contentHead.max], [74, 74])
  assert.deepEqual(decode(content, encode(contentHead, head)), { head, items: [] })
})

test('a head counts when and only when its kind says so', () => {
  checkHead(head)
  checkHead({ ...head, kind: contentKind.uncounted, count: 0 })
  checkHead({ ...head, count: MAX_COUNT })
  for (const wrong of [
    { ...head, version: 0 },
    { ...head, version: 2 },
    { ...head, kind: 0 },
    { ...head, kind: 3, count: 0 },
    { ...head, count: 0 },
    { ...head, count: MAX_COUNT + 1 },
    { ...head, kind: contentKind.uncounted },
  ]) {
    assert.throws(() => checkHead(wrong), Malformed)
  }
})

test('items of unknown types are kept as they came', () => {
  const items = [
    { type: itemType.text, body: zeros(3) },
    { type: 255, body: zeros(0) },
  ]
  assert.deepEqual(decode(content, encode(content, { head, items })).items, items)
})

test('an item has at most 65,535 bytes', () => {
  const items = (length: number) => [{ type: 1, body: zeros(length) }]
  const full = encode(content, { head, items: items(MAX_ENVELOPE - 1) })
  assert.equal(full.length, 74 + 3 + 65_535)
  assert.throws(() => encode(content, { head, items: items(MAX_ENVELOPE) }), RangeError)
})

test('an item that runs over the end is refused', () => {
  const bytes = encode(content, { head, items: [{ type: 1, body: zeros(4) }] })
  for (let cut = 1; cut < 7; cut++) {
    assert.throws(() => decode(content, bytes.subarray(0, bytes.length - cut)), Malformed)
  }
})

test('item types are unique', () => {
  const types = Object.values(itemType)
  assert.equal(new Set(types).size, types.length)
})

test('a hello names at most one route for each device', () => {
  assert.equal(route.max, 52)
  const body = (count: number) => ({
    manifest: zeros(219),
    cardKey: zeros(32),
    routes: Array.from({ length: count }, () => ({
      forDevice: zeros(4),
      friendId: zeros(16),
      sendToken: zeros(32),
    })),
  })
  assert.equal(encode(hello, body(1)).length, 306)
  assert.equal(encode(hello, body(MAX_DEVICES)).length, 254 + 52 * MAX_DEVICES)
  assert.throws(() => encode(hello, body(MAX_DEVICES + 1)), RangeError)
})

test('a receipt names at most 64 ranges and fits an ordinary envelope', () => {
  const body = (count: number) => ({
    upTo: 0,
    ranges: Array.from({ length: count }, (_, from) => ({ from, length: 1 })),
  })
  assert.equal(encode(receipt, body(MAX_RECEIPT_RANGES)).length, 649)
  assert.ok(receipt.max + 3 <= 689)
  assert.throws(() => encode(receipt, body(MAX_RECEIPT_RANGES + 1)), RangeError)
  assert.equal(reset.max, 18)
})

test('a receipt says one set in one way', () => {
  const named =
    (upTo: number, ...ranges: readonly (readonly [number, number])[]) =>
    () =>
      checkReceipt({ upTo, ranges: ranges.map(([from, length]) => ({ from, length })) })
  assert.doesNotThrow(named(0))
  assert.doesNotThrow(named(4, [6, 1], [8, 3], [12, 1]))
  assert.throws(named(4, [5, 1]), Malformed)
  assert.throws(named(4, [3, 1]), Malformed)
  assert.throws(named(4, [8, 2], [10, 1]), Malformed)
  assert.throws(named(4, [8, 2], [6, 1]), Malformed)
  assert.throws(named(4, [8, 0]), Malformed)
  assert.doesNotThrow(named(4, [MAX_COUNT - 1, 2]))
  assert.throws(named(4, [MAX_COUNT - 1, 3]), Malformed)
  assert.doesNotThrow(named(MAX_COUNT))
  assert.throws(named(MAX_COUNT + 1), Malformed)
})
