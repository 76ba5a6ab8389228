// Taking an INIT (PROTOCOL 7, 9.2). Nothing may be used up - prekey, invitation, session - before the
// innermost body has opened; until then every failure is the same refusal.
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  initiatorBlock,
  lastResortKey,
  oneTimePair,
  signedPrekey,
  type InitiatorBlock,
} from '../../protocol/prekey.ts'
import { CLEAR_BYTES, PREFIX_BYTES } from './frame-sizes.ts'
import { checkCertificate, type DeviceKeys } from './identity.ts'
import { deriveBlockKey, deriveStart, type BoxKey } from './kdf.ts'
import { openInitMessage } from './open.ts'
import type { KemSecret, SignedPrekeySecret } from './prekey-secrets.ts'
import { dh, kemDecapsulate, secretboxOpen } from './primitives.ts'
import { wipe, type Secret } from './secret.ts'
import { startSession, type Session } from './session.ts'
import type { SkippedChange } from './skipped.ts'
import {
  associated,
  mix,
  ownParty,
  readInitClear,
  sides,
  transcriptOf,
  zeros,
  type Chosen,
  type InitClear,
} from './transcript.ts'

/** What is needed to take an INIT: own keys, the private halves that its cleartext names. */
export interface Acceptance {
  readonly own: { readonly account: Uint8Array; readonly device: DeviceKeys }
  readonly signedPrekey: SignedPrekeySecret
  readonly kem: KemSecret
  readonly psk: Secret<'psk'> | undefined
  readonly frame: Uint8Array
  /** Milliseconds; dates the skipped keys. */
  readonly now: number
}

/** An INIT that opened, or not. `peer` is certified; whether its manifest lists it is for the caller. */
export type Accepted =
  | ({
      readonly is: 'opened'
      readonly session: Session
      readonly content: Uint8Array
      readonly peer: InitiatorBlock
      readonly ephemeral: Uint8Array
    } & SkippedChange)
  | { readonly is: 'refused' }

const ownChosen = (spk: SignedPrekeySecret, kem: KemSecret): Chosen => {
  const signedKey = decode(signedPrekey, spk.public).key
  if (kem.type === 'lastResort') {
    return { signedKey, pairKey: zeros(), kem: decode(lastResortKey, kem.public).kem }
  }
  const pair = decode(oneTimePair, kem.public)
  return { signedKey, pairKey: pair.key, kem: pair.kem }
}

const readBlock = (sealed: Uint8Array, box: BoxKey): Uint8Array => {
  const block = secretboxOpen(box.key, box.nonce, sealed)
  wipe(box.key)
  if (!block) throw new Malformed('initiator block')
  return block
}

interface Answer {
  readonly session: Session
  readonly peer: InitiatorBlock
}

const answerInit = (from: Acceptance, clear: InitClear): Answer => {
  const { own, signedPrekey: spk, kem, psk } = from
  const frame = plainBytes(from.frame)
  const chosen = ownChosen(spk, kem)
  const responder = ownParty(own)
  const transcript = transcriptOf(frame.subarray(0, CLEAR_BYTES), responder, chosen)
  const known = {
    d2: dh(own.device.dhSecret, clear.ephemeral),
    d3: dh(spk.secret, clear.ephemeral),
    d4: kem.type === 'pair' ? dh(kem.dhSecret, clear.ephemeral) : zeros(),
    kem: kemDecapsulate(kem.kemSeed, clear.ciphertext),
  }
  const mixed = mix(known, psk)
  const sealedBlock = frame.subarray(CLEAR_BYTES, PREFIX_BYTES)
  const block = readBlock(sealedBlock, deriveBlockKey(transcript, mixed))
  const peer = decode(initiatorBlock, block)
  checkCertificate(peer)
  if (equalBytes(peer.identityDh, responder.identityDh)) throw new Malformed('own device')
  const d1 = dh(spk.secret, peer.identityDh)
  const start = deriveStart(transcript, d1, mixed, block)
  wipe(mixed, d1, ...Object.values(known))
  const session = startSession({
    ...sides(start, false),
    ad: associated(peer, responder, start.sid),
    // Copies: these arrays belong to the prekey's owner and are wiped with the session.
    ownRatchet: { secret: spk.secret.slice(), public: chosen.signedKey.slice() },
    peerRatchet: undefined,
    prefix: undefined,
  })
  return { session, peer }
}

/**
 * Takes an INIT whose ephemeral key is new. Total: anything that does not open to the innermost body is
 * `refused`, alike, and then nothing may be used up. Commit all of the result in one transaction.
 */
export const acceptInit = (from: Acceptance): Accepted => {
  const clear = readInitClear(from.frame)
  if (!clear || clear.spkId !== from.signedPrekey.id || clear.kemId !== from.kem.id) {
    return { is: 'refused' }
  }
  try {
    const { session, peer } = answerInit(from, clear)
    const opening = openInitMessage(session, new Map(), from.frame, from.now)
    return opening.is === 'opened'
      ? { ...opening, peer, ephemeral: clear.ephemeral }
      : { is: 'refused' }
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { is: 'refused' }
  }
}
