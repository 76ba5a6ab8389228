// Writing to a friend: what is said is stored here, sealed and numbered in one decision, before any socket
// hears of it (PROTOCOL 10.5). Repeating a command changes nothing.
import { fromHex, utf8 } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { ID_BYTES, MAX_TEXT_BYTES } from '../../protocol/limits.ts'
import { expiry, itemType, target, type Item } from '../../protocol/message.ts'
import { DONE, refused } from './commands.ts'
import { firstTime } from './content.ts'
import { addMessage, bareRow, orderOf, targetOf } from './history.ts'
import { pendingKey, queueContent, type Outgoing } from './outgoing.ts'
import { devicesOf } from './people.ts'
import type { Draft } from './rows.ts'
import { isReplaced } from './standing.ts'
import type { MessageRow, PersonRow } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'
import type { Answer, Command, Refusal } from './view.ts'

export type Send = Extract<Command, { type: 'send' }>

/** A message to be written: its items, and what its row has beside the usual. */
export interface Writing {
  readonly id: Uint8Array
  readonly items: readonly Item[]
  readonly row: Partial<MessageRow>
  /** Keeps the content back, as for a file that has to be on the server first; gives what stands for it. */
  readonly hold?: (out: Outgoing) => string
}

/** Puts a content on its way to every device of a friend. Gives what stands for it; to oneself it goes nowhere. */
export const queueToAll = (turn: Turn, person: string, out: Outgoing): string => {
  const [pending = ''] = devicesOf(turn.draft, person).map(([device]) =>
    pendingKey(device, queueContent(turn, device, out)),
  )
  return pending
}

/** Puts a message into the history and on its way. */
export const writeMessage = (turn: Turn, person: string, written: Writing): void => {
  const { draft, now } = turn
  const { id, items } = written
  const lamport = must(draft.get('person', person)).lamport + 1
  const order = orderOf(lamport, ownProfile(draft).device.device, id)
  const out = { id, items, lamport, order, shown: true }
  const pending = written.hold ? written.hold(out) : queueToAll(turn, person, out)
  const { lasts = 0 } = written.row
  const dies = lasts > 0 ? now + lasts * 1_000 : 0
  const row = { ...bareRow, id, mine: true, time: now, ...written.row, dies, pending }
  addMessage(turn, { person, order, lamport, row })
}

/** The text as it is sent. */
export const tidyText = (written: string): string => written.toWellFormed().replace(/\r\n?/g, '\n')

/** Why a text is no message; undefined when it is one. */
export const whyNoText = (text: string): Refusal | undefined => {
  if (text.trim() === '') return 'empty'
  return utf8(text).length > MAX_TEXT_BYTES ? 'tooLong' : undefined
}

/** Why nothing can be written to a person; undefined when it can. */
export const whyNotTo = (draft: Draft, person: PersonRow | undefined): Refusal | undefined => {
  if (!person) return 'unknown'
  if (person.removed) return 'removed'
  if (person.blocked) return 'blocked'
  return isReplaced(draft, person) ? 'replaced' : undefined
}

/** What a message says beside its text: what it answers, where it comes from, how long it stays. */
export const besides = (
  said: Pick<Send, 'reply' | 'forwarded'>,
  { timer }: PersonRow,
): readonly Item[] => {
  const answered = targetOf(answeredBy(said))
  return [
    ...(answered ? [{ type: itemType.reply, body: encode(target, answered) }] : []),
    ...(said.forwarded ? [{ type: itemType.forwarded, body: new Uint8Array(0) }] : []),
    ...(timer > 0 ? [{ type: itemType.expiry, body: encode(expiry, { seconds: timer }) }] : []),
  ]
}

/** Order of the message that this one answers; empty: none. */
const answeredBy = ({ reply = '' }: Pick<Send, 'reply'>): string => (targetOf(reply) ? reply : '')

/** The same as its row has it. */
export const rowOf = (said: Send, { timer }: PersonRow): Partial<MessageRow> => ({
  reply: answeredBy(said),
  forwarded: said.forwarded ?? false,
  lasts: timer,
})

/** Writes a text. */
export const sendText = (turn: Turn, said: Send): Answer => {
  const { draft } = turn
  const person = draft.get('person', said.person)
  const id = fromHex(said.id)
  const text = tidyText(said.text)
  const why = whyNotTo(draft, person) ?? whyNoText(text)
  if (why) return refused(why)
  if (!person || id?.length !== ID_BYTES) return refused('unknown')
  if (!firstTime(turn, said.person, id)) return DONE
  if (draft.get('draft', said.person)) draft.delete('draft', said.person)
  const items = [{ type: itemType.text, body: utf8(text) }, ...besides(said, person)]
  const row = { ...rowOf(said, person), text }
  writeMessage(turn, said.person, { id, items, row })
  return DONE
}
