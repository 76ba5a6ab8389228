// From a content to the exact bytes that will be deposited: count, seal, number, remember. Everything of one
// content changes in the draft of one decision, before any socket sees a byte (PROTOCOL 10.5).
import { contentCapacity, digest16, frameSizeFor, sealMessage, sha256 } from '../crypto/index.ts'
import { isZero, toHex } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import {
  DIGEST_BYTES,
  FORK_LEAP,
  ID_BYTES,
  MAX_ENVELOPE,
  SENT_DIGESTS_KEPT,
} from '../../protocol/limits.ts'
import {
  content,
  contentKind,
  hello,
  item,
  itemList,
  itemType,
  receipt,
  reset,
  type Item,
} from '../../protocol/message.ts'
import { receiptOf } from './receipts.ts'
import type { Draft } from './rows.ts'
import { activeSession } from './sessions.ts'
import { holds } from './standing.ts'
import { BLOCK, type DeviceRow, type PendingRow, type Rows, type SessionRow } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'

/** A content to be counted, receipted, and sent again until it is. */
export interface Outgoing {
  readonly id: Uint8Array
  readonly items: readonly Item[]
  readonly lamport: number
  readonly order: string
  /** A person wrote it: it is shown and may wake the friend's device. */
  readonly shown: boolean
}

const seqText = (seq: number): string => seq.toString(16).padStart(11, '0')
/** Row key of a frame. */
export const frameKey = (channel: string, seq: number): string => `${channel}/${seqText(seq)}`
/** Row key of an un-receipted content. */
export const pendingKey = (device: string, count: number): string =>
  `${device}/${count.toString(16).padStart(14, '0')}`

/** A random number for the first deposit of a channel: it tells the server nothing about age. */
export const firstSeq = (turn: Turn): number => {
  const drawn = turn.random.bytes(4)
  return 1 + new DataView(drawn.buffer, drawn.byteOffset).getUint32(0)
}

/** Says who I am and where this friend's device reaches me. */
export const helloItem = (draft: Draft, device: DeviceRow): Item => {
  const me = ownProfile(draft)
  const inward = device.inward ? draft.get('route', toHex(device.inward)) : undefined
  const routes =
    device.inward && inward
      ? [{ forDevice: device.device, friendId: device.inward, sendToken: inward.sendToken }]
      : []
  return {
    type: itemType.hello,
    body: encode(hello, { manifest: me.manifest, cardKey: me.cardKey, routes }),
  }
}

/** Counts a content for a device, keeps it until its receipt, and seals it if a session allows. */
export const queueContent = (turn: Turn, deviceKey: string, out: Outgoing): number => {
  const { draft, now } = turn
  const device = must(draft.get('device', deviceKey))
  const count = device.sendCount + 1
  draft.put('device', deviceKey, { ...device, sendCount: count })
  draft.put('pending', pendingKey(deviceKey, count), {
    id: out.id,
    count,
    person: device.person,
    order: out.order,
    items: encode(itemList, out.items),
    time: now,
    lamport: out.lamport,
    shown: out.shown,
    channel: '',
    seq: 0,
    stored: false,
    failed: false,
    sealed: 0,
  })
  sealPending(turn, deviceKey, pendingKey(deviceKey, count))
  return count
}

/** Seals an un-receipted content into the active session; leaves it waiting when there is none. */
export const sealPending = (turn: Turn, deviceKey: string, key: string): void => {
  const { draft } = turn
  const row = must(draft.get('pending', key))
  const items = decode(itemList, row.items)
  const head = {
    kind: contentKind.counted,
    id: row.id,
    time: row.time,
    count: row.count,
    lamport: row.lamport,
  }
  const placed = seal(turn, deviceKey, { head, items, pending: key, wake: row.shown })
  if (placed) draft.put('pending', key, { ...row, ...placed, sealed: turn.now })
}

/** A receipt of its own, when nothing else went that way in time. Gone once the server has it. */
export const sendReceipt = (turn: Turn, deviceKey: string): void => {
  const head = {
    kind: contentKind.uncounted,
    id: turn.random.bytes(ID_BYTES),
    time: turn.now,
    count: 0,
    lamport: 0,
  }
  seal(turn, deviceKey, { head, items: [], pending: '', wake: false })
}

interface Sealing {
  readonly head: {
    readonly kind: number
    readonly id: Uint8Array
    readonly time: number
    readonly count: number
    readonly lamport: number
  }
  readonly items: readonly Item[]
  readonly pending: string
  readonly wake: boolean
}

/** Items that nobody decides on. */
const keepsAlive: ReadonlySet<number> = new Set([
  itemType.hello,
  itemType.name,
  itemType.receipt,
  itemType.reset,
])

const seal = (
  turn: Turn,
  deviceKey: string,
  sealing: Sealing,
): { readonly channel: string; readonly seq: number } | undefined => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  // What a person wrote or did waits for their answer; what keeps the conversation alive goes on.
  const waits = sealing.items.some(({ type }) => !keepsAlive.has(type))
  if (waits && holds(draft, device.person)) return undefined
  const session = activeSession(draft, device)
  const channelKey = device.out ? toHex(device.out) : ''
  if (!session || !draft.get('channel', channelKey)) return undefined
  const bytes = contentBytes(turn, deviceKey, session, sealing)
  const sealed = sealMessage(session.state, bytes, turn.random)
  draft.put('session', device.active, { ...session, state: sealed.session })
  const seq = deposit(draft, channelKey, { ...sealing, bytes: sealed.frame })
  return { channel: channelKey, seq }
}

const manifestHash = (manifest: Uint8Array): Uint8Array => sha256(manifest).subarray(0, 16)

const contentBytes = (
  turn: Turn,
  deviceKey: string,
  session: SessionRow,
  { head, items }: Sealing,
): Uint8Array => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const person = must(draft.get('person', device.person))
  const init = session.state.prefix !== undefined
  const all: Item[] = [...items]
  if (init && !items.some(({ type }) => type === itemType.hello))
    all.unshift(helloItem(draft, device))
  if (init && session.reset) {
    const body = encode(reset, { lastMessage: device.lastMessage, failures: device.failures })
    all.push({ type: itemType.reset, body })
  }
  const fullHead = {
    version: 1,
    ...head,
    ownManifest: manifestHash(ownProfile(draft).manifest),
    peerManifest: manifestHash(person.manifest),
  }
  const alone = encode(content, { head: fullHead, items: all })
  const receiptOnly = head.kind === contentKind.uncounted
  if (!receiptOnly && !device.receiptOwed) return alone
  const owed = receiptItem(device)
  const length = alone.length + encode(item, owed).length
  const most = contentCapacity(receiptOnly ? MAX_ENVELOPE : frameSizeFor(alone.length, init), init)
  // A receipt rides along only where it costs no larger frame.
  if (length > most) return alone
  draft.put('device', deviceKey, { ...device, receiptOwed: false })
  return encode(content, { head: fullHead, items: [...all, owed] })
}

const receiptItem = (device: DeviceRow): Item => ({
  type: itemType.receipt,
  body: encode(receipt, receiptOf({ upTo: device.receivedUpTo, above: device.receivedAbove })),
})

/** Numbers a frame and keeps its bytes and its digest. */
const deposit = (
  draft: Draft,
  channelKey: string,
  { bytes, pending, wake }: Rows['frame'],
): number => {
  const channel = must(draft.get('channel', channelKey))
  const seq = channel.nextSeq
  draft.put('frame', frameKey(channelKey, seq), { bytes, pending, wake })
  draft.put('channel', channelKey, { ...channel, nextSeq: seq + 1 })
  rememberDigest(draft, channelKey, seq, digest16(bytes))
  return seq
}

/** Notes what the server holds under a number of this channel. */
export const rememberDigest = (
  draft: Draft,
  channel: string,
  seq: number,
  digest: Uint8Array,
): void => {
  const block = Math.floor(seq / BLOCK)
  const key = `${channel}/${block}`
  const digests = Uint8Array.from(
    draft.get('sent', key)?.digests ?? new Uint8Array(BLOCK * DIGEST_BYTES),
  )
  digests.set(digest, (seq % BLOCK) * DIGEST_BYTES)
  draft.put('sent', key, { digests })
  if (seq % BLOCK === 0) {
    draft.delete('sent', `${channel}/${block - Math.ceil(SENT_DIGESTS_KEPT / BLOCK) - 1}`)
  }
}

/** The digest of an own deposit, if it is among the last SENT_DIGESTS_KEPT. */
export const sentDigest = (draft: Draft, channel: string, seq: number): Uint8Array | undefined => {
  const block = draft.get('sent', `${channel}/${Math.floor(seq / BLOCK)}`)
  const at = (seq % BLOCK) * DIGEST_BYTES
  const digest = block?.digests.subarray(at, at + DIGEST_BYTES)
  return digest && !isZero(digest) ? digest : undefined
}

/** Takes a frame out of its place and deposits the same bytes anew, behind all others of `to`. */
export const depositAgain = (
  draft: Draft,
  from: { readonly channel: string; readonly seq: number },
  to: string,
): void => {
  const row = draft.get('frame', frameKey(from.channel, from.seq))
  if (!row || !draft.get('channel', to)) return
  draft.delete('frame', frameKey(from.channel, from.seq))
  const seq = deposit(draft, to, row)
  const pending = row.pending === '' ? undefined : draft.get('pending', row.pending)
  if (!pending) return
  const old = draft.get('channel', from.channel)
  const stored = pending.stored || (old !== undefined && from.seq <= old.storedUpTo)
  draft.put('pending', row.pending, { ...pending, channel: to, seq, stored })
}

/** Un-receipted contents of a device, in the order they were written. */
export const pendingOf = (draft: Draft, deviceKey: string) =>
  draft.entries('pending', `${deviceKey}/`).toSorted(([a], [b]) => (a < b ? -1 : 1))

/** Drops a content's frame, wherever it lies. */
export const dropFrame = (
  draft: Draft,
  row: { readonly channel: string; readonly seq: number },
): void => {
  if (row.channel !== '') draft.delete('frame', frameKey(row.channel, row.seq))
}

/** Seals every un-receipted content of a device again, in the session that is active now. */
export const sealAllAgain = (turn: Turn, deviceKey: string): void => {
  const { draft } = turn
  // The frames that are dropped may carry a receipt that nobody else will bring.
  const device = must(draft.get('device', deviceKey))
  draft.put('device', deviceKey, { ...device, receiptOwed: true })
  for (const [key, row] of pendingOf(draft, deviceKey)) {
    if (!row.failed) sealAgain(turn, deviceKey, key, row)
  }
}

/** Seals a content again in the session that is active now, under its id and count. */
export const sealAgain = (turn: Turn, deviceKey: string, key: string, row: PendingRow): void => {
  const { draft } = turn
  const old = draft.get('channel', row.channel)
  const stored = row.stored || (old !== undefined && row.seq <= old.storedUpTo)
  dropFrame(draft, row)
  draft.put('pending', key, { ...row, channel: '', seq: 0, stored })
  sealPending(turn, deviceKey, key)
}

/**
 * After a fork: takes every un-receipted content out of its place and gives it a count that no copy used, so
 * that a receipt for the other copy's content is never taken for this one's. Beyond FORK_LEAP chance keeps
 * copies apart. `above`: a count known to be used.
 */
export const countAgain = (turn: Turn, deviceKey: string, above = 0): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  let count = Math.max(device.sendCount, above) + FORK_LEAP + firstSeq(turn)
  for (const [key, row] of pendingOf(draft, deviceKey)) {
    dropFrame(draft, row)
    count += 1
    draft.put('pending', key, { ...row, count, channel: '', seq: 0 })
  }
  draft.put('device', deviceKey, { ...device, sendCount: count, receiptOwed: true })
}
