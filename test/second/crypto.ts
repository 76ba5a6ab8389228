// Second implementation: the primitives of PROTOCOL 1, on libsodium (X25519, Ed25519, secretbox,
// ML-KEM-768) and node:crypto (SHA-2, HMAC, HKDF).
// Every failure is Refused. Randomness comes from a source with one verb, `bytes(n)`.
import { createHash, createHmac, hkdfSync } from 'node:crypto'
import sodium from 'libsodium-wrappers-sumo'
import { type Bytes, Refused, fromHex, isZero, join, must, same } from './bytes.ts'

await sodium.ready

export interface Source {
  readonly bytes: (length: number) => Bytes
}
export interface KeyPair {
  readonly public: Bytes
  readonly secret: Bytes
}

const refusing = <T>(why: string, act: () => T): T => {
  try {
    return act()
  } catch (error) {
    if (error instanceof Refused) throw error
    throw new Refused(why)
  }
}

export const sha256 = (...parts: readonly Bytes[]): Bytes =>
  Uint8Array.from(
    createHash('sha256')
      .update(join(...parts))
      .digest(),
  )

export const sha512 = (...parts: readonly Bytes[]): Bytes =>
  Uint8Array.from(
    createHash('sha512')
      .update(join(...parts))
      .digest(),
  )

export const hmac = (key: Bytes, words: Bytes): Bytes =>
  Uint8Array.from(createHmac('sha256', key).update(words).digest())

export const hkdf = (salt: Bytes, ikm: Bytes, info: Bytes, length: number): Bytes =>
  new Uint8Array(hkdfSync('sha256', ikm, salt, info, length))

/** Consecutive pieces of `bytes`, which must be used up. */
export const split = (bytes: Bytes, ...lengths: readonly number[]): readonly Bytes[] => {
  let at = 0
  const parts = lengths.map((length) => bytes.slice(at, (at += length)))
  must(at === bytes.length, 'lengths do not add up')
  return parts
}

export const dhPair = (secret: Bytes): KeyPair => ({
  secret,
  public: sodium.crypto_scalarmult_base(secret),
})

/** X25519; an all-zero result is refused. */
export const dh = (own: Bytes, theirs: Bytes): Bytes =>
  refusing('weak key', () => {
    const shared = sodium.crypto_scalarmult(own, theirs)
    must(!isZero(shared), 'weak key')
    return shared
  })

export const signPair = (seed: Bytes): KeyPair => {
  const pair = sodium.crypto_sign_seed_keypair(seed)
  return { public: pair.publicKey, secret: pair.privateKey }
}

export const sign = (secret: Bytes, words: Bytes): Bytes =>
  sodium.crypto_sign_detached(words, secret)

// The seven y coordinates of small order, two of them also written unreduced; each with either sign.
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
].map(fromHex)

/** Refuses an Ed25519 public key of small order, at import. */
export const importSignKey = (key: Bytes): Bytes => {
  const y = Uint8Array.from(key)
  y[31] = (y[31] ?? 0) & 0x7f
  must(key.length === 32 && !SMALL_ORDER.some((bad) => same(bad, y)), 'small order')
  return key
}

/** Refuses a signature that does not hold. */
export const verify = (key: Bytes, words: Bytes, signature: Bytes): void => {
  importSignKey(key)
  const holds = refusing('signature', () =>
    sodium.crypto_sign_verify_detached(signature, words, key),
  )
  must(holds, 'signature')
}

export const box = (key: Bytes, nonce: Bytes, words: Bytes): Bytes =>
  sodium.crypto_secretbox_easy(words, nonce, key)

export const unbox = (key: Bytes, nonce: Bytes, words: Bytes): Bytes =>
  refusing('does not open', () => sodium.crypto_secretbox_open_easy(words, nonce, key))

/** `nonce 24 | box`, the nonce drawn afresh. */
export const seal = (source: Source, key: Bytes, words: Bytes): Bytes => {
  const nonce = source.bytes(24)
  return join(nonce, box(key, nonce, words))
}

export const unseal = (key: Bytes, words: Bytes): Bytes =>
  unbox(key, words.slice(0, 24), words.slice(24))

/** ML-KEM-768 key pair from `d 32 | z 32`. */
export const kemPair = (seed: Bytes): KeyPair => {
  const pair = sodium.crypto_kem_mlkem768_seed_keypair(seed)
  return { public: pair.publicKey, secret: pair.privateKey }
}

/** The modulus check of FIPS 203: 768 numbers of 12 bits, each below 3329. */
export const checkKemKey = (key: Bytes): Bytes => {
  must(key.length === 1184, 'wrong length')
  for (let at = 0; at < 1152; at += 3) {
    const [a = 0, b = 0, c = 0] = key.subarray(at, at + 3)
    must((((b & 0x0f) << 8) | a) < 3329 && ((c << 4) | (b >> 4)) < 3329, 'KEM key out of range')
  }
  return key
}

/** Ciphertext and secret, from the 32-byte message `m` of FIPS 203. */
export const encaps = (key: Bytes, m: Bytes): { readonly ct: Bytes; readonly ss: Bytes } => {
  const made = sodium.crypto_kem_mlkem768_enc_deterministic(checkKemKey(key), m)
  return { ct: made.ciphertext, ss: made.sharedSecret }
}

export const decaps = (secret: Bytes, ct: Bytes): Bytes =>
  refusing('KEM', () => sodium.crypto_kem_mlkem768_dec(ct, secret))
