// Account and device keys (PROTOCOL 6). The account key is what people verify; it certifies devices. A
// device has an X25519 key for handshakes and an Ed25519 key that signs its prekeys.
import { concatBytes } from '../../protocol/bytes.ts'
import { encode, fixed, struct, u53, u8, type Of } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { DEVICE_ID_BYTES, KEY_BYTES, SIGNATURE_BYTES } from '../../protocol/limits.ts'
import type { InitiatorBlock } from '../../protocol/prekey.ts'
import { LABEL } from './kdf.ts'
import { importSigningKey, verify } from './primitives.ts'
import { secret } from './secret.ts'

export const DEVICE_VERSION = 1
const key = fixed(KEY_BYTES)

/** A person's long-lived identity. */
export const accountKeysCodec = struct({ seed: secret('signing', KEY_BYTES), publicKey: key })
export type AccountKeys = Of<typeof accountKeysCodec>

/** One device's keys and its certificate: the account's signature over the public ones. */
export const deviceKeysCodec = struct({
  device: fixed(DEVICE_ID_BYTES),
  dhSecret: secret('dh', KEY_BYTES),
  dhPublic: key,
  sigSeed: secret('signing', KEY_BYTES),
  sigPublic: key,
  created: u53,
  certificate: fixed(SIGNATURE_BYTES),
})
export type DeviceKeys = Of<typeof deviceKeysCodec>

const certified = struct({
  version: u8,
  account: key,
  device: fixed(DEVICE_ID_BYTES),
  identityDh: key,
  identitySig: key,
  created: u53,
})

/** What the account signs of a device. */
export const certificateText = (value: Of<typeof certified>): Uint8Array =>
  concatBytes(LABEL.cert, encode(certified, value))

/** Accepts an account key that came from outside; throws Malformed for one that proves nothing. */
export const importAccountKey = (account: Uint8Array): Uint8Array => importSigningKey(account)

/** Checks the certificate in an initiator block; throws Malformed. Says nothing about manifests. */
export const checkCertificate = (block: InitiatorBlock): void => {
  if (block.version !== DEVICE_VERSION) throw new Malformed('device version')
  importSigningKey(block.identitySig)
  if (!verify(importAccountKey(block.account), certificateText(block), block.signature)) {
    throw new Malformed('certificate')
  }
}
