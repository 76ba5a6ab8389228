// What a content that opened means: counts, history, names, routes, receipts, resets (PROTOCOL 8 and 10).
// Everything in it was written by a friend, and friends may be malicious.
import { equalBytes, fromUtf8 } from '../../protocol/bytes.ts'
import { decode, type Of } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  DAY,
  ID_BYTES,
  MAX_SMALL_SIDE,
  MAX_TEXT_BYTES,
  MAX_TIMER,
  MESSAGE_ID_LIFE,
} from '../../protocol/limits.ts'
import {
  attachment,
  checkHead,
  checkReceipt,
  contentKind,
  expiry,
  hello,
  itemType,
  picture,
  receipt,
  target,
  timer,
  type Content,
  type Item,
  type Receipt,
  type Target,
} from '../../protocol/message.ts'
import { addValue, dropBlocks, hasValue, type Blocks } from './blocks.ts'
import { claimName } from './claims.ts'
import { applyChange, isChange, withLate } from './changes.ts'
import { addMessage, bareRow, messageKey, orderOf, orderOfTarget } from './history.ts'
import { eventKind } from './kinds.ts'
import { lookAfter } from './look-after.ts'
import { noteLosses } from './losses.ts'
import { shownName } from './name.ts'
import { applyReceipt } from './receipted.ts'
import { applyHello } from './people.ts'
import { addCount } from './receipts.ts'
import type { MessageRow, PersonRow } from './tables.ts'
import { smallPicture } from './webp.ts'
import { must, ownProfile, type Turn } from './turn.ts'

/** How far a friend may push the order of a conversation forward at once. */
const LAMPORT_LEAP = 2 ** 32
/** Leaves room for every message that this side will ever write after it. */
const LAMPORT_MOST = 2 ** 52
const KNOWN_ITEMS: ReadonlySet<number> = new Set(Object.values(itemType))

/** Applies one content of a friend's device. Throws Malformed for one that breaks the rules. */
export const applyContent = (turn: Turn, deviceKey: string, said: Content): void => {
  checkHead(said.head)
  const counted = said.head.kind === contentKind.counted
  if (counted) countArrived(turn, deviceKey, said)
  const { draft } = turn
  const { person } = must(draft.get('device', deviceKey))
  if (counted && !firstTime(turn, person, said.head.id)) {
    applyControl(turn, deviceKey, said.items)
    return
  }
  applyControl(turn, deviceKey, said.items)
  if (!counted) return
  show(turn, person, deviceKey, said)
  applyActs(turn, person, said)
}

const countArrived = (turn: Turn, deviceKey: string, { head }: Content): void => {
  const device = must(turn.draft.get('device', deviceKey))
  const arrived = addCount({ upTo: device.receivedUpTo, above: device.receivedAbove }, head.count)
  turn.draft.put('device', deviceKey, {
    ...device,
    receivedUpTo: arrived.upTo,
    receivedAbove: arrived.above,
    receiptOwed: true,
    lastMessage: Uint8Array.from(head.id),
    answered: true,
    peerTime: head.time,
    peerTimeAt: turn.now,
  })
  noteLosses(turn, deviceKey)
}

/** Blocks of message ids of one person. */
export const knownBlocks = (key: string, person: PersonRow): Blocks => ({
  table: 'known',
  prefix: key,
  width: ID_BYTES,
  from: person.knownFrom,
  to: person.knownTo,
})

/** True for a message id not seen before; remembers it for MESSAGE_ID_LIFE. */
export const firstTime = (turn: Turn, key: string, id: Uint8Array): boolean => {
  const { draft, now } = turn
  const person = must(draft.get('person', key))
  const blocks = knownBlocks(key, person)
  if (hasValue(draft, blocks, id)) return false
  const { to } = addValue(draft, blocks, id, now)
  const from = dropBlocks(draft, { ...blocks, to }, (_, time) => now - time > MESSAGE_ID_LIFE + DAY)
  draft.put('person', key, { ...person, knownFrom: from, knownTo: to })
  return true
}

/** Items that steer: applied also when the content was seen before, since each is harmless to repeat. */
const applyControl = (turn: Turn, deviceKey: string, items: readonly Item[]): void => {
  const { draft } = turn
  const { person } = must(draft.get('device', deviceKey))
  for (const { type, body } of items) {
    if (type === itemType.receipt) applyReceipt(turn, deviceKey, readReceipt(body))
    else if (type === itemType.hello) applyHello(turn, deviceKey, decode(hello, body))
    else if (type === itemType.name) {
      rename(turn, person, shownName(fromUtf8(body) ?? ''))
    }
  }
}

const rename = (turn: Turn, person: string, name: string): void => {
  const row = must(turn.draft.get('person', person))
  if (row.name === name) return
  turn.draft.put('person', person, { ...row, name })
  claimName(turn, person, name)
}

const readReceipt = (body: Uint8Array): Receipt => {
  const named = decode(receipt, body)
  checkReceipt(named)
  return named
}

/** Items that are the message itself, or say something about it. */
const ofMessage: ReadonlySet<number> = new Set([itemType.text, itemType.attachment, itemType.timer])

/** A content's lamport, or as far as a friend may push the order of a conversation at once. */
const lamportOf = (turn: Turn, person: string, { head }: Content): number => {
  const row = must(turn.draft.get('person', person))
  return Math.min(head.lamport, row.lamport + LAMPORT_LEAP, LAMPORT_MOST)
}

const show = (turn: Turn, person: string, deviceKey: string, said: Content): void => {
  const { head, items } = said
  const needsNewer = items.some(({ type }) => !KNOWN_ITEMS.has(type))
  if (!needsNewer && !items.some(({ type }) => ofMessage.has(type))) return
  const lamport = lamportOf(turn, person, said)
  const { device } = must(turn.draft.get('device', deviceKey))
  const order = orderOf(lamport, device, head.id)
  const place = messageKey(person, order)
  const row = withLate(turn, place, messageOf(said, needsNewer))
  addMessage(turn, { person, order, lamport, row })
  if (row.attachment) lookAfter(turn, place, row.attachment)
}

/** The row that a content makes. Throws Malformed for an item that is not what its type says. */
const messageOf = ({ head, items }: Content, unknown: boolean): MessageRow => {
  const bodyOf = (type: number): Uint8Array | undefined =>
    items.find((item) => item.type === type)?.body
  const text = wordsOf(bodyOf(itemType.text))
  const answered = bodyOf(itemType.reply)
  const lasting = bodyOf(itemType.expiry)
  const attached = bodyOf(itemType.attachment)
  const set = bodyOf(itemType.timer)
  return {
    ...bareRow,
    id: Uint8Array.from(head.id),
    mine: false,
    text: text ?? '',
    time: head.time,
    needsNewer: unknown || text === undefined,
    reply: answered ? orderOfTarget(decode(target, answered)) : '',
    forwarded: isForwarded(bodyOf(itemType.forwarded)),
    lasts: lasting ? lastingOf(decode(expiry, lasting).seconds) : 0,
    attachment: attachedIn(attached),
    event: set ? eventKind.timer : 0,
    eventValue: set ? lastingOf(decode(timer, set).seconds) : 0,
  }
}

/** The text of a body, empty when there is none; undefined for one that cannot be shown. */
const wordsOf = (body: Uint8Array | undefined): string | undefined => {
  if (!body) return ''
  return body.length <= MAX_TEXT_BYTES ? fromUtf8(body) : undefined
}
const attachedIn = (body: Uint8Array | undefined): MessageRow['attachment'] => {
  if (!body) return undefined
  const told = decode(attachment, body)
  return { ...told, thumbnail: smallPicture(told.thumbnail, MAX_SMALL_SIDE) }
}

const isForwarded = (body: Uint8Array | undefined): boolean => {
  if (body && body.length > 0) throw new Malformed('forwarded says nothing more')
  return body !== undefined
}

const lastingOf = (seconds: number): number => Math.min(seconds, MAX_TIMER / 1_000)

/** What a content does to the conversation and to what stands in it already. */
const applyActs = (turn: Turn, person: string, said: Content): void => {
  const at = lamportOf(turn, person, said)
  for (const item of said.items) {
    if (isChange(item)) applyChange(turn, person, { item, mine: false, at, time: said.head.time })
    else if (item.type === itemType.read) theyRead(turn, person, decode(target, item.body))
    else if (item.type === itemType.timer) setTimer(turn, person, decode(timer, item.body), at)
    else if (item.type === itemType.picture) keepPicture(turn, person, decode(picture, item.body))
  }
  const row = must(turn.draft.get('person', person))
  if (at > row.lamport) turn.draft.put('person', person, { ...row, lamport: at })
}

/** They have seen own messages up to this one. What was never written cannot have been read. */
const theyRead = ({ draft }: Turn, person: string, seen: Target): void => {
  const row = must(draft.get('person', person))
  const order = orderOfTarget(seen)
  const own = equalBytes(seen.device, ownProfile(draft).device.device)
  if (!own || seen.lamport > row.lamport || order <= row.theyRead) return
  draft.put('person', person, { ...row, theyRead: order })
}

/** The conversation's messages stay so long from here on; the newest word counts. */
const setTimer = (
  { draft }: Turn,
  person: string,
  { seconds }: { readonly seconds: number },
  at: number,
): void => {
  const row = must(draft.get('person', person))
  if (at <= row.timerAt) return
  draft.put('person', person, { ...row, timer: lastingOf(seconds), timerAt: at })
}

const keepPicture = ({ draft, now }: Turn, person: string, { webp }: Of<typeof picture>): void => {
  const shown = smallPicture(webp, MAX_SMALL_SIDE)
  if (shown.length > 0) draft.put('picture', person, { webp: shown, time: now })
  else if (draft.get('picture', person)) draft.delete('picture', person)
}
