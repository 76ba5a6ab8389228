// The decision on one `send` (PROTOCOL 3.1 and 10), without any effect: what a sequence number means on
// this attachment, and whether there is room.
import { equalBytes } from '../protocol/bytes.ts'
import { VOLATILES_PER_SECOND } from '../protocol/limits.ts'
import type { Slot } from './limits/window.ts'
import type { Attachment, RelayLimits } from './relay-records.ts'
import { digestOf } from './store/counters.ts'

const SECOND = 1_000

/**
 * `take` it; it is durable `already`; it is under way and `flying`; the number means a `conflict`; a
 * refused one before it has `stopped` the channel; or there is no room, or too many came
 * within the minute.
 */
export type Verdict =
  | 'take'
  | 'already'
  | 'flying'
  | 'conflict'
  | 'stopped'
  | 'channelFull'
  | 'inboxFull'
  | 'rateLimited'

/** What an envelope has to fit into; without a meter as many may come as there is room. */
export type Room = RelayLimits & { readonly meter?: SendMeter }

/** Counts envelopes by friendId (limits/meters.ts). */
export interface SendMeter {
  sendsOf(friendId: string): Slot
  /** Counts one; false when it is one too many for now. */
  send(slot: Slot): boolean
}

const verdictOnOld = (attachment: Attachment, seq: number, envelope: Uint8Array): Verdict => {
  if (seq > attachment.floor) return seq <= attachment.channel.stored ? 'already' : 'flying'
  const same = seq === attachment.floor && equalBytes(digestOf(envelope), attachment.digest)
  return same ? 'already' : 'conflict'
}

const isFull = ({ channel }: Attachment, size: number, limits: Room): Verdict | undefined => {
  const { inbox } = channel
  if (channel.envelopes >= Math.min(channel.quota, limits.channelEnvelopes)) return 'channelFull'
  if (channel.bytes + size > limits.channelBytes) return 'channelFull'
  if (inbox.envelopes >= limits.inboxEnvelopes) return 'inboxFull'
  return inbox.bytes + size > limits.inboxBytes ? 'inboxFull' : undefined
}

/** What to do with an envelope under `seq`; one that is taken is counted. */
export const decideSend = (
  attachment: Attachment,
  seq: number,
  envelope: Uint8Array,
  limits: Room,
): Verdict => {
  const { channel, rejectedAt } = attachment
  if (seq <= channel.high) return verdictOnOld(attachment, seq, envelope)
  if (rejectedAt !== undefined && seq > rejectedAt) return 'stopped'
  const full = isFull(attachment, envelope.length, limits)
  if (full) return full
  // Counted last, so that what is refused for want of room uses nothing up.
  const { meter } = limits
  const may = !meter || meter.send((channel.sends ??= meter.sendsOf(channel.key)))
  return may ? 'take' : 'rateLimited'
}

/** Whether a volatile frame may pass at `now`, milliseconds of a steady clock; counts it if so. */
export const passVolatile = ({ volatiles }: Attachment, now: number): boolean => {
  const full = volatiles.length >= VOLATILES_PER_SECOND
  if (full && now - (volatiles[0] ?? now) < SECOND) return false
  if (full) volatiles.shift()
  volatiles.push(now)
  return true
}
