// Every interleaving of two devices that both write, over the real step functions: a breadth-first walk of
// writing, taking, receipting, taking again after a lost acknowledgement, and starting over on both sides at
// once. In every state nothing is shown twice or out of order; in every last one everything is there.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { explore, type Bounds } from './explore.ts'

const walk = async (t: TestContext, bounds: Bounds): Promise<void> => {
  const found = await explore(bounds)
  assert.deepEqual(found.failures, [])
  t.diagnostic(`${found.states} states, ${found.last} last ones`)
}

test('six messages in any order of steps', (t) =>
  walk(t, { texts: [3, 3], crashes: 0, resets: false, receipts: 0 }))

test('four messages with receipts at any time', (t) =>
  walk(t, { texts: [2, 2], crashes: 0, resets: false, receipts: 1 }))

test('a crash between a commit and its acknowledgement', (t) =>
  walk(t, { texts: [2, 2], crashes: 1, resets: false, receipts: 0 }))

test('both start a session at once', (t) =>
  walk(t, { texts: [1, 0], crashes: 0, resets: true, receipts: 0 }))
