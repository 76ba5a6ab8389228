// Making a manifest, and sealing it for the server to keep (PROTOCOL 6).
import { concatBytes } from '../../protocol/bytes.ts'
import { decodePadded, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { MAX_DEVICES, SEALED_MANIFEST_BYTES } from '../../protocol/limits.ts'
import { manifestBody, paddedManifest, type ManifestDevice } from '../../protocol/prekey.ts'
import { openBox, sealBox } from './box.ts'
import type { AccountKeys, DeviceKeys } from './identity.ts'
import { LABEL } from './kdf.ts'
import { MANIFEST_VERSION, readManifest, type Manifest } from './manifest.ts'
import { publicDevice } from './new-identity.ts'
import { sign } from './primitives.ts'
import type { Random } from './random.ts'
import type { Secret } from './secret.ts'

const DIGEST_BYTES = 32
const SEAL_COST = 40

/** What a manifest is made of. `previous`: the digest of the one before, undefined at revision 1. */
export interface ManifestInput {
  readonly account: AccountKeys
  readonly devices: readonly (DeviceKeys | ManifestDevice)[]
  readonly revision: number
  readonly previous: Uint8Array | undefined
  /** Milliseconds. */
  readonly now: number
}

/** Signs a list of devices. Throws RangeError for a list against the rules: a fault of the caller. */
export const makeManifest = (input: ManifestInput): Uint8Array => {
  const { account, devices, revision, previous, now } = input
  if (devices.length === 0 || devices.length > MAX_DEVICES) throw new RangeError('devices')
  if ((revision === 1) !== (previous === undefined) || revision < 1)
    throw new RangeError('revision')
  const body = encode(manifestBody, {
    version: MANIFEST_VERSION,
    account: account.publicKey,
    revision,
    previous: previous ?? new Uint8Array(DIGEST_BYTES),
    created: now,
    devices: devices.map((device) => ('dhSecret' in device ? publicDevice(device) : device)),
  })
  return concatBytes(body, sign(account.seed, concatBytes(LABEL.manifest, body)))
}

/** Seals a manifest for the server to keep: 640 bytes, whatever the number of devices. */
export const sealManifest = (
  cardKey: Secret<'cardKey'>,
  manifest: Uint8Array,
  random: Random,
): Uint8Array => {
  const padded = new Uint8Array(SEALED_MANIFEST_BYTES - SEAL_COST)
  padded.set(encode(paddedManifest, { manifest }))
  return sealBox(cardKey, padded, random)
}

/** Opens and verifies a sealed manifest; throws Malformed. The caller checks whose it is. */
export const openManifest = (cardKey: Secret<'cardKey'>, sealed: Uint8Array): Manifest => {
  const padded = sealed.length === SEALED_MANIFEST_BYTES ? openBox(cardKey, sealed) : undefined
  if (!padded) throw new Malformed('sealed manifest')
  return readManifest(decodePadded(paddedManifest, padded).manifest)
}
