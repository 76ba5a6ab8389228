// What friends are told of this side: what was read here, and when one types. A conversation may have a rule of
// its own; who does not tell is not told.
import type { Draft } from './rows.ts'
import type { PersonRow } from './tables.ts'
import { ME } from './turn.ts'
import type { Shares } from './person-view.ts'

/** The rule for all who have none of their own. */
export const sharesOf = (draft: Draft): Shares => {
  const row = draft.get('preference', ME)
  return { reads: row?.sharesReads ?? true, typing: row?.sharesTyping ?? true }
}

/** Numbers of `person.sharesReads` and `person.sharesTyping`. */
export const choice = { asEverybody: 0, yes: 1, no: 2 } as const
const chosen = (own: number, general: boolean): boolean =>
  own === choice.asEverybody ? general : own === choice.yes

export const sharesReads = (draft: Draft, row: PersonRow): boolean =>
  chosen(row.sharesReads, sharesOf(draft).reads)
export const sharesTyping = (draft: Draft, row: PersonRow): boolean =>
  chosen(row.sharesTyping, sharesOf(draft).typing)
