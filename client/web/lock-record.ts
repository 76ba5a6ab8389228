// The app lock as it is stored: how the key was made from the passphrase, and the data key sealed under it. A
// record is read within bounds, so that a changed one can neither make guessing cheap nor stop the browser.
import { decode, encode, fixed, struct, u32, u8, type Of } from '../../protocol/codec.ts'
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import type { Cost } from './slow-hash.ts'

const VERSION = 1
/** Memory of one guess, KiB: what is advised at least, and what a browser can give at most. */
export const MEMORY_LEAST = 19_456
export const MEMORY_MOST = 1_048_576
export const PASSES_MOST = 16
export const LANES_MOST = 4

export const SALT_BYTES = 16
export const DATA_KEY_BYTES = 32
const IV_BYTES = 12
const TAG_BYTES = 16

const head = struct({
  version: u8,
  memory: u32,
  passes: u8,
  lanes: u8,
  salt: fixed(SALT_BYTES),
})
const record = struct({
  head: fixed(1 + 4 + 1 + 1 + SALT_BYTES),
  iv: fixed(IV_BYTES),
  sealed: fixed(DATA_KEY_BYTES + TAG_BYTES),
})

/** How a key comes from a passphrase. */
export interface Recipe extends Cost {
  readonly salt: Uint8Array
}

const CONTEXT = utf8('sotto/v1/web-lock\0')

// The recipe is part of what is authenticated: another one does not open it.
const cipher = (iv: Uint8Array, made: Uint8Array): AesGcmParams => ({
  name: 'AES-GCM',
  iv: new Uint8Array(iv),
  additionalData: new Uint8Array(concatBytes(CONTEXT, made)),
})

const isWithinBounds = ({ version, memory, passes, lanes }: Of<typeof head>): boolean =>
  version === VERSION &&
  memory >= MEMORY_LEAST &&
  memory <= MEMORY_MOST &&
  passes >= 1 &&
  passes <= PASSES_MOST &&
  lanes >= 1 &&
  lanes <= LANES_MOST

const read = (
  stored: unknown,
): { readonly recipe: Recipe; readonly parts: Of<typeof record> } | undefined => {
  try {
    if (!(stored instanceof Uint8Array)) return undefined
    const parts = decode(record, stored)
    const recipe = decode(head, parts.head)
    return isWithinBounds(recipe) ? { recipe, parts } : undefined
  } catch {
    return undefined
  }
}

/** How the key of a stored record is made; undefined when it is damaged or out of bounds. */
export const recipeOf = (stored: unknown): Recipe | undefined => read(stored)?.recipe

/** A key that seals and opens records and nothing else; no script can read it. Wipes the bytes it is made of. */
export const importKey = async (raw: Uint8Array): Promise<CryptoKey> => {
  const bytes = new Uint8Array(raw)
  raw.fill(0)
  const key = await crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt'])
  bytes.fill(0)
  return key
}

/** Seals a data key (32 bytes) under a key that was made by `recipe`. */
export const sealRecord = async (
  key: CryptoKey,
  recipe: Recipe,
  dataKey: Uint8Array,
): Promise<Uint8Array> => {
  const { memory, passes, lanes, salt } = recipe
  const made = encode(head, { version: VERSION, memory, passes, lanes, salt })
  const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES))
  const sealed = await crypto.subtle.encrypt(cipher(iv, made), key, new Uint8Array(dataKey))
  return encode(record, { head: made, iv, sealed: new Uint8Array(sealed) })
}

/** The data key in a stored record; undefined when the key is another passphrase's. */
export const openRecord = async (
  key: CryptoKey,
  stored: unknown,
): Promise<Uint8Array | undefined> => {
  const found = read(stored)
  if (!found) return undefined
  try {
    const { iv, sealed, head: made } = found.parts
    const opened = await crypto.subtle.decrypt(cipher(iv, made), key, new Uint8Array(sealed))
    return new Uint8Array(opened)
  } catch {
    return undefined
  }
}
