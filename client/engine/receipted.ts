// What a friend's device says it has (PROTOCOL 10.6). A receipt settles only what the server is known to have
// had: one that names more was meant for another copy of this profile, or is ahead of the server's word.
import { MAX_COUNT } from '../../protocol/limits.ts'
import type { Receipt } from '../../protocol/message.ts'
import { forked } from './healing.ts'
import { isStored, tellState } from './history.ts'
import { dropFrame, pendingOf } from './outgoing.ts'
import { receiptNames } from './receipts.ts'
import type { PendingRow } from './tables.ts'
import { must, type Turn } from './turn.ts'

/** What was not written here, but might have been in another life of this profile. */
const MOST_BELIEVED = MAX_COUNT / 2

/** Takes a receipt: what it names is on the friend's device and needs no keeping. */
export const applyReceipt = (turn: Turn, deviceKey: string, named: Receipt): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const written = device.sendCount
  const ends = named.ranges.map(({ from, length }) => from + length - 1)
  const highest = Math.max(named.upTo, ...ends)
  if (highest > written && highest <= MOST_BELIEVED) {
    forked(turn, deviceKey, highest)
    return
  }
  // Beyond that it is false, and must not settle what will be written later.
  draft.put('device', deviceKey, {
    ...device,
    saidUpTo: Math.min(named.upTo, written),
    saidAbove: named.ranges.filter((_, at) => (ends[at] ?? 0) <= written),
  })
  for (const [key, row] of pendingOf(draft, deviceKey)) settleStored(turn, deviceKey, key, row)
}

/** Settles a content that the server has and the last receipt names. Gives true when it did. */
export const settleStored = (
  turn: Turn,
  deviceKey: string,
  key: string,
  row: PendingRow,
): boolean => {
  const { draft } = turn
  const { saidUpTo, saidAbove } = must(draft.get('device', deviceKey))
  const named = receiptNames({ upTo: saidUpTo, ranges: saidAbove }, row.count)
  if (!named || !isStored(draft, row)) return false
  dropFrame(draft, row)
  draft.delete('pending', key)
  tellState(turn, row, 'delivered')
  return true
}
