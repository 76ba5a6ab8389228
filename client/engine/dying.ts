// Disappearing messages: own ones live from when they were written, a friend's from when they were seen here
// (PROTOCOL 8.1).
import { messageKey, tellMessage } from './history.ts'
import { dyingKey, UNSEEN } from './lifetime.ts'
import type { Turn } from './turn.ts'

/** Messages of a friend up to `seen` were seen: their time begins. */
export const startDying = (turn: Turn, person: string, seen: string): void => {
  const { draft, now } = turn
  for (const [key, { order }] of draft.entries('dying', `${UNSEEN}/${person}/`)) {
    if (order > seen) continue
    draft.delete('dying', key)
    const row = draft.get('message', messageKey(person, order))
    if (!row) continue
    const dies = now + row.lasts * 1_000
    draft.put('message', messageKey(person, order), { ...row, dies })
    draft.put('dying', dyingKey(dies, person, order), { person, order })
    tellMessage(turn, person, order, { ...row, dies })
  }
}
