// A secretbox with its random nonce in front: nonce 24 | tag 16 | ciphertext. Used for what is sealed once
// under a long-lived key: the card, the manifest, rows at rest, volatile frames.
import { concatBytes, plainBytes } from '../../protocol/bytes.ts'
import { BOX_NONCE_BYTES, secretboxOpen, secretboxSeal } from './primitives.ts'
import { draw, type Random } from './random.ts'

/** Seals under a fresh nonce: 40 bytes longer than the plaintext. */
export const sealBox = (key: Uint8Array, plaintext: Uint8Array, random: Random): Uint8Array => {
  const nonce = draw(random, BOX_NONCE_BYTES)
  return concatBytes(nonce, secretboxSeal(key, nonce, plaintext))
}

/** Opens what `sealBox` made; undefined when it is short or not genuine. */
export const openBox = (key: Uint8Array, sealed: Uint8Array): Uint8Array | undefined => {
  if (sealed.length < BOX_NONCE_BYTES) return undefined
  const whole = plainBytes(sealed)
  return secretboxOpen(key, whole.subarray(0, BOX_NONCE_BYTES), whole.subarray(BOX_NONCE_BYTES))
}
