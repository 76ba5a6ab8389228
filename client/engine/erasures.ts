// Deleting messages. Here: the row is gone from the disk, and the list shows the message before it. For both:
// only own ones, and the friend's device does it when it hears of it (PROTOCOL 8.1). What still waits is
// withdrawn: its count goes to a content that says no word of it, so that the friend misses nothing.
import { equalBytes, toHex } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { ID_BYTES } from '../../protocol/limits.ts'
import { itemList, itemType, target, type Item } from '../../protocol/message.ts'
import { makeChange } from './acts.ts'
import { applyChange } from './changes.ts'
import { DONE, refused } from './commands.ts'
import { isStored, messageKey, previewOf, targetOf } from './history.ts'
import { lineKindNumber } from './kinds.ts'
import { lookAfter } from './look-after.ts'
import { MAX_AT_ONCE } from './markings.ts'
import { dropFrame, sealPending } from './outgoing.ts'
import type { Profile } from './rows.ts'
import type { Runner } from './runner.ts'
import type { MessageRow, PendingRow } from './tables.ts'
import { must, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'
import { whyNotTo } from './writing.ts'

type Erase = Extract<Command, { type: 'erase' }>

/** Read before the decision, which can not search the history. */
interface Around {
  /** Keys of the newest messages, newest first: the last line is the first of them that stays. */
  readonly newest: readonly string[]
  /** Those of the orders that count as unread. */
  readonly unread: number
}

/** Rows read at a time to see how many messages came behind one. */
const STEP = 500

/** Deletes messages, here or for both. Refused as a whole when one of them can not be. */
export const eraseMessages = async (
  profile: Profile,
  change: Runner['change'],
  asked: Erase,
): Promise<Answer> => {
  const { person, both } = asked
  const orders = [...new Set(asked.orders)]
  if (!profile.rows.get('person', person) || orders.length > MAX_AT_ONCE) return refused('unknown')
  if (orders.some((order) => !targetOf(order))) return refused('unknown')
  await profile.fetch(orders.map((order) => messageKey(person, order)))
  if (both) return change((turn) => eraseForBoth(turn, person, orders))
  for (;;) {
    const around = await lookAround(profile, person, orders)
    const answer = await change((turn) => eraseHere(turn, { person, orders }, around))
    if (answer) return answer
  }
}

const lookAround = async (
  profile: Profile,
  person: string,
  orders: readonly string[],
): Promise<Around> => {
  const range = { after: `${person}/`, before: `${person}0`, backwards: true }
  const newest = await profile.history({ ...range, limit: orders.length + 1 })
  return {
    newest: newest.map(([key]) => key),
    unread: await countUnread(profile, person, orders),
  }
}

/** How many of the messages are among the newest that came in and were not seen. */
const countUnread = async (
  profile: Profile,
  person: string,
  orders: readonly string[],
): Promise<number> => {
  const asked = new Set(orders.map((order) => messageKey(person, order)))
  let left = profile.rows.get('person', person)?.unread ?? 0
  let before = `${person}0`
  let found = 0
  while (left > 0) {
    const rows = await profile.history({
      after: `${person}/`,
      before,
      backwards: true,
      limit: STEP,
    })
    for (const [key, row] of rows) {
      if (row.mine || left === 0) continue
      left -= 1
      if (asked.has(key)) found += 1
    }
    const oldest = rows.at(-1)
    if (!oldest || rows.length < STEP) break
    before = oldest[0]
  }
  return found
}

/** Undefined when the history changed since it was looked at: look again. */
const eraseHere = (
  turn: Turn,
  { person, orders }: { readonly person: string; readonly orders: readonly string[] },
  { newest, unread }: Around,
): Answer | undefined => {
  const { draft } = turn
  const gone = new Set(orders.map((order) => messageKey(person, order)))
  const staying = newest.find((key) => !gone.has(key))
  const last = staying === undefined ? undefined : draft.get('message', staying)
  if (staying !== undefined && !last) return undefined
  const { last: line } = must(draft.get('person', person))
  const erased = [...gone].flatMap((key) => eraseRow(turn, person, key) ?? [])
  // Sealing may have changed it.
  const row = must(draft.get('person', person))
  const lineGone = line !== undefined && erased.some(({ id }) => equalBytes(id, line.id))
  draft.put('person', person, {
    ...row,
    ...(lineGone && { last: last && lineOf(last), lastKind: last ? lineKindNumber(last) : 0 }),
    unread: Math.max(0, row.unread - unread),
  })
  return DONE
}

const eraseRow = (turn: Turn, person: string, key: string): MessageRow | undefined => {
  const { draft, told } = turn
  const row = draft.get('message', key)
  if (!row) return undefined
  withdraw(turn, row)
  draft.delete('message', key)
  if (draft.get('marked', key)) draft.delete('marked', key)
  if (row.attachment) lookAfter(turn, key, row.attachment)
  told.messages.delete(toHex(row.id))
  told.gone.set(toHex(row.id), person)
  return row
}

const lineOf = ({ id, mine, text, time, pending }: MessageRow) => ({
  id,
  mine,
  text: previewOf(text),
  time,
  pending,
})

const eraseForBoth = (turn: Turn, person: string, orders: readonly string[]): Answer => {
  const rows = orders.map((order) => turn.draft.get('message', messageKey(person, order)))
  if (rows.some((row) => !row?.mine || row.event !== 0)) return refused('unknown')
  const why = whyNotTo(turn.draft, turn.draft.get('person', person))
  if (why) return refused(why)
  orders.forEach((order, at) => {
    const row = rows[at]
    const place = targetOf(order)
    if (row && !row.erased && place) takeBack(turn, { person, order, row }, eraseItem(place))
  })
  return DONE
}

const eraseItem = (place: NonNullable<ReturnType<typeof targetOf>>): Item => ({
  type: itemType.erase,
  body: encode(target, place),
})

const takeBack = (
  turn: Turn,
  {
    person,
    order,
    row,
  }: { readonly person: string; readonly order: string; readonly row: MessageRow },
  item: Item,
): void => {
  const { draft } = turn
  const key = messageKey(person, order)
  if (draft.get('marked', key)) draft.delete('marked', key)
  const waiting = draft.get('pending', row.pending)
  if (waiting && !waiting.failed && !isStored(draft, waiting)) {
    // Nothing of it needs to travel; if it did all the same, this takes it back.
    replaceContent(turn, row.pending, waiting, [item])
    applyChange(turn, person, { item, mine: true, at: waiting.lamport, time: turn.now })
    return
  }
  if (waiting?.failed) draft.delete('pending', row.pending)
  // Should it have to be sealed again, then without a word of it.
  else if (waiting) draft.put('pending', row.pending, { ...waiting, items: new Uint8Array(0) })
  makeChange(turn, person, item)
}

/** What was not deposited yet is not; what was given up is forgotten. */
const withdraw = (turn: Turn, { mine, pending: key }: MessageRow): void => {
  const waiting = mine ? turn.draft.get('pending', key) : undefined
  if (waiting?.failed) turn.draft.delete('pending', key)
  else if (waiting && !isStored(turn.draft, waiting)) replaceContent(turn, key, waiting, [])
}

/** Another content in the place of one that waits: the same count, an id of its own, nothing to show. */
const replaceContent = (
  turn: Turn,
  key: string,
  waiting: PendingRow,
  items: readonly Item[],
): void => {
  const { draft, random } = turn
  const id = random.bytes(ID_BYTES)
  dropFrame(draft, waiting)
  const body = { items: encode(itemList, items), order: '', shown: false }
  draft.put('pending', key, { ...waiting, ...body, id, channel: '', seq: 0 })
  sealPending(turn, key.slice(0, key.lastIndexOf('/')), key)
}
