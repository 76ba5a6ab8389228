// Every label and every derivation of the protocol in one place (PROTOCOL 12). A label is used for one
// purpose only, ends in a zero byte, and stands first in whatever is signed or hashed.
import { concatBytes, utf8 } from '../../protocol/bytes.ts'
import { KEY_BYTES, TOKEN_BYTES } from '../../protocol/limits.ts'
import { BOX_NONCE_BYTES, hkdf, hmac, sha256 } from './primitives.ts'
import { wipe, type Secret } from './secret.ts'

const label = (name: string): Uint8Array => utf8(`sotto/v1/${name}\0`)

/** All labels in use, by role. */
export const LABEL = {
  init: label('init'),
  id: label('id'),
  sk: label('sk'),
  ad: label('ad'),
  rk: label('rk'),
  msg: label('msg'),
  cert: label('cert'),
  manifest: label('manifest'),
  spk: label('spk'),
  otp: label('otp'),
  lrk: label('lrk'),
  login: label('login'),
  invSlot: label('inv-slot'),
  invToken: label('inv-token'),
  invPsk: label('inv-psk'),
  invCard: label('inv-card'),
  row: label('row'),
  rowId: label('row-id'),
} as const

const CHAIN_MESSAGE = Uint8Array.of(1)
const CHAIN_NEXT = Uint8Array.of(2)
const START_BYTES = 176

/** A key for one secretbox and its nonce. */
export interface BoxKey {
  readonly key: Secret<'box'>
  readonly nonce: Uint8Array
}

const boxKey = (salt: Uint8Array, input: Uint8Array, info: Uint8Array): BoxKey => {
  const derived = hkdf(salt, input, info, KEY_BYTES + BOX_NONCE_BYTES)
  return { key: derived.subarray(0, KEY_BYTES), nonce: derived.subarray(KEY_BYTES) }
}

/** What an invitation's secret gives: where to deposit, by which right, and what seals the card. */
export interface InvitationKeys {
  readonly friendId: Uint8Array
  readonly sendToken: Secret<'sendToken'>
  readonly psk: Secret<'psk'>
  readonly cardKey: Secret<'cardKey'>
}

/** Derives an invitation from its account key (32 bytes) and one-time secret (16 bytes). */
export const deriveInvitation = (account: Uint8Array, secret: Uint8Array): InvitationKeys => ({
  friendId: hkdf(account, secret, LABEL.invSlot, 16),
  sendToken: hkdf(account, secret, LABEL.invToken, TOKEN_BYTES),
  psk: hkdf(account, secret, LABEL.invPsk, KEY_BYTES),
  cardKey: hkdf(account, secret, LABEL.invCard, KEY_BYTES),
})

/** What the server keeps of a sendToken. */
export const hashToken = (sendToken: Uint8Array): Uint8Array => sha256(sendToken)

/** One step of a symmetric chain: the key of this message and the next chain key. */
export const chainStep = (
  chainKey: Uint8Array,
): { readonly messageKey: Secret<'message'>; readonly next: Uint8Array } => ({
  messageKey: hmac(chainKey, CHAIN_MESSAGE),
  next: hmac(chainKey, CHAIN_NEXT),
})

/** Seals the initiator block (PROTOCOL 7): `shared` is d2 | d3 | d4 | ss | psk. */
export const deriveBlockKey = (transcript: Uint8Array, shared: Uint8Array): BoxKey =>
  boxKey(transcript, shared, LABEL.id)

/** What a handshake ends in (PROTOCOL 7). */
export interface StartKeys {
  readonly root: Secret<'root'>
  readonly headerA: Secret<'header'>
  readonly nextHeaderB: Secret<'header'>
  readonly sid: Uint8Array
  readonly volatileA: Secret<'volatile'>
  readonly volatileB: Secret<'volatile'>
}

/** The session's first keys from FF*32 | d1 | `shared`, bound to the initiator block. */
export const deriveStart = (
  transcript: Uint8Array,
  first: Uint8Array,
  shared: Uint8Array,
  block: Uint8Array,
): StartKeys => {
  const input = concatBytes(new Uint8Array(KEY_BYTES).fill(0xff), first, shared)
  const derived = hkdf(transcript, input, concatBytes(LABEL.sk, sha256(block)), START_BYTES)
  const keys = {
    root: derived.slice(0, 32),
    headerA: derived.slice(32, 64),
    nextHeaderB: derived.slice(64, 96),
    sid: derived.slice(96, 112),
    volatileA: derived.slice(112, 144),
    volatileB: derived.slice(144, 176),
  }
  wipe(input, derived)
  return keys
}

/** What turning the ratchet gives (PROTOCOL 9.1). */
export interface RootKeys {
  readonly root: Secret<'root'>
  readonly chain: Uint8Array
  readonly nextHeader: Secret<'header'>
}

/** What enters one turn. `turn` is sender's key | receiver's key | slot, in the sender's order. */
export interface RootInput {
  readonly root: Secret<'root'>
  readonly shared: Secret<'shared'>
  readonly kem: Secret<'shared'> | undefined
  readonly turn: Uint8Array
}

/** Turns the root: DH output, then the KEM secret if this turn has one. */
export const deriveRoot = ({ root, shared, kem, turn }: RootInput): RootKeys => {
  const input = concatBytes(shared, kem ?? new Uint8Array())
  const derived = hkdf(root, input, concatBytes(LABEL.rk, sha256(turn)), 3 * KEY_BYTES)
  const keys = {
    root: derived.slice(0, 32),
    chain: derived.slice(32, 64),
    nextHeader: derived.slice(64, 96),
  }
  wipe(input, derived)
  return keys
}

/** Key and nonce of one body, bound to the session and the sealed header (PROTOCOL 9.1). */
export const deriveBodyKey = (
  messageKey: Secret<'message'>,
  ad: Uint8Array,
  sealedHeader: Uint8Array,
): BoxKey => boxKey(sha256(concatBytes(ad, sealedHeader)), messageKey, LABEL.msg)
