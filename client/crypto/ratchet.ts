// Turning the double ratchet (PROTOCOL 9.1): one X25519 exchange in each turn, and one ML-KEM-768 secret in
// each round trip. The initiator of the session offers KEM keys, the responder answers them, for its whole
// life. Pure: a session goes in, a new one comes out.
import { concatBytes, isZero } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  KEM_CIPHERTEXT_BYTES,
  KEM_PUBLIC_BYTES,
  KEY_BYTES,
  MAX_CHAINS,
} from '../../protocol/limits.ts'
import { bindingOf, type MessageHeader } from './header.ts'
import { deriveRoot } from './kdf.ts'
import {
  dh,
  dhPair,
  importKemKey,
  KEM_RANDOM_BYTES,
  KEM_SEED_BYTES,
  kemDecapsulate,
  kemEncapsulate,
  kemPublic,
} from './primitives.ts'
import { draw, type Random } from './random.ts'
import { wipe, type Secret } from './secret.ts'
import type { Session } from './session.ts'

interface Slot {
  readonly slot: Uint8Array
  readonly secret: Secret<'shared'> | undefined
  readonly seed: Secret<'kemSeed'> | undefined
}

// The initiator offers a fresh key in each new chain; the responder answers the key that came last.
const fillSlot = (session: Session, random: Random): Slot => {
  if (session.initiator) {
    const seed = draw(random, KEM_SEED_BYTES)
    return { slot: kemPublic(seed), secret: undefined, seed }
  }
  if (!session.peerKem) throw new Error('a responder cannot turn before it has opened a message')
  const { ciphertext, secret } = kemEncapsulate(session.peerKem, draw(random, KEM_RANDOM_BYTES))
  const slot = new Uint8Array(KEM_PUBLIC_BYTES)
  slot.set(ciphertext)
  return { slot, secret, seed: undefined }
}

/**
 * Starts a new sending chain. Draws, in this order: ratchet secret 32, then KEM seed 64 (initiator) or
 * encapsulation randomness 32 (responder).
 */
export const turnSending = (session: Session, random: Random): Session => {
  const { peerRatchet } = session
  if (!peerRatchet) throw new Error('session cannot send yet')
  const pair = dhPair(draw(random, KEY_BYTES))
  const { slot, secret, seed } = fillSlot(session, random)
  const shared = dh(pair.secret, peerRatchet)
  const turn = concatBytes(pair.public, peerRatchet, slot)
  const keys = deriveRoot({ root: session.rootKey, shared, kem: secret, turn })
  wipe(shared, ...(secret ? [secret] : []))
  return {
    ...session,
    rootKey: keys.root,
    turn: false,
    ownRatchet: pair,
    kemSeed: seed,
    peerKem: undefined,
    slot,
    send: {
      chainKey: keys.chain,
      headerKey: session.send.nextHeaderKey,
      nextHeaderKey: keys.nextHeader,
      count: 0,
      previous: session.send.count,
    },
  }
}

// The KEM secret of the peer's turn: the initiator decapsulates, the responder keeps the new key.
const takeSlot = (
  session: Session,
  slot: Uint8Array,
): { readonly secret: Secret<'shared'> | undefined; readonly peerKem: Uint8Array | undefined } => {
  if (!session.initiator) return { secret: undefined, peerKem: importKemKey(slot).slice() }
  if (!session.kemSeed || !isZero(slot.subarray(KEM_CIPHERTEXT_BYTES))) throw new Malformed('slot')
  const secret = kemDecapsulate(session.kemSeed, slot.subarray(0, KEM_CIPHERTEXT_BYTES))
  return { secret, peerKem: undefined }
}

/** Starts the receiving chain of a header that opened under the next header key. Throws Malformed. */
export const turnReceiving = (session: Session, header: MessageHeader): Session => {
  const { ownRatchet, receive, oldChains } = session
  if (!ownRatchet) throw new Malformed('turn')
  const { secret, peerKem } = takeSlot(session, header.slot)
  const peerRatchet = header.ratchet.slice()
  const shared = dh(ownRatchet.secret, peerRatchet)
  const turn = concatBytes(peerRatchet, ownRatchet.public, header.slot)
  const keys = deriveRoot({ root: session.rootKey, shared, kem: secret, turn })
  wipe(shared, ...(secret ? [secret] : []))
  const left = receive.headerKey ? [{ chain: receive.chain, headerKey: receive.headerKey }] : []
  return {
    ...session,
    rootKey: keys.root,
    turn: true,
    peerRatchet,
    kemSeed: undefined,
    peerKem,
    oldChains: [...oldChains, ...left].slice(-MAX_CHAINS),
    receive: {
      chain: receive.chain + 1,
      chainKey: keys.chain,
      headerKey: receive.nextHeaderKey,
      nextHeaderKey: keys.nextHeader,
      count: 0,
      binding: bindingOf(header),
    },
  }
}
