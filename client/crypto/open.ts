// Opening a frame (PROTOCOL 9.2): which chain it belongs to, the bounds before any key is derived, the
// keys of messages that have not come yet. Pure and total: on any failure the session stays as it was,
// and nothing tells apart why a frame did not open.
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { MAX_SKIP } from '../../protocol/limits.ts'
import { isFrameSize, PREFIX_BYTES, SEALED_HEADER_BYTES, unpadContent } from './frame-sizes.ts'
import { bindingOf, HEADER_VERSION, openHeader, type MessageHeader } from './header.ts'
import { chainStep, deriveBodyKey } from './kdf.ts'
import { BOX_TAG_BYTES, secretboxOpen } from './primitives.ts'
import { turnReceiving } from './ratchet.ts'
import { wipe, type Secret } from './secret.ts'
import { answered, type Session } from './session.ts'
import {
  isExpired,
  settleSkipped,
  skippedName,
  type SkippedChange,
  type SkippedKey,
  type SkippedKeys,
} from './skipped.ts'

const BODY_MIN = BOX_TAG_BYTES + 4

/** What came of a frame. `behind` is set when the current chain is already past this number. */
export type Opening =
  | ({
      readonly is: 'opened'
      readonly session: Session
      readonly content: Uint8Array
    } & SkippedChange)
  | { readonly is: 'notMine' }
  | { readonly is: 'unreadable'; readonly behind: number | undefined }

const NOT_MINE: Opening = { is: 'notMine' }

type Found =
  | { readonly in: 'current' | 'next'; readonly header: MessageHeader }
  | { readonly in: 'old'; readonly header: MessageHeader; readonly chain: number }

const findChain = (session: Session, sealed: Uint8Array): Found | undefined => {
  const current = openHeader(session.receive.headerKey, sealed)
  if (current) return { in: 'current', header: current }
  const next = openHeader(session.receive.nextHeaderKey, sealed)
  if (next) return { in: 'next', header: next }
  for (const { chain, headerKey } of session.oldChains) {
    const header = openHeader(headerKey, sealed)
    if (header) return { in: 'old', header, chain }
  }
  return undefined
}

/** A chain while it is stepped forward: where it stands and which keys it left behind. */
interface Walk {
  readonly session: Session
  readonly added: readonly SkippedKey[]
}

// Steps the receiving chain up to `number`, which the caller has bounded, and keeps what it passes.
const skipTo = (session: Session, number: number, now: number): Walk => {
  const { receive, sid } = session
  let chainKey: Uint8Array | undefined = receive.chainKey
  if (!chainKey || number <= receive.count) return { session, added: [] }
  const added: SkippedKey[] = []
  for (let at = receive.count; at < number; at++) {
    const { messageKey, next } = chainStep(chainKey)
    added.push({ sid, chain: receive.chain, number: at, key: messageKey, stored: now })
    if (at > receive.count) wipe(chainKey)
    chainKey = next
  }
  return { session: { ...session, receive: { ...receive, chainKey, count: number } }, added }
}

// All bounds before any key is derived: a friend's counter must not cost more than MAX_SKIP steps.
const receiveStep = (session: Session, header: MessageHeader, now: number): Walk => {
  const { count, chainKey } = session.receive
  if (chainKey ? header.previous < count : header.previous !== 0) throw new Malformed('previous')
  const gap = header.previous - count + header.number
  if (gap > MAX_SKIP) throw new Malformed('gap')
  const rest = skipTo(session, header.previous, now)
  const turned = skipTo(turnReceiving(rest.session, header), header.number, now)
  return { session: turned.session, added: [...rest.added, ...turned.added] }
}

const continueChain = (session: Session, header: MessageHeader, now: number): Walk => {
  const { binding, count } = session.receive
  if (!binding || !equalBytes(binding, bindingOf(header))) throw new Malformed('binding')
  if (header.number - count > MAX_SKIP) throw new Malformed('gap')
  return skipTo(session, header.number, now)
}

const openBody = (
  messageKey: Secret<'message'>,
  ad: Uint8Array,
  sealedHeader: Uint8Array,
  sealedBody: Uint8Array,
): Uint8Array => {
  const body = deriveBodyKey(messageKey, ad, sealedHeader)
  const padded = secretboxOpen(body.key, body.nonce, sealedBody)
  wipe(body.key)
  if (!padded) throw new Malformed('body')
  const content = unpadContent(padded)
  wipe(padded)
  return content
}

/** Everything one frame needs besides the session. */
interface Incoming {
  readonly sealedHeader: Uint8Array
  readonly sealedBody: Uint8Array
  readonly skipped: SkippedKeys
  readonly now: number
}

const openSkipped = (session: Session, chain: number, number: number, from: Incoming): Opening => {
  const row = from.skipped.get(skippedName(chain, number))
  if (!row || isExpired(row, from.now)) throw new Malformed('no message key')
  const content = openBody(row.key, session.ad, from.sealedHeader, from.sealedBody)
  return { is: 'opened', session: answered(session), content, added: [], removed: [row] }
}

const openNew = (walk: Walk, from: Incoming): Opening => {
  const { receive, ad } = walk.session
  if (!receive.chainKey) throw new Malformed('chain')
  const { messageKey, next } = chainStep(receive.chainKey)
  const content = openBody(messageKey, ad, from.sealedHeader, from.sealedBody)
  wipe(messageKey)
  const session = answered({
    ...walk.session,
    receive: { ...receive, chainKey: next, count: receive.count + 1 },
  })
  const known = new Set([receive.chain, ...session.oldChains.map(({ chain }) => chain)])
  const change = settleSkipped(from.skipped, walk.added, (row) => !known.has(row.chain))
  return { is: 'opened', session, content, ...change }
}

const openFound = (session: Session, found: Found, from: Incoming): Opening => {
  const { header } = found
  if (header.version !== HEADER_VERSION) throw new Malformed('header version')
  if (found.in === 'old') return openSkipped(session, found.chain, header.number, from)
  if (found.in === 'next') return openNew(receiveStep(session, header, from.now), from)
  if (header.number >= session.receive.count) {
    return openNew(continueChain(session, header, from.now), from)
  }
  return openSkipped(session, session.receive.chain, header.number, from)
}

const behindOf = (session: Session, found: Found): number | undefined =>
  found.in === 'current' && found.header.number < session.receive.count
    ? session.receive.count - found.header.number
    : undefined

const openSealed = (
  session: Session,
  skipped: SkippedKeys,
  sealed: Uint8Array,
  now: number,
): Opening => {
  if (sealed.length < SEALED_HEADER_BYTES + BODY_MIN) return NOT_MINE
  const sealedHeader = sealed.subarray(0, SEALED_HEADER_BYTES)
  const found = findChain(session, sealedHeader)
  if (!found) return NOT_MINE
  const sealedBody = sealed.subarray(SEALED_HEADER_BYTES)
  try {
    return openFound(session, found, { sealedHeader, sealedBody, skipped, now })
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    return { is: 'unreadable', behind: behindOf(session, found) }
  }
}

/**
 * Opens an ordinary frame. `skipped` are this session's keys; `now` in ms dates new ones. Total: any
 * bytes give an outcome, and unless it is `opened` the session stays the one passed in.
 */
export const openMessage = (
  session: Session,
  skipped: SkippedKeys,
  frame: Uint8Array,
  now: number,
): Opening =>
  isFrameSize(frame.length, false) ? openSealed(session, skipped, plainBytes(frame), now) : NOT_MINE

/** As `openMessage`, for an INIT frame whose ephemeral key belongs to this session already. */
export const openInitMessage = (
  session: Session,
  skipped: SkippedKeys,
  frame: Uint8Array,
  now: number,
): Opening =>
  isFrameSize(frame.length, true)
    ? openSealed(session, skipped, plainBytes(frame).subarray(PREFIX_BYTES), now)
    : NOT_MINE
