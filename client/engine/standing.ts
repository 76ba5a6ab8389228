// How an account stands beside another that came under the same name (PROTOCOL 6.5): a friend's account key
// never changes, so a new key is a new account, and whether it is the same person is for people to say.
// Until they have said so, nothing that a person writes leaves where the known account was verified.
import { equalBytes } from '../../protocol/bytes.ts'
import type { Draft } from './rows.ts'
import type { PersonRow } from './tables.ts'
import { ME } from './turn.ts'
import type { KeyChange, Verification } from './view.ts'

/** How a friend was verified; the index is what lies on the disk. */
export const waysVerified = [undefined, 'scan', 'compare'] as const
/** What was said about a newcomer's name: `open` nothing yet, `later` to be asked again by the person. */
export const claimStates = ['open', 'later', 'different', 'same'] as const

export const isVerified = (row: PersonRow): boolean => row.verified > 0

const claimOf = (row: PersonRow): (typeof claimStates)[number] => claimStates[row.claim] ?? 'open'

/** True while nobody said whether this account belongs to the friend whose name it bears. */
export const isPending = (row: PersonRow): boolean =>
  row.claims !== '' && (claimOf(row) === 'open' || claimOf(row) === 'later')

/** True when this account was said to belong to the friend whose name it bears. */
export const isSuccessor = (row: PersonRow): boolean => row.claims !== '' && claimOf(row) === 'same'

/** The newcomer that came under this friend's name, if that matters still. */
const newcomerTo = (draft: Draft, row: PersonRow): PersonRow | undefined =>
  row.claimedBy === '' ? undefined : draft.get('person', row.claimedBy)

/** True for the conversation with oneself. */
export const isSelf = (draft: Draft, row: PersonRow): boolean => {
  const me = draft.get('profile', ME)
  return me !== undefined && equalBytes(me.account.publicKey, row.account)
}

/** True when a person moved on to another account: nothing is sent to this one. */
export const isReplaced = (draft: Draft, row: PersonRow): boolean => {
  const newcomer = newcomerTo(draft, row)
  return newcomer !== undefined && isSuccessor(newcomer)
}

/** True while what is written to this person waits here for an answer. */
export const holds = (draft: Draft, key: string): boolean => {
  const row = draft.get('person', key)
  if (!row) return false
  const before = draft.get('person', row.claims)
  if (before && isPending(row) && isVerified(before) && !isVerified(row)) return true
  const newcomer = newcomerTo(draft, row)
  return newcomer !== undefined && isPending(newcomer) && isVerified(row)
}

/** The change that the conversation with this person has to speak of. */
export const changeOf = (draft: Draft, key: string, row: PersonRow): KeyChange | undefined => {
  const holding = holds(draft, key)
  if (isPending(row) && draft.get('person', row.claims)) {
    return { before: row.claims, after: key, later: claimOf(row) === 'later', holds: holding }
  }
  const newcomer = newcomerTo(draft, row)
  if (!newcomer || (!isPending(newcomer) && !isSuccessor(newcomer))) return undefined
  const later = claimOf(newcomer) === 'later'
  return { before: key, after: row.claimedBy, later, holds: holding }
}

/** How sure it is that this account is the person one means. */
export const verificationOf = (draft: Draft, row: PersonRow): Verification => {
  const newcomer = newcomerTo(draft, row)
  if (newcomer && isSuccessor(newcomer)) return 'replaced'
  if (newcomer && isPending(newcomer)) return 'changed'
  return isVerified(row) ? 'person' : 'link'
}
