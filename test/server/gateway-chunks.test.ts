// Memory for what turns write: used again, bounded, and let go when nobody writes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Chunks, CHUNKS_KEPT } from '../../server/gateway-chunks.ts'

test('a piece that came back is used again for whatever fits', () => {
  const chunks = new Chunks()
  const first = chunks.take(600)
  assert.equal(first.length, 1_024)
  chunks.give(first)
  assert.equal(chunks.take(513).buffer, first.buffer)
  assert.notEqual(chunks.take(513).buffer, first.buffer)
})

test('every size gets enough, and the very large are not kept', () => {
  const chunks = new Chunks()
  for (const size of [0, 1, 256, 257, 65_536, 65_537, 262_144, 262_145, 2_097_152]) {
    const chunk = chunks.take(size)
    assert.ok(chunk.length >= size, String(size))
    assert.ok(chunk.length < Math.max(512, 2 * size), String(size))
    const before = chunks.kept
    chunks.give(chunk)
    assert.equal(chunks.kept > before, size <= 262_144, String(size))
  }
})

test('a flood leaves no more than the bound behind', () => {
  const chunks = new Chunks()
  const all = Array.from({ length: 100 }, () => chunks.take(262_144))
  for (const chunk of all) chunks.give(chunk)
  assert.equal(chunks.kept, CHUNKS_KEPT)
})

test('memory that nobody wanted from one look to the next is let go', () => {
  const chunks = new Chunks()
  chunks.give(chunks.take(4_096))
  chunks.rest()
  assert.equal(chunks.kept, 4_096, 'wanted since the last look')
  chunks.give(chunks.take(4_096))
  chunks.rest()
  assert.equal(chunks.kept, 4_096, 'and again')
  chunks.rest()
  assert.equal(chunks.kept, 0)
})
