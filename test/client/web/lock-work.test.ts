// The app lock over a real vault and the real slow hash, at its lowest cost: set, open, change, remove, what is
// wrong, what two tabs do at once, and that at every moment exactly one way in is stored.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { IDBFactory, IDBKeyRange, IDBObjectStore as FakeStore } from 'fake-indexeddb'
import { openDatabase, resultOf, strict, committed, VAULT } from '../../../client/web/database.ts'
import { DELAY_FIRST, FREE_ATTEMPTS } from '../../../client/web/lock-attempts.ts'
import { MEMORY_LEAST } from '../../../client/web/lock-record.ts'
import { waitAtDoor } from '../../../client/web/lock-door.ts'
import { PASSPHRASE_MOST } from '../../../client/web/lock-limits.ts'
import { doLockWork, type LockAsk } from '../../../client/web/lock-work.ts'
import { openLocked, readRecipe, readWait } from '../../../client/web/vault-lock.ts'
import { openVault } from '../../../client/web/vault-web.ts'

const CHEAP = { memory: MEMORY_LEAST, passes: 1, lanes: 1 }

const createPlace = () => {
  const place = { name: 'p', idb: { indexedDB: new IDBFactory(), IDBKeyRange } }
  let now = 1_000_000
  const vault = () => openVault(place.name, place.idb)
  return {
    place,
    vault,
    advance: (by: number) => (now += by),
    ask: (ask: LockAsk) => doLockWork({ place, now: () => now, cost: CHEAP }, ask),
    dataKey: async () => {
      const opened = await vault()
      assert.ok(opened.is === 'open')
      return opened.dataKey
    },
    stored: async (): Promise<ReadonlyMap<string, unknown>> => {
      const database = await openDatabase(place.name, place.idb)
      const store = database.transaction(VAULT, 'readonly').objectStore(VAULT)
      const [keys, values] = await Promise.all([
        resultOf(store.getAllKeys()),
        resultOf<unknown[]>(store.getAll()),
      ])
      database.close()
      return new Map(keys.map((key, at) => [JSON.stringify(key).slice(1, -1), values[at]]))
    },
    put: async (key: string, value: unknown) => {
      const database = await openDatabase(place.name, place.idb)
      const transaction = strict(database, [VAULT])
      transaction.objectStore(VAULT).put(value, key)
      await committed(transaction)
      database.close()
    },
  }
}

test('set, opened, changed and removed, the data key stays the same and is never stored in clear', async () => {
  const { place, ask, vault, dataKey, stored } = createPlace()
  const before = await dataKey()
  const set = await ask({ do: 'set', passphrase: 'seven herons' })
  assert.ok(set.is === 'open')
  assert.deepEqual(await vault(), { is: 'locked' })
  assert.deepEqual(await openLocked(place, set.key), before)
  const [record, ...others] = [...(await stored()).entries()]
  assert.equal(record?.[0], 'locked')
  assert.deepEqual(others, [])
  assert.ok(!Buffer.from(record?.[1] as Uint8Array).includes(Buffer.from(before)))

  const opened = await ask({ do: 'open', passphrase: 'seven herons' })
  assert.ok(opened.is === 'open')
  assert.equal(opened.key.extractable, false)
  assert.deepEqual(await openLocked(place, opened.key), before)

  const changed = await ask({ do: 'change', passphrase: 'seven herons', next: 'twelve geese' })
  assert.ok(changed.is === 'open')
  assert.deepEqual(await openLocked(place, changed.key), before)
  assert.equal(await openLocked(place, opened.key), undefined, 'the old way in is closed')
  assert.deepEqual(await ask({ do: 'open', passphrase: 'seven herons' }), { is: 'wrong' })

  assert.deepEqual(await ask({ do: 'remove', passphrase: 'twelve geese' }), { is: 'removed' })
  assert.deepEqual(await dataKey(), before)
  assert.deepEqual([...(await stored()).keys()], ['wrapped', 'wrapper'])
  assert.deepEqual(await ask({ do: 'open', passphrase: 'twelve geese' }), { is: 'none' })
})

test('one text is one passphrase in every form it can be typed, and nothing else is', async () => {
  const { ask, dataKey } = createPlace()
  await dataKey()
  await ask({ do: 'set', passphrase: 'Zo\u00eb und K\u00f6nig' })
  assert.equal((await ask({ do: 'open', passphrase: 'Zoe\u0308 und Ko\u0308nig' })).is, 'open')
  for (const wrong of ['zo\u00eb und k\u00f6nig', 'Zo\u00eb und K\u00f6nig ', 'x'])
    assert.deepEqual(await ask({ do: 'open', passphrase: wrong }), { is: 'wrong' }, wrong)
})

test('wrong ones cost time, counted before they are tried; the right one is not tried before its time', async () => {
  const { place, ask, dataKey, advance, stored } = createPlace()
  await dataKey()
  await ask({ do: 'set', passphrase: 'seven herons' })
  for (let n = 0; n < FREE_ATTEMPTS; n++)
    assert.deepEqual(await ask({ do: 'open', passphrase: `wrong ${n}` }), { is: 'wrong' })
  for (const what of ['open', 'remove'] as const)
    assert.deepEqual(await ask({ do: what, passphrase: 'seven herons' }), {
      is: 'wait',
      wait: DELAY_FIRST,
    })
  assert.deepEqual((await stored()).get('attempts'), { count: FREE_ATTEMPTS, at: 1_000_000 })
  assert.equal(await readWait(place, 1_000_000), DELAY_FIRST)
  // A clock that is set back does not help.
  advance(-500_000)
  assert.equal((await ask({ do: 'open', passphrase: 'seven herons' })).is, 'wait')
  advance(DELAY_FIRST)
  assert.equal((await ask({ do: 'open', passphrase: 'seven herons' })).is, 'open')
  assert.equal(await readWait(place, 500_000), 0)
  assert.deepEqual(await ask({ do: 'open', passphrase: 'wrong' }), { is: 'wrong' })
  assert.equal((await ask({ do: 'open', passphrase: 'seven herons' })).is, 'open')
})

test('two tabs set a lock at once: one does, and its passphrase is the one that opens', async () => {
  const { ask, vault, dataKey, stored } = createPlace()
  await dataKey()
  const passphrases = ['of the first tab', 'of the second tab']
  const answers = await Promise.all(passphrases.map((passphrase) => ask({ do: 'set', passphrase })))
  assert.deepEqual(answers.map(({ is }) => is).toSorted(), ['elsewhere', 'open'])
  assert.deepEqual(await vault(), { is: 'locked' })
  assert.deepEqual([...(await stored()).keys()], ['locked'])
  const winner = passphrases[answers.findIndex(({ is }) => is === 'open')] ?? ''
  assert.equal((await ask({ do: 'open', passphrase: winner })).is, 'open')
  assert.deepEqual(await ask({ do: 'set', passphrase: 'a third' }), { is: 'elsewhere' })
})

test('a change that does not reach the disk leaves the way in that was there', async () => {
  const { place, ask, vault, dataKey, stored } = createPlace()
  const before = await dataKey()
  const original = FakeStore.prototype.delete
  // The browser ends the transaction after the new record was put and before the old one is gone.
  FakeStore.prototype.delete = function abortInstead(this: IDBObjectStore): IDBRequest {
    this.transaction.abort()
    throw new DOMException('gone', 'AbortError')
  } as typeof original
  try {
    assert.deepEqual(await ask({ do: 'set', passphrase: 'seven herons' }), { is: 'failed' })
  } finally {
    FakeStore.prototype.delete = original
  }
  assert.deepEqual(await dataKey(), before)
  assert.equal(await readRecipe(place), 'none')
  assert.deepEqual([...(await stored()).keys()], ['wrapped', 'wrapper'])
  assert.equal((await ask({ do: 'set', passphrase: 'seven herons' })).is, 'open')
  assert.deepEqual(await vault(), { is: 'locked' })
})

test('a damaged lock is said to be one, and costs no work', async () => {
  const { place, ask, vault, dataKey, put } = createPlace()
  await dataKey()
  await ask({ do: 'set', passphrase: 'seven herons' })
  await put('locked', new Uint8Array(83))
  assert.equal(await readRecipe(place), 'broken')
  assert.deepEqual(await ask({ do: 'open', passphrase: 'seven herons' }), { is: 'failed' })
  assert.deepEqual(await vault(), { is: 'locked' })
  assert.equal(await waitAtDoor(place), undefined, 'whoever waits at the door finds it out')
})

test('a passphrase above the bound is refused, not shortened', async () => {
  const { ask, dataKey } = createPlace()
  await dataKey()
  const longest = 'x'.repeat(PASSPHRASE_MOST)
  assert.deepEqual(await ask({ do: 'set', passphrase: `${longest}y` }), { is: 'failed' })
  assert.equal((await ask({ do: 'set', passphrase: longest })).is, 'open')
  assert.equal((await ask({ do: 'open', passphrase: longest })).is, 'open')
})
