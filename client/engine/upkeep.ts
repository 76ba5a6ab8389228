// What time alone asks for: expired keys, invitations and quarantined bytes go, prekeys rotate, and what was
// never receipted is given up after KEEP_UNRECEIPTED.
import {
  INIT_MEMORY_LIFE,
  PENDING_SESSION_LIFE,
  QUARANTINE_LIFE,
  SKIPPED_LIFE,
} from '../../protocol/limits.ts'
import { topUpPrekeys } from './account.ts'
import { wantReset } from './healing.ts'
import { activeSession, pruneSessions } from './sessions.ts'
import { dropLate, giveUpOld, sealOldAgain } from './stale.ts'
import { ME, must, type Turn } from './turn.ts'

/** Once at start and every few hours. */
export const upkeep = (turn: Turn): void => {
  if (!turn.draft.get('profile', ME)) return
  topUpPrekeys(turn)
  sealOldAgain(turn)
  giveUpOld(turn)
  forgetOld(turn)
  dropLate(turn)
  for (const [key] of turn.draft.entries('device')) tidySessions(turn, key)
}

const forgetOld = ({ draft, now }: Turn): void => {
  for (const [key, row] of draft.entries('initiation')) {
    if (now - row.time > INIT_MEMORY_LIFE) draft.delete('initiation', key)
  }
  for (const [key, row] of draft.entries('skipped')) {
    if (now - row.stored > SKIPPED_LIFE) draft.delete('skipped', key)
  }
  for (const [key, row] of draft.entries('quarantine')) {
    if (now - row.time > QUARANTINE_LIFE) draft.delete('quarantine', key)
  }
}

const tidySessions = (turn: Turn, key: string): void => {
  pruneSessions(turn, key)
  const session = activeSession(turn.draft, must(turn.draft.get('device', key)))
  const pending = session?.initiator === true && !session.answered
  // Its prekeys are about to die on the other side.
  if (pending && turn.now - session.created > PENDING_SESSION_LIFE) wantReset(turn, key)
}
