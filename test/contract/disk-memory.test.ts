// The memory disk of the tests keeps the same contract as the real ones, and its faults are what they say.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createDiskMemory } from '../support/disk-memory.ts'
import { testDisk } from './disk.ts'

const row = (n: number) => [{ table: 'sent', key: 'a', value: Uint8Array.of(n) }] as const

testDisk('memory', async () => {
  const memory = createDiskMemory()
  return { open: async () => memory.open(), end: async () => undefined }
})

test('memory: an injected fault refuses the whole commit until it is healed', async () => {
  const memory = createDiskMemory()
  const disk = memory.open()
  memory.fail('full')
  await assert.rejects(disk.commit(row(1)), { kind: 'full' })
  assert.deepEqual(memory.rows('sent'), [])
  memory.fail(undefined)
  await disk.commit(row(2))
  assert.equal(memory.commits(), 1)
})

test('memory: a crash keeps committed rows and answers nobody', async () => {
  const memory = createDiskMemory()
  const disk = memory.open()
  await disk.commit(row(1))
  let answered = false
  const after = () => {
    answered = true
  }
  disk.commit(row(2)).then(after, after)
  memory.crash()
  const next = memory.open()
  assert.deepEqual((await next.scan('sent'))[0]?.value, Uint8Array.of(1))
  disk.commit(row(3)).then(after, after)
  await next.commit(row(4))
  assert.equal(answered, false)
  next.commit(row(5)).then(after, after)
  memory.crash('kept')
  assert.deepEqual(memory.rows('sent')[0]?.value, Uint8Array.of(5))
  assert.equal(answered, false)
})

test('memory: a clone shares nothing', async () => {
  const memory = createDiskMemory()
  const disk = memory.open()
  await disk.commit(row(1))
  const clone = memory.clone()
  await disk.commit(row(2))
  assert.deepEqual(clone.rows('sent')[0]?.value, Uint8Array.of(1))
})
