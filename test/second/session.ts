// Second implementation: the state of a session and the keys both sides of PROTOCOL 7.2 derive.
// States are plain values; a step returns a new one and leaves the old as it was.
import { type Bytes, join, label, must, zeros } from './bytes.ts'
import { type KeyPair, dh, hkdf, sha256, split } from './crypto.ts'
import type { Party } from './identity.ts'

export type Role = 'A' | 'B'

export interface Chain {
  readonly headerKey: Bytes
  readonly key: Bytes
  readonly next: number
  readonly ratchetKey: Bytes
  readonly slot: Bytes
  /** Keys of messages that were skipped, by number. */
  readonly skipped: ReadonlyMap<number, Bytes>
}

export interface State {
  readonly role: Role
  readonly ad: Bytes
  readonly sid: Bytes
  /** Keys of volatile frames, PROTOCOL 11: those of A, those of B. */
  readonly volatileKeys: readonly [Bytes, Bytes]
  /** The prefix that A repeats until a body of B has opened. */
  readonly prefix: Bytes | null
  readonly root: Bytes
  readonly own: KeyPair | null
  readonly peer: Bytes | null
  readonly nextSendHeader: Bytes
  readonly nextReceiveHeader: Bytes
  readonly turn: boolean
  readonly sending: {
    readonly headerKey: Bytes
    readonly key: Bytes
    readonly slot: Bytes
    readonly previous: number
  } | null
  readonly sent: number
  readonly receiving: Chain | null
  /** At most five, the newest first. */
  readonly older: readonly Chain[]
  /** A: secret of the KEM key it put out last. */
  readonly kemSecret: Bytes | null
  /** B: KEM key of A that came last. */
  readonly kemKey: Bytes | null
}

/** One INIT as both sides see it. */
export interface Terms {
  readonly a: Party
  readonly b: Party
  readonly clear: Bytes
  readonly signedPrekey: Bytes
  readonly pairKey: Bytes
  readonly kem: Bytes
  readonly psk: Bytes
}
export interface Secrets {
  readonly d2: Bytes
  readonly d3: Bytes
  readonly d4: Bytes
  readonly ss: Bytes
}

export const transcript = (terms: Omit<Terms, 'a'>): Bytes =>
  sha256(
    label('sotto/v1/init'),
    terms.clear,
    terms.b.account,
    terms.b.device,
    terms.b.identityDh,
    terms.signedPrekey,
    terms.pairKey,
    terms.kem,
  )

/** Key and nonce of the initiator block. */
export const blockKey = (tr: Bytes, secrets: Secrets, psk: Bytes): readonly [Bytes, Bytes] => {
  const ikm = join(secrets.d2, secrets.d3, secrets.d4, secrets.ss, psk)
  const [key, nonce] = split(hkdf(tr, ikm, label('sotto/v1/id'), 56), 32, 24)
  must(key !== undefined && nonce !== undefined, 'lengths')
  return [key, nonce]
}

interface Start {
  readonly role: Role
  readonly terms: Terms
  readonly block: Bytes
  readonly d1: Bytes
  readonly secrets: Secrets
  readonly own: KeyPair | null
  readonly prefix: Bytes | null
}

/** The first state of either side, PROTOCOL 9.1. */
export const startState = ({ role, terms, block, d1, secrets, own, prefix }: Start): State => {
  const { d2, d3, d4, ss } = secrets
  const ones = new Uint8Array(32).fill(0xff)
  const ikm = join(ones, d1, d2, d3, d4, ss, terms.psk)
  const info = join(label('sotto/v1/sk'), sha256(block))
  const keys = split(hkdf(transcript(terms), ikm, info, 176), 32, 32, 32, 16, 32, 32)
  const at = (index: number): Bytes => keys[index] ?? zeros(0)
  const [headerA, headerB, sid] = [at(1), at(2), at(3)]
  const whole = ({ account, device, identityDh }: Party): Bytes => join(account, device, identityDh)
  return {
    role,
    ad: sha256(label('sotto/v1/ad'), whole(terms.a), whole(terms.b), sid),
    sid,
    volatileKeys: [at(4), at(5)],
    prefix,
    root: at(0),
    own,
    peer: role === 'A' ? terms.signedPrekey : null,
    nextSendHeader: role === 'A' ? headerA : headerB,
    nextReceiveHeader: role === 'A' ? headerB : headerA,
    turn: role === 'A',
    sending: null,
    sent: 0,
    receiving: null,
    older: [],
    kemSecret: null,
    kemKey: null,
  }
}

interface Step {
  readonly root: Bytes
  readonly own: Bytes
  readonly theirs: Bytes
  readonly ss: Bytes | null
  /** Sender's public key, receiver's public key, slot. */
  readonly words: readonly [Bytes, Bytes, Bytes]
}

/** `RK | CK | next header key` */
export const ratchetStep = ({ root, own, theirs, ss, words }: Step): readonly Bytes[] => {
  const ikm = join(dh(own, theirs), ss ?? zeros(0))
  const info = join(label('sotto/v1/rk'), sha256(...words))
  return split(hkdf(root, ikm, info, 96), 32, 32, 32)
}
