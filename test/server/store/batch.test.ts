// The batch buffer: what is written is what is read, whatever the sizes, and a dropped append is passed over.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode } from '../../../protocol/codec.ts'
import { receiverAnswer } from '../../../protocol/frame.ts'
import { BatchReader, BatchWriter, operation } from '../../../server/store/batch.ts'

const append = fc.record({
  inboxNo: fc.integer({ min: 1, max: 2 ** 23 - 1 }),
  seq: fc.integer({ min: 1, max: 2 ** 40 - 1 }),
  channelSeq: fc.maxSafeNat(),
  friendId: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  body: fc.uint8Array({ minLength: 1, maxLength: 3_000 }),
})
const ack = fc.record({ inboxNo: fc.nat(2 ** 23), upTo: fc.nat(2 ** 40) })
const step = fc.oneof(
  append.map((value) => ({ is: 'append' as const, value })),
  ack.map((value) => ({ is: 'ack' as const, value })),
  fc.constant({ is: 'call' as const, value: undefined }),
)

test('operations come out as they went in, and a record holds the deliver frame', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const to = new BatchWriter(new ArrayBuffer(64))
      for (const { is, value } of steps) {
        if (is === 'append') to.append(value)
        else if (is === 'ack') to.ack(value.inboxNo, value.upTo)
        else to.call()
      }
      const from = new BatchReader(to.bytes, to.at)
      for (const { is, value } of steps) {
        assert.ok(from.nextOperation())
        assert.equal(from.tag, operation[is])
        if (is === 'ack')
          assert.deepEqual([from.inboxNo, from.ackUpTo], [value.inboxNo, value.upTo])
        if (is !== 'append') continue
        assert.deepEqual([from.inboxNo, from.channelSeq], [value.inboxNo, value.channelSeq])
        const { seq, friendId, body: envelope } = value
        assert.deepEqual(decode(receiverAnswer, from.frame), {
          type: 'deliver',
          seq,
          friendId,
          envelope,
        })
        assert.equal(from.size, envelope.length)
      }
      assert.equal(from.nextOperation(), false)
    }),
    { seed: 7, numRuns: 60 },
  )
})

test('a dropped append stays in its place and is told as dropped', () => {
  const to = new BatchWriter()
  const body = new Uint8Array(5)
  const friendId = new Uint8Array(16)
  to.append({ inboxNo: 1, seq: 1, friendId, channelSeq: 1, body })
  to.append({ inboxNo: 1, seq: 2, friendId, channelSeq: 2, body })
  const first = new BatchReader(to.bytes, to.at)
  first.nextOperation()
  first.drop()
  const again = new BatchReader(to.bytes, to.at)
  again.nextOperation()
  assert.equal(again.tag, operation.dropped)
  again.nextOperation()
  assert.deepEqual([again.tag, again.seq], [operation.append, 2])
})

test('of what passed on one channel the last keeps the numbers; an append can be written once more', () => {
  const to = new BatchWriter()
  const body = new Uint8Array(5)
  const friendId = new Uint8Array(16)
  for (const seq of [1, 2, 3]) to.append({ inboxNo: 1, seq, friendId, channelSeq: seq, body })
  const from = new BatchReader(to.bytes, to.at)
  const next = new BatchWriter()
  let before: number | undefined
  while (from.nextOperation()) {
    if (from.seq < 3) before = from.pass(before)
    else next.again(from)
  }
  const tags = []
  const read = new BatchReader(to.bytes, to.at)
  while (read.nextOperation()) tags.push(read.tag)
  assert.deepEqual(tags, [operation.covered, operation.passed, operation.append])
  const kept = new BatchReader(next.bytes, next.at)
  assert.ok(kept.nextOperation())
  assert.deepEqual([kept.tag, kept.seq, kept.channelSeq], [operation.append, 3, 3])
  assert.equal(kept.nextOperation(), false)
})
