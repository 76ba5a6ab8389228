// Taking a notice off the screen.
import { DONE } from './commands.ts'
import { lossKey, lossKind, toldKey } from './losses.ts'
import { noticesOf } from './snapshot.ts'
import { must, type Turn } from './turn.ts'
import type { Answer } from './view.ts'

/** Takes the loss of a friend's messages off the screen, until more are missing. */
const lossTold = ({ draft, now }: Turn, person: string): void => {
  const number = draft.get('notice', lossKey(person))?.number ?? 0
  draft.put('notice', toldKey(person), { kind: lossKind.told, person, number, time: now })
}

/** Takes a notice off the screen. `catchingUp` goes by itself. */
export const dismissNotice = (turn: Turn, index: number): Answer => {
  const found = noticesOf(turn.draft, turn.now)[index]
  if (!found) return DONE
  if (found.notice.type === 'lost') lossTold(turn, found.notice.person)
  else if (found.table === 'notice') turn.draft.delete('notice', found.key)
  if (found.table === 'invitation') {
    const row = must(turn.draft.get('invitation', found.key))
    turn.draft.put('invitation', found.key, { ...row, triedAgain: false })
  }
  return DONE
}
