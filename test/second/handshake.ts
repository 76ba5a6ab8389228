// Second implementation: starting a session and taking an INIT, PROTOCOL 7.
// Which friendId the frame came under, whether its account is known and what is erased when are
// the caller's; here is what the bytes decide.
import { type Bytes, must, join, number, same, zeros } from './bytes.ts'
import { type KeyPair, type Source, box, decaps, dh, dhPair, encaps, unbox } from './crypto.ts'
import { type Party, verifyCertificate } from './identity.ts'
import { type Secrets, type State, blockKey, startState, transcript } from './session.ts'
import { Cursor, type Of, decode, encode, raw, ruled, struct, u32, u53, u8 } from './shape.ts'

export const PREFIX = 1323

const clearPart = ruled(
  struct({
    type: u8,
    version: u8,
    signedPrekeyId: u32,
    keyId: u32,
    ephemeral: raw(32),
    ct: raw(1088),
  }),
  (clear) => clear.type === 1 && clear.version === 1,
  'not an INIT',
)
export const initiatorBlock = ruled(
  struct({
    version: u8,
    account: raw(32),
    device: raw(4),
    identityDh: raw(32),
    identitySig: raw(32),
    created: u53,
    signature: raw(64),
    revision: u32,
  }),
  (block) => block.version === 1,
  'version',
)

/** A device with its private X25519 key and its certificate. */
export interface Self {
  readonly party: Party
  readonly dh: Bytes
  readonly created: number
  readonly certificate: Bytes
  readonly revision: number
}

/** What A knows of B; `pairKey` is null with a last-resort key. */
export interface Offer {
  readonly party: Party
  readonly signedPrekey: { readonly id: number; readonly key: Bytes }
  readonly keyId: number
  readonly pairKey: Bytes | null
  readonly kem: Bytes
}

/** Starts a session. Draws: private key of EK_A 32, then the message of the encapsulation 32. */
export const startSession = (source: Source, self: Self, offer: Offer, psk: Bytes): State => {
  must(offer.keyId >= 0x8000_0000 === (offer.pairKey === null), 'id and kind differ')
  const ephemeral = dhPair(source.bytes(32))
  const { ct, ss } = encaps(offer.kem, source.bytes(32))
  const clear = encode(clearPart, {
    type: 1,
    version: 1,
    signedPrekeyId: offer.signedPrekey.id,
    keyId: offer.keyId,
    ephemeral: ephemeral.public,
    ct,
  })
  const secrets: Secrets = {
    d2: dh(ephemeral.secret, offer.party.identityDh),
    d3: dh(ephemeral.secret, offer.signedPrekey.key),
    d4: offer.pairKey === null ? zeros(32) : dh(ephemeral.secret, offer.pairKey),
    ss,
  }
  const terms = {
    a: self.party,
    b: offer.party,
    clear,
    signedPrekey: offer.signedPrekey.key,
    pairKey: offer.pairKey ?? zeros(32),
    kem: offer.kem,
    psk,
  }
  const { account, device, identityDh, identitySig } = self.party
  const block = encode(initiatorBlock, {
    version: 1,
    account,
    device,
    identityDh,
    identitySig,
    created: self.created,
    signature: self.certificate,
    revision: self.revision,
  })
  const [key, nonce] = blockKey(transcript(terms), secrets, psk)
  const d1 = dh(self.dh, offer.signedPrekey.key)
  const prefix = join(clear, box(key, nonce, block))
  return startState({ role: 'A', terms, block, d1, secrets, own: null, prefix })
}

/** The private halves that B finds by the ids; `pair` is null for a last-resort key. */
export interface Halves {
  readonly signedPrekey: KeyPair
  readonly pair: KeyPair | null
  readonly kem: KeyPair
}
export interface Taking {
  readonly self: Self
  readonly psk: Bytes
  readonly find: (signedPrekeyId: number, keyId: number) => Halves | null
}

/** First state and the initiator's block, from the prefix of a frame. Throws Refused. */
export const takePrefix = (
  frame: Bytes,
  { self, psk, find }: Taking,
): { readonly state: State; readonly block: Of<typeof initiatorBlock> } => {
  const cursor = new Cursor(frame)
  const clear = cursor.take(1130)
  const fields = decode(clearPart, clear)
  const halves = find(fields.signedPrekeyId, fields.keyId)
  must(halves !== null, 'unknown prekey')
  must(fields.keyId >= 0x8000_0000 === (halves.pair === null), 'id and kind differ')
  const secrets: Secrets = {
    d2: dh(self.dh, fields.ephemeral),
    d3: dh(halves.signedPrekey.secret, fields.ephemeral),
    d4: halves.pair === null ? zeros(32) : dh(halves.pair.secret, fields.ephemeral),
    ss: decaps(halves.kem.secret, fields.ct),
  }
  const half = {
    b: self.party,
    clear,
    signedPrekey: halves.signedPrekey.public,
    pairKey: halves.pair?.public ?? zeros(32),
    kem: halves.kem.public,
    psk,
  }
  const [key, nonce] = blockKey(transcript(half), secrets, psk)
  const bytes = unbox(key, nonce, cursor.take(193))
  const block = decode(initiatorBlock, bytes)
  verifyCertificate(block, block.created, block.signature)
  must(!same(block.identityDh, self.party.identityDh), 'own key')
  const state = startState({
    role: 'B',
    terms: { ...half, a: block },
    block: bytes,
    d1: dh(halves.signedPrekey.secret, block.identityDh),
    secrets,
    own: halves.signedPrekey,
    prefix: null,
  })
  return { state, block }
}

/** Whether a frame that nothing opened may be read as an INIT, PROTOCOL 9.2. */
export const mayBeInit = (frame: Bytes): boolean =>
  same(frame.slice(0, 2), number(2, 0x0101)) && frame.length >= 4096
