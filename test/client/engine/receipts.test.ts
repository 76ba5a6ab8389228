// Which counts have arrived (PROTOCOL 10.6), against a plain set; blocks of ids; the waits between tries.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { waitAfter } from '../../../client/engine/backoff.ts'
import { addValue, dropBlocks, hasValue, type Blocks } from '../../../client/engine/blocks.ts'
import { addCount, hasArrived, receiptNames, receiptOf } from '../../../client/engine/receipts.ts'
import { MAX_COUNTS_ABOVE_GAP, MAX_RECEIPT_RANGES } from '../../../protocol/limits.ts'
import { createSide } from '../../support/two-profiles.ts'

const NONE = { upTo: 0, above: [] }
const seed = { seed: 7, numRuns: 200 }

test('counts in any order are remembered like a set', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 60 })), (counts) => {
      const arrived = counts.reduce(addCount, NONE)
      const set = new Set(counts)
      for (let count = 1; count <= 61; count++) {
        assert.equal(hasArrived(arrived, count), set.has(count))
        assert.equal(receiptNames(receiptOf(arrived), count), set.has(count))
      }
      assert.ok(arrived.above.every(({ from }) => from > arrived.upTo + 1))
    }),
    seed,
  )
})

test('the record stays bounded: beyond the limit the lowest gap is given up', () => {
  let arrived: Parameters<typeof addCount>[0] = NONE
  for (let at = 1; at <= MAX_COUNTS_ABOVE_GAP; at++) arrived = addCount(arrived, at * 2)
  assert.equal(arrived.upTo, 0)
  assert.equal(receiptOf(arrived).ranges.length, MAX_RECEIPT_RANGES)
  arrived = addCount(arrived, (MAX_COUNTS_ABOVE_GAP + 1) * 2)
  assert.equal(arrived.upTo, 2)
})

test('a huge count costs no more than a small one', () => {
  const arrived = addCount(NONE, Number.MAX_SAFE_INTEGER)
  assert.equal(arrived.above.length, 1)
  assert.equal(hasArrived(arrived, 1), false)
})

test('values in blocks are found until their block is dropped', async () => {
  const side = await createSide('blocks')
  const draft = side.profile().begin()
  let blocks: Blocks = { table: 'known', prefix: 'p', width: 2, from: 0, to: 0 }
  const value = (at: number): Uint8Array => Uint8Array.of(at >> 8, at & 255)
  for (let at = 0; at < 200; at++) blocks = { ...blocks, ...addValue(draft, blocks, value(at), at) }
  assert.equal(blocks.to, 3)
  assert.ok(hasValue(draft, blocks, value(0)))
  blocks = { ...blocks, from: dropBlocks(draft, blocks, (_, time) => time < 100) }
  assert.ok(!hasValue(draft, blocks, value(0)))
  assert.ok(hasValue(draft, blocks, value(199)))
})

test('waits rise to a minute and no further', () => {
  const middle = { bytes: (length: number) => new Uint8Array(length).fill(128) }
  const waits = [1, 2, 3, 10, 99].map((failures) => Math.round(waitAfter(failures, middle) / 1_000))
  assert.deepEqual(waits, [0, 1, 2, 55, 55])
})
