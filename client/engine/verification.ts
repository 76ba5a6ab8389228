// Verification by people (PROTOCOL 6.1 and 6.5): a code scanned face to face, or digits compared on a call;
// and the answer to an account that came under a known name. Nothing here trusts what was only sent.
import { safetyNumber } from '../crypto/meeting.ts'
import { equalBytes } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { decodeLink, encodeLink, type Link } from '../../protocol/invite.ts'
import { DONE, refused } from './commands.ts'
import { tellPending, tellState } from './history.ts'
import { pendingOf, sealPending } from './outgoing.ts'
import { devicesOf } from './people.ts'
import type { Draft } from './rows.ts'
import { claimStates, holds, isPending, isSuccessor, isVerified } from './standing.ts'
import type { PersonRow } from './tables.ts'
import { must, ownProfile, type Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'

type Said<T> = Extract<Command, { type: T }>

const SCANNED = 1
const COMPARED = 2

/** The sixty digits shared with a friend, and the text of one's own code for them to scan. */
export const securityCode = (draft: Draft, key: string): Answer => {
  const person = draft.get('person', key)
  if (!person) return refused('unknown')
  const account = ownProfile(draft).account.publicKey
  return {
    is: 'securityCode',
    digits: safetyNumber(account, person.account),
    fragment: encodeLink({ type: 'verify', account, peer: person.account }),
  }
}

const readCode = (text: string): Extract<Link, { type: 'verify' }> | undefined => {
  try {
    const link = decodeLink(text)
    return link.type === 'verify' ? link : undefined
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}

/** Marks a friend as verified, or refuses: then nothing changed, whatever the code said. */
export const verifyPerson = (turn: Turn, said: Said<'verify'>): Answer => {
  const { draft, now } = turn
  const person = draft.get('person', said.person)
  if (!person) return refused('unknown')
  if (said.how === 'scan') {
    const code = readCode(said.scanned)
    if (!code) return refused('noCode')
    const theirs = equalBytes(code.account, person.account)
    const mine = equalBytes(code.peer, ownProfile(draft).account.publicKey)
    if (!theirs || !mine) return refused('codeDiffers')
  }
  const verified = said.how === 'scan' ? SCANNED : COMPARED
  draft.put('person', said.person, { ...person, verified, verifiedAt: now })
  releaseHeld(turn, said.person)
  return DONE
}

/** Takes the mark away again. */
export const unverifyPerson = (turn: Turn, key: string): Answer => {
  const person = turn.draft.get('person', key)
  if (!person) return refused('unknown')
  turn.draft.put('person', key, { ...person, verified: 0, verifiedAt: 0 })
  releaseHeld(turn, key)
  return DONE
}

/** Sends what was held and is held no longer. */
const releaseHeld = (turn: Turn, key: string): void => {
  const { draft } = turn
  if (holds(draft, key)) return
  for (const [device] of devicesOf(draft, key)) {
    for (const [pending, row] of pendingOf(draft, device)) {
      if (row.channel !== '' || row.failed) continue
      sealPending(turn, device, pending)
      tellPending(turn, must(draft.get('pending', pending)))
    }
  }
}

/** What waits for an account that its owner left is not delivered; the text stays in the conversation. */
const giveUpHeld = (turn: Turn, key: string): void => {
  const { draft } = turn
  for (const [device] of devicesOf(draft, key)) {
    for (const [pending, row] of pendingOf(draft, device)) {
      if (row.channel !== '' || row.failed) continue
      draft.put('pending', pending, { ...row, failed: true })
      tellState(turn, row, 'failed')
    }
  }
}

/** The newcomer of a change that either of the two conversations speaks of. */
const newcomerOf = (draft: Draft, key: string): [string, PersonRow] | undefined => {
  const row = draft.get('person', key)
  if (row && (isPending(row) || isSuccessor(row))) return [key, row]
  const newcomer = row && draft.get('person', row.claimedBy)
  return row && newcomer ? [row.claimedBy, newcomer] : undefined
}

/** Says whether an account that came under a known name belongs to that friend. */
export const settleChange = (turn: Turn, said: Said<'settle'>): Answer => {
  const { draft } = turn
  const found = newcomerOf(draft, said.person)
  if (!found) return refused('unknown')
  const [after, row] = found
  const before = draft.get('person', row.claims)
  if (!before) return refused('unknown')
  // Whoever was verified can not be replaced by somebody who was not.
  if (said.as === 'same' && isVerified(before) && !isVerified(row)) return refused('notVerified')
  draft.put('person', after, { ...row, claim: claimStates.indexOf(said.as) })
  draft.put('person', row.claims, { ...before, claimedBy: openClaim(draft, row.claims, after) })
  if (said.as === 'same') giveUpHeld(turn, row.claims)
  else releaseHeld(turn, row.claims)
  releaseHeld(turn, after)
  return DONE
}

/** Who has to be spoken of next: the one just answered unless it was told apart, else another. */
const openClaim = (draft: Draft, before: string, answered: string): string => {
  const row = must(draft.get('person', answered))
  if (isPending(row) || isSuccessor(row)) return answered
  const others = draft.entries('person').filter(([, one]) => one.claims === before)
  return others.find(([, one]) => isPending(one))?.[0] ?? ''
}
