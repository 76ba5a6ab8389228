// The engine's Blobs over IndexedDB, where a browser has no better place: a database of its own, because Workers of several tabs write here beside the
// one that owns the profile. Every piece is written strictly, together with what is known of its blob.
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'
import { DiskFault, type Blobs, type StoredBlob } from '../engine/ports.ts'
import { committed, faultOf, resultOf, strict, type Idb } from './database.ts'

/** The database of this profile's files in this browser. */
export const FILES = 'sotto-files'
const VERSION = 1
const PIECE = 'piece'
const BLOB = 'blob'
const DIGITS = 8

interface About {
  readonly bytes: number
  readonly time: number
}

const keyOf = (blob: string, piece: number): string =>
  `${blob}/${piece.toString(16).padStart(DIGITS, '0')}`

const openFiles = (name: string, idb: Idb): Promise<IDBDatabase> => {
  const request = idb.indexedDB.open(name, VERSION)
  request.onupgradeneeded = () => {
    for (const store of [PIECE, BLOB]) request.result.createObjectStore(store)
  }
  return resultOf(request)
}

const put = async (
  database: IDBDatabase,
  { blob, piece, bytes, time }: { blob: string; piece: number; bytes: Uint8Array; time: number },
): Promise<void> => {
  const transaction = strict(database, [PIECE, BLOB])
  const done = committed(transaction)
  const about = transaction.objectStore(BLOB)
  const asked = about.get(blob)
  asked.onsuccess = () => {
    // Only this file writes here.
    const before: About | undefined = asked.result
    const end = piece * BLOB_PIECE_BYTES + bytes.length
    about.put({ bytes: Math.max(before?.bytes ?? 0, end), time: before?.time ?? time }, blob)
    // A copy: a view of a larger buffer would be stored with all of it.
    transaction.objectStore(PIECE).put(new Uint8Array(bytes), keyOf(blob, piece))
  }
  await done
}

const lengthOf = async (database: IDBDatabase, blob: string, idb: Idb): Promise<number> => {
  const store = database.transaction(PIECE, 'readonly').objectStore(PIECE)
  const keys = await resultOf(store.getAllKeys(rangeOf(blob, idb)))
  const whole = keys.findIndex((key, at) => key !== keyOf(blob, at))
  const count = whole < 0 ? keys.length : whole
  if (count === 0) return 0
  const last = await resultOf<Uint8Array>(store.get(keyOf(blob, count - 1)))
  return (count - 1) * BLOB_PIECE_BYTES + last.length
}

// '0' follows '/': the end of this blob's keys.
const rangeOf = (blob: string, idb: Idb): IDBKeyRange =>
  idb.IDBKeyRange.bound(`${blob}/`, `${blob}0`, true, true)

// Every key was written as text.
const nameOf = (key: IDBValidKey | undefined): string => (typeof key === 'string' ? key : '')

const list = async (database: IDBDatabase): Promise<readonly StoredBlob[]> => {
  const store = database.transaction(BLOB, 'readonly').objectStore(BLOB)
  const [names, about] = await Promise.all([
    resultOf(store.getAllKeys()),
    resultOf<About[]>(store.getAll()),
  ])
  return about.map((facts, at) => ({ blob: nameOf(names[at]), ...facts }))
}

/** What `openBlobsIdb` needs. */
export interface BlobsIdbOptions {
  readonly name?: string
  /** Milliseconds. */
  readonly now: () => number
  readonly idb?: Idb
}

/** Opens the files of this profile. Rejects with DiskFault. */
export const openBlobsIdb = async (options: BlobsIdbOptions): Promise<Blobs> => {
  const { name = FILES, now, idb = globalThis } = options
  const attempt = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      throw faultOf(error)
    }
  }
  const database = await attempt(() => openFiles(name, idb))
  let gone = false
  // Somebody erases the profile: let it go.
  database.onversionchange = () => {
    gone = true
    database.close()
  }
  const open = <T>(work: () => Promise<T>): Promise<T> =>
    gone ? Promise.reject(new DiskFault('broken')) : attempt(work)
  return {
    put: (blob, piece, bytes) => open(() => put(database, { blob, piece, bytes, time: now() })),
    get: (blob, piece) =>
      open(async () => {
        const store = database.transaction(PIECE, 'readonly').objectStore(PIECE)
        return resultOf<Uint8Array | undefined>(store.get(keyOf(blob, piece)))
      }),
    length: (blob) => open(() => lengthOf(database, blob, idb)),
    drop: (blob) =>
      open(async () => {
        const transaction = strict(database, [PIECE, BLOB])
        const done = committed(transaction)
        transaction.objectStore(PIECE).delete(rangeOf(blob, idb))
        transaction.objectStore(BLOB).delete(blob)
        await done
      }),
    list: () => open(() => list(database)),
    close: async () => {
      gone = true
      database.close()
    },
  }
}

/** Deletes all files of the profile. */
export const eraseFiles = async (name = FILES, idb: Idb = globalThis): Promise<void> => {
  await resultOf(idb.indexedDB.deleteDatabase(name))
}
