// What a friend's device says it has (PROTOCOL 10.6). A receipt settles only what the server is known to have
// had: one that names more was meant for another copy of this profile, or is ahead of the server's word.
import type { Receipt } from '../../protocol/message.ts'
import { forked } from './healing.ts'
import { isStored, tellState } from './history.ts'
import { dropFrame, pendingOf } from './outgoing.ts'
import { receiptNames } from './receipts.ts'
import type { PendingRow } from './tables.ts'
import { must, type Turn } from './turn.ts'

/** A false receipt must not use up the counts of a conversation. */
const MOST_BELIEVED = 2 ** 48

/** Takes a receipt: what it names is on the friend's device and needs no keeping. */
export const applyReceipt = (turn: Turn, deviceKey: string, named: Receipt): void => {
  const { draft } = turn
  const device = must(draft.get('device', deviceKey))
  const highest = named.ranges.reduce(
    (most, { from, length }) => Math.max(most, from + length - 1),
    named.upTo,
  )
  // What was not written here was written by another life of this profile, or the receipt is false: it must
  // not settle what comes later.
  if (highest > device.sendCount) {
    forked(turn, deviceKey, Math.min(highest, MOST_BELIEVED))
    return
  }
  draft.put('device', deviceKey, { ...device, saidUpTo: named.upTo, saidAbove: named.ranges })
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
