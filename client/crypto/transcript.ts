// What both ends of a handshake compute alike (PROTOCOL 7): the cleartext of an INIT, the transcript that
// binds every public key in it, the associated bytes of the session, and which key serves which direction.
import { concatBytes } from '../../protocol/bytes.ts'
import { decode, fixed, struct, u32, u8, type Of } from '../../protocol/codec.ts'
import { KEM_CIPHERTEXT_BYTES, KEY_BYTES } from '../../protocol/limits.ts'
import { CLEAR_BYTES, isFrameSize } from './frame-sizes.ts'
import type { DeviceKeys } from './identity.ts'
import { LABEL, type StartKeys } from './kdf.ts'
import { sha256 } from './primitives.ts'
import type { Secret } from './secret.ts'
import type { SessionStart } from './session.ts'

export const INIT_TYPE = 1
export const INIT_VERSION = 1

/** The first 1,130 bytes of an INIT. */
export const initClear = struct({
  type: u8,
  version: u8,
  spkId: u32,
  kemId: u32,
  ephemeral: fixed(KEY_BYTES),
  ciphertext: fixed(KEM_CIPHERTEXT_BYTES),
})
/** The cleartext of an INIT: which prekeys it uses, and the key that names its session. */
export type InitClear = Of<typeof initClear>

/** The cleartext of a frame that may be an INIT, or undefined. Only a hint: nothing is authenticated. */
export const readInitClear = (frame: Uint8Array): InitClear | undefined => {
  if (!isFrameSize(frame.length, true)) return undefined
  if (frame[0] !== INIT_TYPE || frame[1] !== INIT_VERSION) return undefined
  return decode(initClear, Uint8Array.from(frame.subarray(0, CLEAR_BYTES)))
}

/** Who takes part: account key, device id and the device's X25519 key. */
export interface Party {
  readonly account: Uint8Array
  readonly device: Uint8Array
  readonly identityDh: Uint8Array
}

/** The responder's public keys of this handshake; `pairKey` is zeros with a last-resort key. */
export interface Chosen {
  readonly signedKey: Uint8Array
  readonly pairKey: Uint8Array
  readonly kem: Uint8Array
}

/** The secrets both ends compute. d4 and psk are zeros where there is none. */
export interface Shared {
  readonly d1: Uint8Array
  readonly d2: Uint8Array
  readonly d3: Uint8Array
  readonly d4: Uint8Array
  readonly kem: Uint8Array
}

/** SHA-256 over the cleartext and every public key of the responder. */
export const transcriptOf = (clear: Uint8Array, responder: Party, chosen: Chosen): Uint8Array =>
  sha256(
    concatBytes(
      LABEL.init,
      clear,
      responder.account,
      responder.device,
      responder.identityDh,
      chosen.signedKey,
      chosen.pairKey,
      chosen.kem,
    ),
  )

/** Goes into every body key of the session: both devices and the session id. */
export const associated = (initiator: Party, responder: Party, sid: Uint8Array): Uint8Array =>
  sha256(
    concatBytes(
      LABEL.ad,
      initiator.account,
      initiator.device,
      initiator.identityDh,
      responder.account,
      responder.device,
      responder.identityDh,
      sid,
    ),
  )

/** What stands where a handshake has no fourth exchange, no pair or no psk. */
export const zeros = (): Uint8Array => new Uint8Array(KEY_BYTES)

/** d2 | d3 | d4 | ss | psk. */
export const mix = (shared: Omit<Shared, 'd1'>, psk: Secret<'psk'> | undefined): Uint8Array => {
  if (psk && psk.length !== KEY_BYTES) throw new RangeError('psk length')
  return concatBytes(shared.d2, shared.d3, shared.d4, shared.kem, psk ?? zeros())
}

/** Own account and device as a party. */
export const ownParty = (own: {
  readonly account: Uint8Array
  readonly device: DeviceKeys
}): Party => ({
  account: own.account,
  device: own.device.device,
  identityDh: own.device.dhPublic,
})

/** The start keys as one side uses them. */
export const sides = (
  start: StartKeys,
  initiator: boolean,
): Omit<SessionStart, 'ad' | 'ownRatchet' | 'peerRatchet' | 'prefix'> => {
  const { sid, root, headerA, nextHeaderB, volatileA, volatileB } = start
  return initiator
    ? {
        initiator,
        sid,
        root,
        headers: { send: headerA, receive: nextHeaderB },
        volatiles: { send: volatileA, receive: volatileB },
      }
    : {
        initiator,
        sid,
        root,
        headers: { send: nextHeaderB, receive: headerA },
        volatiles: { send: volatileB, receive: volatileA },
      }
}
