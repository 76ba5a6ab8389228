// Lengths of blobs (PROTOCOL 4.1): what padding costs, what it hides, and which lengths there are.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { blobLength, paddedLength, paddedLengthIn } from '../../protocol/blob.ts'
import { MAX_FILE_BYTES, MIN_PADDED_FILE } from '../../protocol/limits.ts'

const lengths = fc.integer({ min: 0, max: MAX_FILE_BYTES })

test('padding never shortens, adds at most 11.1 %, and is done once', () => {
  fc.assert(
    fc.property(lengths, (length) => {
      const padded = paddedLength(length)
      assert.ok(padded >= length)
      assert.ok(length <= MIN_PADDED_FILE || padded <= length * 1.112)
      assert.equal(paddedLength(padded), padded)
      assert.ok(paddedLength(length + 1) >= padded)
    }),
    { seed: 1 },
  )
})

test('the worked examples of Padme', () => {
  // 100,000 has 17 bits: 12 of them are padded. 2^20 is its own.
  assert.equal(paddedLength(100_000), 100_352)
  assert.equal(paddedLength(1_048_576), 1_048_576)
  assert.equal(paddedLength(1_048_577), 1_081_344)
  assert.equal(paddedLength(0), MIN_PADDED_FILE)
})

test('a blob tells its padded length, and a length that no file leads to tells none', () => {
  fc.assert(
    fc.property(lengths, (length) => {
      const blob = blobLength(length)
      assert.equal(paddedLengthIn(blob), paddedLength(length))
      assert.equal(paddedLengthIn(blob + 1), undefined)
    }),
    { seed: 2 },
  )
  for (const wrong of [0, 1, 16, 32, 33, 100, 65_569])
    assert.equal(paddedLengthIn(wrong), undefined)
})
