// The data key under which the engine keeps everything on this device. It is stored only wrapped, under an
// AES-GCM key that the browser never shows to any script, or under a passphrase (vault-lock.ts), and made on
// first use in one transaction.
// A half of it missing, or rows without it, is told apart from a fresh profile: nothing in them opens again.
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { TABLES } from '../engine/ports.ts'
import { committed, openDatabase, resultOf, strict, VAULT, type Idb } from './database.ts'

const DATA_KEY_BYTES = 32
const IV_BYTES = 12
export const WRAPPER = 'wrapper'
export const WRAPPED = 'wrapped'
/** Stands in place of the other two while a passphrase is needed. */
export const LOCKED = 'locked'
const CONTEXT = new Uint8Array(utf8('sotto/v1/web-vault\0'))

/** `evicted`: the browser dropped what this profile's rows need. `locked`: a passphrase is needed. */
export type Vault =
  | { readonly is: 'open'; readonly dataKey: Uint8Array }
  | { readonly is: 'locked' }
  | { readonly is: 'evicted' }

interface Wrapping {
  readonly wrapper: CryptoKey
  readonly wrapped: Uint8Array<ArrayBuffer>
}

const cipher = (iv: Uint8Array<ArrayBuffer>): AesGcmParams => ({
  name: 'AES-GCM',
  iv,
  additionalData: CONTEXT,
})

/** Wraps a data key under a new key of the browser's own, and wipes it. */
export const makeWrapping = async (dataKey: Uint8Array): Promise<Wrapping> => {
  const wrapper = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const bytes = new Uint8Array(dataKey)
  const sealed = await crypto.subtle.encrypt(cipher(iv), wrapper, bytes)
  bytes.fill(0)
  dataKey.fill(0)
  return { wrapper, wrapped: new Uint8Array(concatBytes(iv, new Uint8Array(sealed))) }
}

/** Opens what is stored without a passphrase. */
export const unwrapStored = async (wrapper: unknown, wrapped: unknown): Promise<Vault> => {
  try {
    if (!(wrapper instanceof CryptoKey) || !(wrapped instanceof Uint8Array))
      return { is: 'evicted' }
    const bytes = new Uint8Array(wrapped)
    const iv = bytes.slice(0, IV_BYTES)
    const opened = await crypto.subtle.decrypt(cipher(iv), wrapper, bytes.slice(IV_BYTES))
    const dataKey = new Uint8Array(opened)
    return dataKey.length === DATA_KEY_BYTES ? { is: 'open', dataKey } : { is: 'evicted' }
  } catch {
    return { is: 'evicted' }
  }
}

const anyRow = async (database: IDBDatabase): Promise<boolean> => {
  const reading = database.transaction([...TABLES], 'readonly')
  const first = TABLES.map((table) => resultOf(reading.objectStore(table).getAllKeys(undefined, 1)))
  return (await Promise.all(first)).some((keys) => keys.length > 0)
}

// Stores a new wrapping unless another writer was faster, and returns the one that is stored.
const keep = async (database: IDBDatabase, fresh: Wrapping): Promise<Vault> => {
  const transaction = strict(database, [VAULT])
  const done = committed(transaction)
  const store = transaction.objectStore(VAULT)
  const earlier = await resultOf(store.getAllKeys(undefined, 1))
  if (earlier.length === 0) {
    store.put(fresh.wrapper, WRAPPER)
    store.put(fresh.wrapped, WRAPPED)
  }
  await done
  return readVault(database)
}

const readVault = async (database: IDBDatabase): Promise<Vault> => {
  const store = database.transaction(VAULT, 'readonly').objectStore(VAULT)
  const [wrapper, wrapped, locked] = await Promise.all([
    resultOf<unknown>(store.get(WRAPPER)),
    resultOf<unknown>(store.get(WRAPPED)),
    resultOf<unknown>(store.get(LOCKED)),
  ])
  if (locked !== undefined) return { is: 'locked' }
  if (wrapper === undefined && wrapped === undefined) {
    if (await anyRow(database)) return { is: 'evicted' }
    const dataKey = crypto.getRandomValues(new Uint8Array(DATA_KEY_BYTES))
    return keep(database, await makeWrapping(dataKey))
  }
  return unwrapStored(wrapper, wrapped)
}

/**
 * The data key of this profile, made when the profile is new. Rejects with the browser's own error when
 * the database can not be opened or written.
 */
export const openVault = async (name: string, idb: Idb = globalThis): Promise<Vault> => {
  const database = await openDatabase(name, idb)
  try {
    return await readVault(database)
  } finally {
    database.close()
  }
}
