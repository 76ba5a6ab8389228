// What a decision is given: a draft of the profile, the time, chance, and a place to note which messages the
// screens have to hear about. Decisions are synchronous and touch nothing else.
import type { Random } from '../crypto/index.ts'
import type { Draft } from './rows.ts'
import type { ProfileRow, InboxRow } from './tables.ts'
import type { MessageView, MovedView } from './view.ts'

export interface Turn {
  readonly draft: Draft
  readonly random: Random
  readonly now: number
  /** For the screens, told after the commit. */
  readonly told: Told
}

/** Messages that changed, own ones that went on, and those that are no more (their person), by id. */
export interface Told {
  readonly messages: Map<string, MessageView>
  readonly moved: Map<string, MovedView>
  readonly gone: Map<string, string>
}
export const nothingTold = (): Told => ({ messages: new Map(), moved: new Map(), gone: new Map() })

/** The one key of the tables `profile` and `inbox`. */
export const ME = 'me'

/** Runs `decide` on top of the turn; when it throws, nothing of it stays. */
export const attempt = <T>(turn: Turn, decide: (inner: Turn) => T): T => {
  const draft = turn.draft.nested()
  const told = nothingTold()
  const result = decide({ ...turn, draft, told })
  draft.keep()
  for (const [id, view] of told.messages) turn.told.messages.set(id, view)
  for (const [id, view] of told.moved) turn.told.moved.set(id, view)
  for (const [id, person] of told.gone) turn.told.gone.set(id, person)
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
