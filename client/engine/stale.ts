// What waited too long: contents without a receipt are sealed again, then given up; changes whose message never
// came are forgotten (PROTOCOL 10.5, 8.1).
import {
  KEEP_UNRECEIPTED,
  LAST_CHANCE,
  SEAL_AGAIN_AFTER,
  SEAL_AGAIN_UNTIL,
} from '../../protocol/limits.ts'
import { LATE_LIFE } from './changes.ts'
import { isStored, tellState } from './history.ts'
import { dropFrame, pendingOf, sealAgain } from './outgoing.ts'
import type { Turn } from './turn.ts'

/**
 * Seals again what the server cannot have any more and nobody receipted: the receipt may have expired there,
 * or the envelope was damaged. The friend's device tells it by its id and answers with a receipt.
 */
export const sealOldAgain = (turn: Turn): void => {
  for (const [deviceKey] of turn.draft.entries('device')) {
    for (const [key, row] of pendingOf(turn.draft, deviceKey)) {
      const old = row.channel !== '' && turn.now - row.sealed > SEAL_AGAIN_AFTER
      // Later than that the friend's device may have forgotten the id.
      const known = turn.now - row.time < SEAL_AGAIN_UNTIL
      if (old && known && !row.failed) sealAgain(turn, deviceKey, key, row)
    }
  }
}

/** Gives up what nobody has receipted for KEEP_UNRECEIPTED, and not in the week after it last went out: it
 * shows as not delivered. */
export const giveUpOld = (turn: Turn): void => {
  for (const [key, row] of turn.draft.entries('pending')) {
    const young = turn.now - row.time < KEEP_UNRECEIPTED
    if (row.failed || young || turn.now - row.sealed < LAST_CHANCE) continue
    dropFrame(turn.draft, row)
    // A receipt that comes after all is believed of what the server had.
    const stored = isStored(turn.draft, row)
    turn.draft.put('pending', key, { ...row, channel: '', seq: 0, stored, failed: true })
    tellState(turn, row, 'failed')
  }
}

/** Forgets what waited too long for its message. */
export const dropLate = ({ draft, now }: Turn): void => {
  for (const [key, { time }] of draft.entries('late')) {
    if (now - time > LATE_LIFE) draft.delete('late', key)
  }
}
