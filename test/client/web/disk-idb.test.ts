// The IndexedDB adapter: the contract, and the faults that only a browser has.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import {
  eraseProfile,
  faultOf,
  openDatabase,
  resultOf,
  takeFence,
} from '../../../client/web/database.ts'
import { openDiskIdb } from '../../../client/web/disk-idb.ts'
import { DiskFault } from '../../../client/engine/ports.ts'
import { testDisk } from '../../contract/disk.ts'

const createIdb = () => ({ indexedDB: new IDBFactory(), IDBKeyRange })

testDisk('IndexedDB', async () => {
  const idb = createIdb()
  return {
    open: async () => openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb }),
    end: () => eraseProfile('p', idb),
  }
})

test('the fencing number rises from 1 and survives everything but erasing', async () => {
  const idb = createIdb()
  assert.equal(await takeFence('p', idb), 1)
  assert.equal(await takeFence('p', idb), 2)
  assert.equal(await takeFence('other', idb), 1)
  const both = await Promise.all([takeFence('p', idb), takeFence('p', idb)])
  assert.deepEqual(
    both.toSorted((a, b) => a - b),
    [3, 4],
  )
  await eraseProfile('p', idb)
  assert.equal(await takeFence('p', idb), 1)
})

test('a writer without a number of its own is fenced', async () => {
  const idb = createIdb()
  const disk = await openDiskIdb({ name: 'p', fence: 1, idb })
  await assert.rejects(disk.commit([]), { kind: 'fenced' })
  await disk.close()
})

test('erasing the profile fences its writer', async () => {
  const idb = createIdb()
  let gone = 0
  const fence = await takeFence('p', idb)
  const disk = await openDiskIdb({ name: 'p', fence, idb, onGone: () => gone++ })
  await eraseProfile('p', idb)
  assert.equal(gone, 1, 'told at once, not with the next commit')
  await assert.rejects(disk.commit([]), { kind: 'fenced' })
  await assert.rejects(disk.scan('profile'), { kind: 'fenced' })
})

test('a newer program gets the database and this one stops; this one refuses a newer database', async () => {
  const idb = createIdb()
  const disk = await openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb })
  const request = idb.indexedDB.open('p', 99)
  const newer = await new Promise<IDBDatabase>((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new Error('refused'))
  })
  await assert.rejects(disk.commit([]), { kind: 'fenced' })
  newer.close()
  await assert.rejects(openDatabase('p', idb), { name: 'VersionError' })
})

test('storage taken away by the browser is broken', async () => {
  const idb = createIdb()
  const opened: IDBDatabase[] = []
  const fence = await takeFence('p', idb)
  const indexedDB = Object.assign(Object.create(idb.indexedDB) as IDBFactory, {
    open: (name: string, version?: number) => {
      const request = idb.indexedDB.open(name, version)
      request.addEventListener('success', () => opened.push(request.result))
      return request
    },
  })
  const disk = await openDiskIdb({ name: 'p', fence, idb: { indexedDB, IDBKeyRange } })
  const [database] = opened
  assert.ok(database)
  database.close()
  database.onclose?.call(database, new Event('close'))
  await assert.rejects(disk.commit([]), { kind: 'broken' })
})

test('a value that can not be stored breaks the whole commit', async () => {
  const idb = createIdb()
  const disk = await openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb })
  const wrong = {
    table: 'profile',
    key: [{}] as unknown as string,
    value: new Uint8Array(1),
  } as const
  const good = { table: 'profile', key: 'a', value: new Uint8Array(1) } as const
  await assert.rejects(disk.commit([good, wrong]), { kind: 'broken' })
  assert.deepEqual(await disk.scan('profile'), [])
  await disk.close()
})

test('only a quota fault is full', () => {
  assert.equal(faultOf(new DOMException('', 'QuotaExceededError')).kind, 'full')
  assert.equal(faultOf(new DOMException('', 'UnknownError')).kind, 'broken')
  assert.equal(faultOf(undefined).kind, 'broken')
  assert.equal(faultOf(new DiskFault('fenced')).kind, 'fenced')
})

test('a profile of the first version opens in this one with its rows, and has the tables that came since', async () => {
  const idb = createIdb()
  const request = idb.indexedDB.open('p', 1)
  request.onupgradeneeded = () => {
    for (const store of ['message', 'fence', 'vault']) request.result.createObjectStore(store)
    request.transaction?.objectStore('message').put(Uint8Array.of(1, 2), 'a')
  }
  const first = await resultOf(request)
  first.close()
  const disk = await openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb })
  assert.deepEqual(await disk.scan('message'), [{ key: 'a', value: Uint8Array.of(1, 2) }])
  assert.deepEqual(await disk.scan('draft'), [])
  await disk.close()
})
