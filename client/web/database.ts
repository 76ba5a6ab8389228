// The browser's IndexedDB as this profile uses it: one database with a store per table of the engine, one
// for the fencing number and one for the wrapped data key. One database, so that the browser can only
// lose all of it or nothing. Every write transaction is strict: it is done when it is on the disk.
import { DiskFault, TABLES } from '../engine/ports.ts'

/** The profile's database in this browser. */
export const PROFILE = 'sotto'
/** Raised whenever a table is added; the upgrade makes the stores that are missing. */
const VERSION = 4
export const FENCE = 'fence'
export const VAULT = 'vault'
const WRITER = 'writer'

/** Where IndexedDB comes from: the global scope, or a test's own copy. */
export interface Idb {
  readonly indexedDB: IDBFactory
  readonly IDBKeyRange: Pick<typeof IDBKeyRange, 'bound' | 'lowerBound' | 'upperBound'>
}

/** What a failed request means to the engine. */
export const faultOf = (error: unknown): DiskFault => {
  if (error instanceof DiskFault) return error
  const name = error instanceof Error || error instanceof DOMException ? error.name : ''
  return new DiskFault(name === 'QuotaExceededError' ? 'full' : 'broken')
}

/** The result of a request, or its error. */
export const resultOf = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error ?? new DiskFault('broken'))
  })

/** Resolves when a transaction is durable; rejects with what aborted it. */
export const committed = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error ?? new DiskFault('broken'))
  })

/** A transaction that is on the disk when it completes. */
export const strict = (database: IDBDatabase, stores: string[]): IDBTransaction =>
  database.transaction(stores, 'readwrite', { durability: 'strict' })

/**
 * Opens the database, making what is missing in it. Rejects with the browser's own error:
 * `VersionError` when a newer program made it, anything else when storage is refused.
 */
export const openDatabase = async (name: string, idb: Idb = globalThis): Promise<IDBDatabase> => {
  const request = idb.indexedDB.open(name, VERSION)
  request.onupgradeneeded = () => {
    const there = request.result.objectStoreNames
    for (const store of [...TABLES, FENCE, VAULT]) {
      if (!there.contains(store)) request.result.createObjectStore(store)
    }
  }
  return resultOf(request)
}

/** The writer that may commit now; undefined before the first. */
export const readFence = (transaction: IDBTransaction): IDBRequest<unknown> =>
  transaction.objectStore(FENCE).get(WRITER)

/**
 * Raises the fencing number and returns it: from here on every older writer's commit fails as `fenced`.
 * Rejects with the browser's own error, as `openDatabase` does.
 */
export const takeFence = async (name: string, idb: Idb = globalThis): Promise<number> => {
  const database = await openDatabase(name, idb)
  try {
    const transaction = strict(database, [FENCE])
    const done = committed(transaction)
    const before = await resultOf(readFence(transaction))
    const fence = (typeof before === 'number' ? before : 0) + 1
    transaction.objectStore(FENCE).put(fence, WRITER)
    await done
    return fence
  } finally {
    database.close()
  }
}

/** Deletes the profile with everything in it; a writer that still has it open is fenced. */
export const eraseProfile = async (name = PROFILE, idb: Idb = globalThis): Promise<void> => {
  await resultOf(idb.indexedDB.deleteDatabase(name))
}
