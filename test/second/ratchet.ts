// Second implementation: sealing and opening in a session, PROTOCOL 9.1.
// Each verb takes a state and returns the next; a refused frame leaves the old one in use.
import { type Bytes, Refused, isZero, join, label, must, number, same, zeros } from './bytes.ts'
import {
  type Source,
  box,
  checkKemKey,
  decaps,
  dhPair,
  encaps,
  hkdf,
  hmac,
  kemPair,
  seal,
  sha256,
  split,
  unbox,
  unseal,
} from './crypto.ts'
import { PREFIX } from './handshake.ts'
import { type Chain, type State, ratchetStep } from './session.ts'
import { type Of, decode, raw, ruled, struct, u32, u8 } from './shape.ts'

const SIZES = [2048, 4096, 8192, 16_384, 32_768, 65_536]
const SEALED_HEADER = 1265
const TAG = 16
const MAX_SKIP = 1000
const MAX_SKIPPED = 2000
const MAX_CHAINS = 5

const headerFields = struct({
  version: u8,
  ratchetKey: raw(32),
  slot: raw(1184),
  previous: u32,
  number: u32,
})
const header = ruled(headerFields, (value) => value.version === 1, 'version')
type Header = Of<typeof header>

const EMPTY = zeros(0)

/** The smallest frame that holds a content of this length. */
const frameFor = (content: number, prefixed: boolean): number => {
  const need = (prefixed ? PREFIX : 0) + SEALED_HEADER + TAG + 4 + content
  const size = SIZES.find((one) => one >= need && (!prefixed || one >= 4096))
  must(size !== undefined, 'content too long')
  return size
}

/** B's ratchet key and KEM message, or A's ratchet key and KEM seed, in that order of draws. */
const sendStep = (source: Source, state: State): State => {
  must(state.peer !== null, 'nothing to send to')
  const own = dhPair(source.bytes(32))
  const { peer, root } = state
  let slot: Bytes
  let ss: Bytes | null = null
  let kemSecret: Bytes | null = null
  if (state.role === 'A') {
    const pair = kemPair(source.bytes(64))
    slot = pair.public
    kemSecret = pair.secret
  } else {
    must(state.kemKey !== null, 'no KEM key of the peer')
    const made = encaps(state.kemKey, source.bytes(32))
    slot = join(made.ct, zeros(96))
    ss = made.ss
  }
  const [next = EMPTY, key = EMPTY, nextSendHeader = EMPTY] = ratchetStep({
    root,
    own: own.secret,
    theirs: peer,
    ss,
    words: [own.public, peer, slot],
  })
  return {
    ...state,
    root: next,
    own,
    kemSecret,
    kemKey: null,
    nextSendHeader,
    turn: false,
    sending: { headerKey: state.nextSendHeader, key, slot, previous: state.sent },
    sent: 0,
  }
}

const bodyKey = (ad: Bytes, sealedHeader: Bytes, mk: Bytes): readonly [Bytes, Bytes] => {
  const [key = EMPTY, nonce = EMPTY] = split(
    hkdf(sha256(ad, sealedHeader), mk, label('sotto/v1/msg'), 56),
    32,
    24,
  )
  return [key, nonce]
}

/** What a misbehaving peer does to its own frames, for tests of refusals. */
export interface Bend {
  readonly header?: (value: Header) => Header
  readonly padded?: (value: Bytes) => Bytes
}

/** One frame. Draws: those of a send step when it is this side's turn, then the header's nonce 24. */
export const sealFrame = (
  source: Source,
  before: State,
  content: Bytes,
  bend: Bend = {},
): { readonly state: State; readonly frame: Bytes } => {
  const state = before.turn ? sendStep(source, before) : before
  const { sending, own } = state
  must(sending !== null && own !== null, 'no sending chain')
  const value: Header = {
    version: 1,
    ratchetKey: own.public,
    slot: sending.slot,
    previous: sending.previous,
    number: state.sent,
  }
  const words = headerFields.write(bend.header?.(value) ?? value)
  const sealedHeader = seal(source, sending.headerKey, words)
  const [key, nonce] = bodyKey(state.ad, sealedHeader, hmac(sending.key, number(1, 1)))
  const prefix = state.prefix ?? EMPTY
  const size = frameFor(content.length, prefix.length > 0)
  const room = size - prefix.length - SEALED_HEADER - TAG - 4
  const padded = join(number(4, content.length), content, zeros(room - content.length))
  return {
    state: {
      ...state,
      sent: state.sent + 1,
      sending: { ...sending, key: hmac(sending.key, number(1, 2)) },
    },
    frame: join(prefix, sealedHeader, box(key, nonce, bend.padded?.(padded) ?? padded)),
  }
}

const openHeader = (key: Bytes, sealed: Bytes): Header | null => {
  let words: Bytes
  try {
    words = unseal(key, sealed)
  } catch {
    return null
  }
  return decode(header, words)
}

/** Derives keys up to number `to`, keeping those passed over. */
const skipTo = (chain: Chain, to: number): Chain => {
  const skipped = new Map(chain.skipped)
  let key = chain.key
  for (let at = chain.next; at < to; at += 1) {
    skipped.set(at, hmac(key, number(1, 1)))
    key = hmac(key, number(1, 2))
  }
  return { ...chain, key, next: Math.max(chain.next, to), skipped }
}

/** At most 2,000 skipped keys in a session, the oldest dropped first. */
const trimmed = (state: State): State => {
  const chains = [...state.older.toReversed(), ...(state.receiving ? [state.receiving] : [])]
  const total = chains.reduce((sum, chain) => sum + chain.skipped.size, 0)
  let over = total - MAX_SKIPPED
  if (over <= 0) return state
  const kept = chains.map((chain): Chain => {
    const drop = Math.min(Math.max(over, 0), chain.skipped.size)
    over -= drop
    return { ...chain, skipped: new Map([...chain.skipped].slice(drop)) }
  })
  return { ...state, receiving: kept.at(-1) ?? null, older: kept.slice(0, -1).toReversed() }
}

const receiveStep = (state: State, found: Header): State => {
  const { own, receiving, role } = state
  const last = receiving?.next ?? 0
  must(receiving === null ? found.previous === 0 : found.previous >= last, 'PN below Nr')
  must(found.previous - last + found.number <= MAX_SKIP, 'too many skipped')
  must(own !== null, 'nothing was sent yet')
  let ss: Bytes | null = null
  let kemKey: Bytes | null = null
  if (role === 'A') {
    must(state.kemSecret !== null && isZero(found.slot.slice(1088)), 'slot')
    ss = decaps(state.kemSecret, found.slot.slice(0, 1088))
  } else kemKey = checkKemKey(found.slot)
  const [root = EMPTY, key = EMPTY, nextReceiveHeader = EMPTY] = ratchetStep({
    root: state.root,
    own: own.secret,
    theirs: found.ratchetKey,
    ss,
    words: [found.ratchetKey, own.public, found.slot],
  })
  const { ratchetKey, slot } = found
  const headerKey = state.nextReceiveHeader
  const old = receiving === null ? [] : [skipTo(receiving, found.previous)]
  return {
    ...state,
    root,
    peer: ratchetKey,
    kemSecret: null,
    kemKey,
    nextReceiveHeader,
    turn: true,
    receiving: { headerKey, key, next: 0, ratchetKey, slot, skipped: new Map() },
    older: [...old, ...state.older].slice(0, MAX_CHAINS),
  }
}

const openBody = (ad: Bytes, sealedHeader: Bytes, mk: Bytes, rest: Bytes): Bytes => {
  const [key, nonce] = bodyKey(ad, sealedHeader, mk)
  const padded = unbox(key, nonce, rest)
  const length = new DataView(padded.buffer, padded.byteOffset).getUint32(0)
  must(length <= padded.length - 4 && isZero(padded.slice(4 + length)), 'padding')
  return padded.slice(4, 4 + length)
}

/** Takes the key of message `n` of a chain out of it. */
const takeKey = (chain: Chain, n: number): { readonly mk: Bytes; readonly chain: Chain } => {
  if (n < chain.next) {
    const mk = chain.skipped.get(n)
    must(mk !== undefined, 'message key is gone')
    const skipped = new Map(chain.skipped)
    skipped.delete(n)
    return { mk, chain: { ...chain, skipped } }
  }
  const at = skipTo(chain, n)
  const mk = hmac(at.key, number(1, 1))
  return { mk, chain: { ...at, key: hmac(at.key, number(1, 2)), next: n + 1 } }
}

/** Finds the chain of a frame and its message key, and the state with that key taken. */
const locate = (state: State, sealed: Bytes): { readonly mk: Bytes; readonly state: State } => {
  const { receiving } = state
  const here = receiving && openHeader(receiving.headerKey, sealed)
  if (receiving && here) {
    const fits = same(here.ratchetKey, receiving.ratchetKey) && same(here.slot, receiving.slot)
    must(fits, 'another key in the same chain')
    must(here.number - receiving.next <= MAX_SKIP, 'too many skipped')
    const { mk, chain } = takeKey(receiving, here.number)
    return { mk, state: { ...state, receiving: chain } }
  }
  const next = openHeader(state.nextReceiveHeader, sealed)
  if (next) {
    const stepped = receiveStep(state, next)
    must(stepped.receiving !== null, 'no chain')
    const { mk, chain } = takeKey(stepped.receiving, next.number)
    return { mk, state: { ...stepped, receiving: chain } }
  }
  for (const [index, old] of state.older.entries()) {
    const found = openHeader(old.headerKey, sealed)
    if (!found) continue
    must(found.number < old.next, 'beyond the end of its chain')
    const { mk, chain } = takeKey(old, found.number)
    return { mk, state: { ...state, older: state.older.with(index, chain) } }
  }
  throw new Refused('nothing opens')
}

/** Content of a frame (without its prefix, when `prefixed`), and the next state. Throws Refused. */
export const openFrame = (
  before: State,
  frame: Bytes,
  prefixed = false,
): { readonly state: State; readonly content: Bytes } => {
  must(SIZES.includes(frame.length) && (!prefixed || frame.length >= 4096), 'size of a frame')
  const inner = prefixed ? frame.slice(PREFIX) : frame
  const sealed = inner.slice(0, SEALED_HEADER)
  const { mk, state } = locate(before, sealed)
  const content = openBody(before.ad, sealed, mk, inner.slice(SEALED_HEADER))
  // The first body of B that opens ends the repetition of the prefix.
  return { state: trimmed({ ...state, prefix: null }), content }
}
