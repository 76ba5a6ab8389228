// Names are not keys: when an account comes under a name that a friend bears already, or by an invitation
// that was made for them, that is noted here for the people to answer (PROTOCOL 6.5). Nothing is joined.
import { claimStates, isReplaced, isSuccessor } from './standing.ts'
import { must, type Turn } from './turn.ts'

/** Names that people would take for the same. */
const alike = (one: string, other: string): boolean =>
  one.normalize('NFKC').toLowerCase() === other.normalize('NFKC').toLowerCase()

/**
 * An account took this name, or came by an invitation that was made for it: when a friend bears it already,
 * the people have to say whether it is the same person. Asked once for each such pair.
 */
export const claimName = (turn: Turn, key: string, name: string): void => {
  const { draft } = turn
  const row = must(draft.get('person', key))
  const before = draft
    .entries('person')
    .find(([other, one]) => other !== key && alike(one.name, name) && !isReplaced(draft, one))
  // Two who were told apart, or joined, already: the older one asks nothing of the newer.
  if (!before || before[0] === row.claims || before[1].claims === key) return
  const [old, known] = before
  if (isSuccessor(row)) return
  draft.put('person', key, { ...row, claims: old, claim: claimStates.indexOf('open') })
  draft.put('person', old, { ...known, claimedBy: key })
}
