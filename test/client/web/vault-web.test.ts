// The data key of a browser profile: made once, never readable, and half a vault is told from a new one.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { IDBFactory, IDBKeyRange } from 'fake-indexeddb'
import { committed, openDatabase, strict, takeFence, VAULT } from '../../../client/web/database.ts'
import { openDiskIdb } from '../../../client/web/disk-idb.ts'
import { openVault } from '../../../client/web/vault-web.ts'

const createIdb = () => ({ indexedDB: new IDBFactory(), IDBKeyRange })
type TestIdb = ReturnType<typeof createIdb>

const change = async (idb: TestIdb, edit: (store: IDBObjectStore) => void): Promise<void> => {
  const database = await openDatabase('p', idb)
  const transaction = strict(database, [VAULT])
  const done = committed(transaction)
  edit(transaction.objectStore(VAULT))
  await done
  database.close()
}
const dataKey = async (idb: TestIdb): Promise<Uint8Array> => {
  const vault = await openVault('p', idb)
  assert.ok(vault.is === 'open')
  return vault.dataKey
}

test('the key is made on first use and is the same ever after', async () => {
  const idb = createIdb()
  const first = await dataKey(idb)
  assert.equal(first.length, 32)
  assert.deepEqual(await dataKey(idb), first)
  assert.notDeepEqual(await dataKey(createIdb()), first)
})

test('two that open a new profile at once get one key', async () => {
  const idb = createIdb()
  const [a, b] = await Promise.all([dataKey(idb), dataKey(idb)])
  assert.deepEqual(a, b)
})

test('the stored key can not be exported and the data key is not stored in clear', async () => {
  const idb = createIdb()
  const key = await dataKey(idb)
  await change(idb, (store) => {
    const all = store.getAll()
    all.onsuccess = () => {
      const [wrapped, wrapper] = all.result as [Uint8Array, CryptoKey]
      assert.equal(wrapper.extractable, false)
      assert.equal(wrapped.length, 12 + 32 + 16)
      assert.equal(Buffer.from(wrapped).includes(Buffer.from(key)), false)
    }
  })
})

for (const half of ['wrapper', 'wrapped']) {
  test(`evicted when ${half} is missing`, async () => {
    const idb = createIdb()
    await dataKey(idb)
    await change(idb, (store) => store.delete(half))
    assert.deepEqual(await openVault('p', idb), { is: 'evicted' })
  })
}

test('evicted when rows are there and the key is not', async () => {
  const idb = createIdb()
  const disk = await openDiskIdb({ name: 'p', fence: await takeFence('p', idb), idb })
  await disk.commit([{ table: 'profile', key: 'a', value: new Uint8Array(1) }])
  await disk.close()
  assert.deepEqual(await openVault('p', idb), { is: 'evicted' })
})

test('evicted when the wrapped key is damaged or of a strange shape', async () => {
  const idb = createIdb()
  await dataKey(idb)
  await change(idb, (store) => store.put(new Uint8Array(60), 'wrapped'))
  assert.deepEqual(await openVault('p', idb), { is: 'evicted' })
  await change(idb, (store) => store.put('text', 'wrapped'))
  assert.deepEqual(await openVault('p', idb), { is: 'evicted' })
})

test('a browser that refuses storage is an error, not an evicted profile', async () => {
  const indexedDB = {
    open: () => {
      throw new DOMException('', 'SecurityError')
    },
  } as unknown as IDBFactory
  await assert.rejects(openVault('p', { indexedDB, IDBKeyRange }), { name: 'SecurityError' })
})
