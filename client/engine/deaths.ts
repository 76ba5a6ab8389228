// What disappeared, and how long what comes will stay (PROTOCOL 8.1). What is due is deleted with everything of
// it, also after weeks of being closed.
import { toHex } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { ID_BYTES, MAX_TIMER } from '../../protocol/limits.ts'
import { itemType, timer } from '../../protocol/message.ts'
import { DONE, refused } from './commands.ts'
import { firstTime } from './content.ts'
import { messageKey, previewOf } from './history.ts'
import { eventKind, lineKindNumber } from './kinds.ts'
import { dyingKey, UNSEEN } from './lifetime.ts'
import type { Profile } from './rows.ts'
import type { Turn } from './turn.ts'
import type { Answer, Command } from './view.ts'
import { whyNotTo, writeMessage } from './writing.ts'

/** Deletes what is due; the list of people is mended by `mendLast`. */
export const letDie = (turn: Turn): void => {
  const { draft, now } = turn
  const due = dyingKey(now, '', '')
  for (const [key, { person, order }] of draft.entries('dying')) {
    if (key.startsWith(UNSEEN) || key > due) continue
    draft.delete('dying', key)
    dropMessage(turn, person, order)
  }
}

/** Deletes a message here, with its place in the list of people. */
export const dropMessage = (turn: Turn, person: string, order: string): void => {
  const { draft } = turn
  const id = order.slice(-2 * ID_BYTES)
  draft.delete('message', messageKey(person, order))
  turn.told.messages.delete(id)
  turn.told.gone.set(id, person)
  const row = draft.get('person', person)
  if (row?.last && toHex(row.last.id) === id) {
    draft.put('person', person, { ...row, last: undefined })
  }
}

/** Puts the newest message that is left into the list of people, where the one that stood there is gone. */
export const mendLast = async (parts: {
  readonly profile: Profile
  change<T>(decide: (turn: Turn) => T): Promise<T>
}): Promise<void> => {
  const { profile, change } = parts
  for (const [person, { last }] of profile.rows.entries('person')) {
    if (last) continue
    const range = { after: `${person}/`, before: `${person}0`, limit: 1, backwards: true }
    const [found] = await profile.history(range)
    if (!found) continue
    const [, row] = found
    await change(({ draft }) => {
      const now = draft.get('person', person)
      if (!now || now.last) return
      const { id, mine, time, pending } = row
      draft.put('person', person, {
        ...now,
        last: { id, mine, text: previewOf(row.text), time, pending },
        lastKind: lineKindNumber(row),
      })
    })
  }
}

/** Sets how long new messages of a conversation stay: an event in the history of both. */
export const setTimer = (turn: Turn, said: Extract<Command, { type: 'timer' }>): Answer => {
  const { draft, random } = turn
  const row = draft.get('person', said.person)
  const why = whyNotTo(draft, row)
  if (why) return refused(why)
  const seconds = Math.min(Math.max(0, Math.floor(said.seconds)), MAX_TIMER / 1_000)
  if (!row || row.timer === seconds) return DONE
  const id = random.bytes(ID_BYTES)
  firstTime(turn, said.person, id)
  writeMessage(turn, said.person, {
    id,
    items: [{ type: itemType.timer, body: encode(timer, { seconds }) }],
    row: { event: eventKind.timer, eventValue: seconds },
  })
  const now = draft.get('person', said.person)
  if (now) draft.put('person', said.person, { ...now, timer: seconds, timerAt: now.lamport })
  return DONE
}
