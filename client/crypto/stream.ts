// Files in the STREAM layout of age (PROTOCOL 14): salt 16, then chunks of 64 KiB, each sealed with
// ChaCha20-Poly1305 under a key of this file and a nonce that counts them and marks the last one. So a chunk
// that was cut, moved, repeated or added does not open. Nothing here holds more than two chunks.
import { utf8 } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  KEY_BYTES,
  STREAM_CHUNK_BYTES,
  STREAM_SALT_BYTES,
  STREAM_TAG_BYTES,
} from '../../protocol/limits.ts'
import { aeadOpen, aeadSeal, hkdf } from './primitives.ts'
import type { Secret } from './secret.ts'

/** age's own word, so that its vectors hold here. */
const PAYLOAD = utf8('payload')
const NONCE_BYTES = 12
const LAST = 1
const SEALED_CHUNK = STREAM_CHUNK_BYTES + STREAM_TAG_BYTES

/** The key of one stream from its file key and its salt (16 bytes). */
export const deriveStream = (fileKey: Secret<'file'>, salt: Uint8Array): Secret<'stream'> => {
  if (salt.length !== STREAM_SALT_BYTES) throw new Malformed('stream salt')
  return hkdf(salt, fileKey, PAYLOAD, KEY_BYTES)
}

/** 11 bytes of counter, big endian, and 1 for the last chunk. */
const nonceOf = (index: number, isLast: boolean): Uint8Array => {
  const nonce = new Uint8Array(NONCE_BYTES)
  const view = new DataView(nonce.buffer)
  view.setUint32(3, Math.floor(index / 2 ** 32))
  view.setUint32(7, index % 2 ** 32)
  nonce[NONCE_BYTES - 1] = isLast ? LAST : 0
  return nonce
}

/** Seals chunk number `index`. All but the last have STREAM_CHUNK_BYTES; only a stream of nothing ends empty. */
export const sealChunk = (
  key: Secret<'stream'>,
  index: number,
  isLast: boolean,
  chunk: Uint8Array,
): Uint8Array => {
  const fits = isLast
    ? chunk.length <= STREAM_CHUNK_BYTES && (chunk.length > 0 || index === 0)
    : chunk.length === STREAM_CHUNK_BYTES
  if (!fits) throw new RangeError('a chunk has another length')
  return aeadSeal(key, nonceOf(index, isLast), chunk)
}

/** Opens one chunk; throws Malformed unless it is this one of this stream. */
export const openChunk = (
  key: Secret<'stream'>,
  index: number,
  isLast: boolean,
  sealed: Uint8Array,
): Uint8Array => {
  const short = isLast ? sealed.length > SEALED_CHUNK : sealed.length !== SEALED_CHUNK
  const chunk = short ? undefined : aeadOpen(key, nonceOf(index, isLast), sealed)
  if (!chunk || (chunk.length === 0 && index > 0)) throw new Malformed('stream chunk')
  return chunk
}

/** Opens a stream that comes in pieces of any length. What it gave is genuine; whole only after `end`. */
export interface StreamOpener {
  /** Chunks that are known not to be the last. Throws Malformed. */
  feed(bytes: Uint8Array): readonly Uint8Array[]
  /** The last chunk. Throws Malformed when the stream was cut. */
  end(): Uint8Array
}

/** Starts opening with the file key; the salt is the beginning of what is fed. */
export const createStreamOpener = (fileKey: Secret<'file'>): StreamOpener => {
  let key: Secret<'stream'> | undefined
  let held: Uint8Array = new Uint8Array(0)
  let index = 0
  const take = (length: number): Uint8Array => {
    const taken = held.subarray(0, length)
    held = held.subarray(length)
    return taken
  }
  return {
    feed: (bytes) => {
      const joined = new Uint8Array(held.length + bytes.length)
      joined.set(held)
      joined.set(bytes, held.length)
      held = joined
      if (!key) {
        if (held.length < STREAM_SALT_BYTES) return []
        key = deriveStream(fileKey, take(STREAM_SALT_BYTES))
      }
      const chunks: Uint8Array[] = []
      // One byte more than a chunk: only then it is known that another follows.
      while (held.length > SEALED_CHUNK) {
        chunks.push(openChunk(key, index, false, take(SEALED_CHUNK)))
        index += 1
      }
      return chunks
    },
    end: () => {
      if (!key) throw new Malformed('stream salt')
      return openChunk(key, index, true, held)
    },
  }
}
