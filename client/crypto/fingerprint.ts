// The safety number (PROTOCOL 6): Signal's numeric fingerprint, 60 digits that two people compare. It
// covers the account keys, so it survives new devices and changes only with the person's account.
import { concatBytes } from '../../protocol/bytes.ts'
import { sha512 } from './primitives.ts'

const VERSION = Uint8Array.of(0, 0)
const ROUNDS = 5_200
const GROUPS = 6
const GROUP_BYTES = 5
const GROUP_MODULUS = 100_000

/** Thirty digits of one key and its stable id. */
export const halfFingerprint = (key: Uint8Array, id: Uint8Array): string => {
  let hash = sha512(concatBytes(VERSION, key, id, key))
  for (let round = 1; round < ROUNDS; round++) hash = sha512(concatBytes(hash, key))
  let digits = ''
  for (let group = 0; group < GROUPS; group++) {
    let value = 0
    for (const byte of hash.subarray(group * GROUP_BYTES, (group + 1) * GROUP_BYTES)) {
      value = value * 256 + byte
    }
    digits += String(value % GROUP_MODULUS).padStart(5, '0')
  }
  return digits
}

/** Joins two halves so that both people read the same sixty digits. */
export const joinHalves = (one: string, other: string): string =>
  one < other ? one + other : other + one

/** The sixty digits of two account keys. An account's stable id is its key. */
export const safetyNumber = (own: Uint8Array, peer: Uint8Array): string =>
  joinHalves(halfFingerprint(own, own), halfFingerprint(peer, peer))
