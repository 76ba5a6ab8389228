// What a screen may ask, as decisions on the profile. Anything refused changes nothing.
import { utf8 } from '../../protocol/bytes.ts'
import { messageKey, messageView } from './history.ts'
import type { Draft, Profile } from './rows.ts'
import { MAX_DRAFT_BYTES } from './tables.ts'
import type { Turn } from './turn.ts'
import type { Answer, Command, Refusal } from './view.ts'

const MAX_PAGE = 500

export const refused = (why: Refusal): Answer => ({ is: 'refused', why })
export const DONE: Answer = { is: 'done' }

/** Keeps what is typed; an empty text forgets it. */
export const keepDraft = (
  { draft }: Turn,
  { person, text }: Extract<Command, { type: 'draft' }>,
): Answer => {
  if (!draft.get('person', person)) return refused('unknown')
  const typed = text.toWellFormed()
  if (utf8(typed).length > MAX_DRAFT_BYTES) return refused('tooLong')
  if (typed !== '') draft.put('draft', person, { text: typed })
  else if (draft.get('draft', person)) draft.delete('draft', person)
  return DONE
}

/** All of what is typed. */
export const readDraft = (rows: Draft, person: string): Answer => ({
  is: 'drafted',
  text: rows.get('draft', person)?.text ?? '',
})

/** A piece of the history, oldest first: what ends before `before`, or what begins behind `after`. */
export const readPage = async (
  profile: Profile,
  asked: Extract<Command, { type: 'page' }>,
): Promise<Answer> => {
  const { person, before, after } = asked
  if (!profile.rows.get('person', person)) return refused('unknown')
  const limit = Math.min(Math.max(1, asked.limit), MAX_PAGE)
  const rows = await profile.history({
    after: `${person}/${after ?? ''}`,
    // '0' follows '/': the end of this person's keys.
    before: before === undefined ? `${person}0` : `${person}/${before}`,
    limit: limit + 1,
    backwards: after === undefined,
  })
  const read = rows.slice(0, limit)
  const shown = after === undefined ? read.toReversed() : read
  const answered = shown.flatMap(([, { reply: to }]) => (to === '' ? [] : [messageKey(person, to)]))
  const messages = await profile.viewing(answered, () =>
    shown.map(([key, row]) => messageView(profile.rows, person, key.slice(person.length + 1), row)),
  )
  return { is: 'page', messages, more: rows.length > limit }
}
