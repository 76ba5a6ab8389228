// Prekeys (PROTOCOL 6): what lets a friend start a session while this device is away. Each kind is signed
// under its own label together with account, device and id, so that none can stand in for another.
import { concatBytes } from '../../protocol/bytes.ts'
import { decode, encode, u32, u53 } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { DAY, KEY_BYTES, PREKEY_EXPIRES } from '../../protocol/limits.ts'
import {
  isLastResortId,
  lastResortKey,
  oneTimePair,
  signedPrekey,
  type LastResortKey,
  type ManifestDevice,
  type OneTimePair,
  type SignedPrekey,
} from '../../protocol/prekey.ts'
import type { DeviceKeys } from './identity.ts'
import { LABEL } from './kdf.ts'
import { dhPair, importKemKey, KEM_SEED_BYTES, kemPublic, sign, verify } from './primitives.ts'
import { draw, type Random } from './random.ts'
import type { LastResortSecret, PairSecret, SignedPrekeySecret } from './prekey-secrets.ts'

/** How far a clock may be behind or ahead before an expiry counts. */
export const EXPIRY_TOLERANCE = DAY

/** Whose prekey it is: part of what is signed. */
interface Owner {
  readonly account: Uint8Array
  readonly device: Uint8Array
}

const u32Bytes = (value: number): Uint8Array => encode(u32, value)
const u53Bytes = (value: number): Uint8Array => encode(u53, value)

const signedText = (owner: Owner, key: Omit<SignedPrekey, 'signature'>): Uint8Array =>
  concatBytes(
    LABEL.spk,
    owner.account,
    owner.device,
    u32Bytes(key.id),
    key.key,
    u53Bytes(key.expires),
  )
const pairText = (owner: Owner, pair: Omit<OneTimePair, 'signature'>): Uint8Array =>
  concatBytes(LABEL.otp, owner.account, owner.device, u32Bytes(pair.id), pair.key, pair.kem)
const lastResortText = (owner: Owner, key: Omit<LastResortKey, 'signature'>): Uint8Array =>
  concatBytes(
    LABEL.lrk,
    owner.account,
    owner.device,
    u32Bytes(key.id),
    key.kem,
    u53Bytes(key.expires),
  )

/** Whose prekey to make: the account's public key, the device, the new id, the time in ms. */
export interface PrekeyInput {
  readonly account: Uint8Array
  readonly device: DeviceKeys
  readonly id: number
  readonly now: number
}

/** Makes a signed prekey; it expires 45 days after `now`. */
export const makeSignedPrekey = (input: PrekeyInput, random: Random): SignedPrekeySecret => {
  const { account, device, id, now } = input
  const { secret: own, public: key } = dhPair(draw(random, KEY_BYTES))
  const body = { id, key, expires: now + PREKEY_EXPIRES }
  const signature = sign(device.sigSeed, signedText({ account, device: device.device }, body))
  return { id, created: now, public: encode(signedPrekey, { ...body, signature }), secret: own }
}

/** Makes a one-time pair. Throws RangeError when `id` has its top bit set. */
export const makePair = (input: PrekeyInput, random: Random): PairSecret => {
  const { account, device, id, now } = input
  if (isLastResortId(id)) throw new RangeError('id of a one-time pair')
  const { secret: dhSecret, public: key } = dhPair(draw(random, KEY_BYTES))
  const kemSeed = draw(random, KEM_SEED_BYTES)
  const body = { id, key, kem: kemPublic(kemSeed) }
  const signature = sign(device.sigSeed, pairText({ account, device: device.device }, body))
  const item = encode(oneTimePair, { ...body, signature })
  return { type: 'pair', id, created: now, public: item, dhSecret, kemSeed }
}

/** Makes a last-resort key. Throws RangeError unless `id` has its top bit set. */
export const makeLastResort = (input: PrekeyInput, random: Random): LastResortSecret => {
  const { account, device, id, now } = input
  if (!isLastResortId(id)) throw new RangeError('id of a last-resort key')
  const kemSeed = draw(random, KEM_SEED_BYTES)
  const body = { id, kem: kemPublic(kemSeed), expires: now + PREKEY_EXPIRES }
  const signature = sign(device.sigSeed, lastResortText({ account, device: device.device }, body))
  const item = encode(lastResortKey, { ...body, signature })
  return { type: 'lastResort', id, created: now, public: item, kemSeed }
}

/** Against what a peer's prekey is checked. `seenExpiry`: the newest expiry seen of this device, ms. */
export interface PrekeyCheck {
  readonly account: Uint8Array
  readonly device: ManifestDevice
  readonly now: number
  readonly seenExpiry?: number | undefined
}

const checkFresh = (expires: number, check: PrekeyCheck): void => {
  if (expires + EXPIRY_TOLERANCE < check.now) throw new Malformed('prekey expired')
  if (expires < (check.seenExpiry ?? 0)) throw new Malformed('prekey older than one seen')
}

const checkSigned = (check: PrekeyCheck, text: Uint8Array, signature: Uint8Array): void => {
  if (!verify(check.device.identitySig, text, signature)) throw new Malformed('prekey signature')
}

const ownerOf = (check: PrekeyCheck): Owner => ({
  account: check.account,
  device: check.device.device,
})

/** True when this device of this account signed the prekey. */
export const isPrekeySigner = (
  item: Uint8Array,
  { account, device }: Pick<PrekeyCheck, 'account' | 'device'>,
): boolean => {
  const key = decode(signedPrekey, item)
  return verify(
    device.identitySig,
    signedText({ account, device: device.device }, key),
    key.signature,
  )
}

/** Reads and verifies a signed prekey; throws Malformed, also when it is expired or stale. */
export const readSignedPrekey = (item: Uint8Array, check: PrekeyCheck): SignedPrekey => {
  const key = decode(signedPrekey, Uint8Array.from(item))
  checkSigned(check, signedText(ownerOf(check), key), key.signature)
  checkFresh(key.expires, check)
  return key
}

/** Reads and verifies a one-time pair; throws Malformed. */
export const readPair = (item: Uint8Array, check: PrekeyCheck): OneTimePair => {
  const pair = decode(oneTimePair, Uint8Array.from(item))
  if (isLastResortId(pair.id)) throw new Malformed('prekey id')
  checkSigned(check, pairText(ownerOf(check), pair), pair.signature)
  importKemKey(pair.kem)
  return pair
}

/** Reads and verifies a last-resort key; throws Malformed, also when it is expired. */
export const readLastResort = (item: Uint8Array, check: PrekeyCheck): LastResortKey => {
  const key = decode(lastResortKey, Uint8Array.from(item))
  if (!isLastResortId(key.id)) throw new Malformed('prekey id')
  checkSigned(check, lastResortText(ownerOf(check), key), key.signature)
  checkFresh(key.expires, { ...check, seenExpiry: undefined })
  importKemKey(key.kem)
  return key
}
