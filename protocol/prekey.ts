// Public halves of the key exchange (PROTOCOL 6): signed prekeys, device certificates, manifests, the
// card behind an invitation. The server stores these as opaque bytes and parses none of them.
import { bytes, fixed, flag, list, struct, text, u32, u53, u8, type Of } from './codec.ts'
import {
  DEVICE_ID_BYTES,
  HOUSE_KEY_BYTES,
  KEM_PUBLIC_BYTES,
  KEY_BYTES,
  LAST_RESORT_BYTES,
  MANIFEST_BYTES_MAX,
  MAX_DEVICES,
  MAX_NAME_BYTES,
  PAIR_BYTES,
  SIGNATURE_BYTES,
  SPK_BYTES,
} from './limits.ts'

const key = fixed(KEY_BYTES)
const kem = fixed(KEM_PUBLIC_BYTES)
const signature = fixed(SIGNATURE_BYTES)

/** Signed X25519 prekey, 108 bytes. `expires` is in milliseconds since 1970. */
export const signedPrekey = struct({ id: u32, key, expires: u53, signature })
export type SignedPrekey = Of<typeof signedPrekey>

/** One-time pair, 1,284 bytes: an X25519 and an ML-KEM-768 key. Top bit of `id` is 0. */
export const oneTimePair = struct({ id: u32, key, kem, signature })
export type OneTimePair = Of<typeof oneTimePair>

/** Last-resort ML-KEM-768 key, 1,260 bytes. Top bit of `id` is 1. */
export const lastResortKey = struct({ id: u32, kem, expires: u53, signature })
export type LastResortKey = Of<typeof lastResortKey>

/** One device as a manifest lists it, 77 bytes. */
export const manifestDevice = struct({
  version: u8,
  device: fixed(DEVICE_ID_BYTES),
  identityDh: key,
  identitySig: key,
  created: u53,
})
export type ManifestDevice = Of<typeof manifestDevice>

/** What the account key signs in a manifest: everything before the signature. */
export const manifestBody = struct({
  version: u8,
  account: key,
  revision: u32,
  previous: fixed(32),
  created: u53,
  devices: list(manifestDevice, MAX_DEVICES),
})
export type ManifestBody = Of<typeof manifestBody>

/** Device certificate of the initiator block, 177 bytes (PROTOCOL 7.1). */
export const initiatorBlock = struct({
  version: u8,
  account: key,
  device: fixed(DEVICE_ID_BYTES),
  identityDh: key,
  identitySig: key,
  created: u53,
  signature,
  revision: u32,
})
export type InitiatorBlock = Of<typeof initiatorBlock>

/** What a card holds inside its seal; zeros fill it to 2,008 bytes. */
export const cardContent = struct({
  version: u8,
  manifest: bytes(MANIFEST_BYTES_MAX),
  signedPrekey: fixed(SPK_BYTES),
  pair: fixed(PAIR_BYTES),
  hasHouseKey: flag,
  houseKey: fixed(HOUSE_KEY_BYTES),
  name: text(MAX_NAME_BYTES),
})
export type CardContent = Of<typeof cardContent>

/** A manifest behind its length; zeros fill it to 600 bytes before it is sealed under the card key. */
export const paddedManifest = struct({ manifest: bytes(MANIFEST_BYTES_MAX) })

export const ONE_TIME_LIMIT = 0x8000_0000
/** True for the id of a last-resort key. */
export const isLastResortId = (id: number): boolean => id >= ONE_TIME_LIMIT

/** Guards the sizes that other documents quote. */
export const prekeySizes = {
  signedPrekey: SPK_BYTES,
  oneTimePair: PAIR_BYTES,
  lastResortKey: LAST_RESORT_BYTES,
} as const
