// What a content that opened means: counts, history, names, routes, receipts, resets (PROTOCOL 8 and 10).
// Everything in it was written by a friend, and friends may be malicious.
import { fromUtf8 } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { DAY, ID_BYTES, MAX_TEXT_BYTES, MESSAGE_ID_LIFE } from '../../protocol/limits.ts'
import {
  checkHead,
  checkReceipt,
  contentKind,
  hello,
  itemType,
  receipt,
  type Content,
  type Item,
  type Receipt,
} from '../../protocol/message.ts'
import { addValue, dropBlocks, hasValue, type Blocks } from './blocks.ts'
import { claimName } from './claims.ts'
import { addMessage, orderOf } from './history.ts'
import { noteLosses } from './losses.ts'
import { shownName } from './name.ts'
import { applyReceipt } from './receipted.ts'
import { applyHello } from './people.ts'
import { addCount } from './receipts.ts'
import type { PersonRow } from './tables.ts'
import { must, type Turn } from './turn.ts'

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
  if (counted) show(turn, person, deviceKey, said)
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

const show = (turn: Turn, person: string, deviceKey: string, { head, items }: Content): void => {
  const text = items.find(({ type }) => type === itemType.text)
  const needsNewer = items.some(({ type }) => !KNOWN_ITEMS.has(type))
  if (!text && !needsNewer) return
  const words = text && text.body.length <= MAX_TEXT_BYTES ? fromUtf8(text.body) : undefined
  const row = must(turn.draft.get('person', person))
  const lamport = Math.min(head.lamport, row.lamport + LAMPORT_LEAP, LAMPORT_MOST)
  const { device } = must(turn.draft.get('device', deviceKey))
  addMessage(turn, {
    person,
    order: orderOf(lamport, device, head.id),
    lamport,
    row: {
      id: Uint8Array.from(head.id),
      mine: false,
      text: words ?? '',
      time: head.time,
      pending: '',
      needsNewer: needsNewer || words === undefined,
    },
  })
}
