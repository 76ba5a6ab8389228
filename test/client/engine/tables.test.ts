// Rows that an earlier version wrote are read by this one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { codecs } from '../../../client/engine/tables.ts'
import { decode, encode } from '../../../protocol/codec.ts'

test('a waiting content written before it noted when it was sealed is still read', () => {
  const row = {
    id: new Uint8Array(16).fill(1),
    count: 3,
    person: 'ann',
    order: 'order',
    items: new Uint8Array(4),
    time: 1,
    lamport: 2,
    shown: true,
    channel: '',
    seq: 0,
    stored: false,
    failed: false,
    sealed: 77,
  }
  const now = encode(codecs.pending, row)
  assert.deepEqual(decode(codecs.pending, now), row)
  const before = now.subarray(0, now.length - 8)
  assert.deepEqual(decode(codecs.pending, before), { ...row, sealed: 0 })
  for (const cut of [1, 4, 7]) {
    assert.throws(() => decode(codecs.pending, now.subarray(0, now.length - cut)), {
      code: 'truncated',
    })
  }
})
