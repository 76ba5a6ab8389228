// Making an account and its devices (PROTOCOL 6).
import { DEVICE_ID_BYTES, KEY_BYTES } from '../../protocol/limits.ts'
import type { ManifestDevice } from '../../protocol/prekey.ts'
import { certificateText, DEVICE_VERSION, type AccountKeys, type DeviceKeys } from './identity.ts'
import { dhPair, sign, signingPublic } from './primitives.ts'
import { draw, type Random } from './random.ts'

/** Makes an account key. */
export const makeAccount = (random: Random): AccountKeys => {
  const seed = draw(random, KEY_BYTES)
  return { seed, publicKey: signingPublic(seed) }
}

/** Makes and certifies a device. Draws id 4, X25519 32, Ed25519 32; `now` in ms. */
export const makeDevice = (account: AccountKeys, random: Random, now: number): DeviceKeys => {
  const device = draw(random, DEVICE_ID_BYTES)
  const dh = dhPair(draw(random, KEY_BYTES))
  const sigSeed = draw(random, KEY_BYTES)
  const sigPublic = signingPublic(sigSeed)
  const text = certificateText({
    version: DEVICE_VERSION,
    account: account.publicKey,
    device,
    identityDh: dh.public,
    identitySig: sigPublic,
    created: now,
  })
  return {
    device,
    dhSecret: dh.secret,
    dhPublic: dh.public,
    sigSeed,
    sigPublic,
    created: now,
    certificate: sign(account.seed, text),
  }
}

/** The public half of a device, as a manifest lists it. */
export const publicDevice = (device: DeviceKeys): ManifestDevice => ({
  version: DEVICE_VERSION,
  device: device.device,
  identityDh: device.dhPublic,
  identitySig: device.sigPublic,
  created: device.created,
})
