// Which counted contents of a friend's device have arrived (PROTOCOL 10.6): the highest contiguous count and
// ranges above it. Pure; the same shape travels in receipts.
import type { Receipt } from '../../protocol/message.ts'
import { MAX_COUNTS_ABOVE_GAP, MAX_RECEIPT_RANGES } from '../../protocol/limits.ts'

export interface CountRange {
  readonly from: number
  readonly length: number
}

/** What has arrived. Ranges are sorted, apart from each other, and all above `upTo + 1`. */
export interface Arrived {
  readonly upTo: number
  readonly above: readonly CountRange[]
}

const LONGEST = 0xffff

/** True when `count` has arrived. */
export const hasArrived = (arrived: Arrived, count: number): boolean =>
  count <= arrived.upTo ||
  arrived.above.some((range) => count >= range.from && count < range.from + range.length)

/** Adds one count. Beyond MAX_COUNTS_ABOVE_GAP the lowest gap is given up, so the record stays bounded. */
export const addCount = (arrived: Arrived, count: number): Arrived => {
  if (hasArrived(arrived, count)) return arrived
  const counts = [...arrived.above, { from: count, length: 1 }].sort((a, b) => a.from - b.from)
  const merged: CountRange[] = []
  for (const range of counts) {
    const last = merged.at(-1)
    const joins = last && last.from + last.length === range.from
    if (joins && last.length + range.length <= LONGEST) {
      merged[merged.length - 1] = { from: last.from, length: last.length + range.length }
    } else merged.push(range)
  }
  return closeGap(arrived.upTo, merged)
}

const closeGap = (upTo: number, above: readonly CountRange[]): Arrived => {
  const first = above[0]
  if (first && (first.from === upTo + 1 || tooMany(above))) {
    return closeGap(first.from + first.length - 1, above.slice(1))
  }
  return { upTo, above }
}

const tooMany = (above: readonly CountRange[]): boolean =>
  above.reduce((sum, range) => sum + range.length, 0) > MAX_COUNTS_ABOVE_GAP

/** The receipt to send: the lowest MAX_RECEIPT_RANGES ranges. */
export const receiptOf = (arrived: Arrived): Receipt => ({
  upTo: arrived.upTo,
  ranges: arrived.above.slice(0, MAX_RECEIPT_RANGES),
})

/** True when a receipt names `count`. */
export const receiptNames = (receipt: Receipt, count: number): boolean =>
  hasArrived({ upTo: receipt.upTo, above: receipt.ranges }, count)
