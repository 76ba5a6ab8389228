// The engine's Disk over IndexedDB. A commit is one strict transaction over the touched tables and the
// fencing number, so it is durable as a whole or has not happened, and a writer that was replaced can
// never add a row (PROTOCOL 10).
import {
  DiskFault,
  type Disk,
  type Range,
  type Row,
  type TableName,
  type Write,
} from '../engine/ports.ts'
import {
  committed,
  faultOf,
  FENCE,
  openDatabase,
  readFence,
  resultOf,
  strict,
  type Idb,
} from './database.ts'

const BACKWARDS: IDBCursorDirection = 'prev'

/** What `openDiskIdb` needs: the database's name and the number that `takeFence` gave. */
export interface DiskIdbOptions {
  readonly name: string
  readonly fence: number
  readonly idb?: Idb
  /** The browser deleted the database, or somebody else needs it: every further call fails. */
  readonly onGone?: () => void
}

// Taken when the commit is made: the caller may wipe or reuse its buffers, and a view of a larger buffer
// would be stored with all of it.
const copied = (write: Write): Write => ({
  ...write,
  value: write.value && new Uint8Array(write.value),
})

const keysOf = ({ after, before }: Range, idb: Idb): IDBKeyRange | undefined => {
  if (after !== undefined && before !== undefined) {
    return idb.IDBKeyRange.bound(after, before, true, true)
  }
  if (after !== undefined) return idb.IDBKeyRange.lowerBound(after, true)
  return before === undefined ? undefined : idb.IDBKeyRange.upperBound(before, true)
}

// Every key was written as text.
const nameOf = (key: IDBValidKey | undefined): string => (typeof key === 'string' ? key : '')

const forwards = async (
  store: IDBObjectStore,
  keys: IDBKeyRange | undefined,
  limit: number | undefined,
): Promise<Row[]> => {
  const [names, values] = await Promise.all([
    resultOf(store.getAllKeys(keys, limit)),
    resultOf<Uint8Array[]>(store.getAll(keys, limit)),
  ])
  return values.map((value, at) => ({ key: nameOf(names[at]), value }))
}

/** The `limit`-th key from the end; undefined when there are not more than that. */
const keyFromEnd = (
  store: IDBObjectStore,
  keys: IDBKeyRange | undefined,
  limit: number,
): Promise<IDBValidKey | undefined> =>
  new Promise((resolve, reject) => {
    const request = store.openKeyCursor(keys, BACKWARDS)
    let there = false
    request.onerror = () => reject(request.error ?? new DiskFault('broken'))
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor === null || there || limit === 1) return resolve(cursor?.key)
      there = true
      cursor.advance(limit - 1)
    }
  })

// A cursor that stops at every row takes ten times as long as reading them at once: it only finds the first.
const backwards = async (
  store: IDBObjectStore,
  range: Range,
  { limit, idb }: { readonly limit: number; readonly idb: Idb },
): Promise<Row[]> => {
  const first = await keyFromEnd(store, keysOf(range, idb), limit)
  const { before } = range
  const from =
    first === undefined
      ? keysOf(range, idb)
      : before === undefined
        ? idb.IDBKeyRange.lowerBound(first)
        : idb.IDBKeyRange.bound(first, before, false, true)
  return (await forwards(store, from, undefined)).reverse()
}

const scan = async (store: IDBObjectStore, range: Range, idb: Idb): Promise<Row[]> => {
  const { limit } = range
  if (range.backwards === true && limit !== undefined) {
    return backwards(store, range, { limit, idb })
  }
  const rows = await forwards(store, keysOf(range, idb), limit)
  return range.backwards === true ? rows.reverse() : rows
}

// Resolves when all writes are on the disk. The fencing number is read in the same transaction.
const commit = (database: IDBDatabase, fence: number, writes: readonly Write[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const tables = new Set<string>(writes.map((write) => write.table))
    const transaction = strict(database, [...tables, FENCE])
    let fault: DiskFault | undefined
    committed(transaction).then(resolve, (error: unknown) => reject(fault ?? faultOf(error)))
    const current = readFence(transaction)
    current.onsuccess = () => {
      if (current.result !== fence) {
        fault = new DiskFault('fenced')
        transaction.abort()
        return
      }
      for (const { table, key, value } of writes) {
        const store = transaction.objectStore(table)
        if (value === undefined) store.delete(key)
        else store.put(value, key)
      }
    }
  })

/**
 * Opens the profile's disk. Rejects with the browser's own error when the database can not be opened.
 * After `fenced` and after `close` every call fails.
 */
export const openDiskIdb = async (options: DiskIdbOptions): Promise<Disk> => {
  const { name, fence, idb = globalThis, onGone = () => undefined } = options
  const database = await openDatabase(name, idb)
  let gone: DiskFault | undefined
  // A newer program, or somebody who erases the profile, asks for the database: let it go.
  database.onversionchange = () => {
    gone ??= new DiskFault('fenced')
    database.close()
    onGone()
  }
  // The browser took the storage away under us.
  database.onclose = () => {
    gone ??= new DiskFault('broken')
    onGone()
  }
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    if (gone) throw gone
    try {
      return await work()
    } catch (error) {
      throw faultOf(error)
    }
  }
  return {
    scan: (table: TableName, range: Range = {}) =>
      attempt(async () => {
        const { after, before, limit } = range
        if (after !== undefined && before !== undefined && after >= before) return []
        if (limit !== undefined && limit <= 0) return []
        const store = database.transaction(table, 'readonly').objectStore(table)
        return scan(store, range, idb)
      }),
    commit: (writes) => attempt(() => commit(database, fence, writes.map(copied))),
    close: async () => {
      gone ??= new DiskFault('broken')
      database.close()
    },
  }
}
