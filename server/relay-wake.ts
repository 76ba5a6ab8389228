// When a device should be woken (PROTOCOL 4.2): something for a person is durable and nobody is logged in to
// take it. One that was handed to a socket and never acknowledged counts when that socket is gone.
import type { Inbox } from './relay-records.ts'

/** Wakes devices by what the host gave for it (push.ts). */
export interface Alarm {
  ring(inboxNo: number): void
  /** The device came by itself: what was to be rung is over. */
  quiet(inboxNo: number): void
}

/** The envelope that was just given a number is for a person. */
export const noteWake = (inbox: Inbox): void => {
  if (inbox.wakeFrom === 0) inbox.wakeFrom = inbox.head
  inbox.wakeUpTo = inbox.head
}

/**
 * Rings once for what is durable up to `durable` and was not rung for, unless a device is here or has
 * acknowledged it. Forgotten with the record of an inbox: then the ring before it has to do.
 */
export const wakeIfAlone = (inbox: Inbox, durable: number, alarm: Alarm | undefined): void => {
  const { wakeFrom, wakeUpTo, ackWanted, receiver, inboxNo } = inbox
  if (!alarm || receiver || wakeFrom === 0 || wakeFrom > durable) return
  inbox.wakeFrom = wakeUpTo > durable ? durable + 1 : 0
  if (wakeUpTo > ackWanted) alarm.ring(inboxNo)
}
