// The decision on one `send` (PROTOCOL 3.1 and 10), without any effect: what a sequence number means on
// this attachment, and whether there is room.
import { equalBytes } from '../protocol/bytes.ts'
import { VOLATILES_PER_SECOND } from '../protocol/limits.ts'
import type { Attachment, RelayLimits } from './relay-records.ts'
import { digestOf } from './store/counters.ts'

const SECOND = 1_000

/**
 * `take` it; it is durable `already`; it is under way and `flying`; the number means a `conflict`; a
 * refused one before it has `stopped` the channel; or there is no room.
 */
export type Verdict =
  | 'take'
  | 'already'
  | 'flying'
  | 'conflict'
  | 'stopped'
  | 'channelFull'
  | 'inboxFull'

const verdictOnOld = (attachment: Attachment, seq: number, envelope: Uint8Array): Verdict => {
  if (seq > attachment.floor) return seq <= attachment.channel.stored ? 'already' : 'flying'
  const same = seq === attachment.floor && equalBytes(digestOf(envelope), attachment.digest)
  return same ? 'already' : 'conflict'
}

/** What to do with an envelope under `seq`. */
export const decideSend = (
  attachment: Attachment,
  seq: number,
  envelope: Uint8Array,
  limits: RelayLimits,
): Verdict => {
  const { channel, rejectedAt } = attachment
  const { inbox } = channel
  if (seq <= channel.high) return verdictOnOld(attachment, seq, envelope)
  if (rejectedAt !== undefined && seq > rejectedAt) return 'stopped'
  const size = envelope.length
  if (channel.envelopes >= Math.min(channel.quota, limits.channelEnvelopes)) return 'channelFull'
  if (channel.bytes + size > limits.channelBytes) return 'channelFull'
  if (inbox.envelopes >= limits.inboxEnvelopes) return 'inboxFull'
  if (inbox.bytes + size > limits.inboxBytes) return 'inboxFull'
  return 'take'
}

/** Whether a volatile frame may pass at `now`, milliseconds of a steady clock; counts it if so. */
export const passVolatile = ({ volatiles }: Attachment, now: number): boolean => {
  const full = volatiles.length >= VOLATILES_PER_SECOND
  if (full && now - (volatiles[0] ?? now) < SECOND) return false
  if (full) volatiles.shift()
  volatiles.push(now)
  return true
}
