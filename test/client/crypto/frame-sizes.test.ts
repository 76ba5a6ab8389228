// Which lengths a sealed frame may have: six, five with the prefix, and none beside them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  contentCapacity,
  frameSizeFor,
  isFrameSize,
  padContent,
  unpadContent,
} from '../../../client/crypto/frame-sizes.ts'
import { FRAME_SIZES, MAX_ENVELOPE } from '../../../protocol/limits.ts'

test('six lengths are frames, five of them with the prefix, and no other length is', () => {
  const sizes: readonly number[] = FRAME_SIZES
  for (let length = 0; length <= MAX_ENVELOPE + 1; length++) {
    assert.equal(isFrameSize(length, false), sizes.includes(length))
    assert.equal(isFrameSize(length, true), length > 2_048 && sizes.includes(length))
  }
})

test('the largest frame is filled to the last byte, and what is longer has none', () => {
  for (const init of [false, true]) {
    const most = contentCapacity(MAX_ENVELOPE, init)
    assert.equal(frameSizeFor(most, init), MAX_ENVELOPE)
    assert.throws(() => frameSizeFor(most + 1, init), RangeError)
  }
})

test('content comes out as it went in, whatever memory it lies in', () => {
  const padded = padContent(Uint8Array.of(1, 2, 3), 2_048, false)
  const inside = new Uint8Array(padded.length + 7)
  inside.fill(9)
  inside.set(padded, 5)
  const content = unpadContent(inside.subarray(5, 5 + padded.length))
  assert.deepEqual(content, Uint8Array.of(1, 2, 3))
})
