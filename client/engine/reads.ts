// Telling friends what was seen here (PROTOCOL 8.1).
import { encode } from '../../protocol/codec.ts'
import { itemType, target } from '../../protocol/message.ts'
import { tellFriend } from './acts.ts'
import { targetOf } from './history.ts'
import { owed } from './seen.ts'
import { sharesReads } from './shares.ts'
import type { Turn } from './turn.ts'

/** Tells everybody who is owed it and may know. What may not be told now is not told later either. */
export const tellReads = (turn: Turn): void => {
  const { draft } = turn
  for (const [person, row] of draft.entries('person')) {
    if (!owed(row)) continue
    draft.put('person', person, { ...row, toldRead: row.seen })
    const place = targetOf(row.seen)
    if (!place || row.blocked || row.removed || !sharesReads(draft, row)) continue
    tellFriend(turn, person, [{ type: itemType.read, body: encode(target, place) }])
  }
}
