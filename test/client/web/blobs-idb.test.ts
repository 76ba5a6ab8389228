// The IndexedDB store of files: the contract, and erasing a profile that is open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { eraseFiles, openBlobsIdb } from '../../../client/web/blobs-idb.ts'
import { testBlobs } from '../../contract/blobs.ts'

const createIdb = () => ({ indexedDB: new IDBFactory(), IDBKeyRange })

testBlobs('IndexedDB', async () => {
  const idb = createIdb()
  return {
    open: () => openBlobsIdb({ name: 'f', now: () => 1_000, idb }),
    end: () => eraseFiles('f', idb),
  }
})

test('files are erased under whoever has them open', async () => {
  const idb = createIdb()
  const blobs = await openBlobsIdb({ now: () => 1, idb })
  await blobs.put('aa', 0, Uint8Array.of(1))
  await eraseFiles(undefined, idb)
  await assert.rejects(blobs.get('aa', 0), { kind: 'broken' })
  const again = await openBlobsIdb({ now: () => 1, idb })
  assert.deepEqual(await again.list(), [])
  await again.close()
})
