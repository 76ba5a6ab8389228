// Delivery to one logged-in device (PROTOCOL 3.2 and 10): from memory as envelopes come in while it keeps
// up, in pages from the store while it is behind, and never more than a window beyond what it acknowledged.
import type { Inbox, Receiver, ReceiverLink, RelayCounts, RelayLimits } from './relay-records.ts'
import { BatchReader } from './store/batch.ts'
import type { Page } from './store/call.ts'

/** A receiver at the start of its session. */
export const createReceiver = (
  link: ReceiverLink,
  inbox: Inbox,
  counts: RelayCounts,
): Receiver => ({
  link,
  inbox,
  counts,
  sentUpTo: inbox.ackWanted,
  ackUpTo: inbox.ackWanted,
  windowSeqs: [],
  windowSizes: [],
  windowBytes: 0,
  caughtUp: false,
  live: false,
  reading: false,
})

const write = (receiver: Receiver, seq: number, frame: Uint8Array): void => {
  receiver.sentUpTo = seq
  receiver.windowSeqs.push(seq)
  receiver.windowSizes.push(frame.length)
  receiver.windowBytes += frame.length
  receiver.counts.delivered += 1
  receiver.link.deliver(frame)
}

const hasRoom = (receiver: Receiver, size: number, limits: RelayLimits): boolean =>
  receiver.windowSeqs.length < limits.windowEnvelopes &&
  (receiver.windowBytes === 0 || receiver.windowBytes + size <= limits.windowBytes) &&
  receiver.link.outbound <= limits.windowBytes

/** Hands over the envelope that follows `sentUpTo`, or notes that the store has to be read. */
export const deliverNext = (
  receiver: Receiver,
  from: Pick<BatchReader, 'seq' | 'frame'>,
  limits: RelayLimits,
): void => {
  const { seq } = from
  // Most have been handed over long before they are durable: nothing more is looked at.
  if (!receiver.caughtUp || seq <= receiver.sentUpTo) return
  const { frame } = from
  if (hasRoom(receiver, frame.length, limits)) write(receiver, seq, frame)
  else {
    receiver.caughtUp = false
    receiver.live = false
  }
}

/** What to read next from the store; undefined when nothing, or when the window is too full. */
export const nextPage = (
  receiver: Receiver,
  limits: RelayLimits,
): { inboxNo: number; after: number; envelopes: number; bytes: number } | undefined => {
  if (receiver.caughtUp || receiver.reading || !receiver.link.isOpen) return undefined
  // Half a window at least, so that pages do not shrink to single envelopes.
  if (receiver.windowSeqs.length > limits.windowEnvelopes / 2) return undefined
  if (receiver.windowBytes > limits.windowBytes / 2) return undefined
  receiver.reading = true
  return {
    inboxNo: receiver.inbox.inboxNo,
    after: receiver.sentUpTo,
    envelopes: limits.windowEnvelopes - receiver.windowSeqs.length,
    bytes: limits.windowBytes - receiver.windowBytes,
  }
}

/** Hands over a page. What was acknowledged meanwhile is left out. */
export const deliverPage = (receiver: Receiver, page: Page): void => {
  receiver.reading = false
  const from = new BatchReader(page.records)
  while (from.nextRecord()) {
    if (from.seq > receiver.sentUpTo) write(receiver, from.seq, from.frame)
  }
  receiver.sentUpTo = Math.max(receiver.sentUpTo, page.last)
  receiver.caughtUp = !page.more
}

/** Notes an acknowledgement; false when it is above everything that ever was delivered. */
export const acknowledge = (receiver: Receiver, upTo: number): boolean => {
  if (upTo > receiver.inbox.head) return false
  if (upTo <= receiver.ackUpTo) return true
  receiver.ackUpTo = upTo
  receiver.sentUpTo = Math.max(receiver.sentUpTo, upTo)
  const { windowSeqs, windowSizes } = receiver
  let gone = 0
  while (gone < windowSeqs.length && (windowSeqs[gone] ?? 0) <= upTo) {
    receiver.windowBytes -= windowSizes[gone] ?? 0
    gone += 1
  }
  receiver.counts.acked += gone
  windowSeqs.splice(0, gone)
  windowSizes.splice(0, gone)
  return true
}
