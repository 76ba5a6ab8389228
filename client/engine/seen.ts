// What was seen here: unread counts go down, what disappears starts its time, and the friend is told where both
// sides share that (PROTOCOL 8.1). Told together after a moment, so that scrolling is one content.
import { equalBytes } from '../../protocol/bytes.ts'
import { DONE, refused } from './commands.ts'
import { startDying } from './dying.ts'
import { targetOf } from './history.ts'
import type { Draft } from './rows.ts'
import type { PersonRow } from './tables.ts'
import { ownProfile, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'

/** The order, when it names a message of the friend. */
const theirs = (draft: Draft, order: string | undefined): string => {
  const named = order === undefined ? undefined : targetOf(order)
  const own = named && equalBytes(named.device, ownProfile(draft).device.device)
  return named && !own && order !== undefined ? order : ''
}

/** The conversation was looked at, but for its newest messages. */
export const markRead = (turn: Turn, said: Extract<Command, { type: 'read' }>): Answer => {
  const { draft } = turn
  const row = draft.get('person', said.person)
  if (!row) return refused('unknown')
  const order = theirs(draft, said.seen)
  const seen = order > row.seen ? order : row.seen
  const unread = Math.min(row.unread, said.left)
  if (unread === row.unread && seen === row.seen && !row.unreadMark) return DONE
  draft.put('person', said.person, { ...row, unread, seen, unreadMark: false })
  if (seen !== row.seen) startDying(turn, said.person, seen)
  return DONE
}

/** True when there is something to tell this person of what was seen. */
export const owed = ({ seen, toldRead }: PersonRow): boolean => seen > toldRead

/** True when somebody has not been told yet what was seen. */
export const owesReads = (rows: Draft): boolean =>
  rows.entries('person').some(([, row]) => owed(row))
