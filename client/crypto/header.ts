// The header of every message and its seal (PROTOCOL 9.1): ratchet key, KEM slot and counters, hidden under
// a key that only the two devices know. All messages of one chain carry the same ratchet key and slot.
import { concatBytes } from '../../protocol/bytes.ts'
import { decode, encode, fixed, struct, u32, u8, type Of } from '../../protocol/codec.ts'
import { KEM_PUBLIC_BYTES, KEY_BYTES } from '../../protocol/limits.ts'
import { BOX_NONCE_BYTES, secretboxOpen, secretboxSeal, sha256 } from './primitives.ts'
import { draw, type Random } from './random.ts'
import type { Secret } from './secret.ts'

export const HEADER_VERSION = 1

/** What stands inside the sealed header, 1,225 bytes. */
export const messageHeader = struct({
  version: u8,
  ratchet: fixed(KEY_BYTES),
  slot: fixed(KEM_PUBLIC_BYTES),
  previous: u32,
  number: u32,
})
export type MessageHeader = Of<typeof messageHeader>

/** nonce 24 | tag 16 | header. The nonce is fresh, so that a rolled-back state never repeats a stream. */
export const sealHeader = (
  headerKey: Secret<'header'>,
  header: MessageHeader,
  random: Random,
): Uint8Array => {
  const nonce = draw(random, BOX_NONCE_BYTES)
  return concatBytes(nonce, secretboxSeal(headerKey, nonce, encode(messageHeader, header)))
}

/** The header, or undefined when it is not under this key. */
export const openHeader = (
  headerKey: Secret<'header'> | undefined,
  sealed: Uint8Array,
): MessageHeader | undefined => {
  if (!headerKey) return undefined
  const nonce = sealed.subarray(0, BOX_NONCE_BYTES)
  const opened = secretboxOpen(headerKey, nonce, sealed.subarray(BOX_NONCE_BYTES))
  return opened && decode(messageHeader, opened)
}

/** What is the same in every message of a chain: SHA-256(ratchet key | slot). */
export const bindingOf = (header: MessageHeader): Uint8Array =>
  sha256(concatBytes(header.ratchet, header.slot))
