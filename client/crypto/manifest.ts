// The signed list of an account's devices (PROTOCOL 6). A manifest is read once, whole and verified, and
// carried on as the bytes that were signed. A lower or forked one is never taken; the caller alarms.
import { concatBytes, equalBytes, isZero, toHex } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { SIGNATURE_BYTES } from '../../protocol/limits.ts'
import {
  manifestBody,
  type InitiatorBlock,
  type ManifestBody,
  type ManifestDevice,
} from '../../protocol/prekey.ts'
import { DEVICE_VERSION, importAccountKey } from './identity.ts'
import { LABEL } from './kdf.ts'
import { importSigningKey, sha256, verify } from './primitives.ts'

export const MANIFEST_VERSION = 1
const HASH_BYTES = 16

/** A verified manifest. `digest` is what the next one names as previous, `hash` what messages carry. */
export interface Manifest extends ManifestBody {
  readonly bytes: Uint8Array
  readonly digest: Uint8Array
  readonly hash: Uint8Array
}

/** SHA-256 of a manifest's bytes. */
export const manifestDigest = (bytes: Uint8Array): Uint8Array => sha256(bytes)

/** The first 16 bytes of the digest: what every message carries. */
export const manifestHash = (bytes: Uint8Array): Uint8Array =>
  manifestDigest(bytes).slice(0, HASH_BYTES)

const checkDevices = (devices: readonly ManifestDevice[]): void => {
  if (devices.length === 0) throw new Malformed('manifest without a device')
  const seen = new Set<string>()
  for (const device of devices) {
    if (device.version !== DEVICE_VERSION) throw new Malformed('device version')
    importSigningKey(device.identitySig)
    seen.add(toHex(device.device)).add(toHex(device.identityDh)).add(toHex(device.identitySig))
  }
  if (seen.size !== 3 * devices.length) throw new Malformed('device listed twice')
}

/** Reads and verifies a manifest; throws Malformed. The result keeps no view of `input`. */
export const readManifest = (input: Uint8Array): Manifest => {
  const bytes = Uint8Array.from(input)
  const split = bytes.length - SIGNATURE_BYTES
  if (split < 0) throw new Malformed('truncated')
  const signed = bytes.subarray(0, split)
  const body = decode(manifestBody, signed)
  if (body.version !== MANIFEST_VERSION) throw new Malformed('manifest version')
  if (body.revision === 0 || (body.revision === 1) !== isZero(body.previous)) {
    throw new Malformed('manifest revision')
  }
  const account = importAccountKey(body.account)
  if (!verify(account, concatBytes(LABEL.manifest, signed), bytes.subarray(split))) {
    throw new Malformed('manifest signature')
  }
  checkDevices(body.devices)
  const digest = manifestDigest(bytes)
  return { ...body, bytes, digest, hash: digest.slice(0, HASH_BYTES) }
}

/** How an offered manifest stands to the known one. `older`, `forked`, `otherAccount`: do not take it. */
export type ManifestOrder = 'same' | 'newer' | 'older' | 'forked' | 'otherAccount'

/** Compares two verified manifests of one contact. */
export const compareManifest = (known: Manifest, offered: Manifest): ManifestOrder => {
  if (!equalBytes(known.account, offered.account)) return 'otherAccount'
  if (equalBytes(known.digest, offered.digest)) return 'same'
  if (offered.revision === known.revision) return 'forked'
  if (offered.revision < known.revision) return 'older'
  const isNext = offered.revision === known.revision + 1
  return isNext && !equalBytes(offered.previous, known.digest) ? 'forked' : 'newer'
}

/** The entry of a device by its id, or undefined. */
export const findDevice = (manifest: Manifest, device: Uint8Array): ManifestDevice | undefined =>
  manifest.devices.find((entry) => equalBytes(entry.device, device))

/** True when the manifest lists exactly the device that an initiator block shows. */
export const listsInitiator = (manifest: Manifest, block: InitiatorBlock): boolean => {
  const entry = findDevice(manifest, block.device)
  return (
    entry !== undefined &&
    equalBytes(manifest.account, block.account) &&
    equalBytes(entry.identityDh, block.identityDh) &&
    equalBytes(entry.identitySig, block.identitySig) &&
    entry.created === block.created
  )
}
