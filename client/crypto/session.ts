// A session as a value (PROTOCOL 9): never mutated, replaced by the next one, stored as one row. The
// codec is the type. Without skipped keys, which are rows of their own, it stays under 4,096 bytes.
import {
  decode,
  encode,
  fixed,
  flag,
  list,
  optional,
  struct,
  u32,
  u8,
  type Of,
} from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { ID_BYTES, KEM_PUBLIC_BYTES, KEY_BYTES, MAX_CHAINS } from '../../protocol/limits.ts'
import { PREFIX_BYTES } from './frame-sizes.ts'
import { KEM_SEED_BYTES } from './primitives.ts'
import { secret, type Secret } from './secret.ts'

const SESSION_VERSION = 1
const key = fixed(KEY_BYTES)
const headerKey = secret('header', KEY_BYTES)

/** A receiving chain that was left: its header key still recognises late frames. */
const oldChain = struct({ chain: u32, headerKey })

const sendSide = struct({
  chainKey: optional(secret('sendChain', KEY_BYTES)),
  headerKey: optional(headerKey),
  nextHeaderKey: optional(headerKey),
  /** Number of the next message in the current chain. */
  count: u32,
  /** How many messages the chain before it had. */
  previous: u32,
})

const receiveSide = struct({
  /** How many receiving chains there have been; 0 before the first. Names the current one. */
  chain: u32,
  chainKey: optional(secret('receiveChain', KEY_BYTES)),
  headerKey: optional(headerKey),
  nextHeaderKey: optional(headerKey),
  count: u32,
  /** SHA-256 of ratchet key and slot: the same in every message of a chain. */
  binding: optional(key),
})

/** One session between two devices. `initiator` is the role, fixed for its life. */
export const sessionCodec = struct({
  version: u8,
  sid: fixed(ID_BYTES),
  initiator: flag,
  ad: key,
  rootKey: secret('root', KEY_BYTES),
  /** True when the next seal turns the ratchet first. */
  turn: flag,
  ownRatchet: optional(struct({ secret: secret('dh', KEY_BYTES), public: key })),
  /** Undefined only in a responder before its first message. */
  peerRatchet: optional(key),
  kemSeed: optional(secret('kemSeed', KEM_SEED_BYTES)),
  peerKem: optional(fixed(KEM_PUBLIC_BYTES)),
  slot: optional(fixed(KEM_PUBLIC_BYTES)),
  send: sendSide,
  receive: receiveSide,
  oldChains: list(oldChain, MAX_CHAINS),
  volatileSend: secret('volatile', KEY_BYTES),
  volatileReceive: secret('volatile', KEY_BYTES),
  /** The INIT prefix, repeated until the peer answers; undefined from then on. */
  prefix: optional(fixed(PREFIX_BYTES)),
})
export type Session = Of<typeof sessionCodec>

/** The row of a session. Its codec's `max` bounds it. */
export const encodeSession = (session: Session): Uint8Array => encode(sessionCodec, session)

/** Reads a session's row; throws Malformed for a damaged or later one. Keeps no view of `row`. */
export const decodeSession = (row: Uint8Array): Session => {
  const session = decode(sessionCodec, Uint8Array.from(row))
  if (session.version !== SESSION_VERSION) throw new Malformed('session version')
  return session
}

/** What both ends know when a session starts (PROTOCOL 7). */
export interface SessionStart {
  readonly initiator: boolean
  readonly sid: Uint8Array
  readonly ad: Uint8Array
  readonly root: Session['rootKey']
  readonly ownRatchet: Session['ownRatchet']
  readonly peerRatchet: Uint8Array | undefined
  readonly headers: { readonly send: Secret<'header'>; readonly receive: Secret<'header'> }
  readonly volatiles: {
    readonly send: Session['volatileSend']
    readonly receive: Session['volatileReceive']
  }
  readonly prefix: Uint8Array | undefined
}

/** The state at the start, before any message. */
export const startSession = (start: SessionStart): Session => ({
  version: SESSION_VERSION,
  sid: start.sid,
  initiator: start.initiator,
  ad: start.ad,
  rootKey: start.root,
  turn: start.initiator,
  ownRatchet: start.ownRatchet,
  peerRatchet: start.peerRatchet,
  kemSeed: undefined,
  peerKem: undefined,
  slot: undefined,
  send: {
    chainKey: undefined,
    headerKey: undefined,
    nextHeaderKey: start.headers.send,
    count: 0,
    previous: 0,
  },
  receive: {
    chain: 0,
    chainKey: undefined,
    headerKey: undefined,
    nextHeaderKey: start.headers.receive,
    count: 0,
    binding: undefined,
  },
  oldChains: [],
  volatileSend: start.volatiles.send,
  volatileReceive: start.volatiles.receive,
  prefix: start.prefix,
})

/** The session once its peer has answered: frames stop repeating the prefix. */
export const answered = (session: Session): Session =>
  session.prefix === undefined ? session : { ...session, prefix: undefined }

const byteStrings = (value: unknown, into: Set<Uint8Array>): void => {
  if (value instanceof Uint8Array) into.add(value)
  else if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) byteStrings(part, into)
  }
}

/**
 * Zeroes what `before` held and `after` no longer does. Call it once the row of `after` is durable and
 * nothing else uses `before`; the two must come from one another, not from separate reads.
 */
export const wipeReplaced = (before: Session, after: Session | undefined): void => {
  const old = new Set<Uint8Array>()
  const kept = new Set<Uint8Array>()
  byteStrings(before, old)
  byteStrings(after, kept)
  for (const bytes of old) if (!kept.has(bytes)) bytes.fill(0)
}
