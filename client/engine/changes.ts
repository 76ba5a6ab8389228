// What happens to a message after it was written: marks under it, another text, taken back. The same rules for
// what is done here and what a friend's content says, so that both histories come to the same, in whatever
// order the changes arrive: the highest lamport counts (PROTOCOL 8.1).
import { toHex, utf8 } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { MAX_TEXT_BYTES } from '../../protocol/limits.ts'
import { edit, itemType, reaction, target, type Item, type Target } from '../../protocol/message.ts'
import { messageKey, orderOfTarget, replaceMessage } from './history.ts'
import { lookAfter } from './look-after.ts'
import type { MessageRow } from './tables.ts'
import type { Turn } from './turn.ts'

/** One change; `mine`: done by the owner of this profile. `at`: lamport of the content that says it, `time`: when
 * it was written, in ms, as far as that is known. */
export interface Change {
  readonly item: Item
  readonly mine: boolean
  readonly at: number
  readonly time: number
}

/** Changes that wait for their message, of one person, and how long they do. */
export const LATE_MOST = 200
export const LATE_LIFE = 30 * 86_400_000

const changeTypes: ReadonlySet<number> = new Set([itemType.reaction, itemType.edit, itemType.erase])
export const isChange = ({ type }: Item): boolean => changeTypes.has(type)

export const targetOfChange = ({ type, body }: Item): Target => {
  if (type === itemType.reaction) return decode(reaction, body)
  return type === itemType.edit ? decode(edit, body) : decode(target, body)
}

/** What a message that was taken back leaves: that there was one. */
const erased = (row: MessageRow): MessageRow => ({
  ...row,
  text: '',
  erased: true,
  needsNewer: false,
  reply: '',
  forwarded: false,
  marks: [],
  starred: false,
  pinned: false,
  attachment: undefined,
})

const marked = (
  row: MessageRow,
  mark: string,
  mine: boolean,
  at: number,
): MessageRow | undefined => {
  const before = row.marks.find((one) => one.mine === mine)
  if (before && before.at >= at) return undefined
  return { ...row, marks: [...row.marks.filter((one) => one !== before), { mine, mark, at }] }
}

/** The message after a change; undefined when the change does nothing, or is not theirs to make. */
export const changed = (
  row: MessageRow,
  { item, mine, at, time }: Change,
): MessageRow | undefined => {
  if (row.erased || row.event !== 0) return undefined
  if (item.type === itemType.reaction)
    return marked(row, decode(reaction, item.body).mark, mine, at)
  if (row.mine !== mine) return undefined
  if (item.type === itemType.erase) return erased(row)
  const { text } = decode(edit, item.body)
  if (row.edited >= at || text.trim() === '' || utf8(text).length > MAX_TEXT_BYTES) return undefined
  return { ...row, text, edited: at, editedAt: time }
}

export const applyChange = (turn: Turn, person: string, change: Change): void => {
  const order = orderOfTarget(targetOfChange(change.item))
  const row = turn.draft.get('message', messageKey(person, order))
  if (!row) return keepLate(turn, messageKey(person, order), change)
  const next = changed(row, change)
  if (!next) return
  if (row.attachment && !next.attachment) lookAfter(turn, messageKey(person, order), row.attachment)
  replaceMessage(turn, person, order, next)
}

const keepLate = (
  { draft, now, random }: Turn,
  place: string,
  { item, mine, at }: Change,
): void => {
  const [person = ''] = place.split('/')
  // One's own changes are about what is there, or was deleted here.
  if (mine || draft.entries('late', `${person}/`).length >= LATE_MOST) return
  draft.put('late', `${place}/${toHex(random.bytes(4))}`, { ...item, mine, at, time: now })
}

/** The message as the changes leave it that came before it; they are used up. */
export const withLate = ({ draft }: Turn, place: string, row: MessageRow): MessageRow => {
  let now = row
  for (const [key, { type, body, ...said }] of draft.entries('late', `${place}/`)) {
    draft.delete('late', key)
    now = changed(now, { item: { type, body }, ...said }) ?? now
  }
  return now
}
