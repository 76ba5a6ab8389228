// The only importer of tweetnacl and noble (PROTOCOL 6): every rule about what these libraries accept
// stands here once. tweetnacl takes all-zero X25519 outputs and noble's default takes ZIP215
// signatures; both are refused. All functions are synchronous and keep no state.
import { chacha20poly1305 } from '@noble/ciphers/chacha.js'
import * as ed25519 from '@noble/ed25519'
import { hkdf as nobleHkdf } from '@noble/hashes/hkdf.js'
import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256 as nobleSha256 } from '@noble/hashes/sha2.js'
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js'
import nacl from 'tweetnacl'
import { isZero } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  KEM_CIPHERTEXT_BYTES,
  KEM_PUBLIC_BYTES,
  KEY_BYTES,
  SIGNATURE_BYTES,
} from '../../protocol/limits.ts'
import { wipe, type Secret } from './secret.ts'
import { isSmallOrder } from './small-order.ts'

export const BOX_NONCE_BYTES = 24
export const BOX_TAG_BYTES = 16
const AEAD_TAG_BYTES = 16
export const KEM_SEED_BYTES = 64
export const KEM_RANDOM_BYTES = 32
const KEM_MODULUS = 3_329
const KEM_VECTOR_BYTES = 1_152

/** An X25519 key pair. */
export interface DhPair {
  readonly secret: Secret<'dh'>
  readonly public: Uint8Array
}

const need = (bytes: Uint8Array, length: number): void => {
  if (bytes.length !== length) throw new Malformed('key length')
}

/** SHA-256, 32 bytes. */
export const sha256 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes)

/** SHA-256 of what comes in pieces. */
export interface Hashing {
  update(bytes: Uint8Array): void
  /** 32 bytes; ends the hashing. */
  digest(): Uint8Array
}
export const startSha256 = (): Hashing => {
  const hash = nobleSha256.create()
  return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest() }
}

/** The first 16 bytes of SHA-256: how sender and server name an envelope (PROTOCOL 10). */
export const digest16 = (bytes: Uint8Array): Uint8Array => nobleSha256(bytes).slice(0, 16)

/** SHA-512, 64 bytes. */
export const sha512 = (bytes: Uint8Array): Uint8Array => nacl.hash(bytes)

/** HMAC-SHA256, 32 bytes. */
export const hmac = (key: Uint8Array, bytes: Uint8Array): Uint8Array =>
  nobleHmac(nobleSha256, key, bytes)

/** HKDF-SHA256 in the order of the documents: salt, input, info, length in bytes. */
export const hkdf = (
  salt: Uint8Array,
  input: Uint8Array,
  info: Uint8Array,
  length: number,
): Uint8Array => nobleHkdf(nobleSha256, input, salt, info, length)

/** The X25519 pair of 32 random bytes. The bytes become the secret half: do not reuse them. */
export const dhPair = (secret: Uint8Array): DhPair => {
  need(secret, KEY_BYTES)
  return { secret, public: nacl.scalarMult.base(secret) }
}

/** X25519. Throws Malformed for a wrong length and for the all-zero output of a small-order key. */
export const dh = (own: Secret<'dh'>, peer: Uint8Array): Secret<'shared'> => {
  need(own, KEY_BYTES)
  need(peer, KEY_BYTES)
  const shared = nacl.scalarMult(own, peer)
  if (isZero(shared)) throw new Malformed('key of small order')
  return shared
}

// The package brings no hash of its own; this makes its synchronous calls work. tweetnacl's is in the bundle
// anyway.
ed25519.hashes.sha512 = (bytes) => new Uint8Array(nacl.hash(bytes))

/** Ed25519 public key of a 32-byte seed. */
export const signingPublic = (seed: Secret<'signing'>): Uint8Array => ed25519.getPublicKey(seed)

/** Ed25519 signature, 64 bytes. The message starts with a label of its own (PROTOCOL 12). */
export const sign = (seed: Secret<'signing'>, message: Uint8Array): Uint8Array =>
  ed25519.sign(message, seed)

/** Strict RFC 8032 verification: canonical encodings, S below the order, no small-order key. */
export const verify = (
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): boolean => {
  if (publicKey.length !== KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false
  if (isSmallOrder(publicKey)) return false
  try {
    return ed25519.verify(signature, message, publicKey, { zip215: false })
  } catch {
    return false
  }
}

/**
 * Accepts a peer's Ed25519 key, account or device. Throws Malformed unless it is a canonical point of
 * large order: with a small-order key one signature fits every message.
 */
export const importSigningKey = (key: Uint8Array): Uint8Array => {
  need(key, KEY_BYTES)
  if (isSmallOrder(key)) throw new Malformed('key of small order')
  try {
    ed25519.Point.fromBytes(key)
  } catch {
    throw new Malformed('key is not a point')
  }
  return key
}

/** XSalsa20-Poly1305: tag 16 and ciphertext. */
export const secretboxSeal = (
  key: Uint8Array,
  nonce: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array => nacl.secretbox(plaintext, nonce, key)

/** Opens a secretbox; undefined when it is short or not genuine. */
export const secretboxOpen = (
  key: Uint8Array,
  nonce: Uint8Array,
  box: Uint8Array,
): Uint8Array | undefined =>
  box.length < BOX_TAG_BYTES ? undefined : (nacl.secretbox.open(box, nonce, key) ?? undefined)

/** ChaCha20-Poly1305 (RFC 8439): ciphertext and tag 16. One nonce (12 bytes) is used once under a key. */
export const aeadSeal = (key: Uint8Array, nonce: Uint8Array, plaintext: Uint8Array): Uint8Array =>
  chacha20poly1305(key, nonce).encrypt(plaintext)

/** Opens what `aeadSeal` made; undefined when it is short or not genuine. */
export const aeadOpen = (
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
): Uint8Array | undefined => {
  if (sealed.length < AEAD_TAG_BYTES) return undefined
  try {
    return chacha20poly1305(key, nonce).decrypt(sealed)
  } catch {
    return undefined
  }
}

/** The ML-KEM-768 encapsulation key (1,184 bytes) of a 64-byte seed d | z. */
export const kemPublic = (seed: Secret<'kemSeed'>): Uint8Array => {
  need(seed, KEM_SEED_BYTES)
  const { publicKey, secretKey } = ml_kem768.keygen(seed)
  wipe(secretKey)
  return publicKey
}

/** FIPS 203 7.2: length, and each of the 768 coefficients below the modulus. Throws Malformed. */
export const importKemKey = (key: Uint8Array): Uint8Array => {
  need(key, KEM_PUBLIC_BYTES)
  for (let at = 0; at < KEM_VECTOR_BYTES; at += 3) {
    const [low = 0, middle = 0, high = 0] = key.subarray(at, at + 3)
    const first = low | ((middle & 0x0f) << 8)
    const second = (middle >> 4) | (high << 4)
    if (first >= KEM_MODULUS || second >= KEM_MODULUS) throw new Malformed('kem key')
  }
  return key
}

/**
 * Encapsulates with 32 random bytes, which are overwritten: with the ciphertext's key they give the secret.
 * Throws Malformed for a bad key.
 */
export const kemEncapsulate = (
  key: Uint8Array,
  random: Uint8Array,
): { readonly ciphertext: Uint8Array; readonly secret: Secret<'shared'> } => {
  need(random, KEM_RANDOM_BYTES)
  const { cipherText, sharedSecret } = ml_kem768.encapsulate(importKemKey(key), random)
  wipe(random)
  return { ciphertext: cipherText, secret: sharedSecret }
}

/** Decapsulates under a 64-byte seed. A forged ciphertext gives another secret, never an error. */
export const kemDecapsulate = (
  seed: Secret<'kemSeed'>,
  ciphertext: Uint8Array,
): Secret<'shared'> => {
  need(seed, KEM_SEED_BYTES)
  need(ciphertext, KEM_CIPHERTEXT_BYTES)
  const { secretKey } = ml_kem768.keygen(seed)
  const shared = ml_kem768.decapsulate(ciphertext, secretKey)
  wipe(secretKey)
  return shared
}
