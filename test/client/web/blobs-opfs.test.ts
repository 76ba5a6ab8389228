// The store of files in the browser's own file system: the contract, and a disk without room.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasFiles, openBlobsOpfs } from '../../../client/web/blobs-opfs.ts'
import { testBlobs } from '../../contract/blobs.ts'
import { createFilesMemory } from '../../support/files-memory.ts'

testBlobs('file system', async () => {
  const place = createFilesMemory()
  return { open: () => openBlobsOpfs(place), end: async () => undefined }
})

test('no room: the piece is refused whole, and what was there stays', async () => {
  const blobs = await openBlobsOpfs(createFilesMemory(1_000_000))
  await blobs.put('aa', 0, new Uint8Array(983_040).fill(1))
  await assert.rejects(blobs.put('aa', 1, new Uint8Array(20_000)), { kind: 'full' })
  assert.equal(await blobs.length('aa'), 983_040)
})

test('a piece that would leave a gap, and a file that somebody else writes, are refused', async () => {
  const place = createFilesMemory()
  const blobs = await openBlobsOpfs(place)
  await assert.rejects(blobs.put('aa', 1, Uint8Array.of(1)), { kind: 'broken' })
  await Promise.allSettled([
    blobs.put('bb', 0, Uint8Array.of(1)),
    blobs.put('bb', 0, Uint8Array.of(1)),
  ])
  await blobs.put('bb', 0, Uint8Array.of(2))
  assert.deepEqual(await blobs.get('bb', 0), Uint8Array.of(2))
})

test('only where Workers can write in place is it used', () => {
  assert.equal(hasFiles({}), false)
  assert.equal(hasFiles({ FileSystemFileHandle: { prototype: {} } }), false)
  const able = { FileSystemFileHandle: { prototype: { createSyncAccessHandle: () => undefined } } }
  assert.equal(hasFiles(able), true)
})
