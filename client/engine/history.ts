// The history of a conversation: rows that never change once written. Where an own message is follows from
// what still waits for a receipt, so a receipt costs no rewrite of history (PROTOCOL 10.6).
import { fromUtf8, toHex } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { itemList, itemType, type Item } from '../../protocol/message.ts'
import type { Draft } from './rows.ts'
import { holds } from './standing.ts'
import type { MessageRow, PendingRow } from './tables.ts'
import { must, type Turn } from './turn.ts'
import type { MessageState, MessageView } from './view.ts'

const PREVIEW_LETTERS = 120

/** Sorts by (lamport, device, id) as text: the same on both sides, whatever the clocks say. */
export const orderOf = (lamport: number, device: Uint8Array, id: Uint8Array): string =>
  `${lamport.toString(16).padStart(14, '0')}-${toHex(device)}-${toHex(id)}`

/** Row key of a message. */
export const messageKey = (person: string, order: string): string => `${person}/${order}`

/** Where an own message is. No un-receipted content left means that the device has it. */
export const stateOf = (draft: Draft, pending: string): MessageState => {
  const row = draft.get('pending', pending)
  return row ? pendingState(draft, row) : 'delivered'
}

const pendingState = (draft: Draft, row: PendingRow): MessageState => {
  if (row.failed) return 'failed'
  if (row.shown && row.channel === '' && holds(draft, row.person)) return 'held'
  return isStored(draft, row) ? 'sent' : 'sending'
}

/** True when the server is known to have had a content of this profile. */
export const isStored = (draft: Draft, row: PendingRow): boolean => {
  const channel = draft.get('channel', row.channel)
  return row.stored || (channel !== undefined && row.seq > 0 && row.seq <= channel.storedUpTo)
}

/** The text among items; undefined when there is none. */
export const textOf = (items: readonly Item[]): string | undefined => {
  const found = items.find(({ type }) => type === itemType.text)
  return found && fromUtf8(found.body)
}

/** A message as screens show it. */
export const messageView = (
  draft: Draft,
  person: string,
  order: string,
  row: MessageRow,
): MessageView => ({
  id: toHex(row.id),
  person,
  mine: row.mine,
  text: row.text,
  time: row.time,
  order,
  state: row.mine ? stateOf(draft, row.pending) : 'received',
  needsNewer: row.needsNewer,
})

/** Notes for the screens that an own message's state changed. */
export const tellState = (turn: Turn, row: PendingRow, state: MessageState): void => {
  if (!row.shown) return
  turn.told.set(toHex(row.id), {
    id: toHex(row.id),
    person: row.person,
    mine: true,
    text: textOf(decode(itemList, row.items)) ?? '',
    time: row.time,
    order: row.order,
    state,
    needsNewer: false,
  })
}

/** Notes the present state of an un-receipted content. */
export const tellPending = (turn: Turn, row: PendingRow): void =>
  tellState(turn, row, pendingState(turn.draft, row))

/** The beginning of a text, never ending inside a character. */
export const previewOf = (text: string): string => {
  const cut = text.slice(0, PREVIEW_LETTERS)
  return cut.isWellFormed() ? cut : cut.slice(0, -1)
}

interface NewMessage {
  readonly person: string
  readonly order: string
  readonly lamport: number
  readonly row: MessageRow
}

/** Appends to the history and to what the list of people shows. */
export const addMessage = (turn: Turn, added: NewMessage): void => {
  const { draft, now } = turn
  const { row } = added
  draft.put('message', messageKey(added.person, added.order), row)
  const person = must(draft.get('person', added.person))
  // A late message does not displace a newer last line.
  const newer = added.lamport >= person.lamport
  draft.put('person', added.person, {
    ...person,
    lamport: Math.max(person.lamport, added.lamport),
    unread: person.unread + (row.mine ? 0 : 1),
    activity: Math.max(person.activity + 1, now),
    last: newer
      ? {
          id: row.id,
          mine: row.mine,
          text: previewOf(row.text),
          time: row.time,
          pending: row.pending,
        }
      : person.last,
  })
  turn.told.set(toHex(row.id), messageView(draft, added.person, added.order, row))
}
