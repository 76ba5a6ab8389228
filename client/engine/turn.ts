// What a decision is given: a draft of the profile, the time, chance, and a place to note which messages the
// screens have to hear about. Decisions are synchronous and touch nothing else.
import type { Random } from '../crypto/index.ts'
import type { Draft } from './rows.ts'
import type { ProfileRow, InboxRow } from './tables.ts'
import type { MessageView } from './view.ts'

export interface Turn {
  readonly draft: Draft
  readonly random: Random
  readonly now: number
  /** Changed messages by id, for the screens; told after the commit. */
  readonly told: Map<string, MessageView>
}

/** The one key of the tables `profile` and `inbox`. */
export const ME = 'me'

/** Runs `decide` on top of the turn; when it throws, nothing of it stays. */
export const attempt = <T>(turn: Turn, decide: (inner: Turn) => T): T => {
  const draft = turn.draft.nested()
  const told = new Map<string, MessageView>()
  const result = decide({ ...turn, draft, told })
  draft.keep()
  for (const [id, view] of told) turn.told.set(id, view)
  return result
}

/** This person's keys. A decision that needs them never runs before there is an account. */
export const ownProfile = (draft: Draft): ProfileRow => must(draft.get('profile', ME))
export const ownInbox = (draft: Draft): InboxRow => must(draft.get('inbox', ME))

/** For rows that exist by construction: their absence is a bug, not an outcome. */
export const must = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('a row that must exist is missing')
  return value
}
