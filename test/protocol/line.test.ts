// Records of a line (PROTOCOL 3.4): how long one is, told from as little of it as possible.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encode } from '../../protocol/codec.ts'
import { lineRecord, recordLength, type LineRecord } from '../../protocol/line.ts'

const records: readonly LineRecord[] = [
  { type: 'frame', frame: Uint8Array.of(0x32) },
  { type: 'frame', frame: new Uint8Array(300).fill(0x31) },
  { type: 'closed', code: 0x3132 },
  { type: 'beat' },
]

test('the length of a record is known from its head, whatever stands around it', () => {
  for (const record of records) {
    const bytes = encode(lineRecord, record)
    const inside = new Uint8Array(bytes.length + 9).fill(0x32)
    inside.set(bytes, 4)
    assert.equal(recordLength(bytes), bytes.length, record.type)
    assert.equal(recordLength(inside.subarray(4)), bytes.length, record.type)
  }
})

test('a head that is cut asks for the whole head and no more', () => {
  const bytes = encode(lineRecord, { type: 'frame', frame: new Uint8Array(7) })
  for (const length of [1, 2, 3, 4]) assert.equal(recordLength(bytes.subarray(0, length)), 5)
  assert.equal(recordLength(bytes.subarray(0, 5)), 12)
  assert.equal(recordLength(new Uint8Array()), 1)
})
