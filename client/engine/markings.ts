// Marks of one's own: a reaction and another text, which the friend is told (PROTOCOL 8.1), and stars and pins,
// which stay here. What is starred or pinned is kept by its place too, so that it is found without reading the
// history.
import { encode } from '../../protocol/codec.ts'
import { MAX_MARK_BYTES } from '../../protocol/limits.ts'
import { edit, itemType, reaction } from '../../protocol/message.ts'
import { utf8 } from '../../protocol/bytes.ts'
import { makeChange } from './acts.ts'
import { DONE, refused } from './commands.ts'
import { messageKey, messageView, replaceMessage, targetOf } from './history.ts'
import type { Draft, Profile } from './rows.ts'
import type { MessageRow } from './tables.ts'
import type { Turn } from './turn.ts'
import type { Answer, Command, MessageView } from './view.ts'
import { tidyText, whyNotTo, whyNoText } from './writing.ts'

/** Messages that one command may be about. */
export const MAX_AT_ONCE = 100
/** Messages that may be pinned in one conversation; a list of all starred ones shows this many at most. */
export const MAX_PINNED = 50
export const MAX_LISTED = 500

/** A message that something can be done with; undefined for what is no message (any more). */
export const messageAt = (draft: Draft, person: string, order: string): MessageRow | undefined => {
  if (!draft.get('person', person) || !targetOf(order)) return undefined
  const row = draft.get('message', messageKey(person, order))
  return row && !row.erased && row.event === 0 ? row : undefined
}

/** Puts a mark under a message, in place of one's own before; an empty one takes it back. */
export const reactTo = (
  turn: Turn,
  { person, order, mark }: Extract<Command, { type: 'react' }>,
): Answer => {
  const row = messageAt(turn.draft, person, order)
  const place = targetOf(order)
  if (!row || !place) return refused('unknown')
  const why = whyNotTo(turn.draft, turn.draft.get('person', person))
  if (why) return refused(why)
  if (!mark.isWellFormed() || utf8(mark).length > MAX_MARK_BYTES) return refused('tooLong')
  const before = row.marks.find(({ mine }) => mine)?.mark ?? ''
  if (mark === before) return DONE
  const body = encode(reaction, { ...place, mark })
  makeChange(turn, person, { type: itemType.reaction, body })
  return DONE
}

/** Gives an own message another text; one that still waits to be sent is followed by the change. */
export const editMessage = (turn: Turn, said: Extract<Command, { type: 'edit' }>): Answer => {
  const { person, order } = said
  const row = messageAt(turn.draft, person, order)
  const place = targetOf(order)
  if (!row?.mine || !place || row.needsNewer) return refused('unknown')
  const text = tidyText(said.text)
  const why = whyNotTo(turn.draft, turn.draft.get('person', person)) ?? whyNoText(text)
  if (why) return refused(why)
  if (text === row.text) return DONE
  makeChange(turn, person, { type: itemType.edit, body: encode(edit, { ...place, text }) })
  return DONE
}

const mark = (
  turn: Turn,
  { person, order }: { readonly person: string; readonly order: string },
  change: Partial<Pick<MessageRow, 'starred' | 'pinned'>>,
): void => {
  const row = messageAt(turn.draft, person, order)
  if (!row) return
  const { starred, pinned } = { ...row, ...change }
  const key = messageKey(person, order)
  if (starred || pinned) turn.draft.put('marked', key, { starred, pinned })
  else turn.draft.delete('marked', key)
  replaceMessage(turn, person, order, { ...row, starred, pinned })
}

/** Stars messages, or takes the stars away; nobody is told. */
export const starMessages = (
  turn: Turn,
  { person, orders, on }: Extract<Command, { type: 'star' }>,
): Answer => {
  const unknown = orders.some((order) => !messageAt(turn.draft, person, order))
  if (unknown || orders.length > MAX_AT_ONCE) return refused('unknown')
  for (const order of orders) mark(turn, { person, order }, { starred: on })
  return DONE
}

/** Pins a message to the top of its conversation, or takes it from there; nobody is told. */
export const pinMessage = (
  turn: Turn,
  { person, order, on }: Extract<Command, { type: 'pin' }>,
): Answer => {
  if (!messageAt(turn.draft, person, order)) return refused('unknown')
  const pinned = turn.draft.entries('marked', `${person}/`).filter(([, row]) => row.pinned)
  if (on && pinned.length >= MAX_PINNED) return refused('tooMany')
  mark(turn, { person, order }, { pinned: on })
  return DONE
}

const placeOf = (key: string): readonly [person: string, order: string] => {
  const at = key.indexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
}

/** What is starred or pinned, newest first. */
export const listMarked = async (
  { rows, fetch, viewing }: Profile,
  { what, person }: Extract<Command, { type: 'marked' }>,
): Promise<Answer> => {
  const keys = rows
    .entries('marked', person === undefined ? '' : `${person}/`)
    .filter(([, row]) => row[what])
    .map(([key]) => key)
    .toSorted((a, b) => (placeOf(a)[1] < placeOf(b)[1] ? 1 : -1))
    .slice(0, MAX_LISTED)
  const view = (key: string): MessageView | undefined => {
    const row = rows.get('message', key)
    // Taken back by its author, or gone for its age: the place is forgotten with the next star or pin there.
    return row?.[what] ? messageView(rows, ...placeOf(key), row) : undefined
  }
  await fetch(keys)
  const messages = await viewing(keys, () => keys.flatMap((key) => view(key) ?? []))
  return { is: 'messages', messages }
}
