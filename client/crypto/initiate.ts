// Starting a session (PROTOCOL 7): X25519 four times and ML-KEM-768 once, always both, so there is nothing
// to downgrade to. The initiator stays hidden inside a sealed block.
import { concatBytes } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { KEY_BYTES } from '../../protocol/limits.ts'
import { initiatorBlock } from '../../protocol/prekey.ts'
import type { PeerOffer } from './card.ts'
import { DEVICE_VERSION, type DeviceKeys } from './identity.ts'
import { deriveBlockKey, deriveStart } from './kdf.ts'
import { dh, dhPair, KEM_RANDOM_BYTES, kemEncapsulate, secretboxSeal } from './primitives.ts'
import { draw, type Random } from './random.ts'
import { wipe, type Secret } from './secret.ts'
import { startSession, type Session } from './session.ts'
import {
  associated,
  INIT_TYPE,
  INIT_VERSION,
  initClear,
  mix,
  ownParty,
  sides,
  transcriptOf,
  zeros,
  type Chosen,
  type Shared,
} from './transcript.ts'

/** What is needed to start a session. `psk` is of the invitation, undefined among friends. */
export interface Initiation {
  readonly own: {
    readonly account: Uint8Array
    readonly device: DeviceKeys
    readonly revision: number
  }
  readonly peer: Pick<PeerOffer, 'account' | 'device' | 'signedPrekey' | 'kem'>
  readonly psk: Secret<'psk'> | undefined
  readonly random: Random
}

const ownBlock = ({ account, device, revision }: Initiation['own']): Uint8Array =>
  encode(initiatorBlock, {
    version: DEVICE_VERSION,
    account,
    device: device.device,
    identityDh: device.dhPublic,
    identitySig: device.sigPublic,
    created: device.created,
    signature: device.certificate,
    revision,
  })

const chosenOf = ({ signedPrekey: signed, kem }: Initiation['peer']): Chosen => ({
  signedKey: signed.key,
  pairKey: kem.type === 'pair' ? kem.item.key : zeros(),
  kem: kem.item.kem,
})

/**
 * Starts a session with a verified offer. It is pending: each frame repeats the INIT prefix until a
 * body of the peer opens. Draws ephemeral 32, then encapsulation 32. Throws Malformed for a bad key.
 */
export const initiate = ({ own, peer, psk, random }: Initiation): Session => {
  const chosen = chosenOf(peer)
  const ephemeral = dhPair(draw(random, KEY_BYTES))
  const kem = kemEncapsulate(chosen.kem, draw(random, KEM_RANDOM_BYTES))
  const shared: Shared = {
    d1: dh(own.device.dhSecret, chosen.signedKey),
    d2: dh(ephemeral.secret, peer.device.identityDh),
    d3: dh(ephemeral.secret, chosen.signedKey),
    d4: peer.kem.type === 'pair' ? dh(ephemeral.secret, chosen.pairKey) : zeros(),
    kem: kem.secret,
  }
  const clear = encode(initClear, {
    type: INIT_TYPE,
    version: INIT_VERSION,
    spkId: peer.signedPrekey.id,
    kemId: peer.kem.item.id,
    ephemeral: ephemeral.public,
    ciphertext: kem.ciphertext,
  })
  const responder = { ...peer.device, account: peer.account }
  const transcript = transcriptOf(clear, responder, chosen)
  const mixed = mix(shared, psk)
  const block = ownBlock(own)
  const box = deriveBlockKey(transcript, mixed)
  const start = deriveStart(transcript, shared.d1, mixed, block)
  const prefix = concatBytes(clear, secretboxSeal(box.key, box.nonce, block))
  wipe(ephemeral.secret, mixed, box.key, ...Object.values(shared))
  return startSession({
    ...sides(start, true),
    ad: associated(ownParty(own), responder, start.sid),
    ownRatchet: undefined,
    peerRatchet: chosen.signedKey.slice(),
    prefix,
  })
}
