// The vault under a passphrase: the same data key, sealed by what the passphrase gives in place of the browser's
// own key. Each change is one transaction that holds either the old way in or the new one, and is only made
// after the new one was seen to open.
import { equalBytes } from '../../protocol/bytes.ts'
import { committed, openDatabase, resultOf, strict, VAULT, type Idb } from './database.ts'
import { NO_ATTEMPTS, readAttempts, waitLeft } from './lock-attempts.ts'
import { openRecord, recipeOf, sealRecord, type Recipe } from './lock-record.ts'
import { LOCKED, makeWrapping, unwrapStored, WRAPPED, WRAPPER } from './vault-web.ts'

const ATTEMPTS = 'attempts'

/** `elsewhere`: another tab changed the lock meanwhile. `broken`: what is stored does not open. */
export type Change = 'done' | 'wrong' | 'elsewhere' | 'broken'

/** Where a vault is: the database's name, and another IndexedDB in tests. */
export interface VaultPlace {
  readonly name: string
  readonly idb: Idb
}

/** A way into the vault. */
export interface LockKey {
  readonly key: CryptoKey
  readonly recipe: Recipe
}

const inVault = async <T>(
  { name, idb }: VaultPlace,
  work: (database: IDBDatabase) => Promise<T>,
): Promise<T> => {
  const database = await openDatabase(name, idb)
  try {
    return await work(database)
  } finally {
    database.close()
  }
}

/** When a transaction is durable. Also handled when a request in it fails first. */
const durable = (transaction: IDBTransaction): Promise<void> => {
  const done = committed(transaction)
  done.catch(() => undefined)
  return done
}

const read = (database: IDBDatabase, key: string): Promise<unknown> =>
  resultOf<unknown>(database.transaction(VAULT, 'readonly').objectStore(VAULT).get(key))

const isSame = (a: unknown, b: unknown): boolean =>
  a instanceof Uint8Array && b instanceof Uint8Array && equalBytes(a, b)

interface Swap {
  /** What has to be there still, or nothing is changed. */
  readonly from: string
  readonly was: unknown
  readonly put: Readonly<Record<string, unknown>>
  readonly remove: readonly string[]
}

/** One strict transaction: the new way in comes and the old one goes, or neither. */
const swap = async (database: IDBDatabase, change: Swap): Promise<Change> => {
  const transaction = strict(database, [VAULT])
  const done = durable(transaction)
  const store = transaction.objectStore(VAULT)
  const same = isSame(await resultOf<unknown>(store.get(change.from)), change.was)
  if (same) {
    for (const [key, value] of Object.entries(change.put)) store.put(value, key)
    for (const key of [...change.remove, ATTEMPTS]) store.delete(key)
  }
  await done
  return same ? 'done' : 'elsewhere'
}

/** A record that was opened once before it is relied on. */
const makeRecord = async ({ key, recipe }: LockKey, dataKey: Uint8Array): Promise<Uint8Array> => {
  const made = await sealRecord(key, recipe, dataKey)
  const opened = await openRecord(key, made)
  const good = opened !== undefined && equalBytes(opened, dataKey)
  opened?.fill(0)
  if (!good) throw new Error('a new lock does not open')
  return made
}

/** `none`: no lock is set. `broken`: there is one, and nothing opens it any more. */
export const readRecipe = (place: VaultPlace): Promise<Recipe | 'none' | 'broken'> =>
  inVault(place, async (database) => {
    const stored = await read(database, LOCKED)
    return stored === undefined ? 'none' : (recipeOf(stored) ?? 'broken')
  })

/** The data key behind a lock; undefined when this key is not its own. */
export const openLocked = (place: VaultPlace, key: CryptoKey): Promise<Uint8Array | undefined> =>
  inVault(place, async (database) => openRecord(key, await read(database, LOCKED)))

/** From the browser's own key to a passphrase. */
export const setLock = (place: VaultPlace, lock: LockKey): Promise<Change> =>
  inVault(place, async (database) => {
    if ((await read(database, LOCKED)) !== undefined) return 'elsewhere'
    const wrapped = await read(database, WRAPPED)
    const vault = await unwrapStored(await read(database, WRAPPER), wrapped)
    if (vault.is !== 'open') return 'broken'
    const made = await makeRecord(lock, vault.dataKey)
    vault.dataKey.fill(0)
    const put = { [LOCKED]: made }
    return swap(database, { from: WRAPPED, was: wrapped, put, remove: [WRAPPER, WRAPPED] })
  })

/** From one passphrase to the next. */
export const changeLock = (place: VaultPlace, old: CryptoKey, next: LockKey): Promise<Change> =>
  inVault(place, async (database) => {
    const stored = await read(database, LOCKED)
    const dataKey = await openRecord(old, stored)
    if (!dataKey) return 'wrong'
    const made = await makeRecord(next, dataKey)
    dataKey.fill(0)
    return swap(database, { from: LOCKED, was: stored, put: { [LOCKED]: made }, remove: [] })
  })

/** From a passphrase back to the browser's own key. */
export const removeLock = (place: VaultPlace, key: CryptoKey): Promise<Change> =>
  inVault(place, async (database) => {
    const stored = await read(database, LOCKED)
    const dataKey = await openRecord(key, stored)
    if (!dataKey) return 'wrong'
    const { wrapper, wrapped } = await makeWrapping(dataKey)
    const put = { [WRAPPER]: wrapper, [WRAPPED]: wrapped }
    return swap(database, { from: LOCKED, was: stored, put, remove: [LOCKED] })
  })

/** Counts an attempt that is about to be made; else how long to wait before it may be, milliseconds. */
export const takeAttempt = (place: VaultPlace, now: number): Promise<number> =>
  inVault(place, async (database) => {
    const transaction = strict(database, [VAULT])
    const done = durable(transaction)
    const store = transaction.objectStore(VAULT)
    const attempts = readAttempts(await resultOf<unknown>(store.get(ATTEMPTS)))
    const wait = waitLeft(attempts, now)
    const count = attempts.count + (wait === 0 ? 1 : 0)
    // After a clock that was set back, the wait is counted from here.
    const at = wait === 0 ? now : Math.min(now, attempts.at)
    store.put({ count, at }, ATTEMPTS)
    await done
    return wait
  })

/** How long until the next attempt may be made, milliseconds. */
export const readWait = (place: VaultPlace, now: number): Promise<number> =>
  inVault(place, async (database) => waitLeft(readAttempts(await read(database, ATTEMPTS)), now))

/** The right passphrase came: what was wrong before is forgotten. */
export const forgetAttempts = (place: VaultPlace): Promise<void> =>
  inVault(place, async (database) => {
    const transaction = strict(database, [VAULT])
    const done = durable(transaction)
    transaction.objectStore(VAULT).put(NO_ATTEMPTS, ATTEMPTS)
    await done
  })
