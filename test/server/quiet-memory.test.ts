// When memory is given back: not while there is work, once when there is none, and again after the next work.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { getHeapStatistics } from 'node:v8'
import { QuietMemory } from '../../server/quiet-memory.ts'

test('one collection after the start and after each time of work, none meanwhile', () => {
  let work = 0
  let collections = 0
  const memory = new QuietMemory(
    () => work,
    () => (collections += 1),
  )
  memory.look()
  assert.equal(collections, 0, 'the first look only begins')
  memory.look()
  memory.look()
  assert.equal(collections, 1)
  for (let turn = 0; turn < 5; turn++) {
    work += 3
    memory.look()
  }
  assert.equal(collections, 1, 'busy')
  memory.look()
  memory.look()
  assert.equal(collections, 2)
})

test('a collection frees what nobody holds any more', () => {
  const memory = new QuietMemory(() => 0)
  let held: unknown[] | undefined = Array.from({ length: 300_000 }, (_, at) => [at])
  const full = getHeapStatistics().used_heap_size
  assert.equal(held.length, 300_000)
  held = undefined
  memory.look()
  memory.look()
  assert.ok(getHeapStatistics().used_heap_size < full - 5_000_000)
  assert.equal(
    Reflect.get(globalThis, 'gc') === undefined,
    !process.execArgv.includes('--expose-gc'),
  )
})
