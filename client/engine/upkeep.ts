// What time alone asks for: expired keys, invitations and quarantined bytes go, prekeys rotate, and what was
// never receipted is given up after KEEP_UNRECEIPTED.
import {
  INIT_MEMORY_LIFE,
  PENDING_SESSION_LIFE,
  QUARANTINE_LIFE,
  SKIPPED_LIFE,
} from '../../protocol/limits.ts'
import { topUpPrekeys } from './account.ts'
import { giveUpOld } from './delivery.ts'
import { wantReset } from './healing.ts'
import { activeSession, pruneSessions } from './sessions.ts'
import { ME, type Turn } from './turn.ts'

/** How often it is done while the engine runs. */
export const UPKEEP_EVERY = 6 * 60 * 60 * 1_000

/** Once at start and every UPKEEP_EVERY. */
export const upkeep = (turn: Turn): void => {
  const { draft, now } = turn
  if (!draft.get('profile', ME)) return
  topUpPrekeys(turn)
  giveUpOld(turn)
  for (const [key, row] of draft.entries('initiation')) {
    if (now - row.time > INIT_MEMORY_LIFE) draft.delete('initiation', key)
  }
  for (const [key, row] of draft.entries('skipped')) {
    if (now - row.stored > SKIPPED_LIFE) draft.delete('skipped', key)
  }
  for (const [key, row] of draft.entries('quarantine')) {
    if (now - row.time > QUARANTINE_LIFE) draft.delete('quarantine', key)
  }
  for (const [key, device] of draft.entries('device')) {
    pruneSessions(turn, key)
    const session = activeSession(draft, device)
    const pending = session?.initiator === true && !session.answered
    // Its prekeys are about to die on the other side.
    if (pending && now - session.created > PENDING_SESSION_LIFE) wantReset(turn, key)
  }
}
