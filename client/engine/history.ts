// The history of a conversation. Where an own message is follows from what still waits for a receipt, so a
// receipt costs no rewrite of history (PROTOCOL 10.6); what a message answers is read where it stands, so no
// copy of it outlives it.
import { equalBytes, fromHex, toHex } from '../../protocol/bytes.ts'
import { DEVICE_ID_BYTES, ID_BYTES } from '../../protocol/limits.ts'
import type { Target } from '../../protocol/message.ts'
import { attachmentView, UPLOAD, uploadState } from './attachments.ts'
import { eventView, lineKindNumber, lineKindOf } from './kinds.ts'
import { keepLifetime } from './lifetime.ts'
import type { Draft } from './rows.ts'
import { sharesReads } from './shares.ts'
import { holds } from './standing.ts'
import type { MessageRow, PendingRow } from './tables.ts'
import { must, type Turn } from './turn.ts'
import type { MessageState, MessageView, ReplyView } from './view.ts'

const PREVIEW_LETTERS = 120

/** Sorts by (lamport, device, id) as text: the same on both sides, whatever the clocks say. */
export const orderOf = (lamport: number, device: Uint8Array, id: Uint8Array): string =>
  `${lamport.toString(16).padStart(14, '0')}-${toHex(device)}-${toHex(id)}`

/** The order of the message that a content names. */
export const orderOfTarget = ({ lamport, device, id }: Target): string =>
  orderOf(lamport, device, id)

/** What a content has to say to name the message of this order; undefined for a text that is no order. */
export const targetOf = (order: string): Target | undefined => {
  const [lamport = '', device = '', id = ''] = order.split('-')
  const bytes = { device: fromHex(device), id: fromHex(id) }
  if (bytes.device?.length !== DEVICE_ID_BYTES || bytes.id?.length !== ID_BYTES) return undefined
  const target = { lamport: parseInt(lamport, 16), device: bytes.device, id: bytes.id }
  return orderOfTarget(target) === order ? target : undefined
}

/** Row key of a message. */
export const messageKey = (person: string, order: string): string => `${person}/${order}`

/** Where an own message is. No un-receipted content left means that the device has it. */
export const stateOf = (draft: Draft, pending: string): MessageState => {
  const row = draft.get('pending', pending)
  if (row) return pendingState(draft, row)
  return pending.startsWith(UPLOAD) ? uploadState(draft, pending) : 'delivered'
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

const replyView = (draft: Draft, person: string, order: string): ReplyView | undefined => {
  if (order === '') return undefined
  const row = draft.get('message', messageKey(person, order))
  const there = row !== undefined && !row.erased
  return {
    order,
    mine: row?.mine ?? false,
    text: there ? previewOf(row.text) : '',
    kind: row ? lineKindOf(lineKindNumber(row)) : 'text',
    gone: !there,
  }
}

/** `read` in place of `delivered`, where they have seen it and both sides share that. */
const readState = (
  draft: Draft,
  person: string,
  order: string,
  state: MessageState,
): MessageState => {
  const row = draft.get('person', person)
  const read = state === 'delivered' && row !== undefined && order <= row.theyRead
  return read && sharesReads(draft, row) ? 'read' : state
}

/** A message as screens show it. Throws Unread while the message that it answers is not at hand. */
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
  state: row.mine ? readState(draft, person, order, stateOf(draft, row.pending)) : 'received',
  needsNewer: row.needsNewer,
  reply: replyView(draft, person, row.reply),
  forwarded: row.forwarded,
  edited: row.edited > 0 ? row.editedAt : undefined,
  erased: row.erased,
  marks: row.marks.filter(({ mark }) => mark !== '').map(({ mine, mark }) => ({ mine, mark })),
  starred: row.starred,
  pinned: row.pinned,
  lasts: row.lasts,
  dies: row.dies === 0 ? undefined : row.dies,
  attachment: attachmentView(draft, row),
  event: eventView(row),
})

/** Notes for the screens that an own message's state changed. */
export const tellState = (turn: Turn, row: PendingRow, state: MessageState): void => {
  if (!row.shown) return
  const id = toHex(row.id)
  turn.told.moved.set(id, { id, person: row.person, order: row.order, state })
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
  keepLifetime(draft, added.person, added.order, row)
  const person = must(draft.get('person', added.person))
  // A late message does not displace a newer last line.
  const newer = added.lamport >= person.lamport
  draft.put('person', added.person, {
    ...person,
    lamport: Math.max(person.lamport, added.lamport),
    unread: person.unread + (row.mine ? 0 : 1),
    // What comes brings a conversation back, unless it is muted.
    archived: person.archived && (row.mine || person.mutedUntil > now),
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
    lastKind: newer ? lineKindNumber(row) : person.lastKind,
  })
  tellMessage(turn, added.person, added.order, row)
}

/** Notes for the screens that a message is new or changed. */
export const tellMessage = (turn: Turn, person: string, order: string, row: MessageRow): void => {
  turn.told.messages.set(toHex(row.id), messageView(turn.draft, person, order, row))
}

/** Puts a changed message in its place, and in the list of people when it stands there. */
export const replaceMessage = (
  turn: Turn,
  person: string,
  order: string,
  row: MessageRow,
): void => {
  const { draft } = turn
  draft.put('message', messageKey(person, order), row)
  const shown = must(draft.get('person', person))
  if (shown.last && equalBytes(shown.last.id, row.id)) {
    const last = { ...shown.last, text: previewOf(row.text) }
    draft.put('person', person, { ...shown, last, lastKind: lineKindNumber(row) })
  }
  tellMessage(turn, person, order, row)
}

/** What every message begins as. */
export const bareRow = {
  text: '',
  pending: '',
  needsNewer: false,
  reply: '',
  forwarded: false,
  edited: 0,
  erased: false,
  marks: [],
  starred: false,
  pinned: false,
  lasts: 0,
  dies: 0,
  attachment: undefined,
  event: 0,
  eventValue: 0,
  editedAt: 0,
} as const satisfies Partial<MessageRow>
