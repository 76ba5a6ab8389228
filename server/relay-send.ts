// The decision on one `send` (PROTOCOL 3.1 and 10), without any effect: what a sequence number means on
// this attachment, and whether there is room.
import { equalBytes } from '../protocol/bytes.ts'
import { VOLATILES_PER_SECOND } from '../protocol/limits.ts'
import type { Slot } from './limits/window.ts'
import type { Attachment, Channel, RelayLimits } from './relay-records.ts'
import type { Alarm } from './relay-wake.ts'
import type { Append } from './store/batch.ts'
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
export type Room = RelayLimits & { readonly meter?: SendMeter; readonly alarm?: Alarm | undefined }

/** Counts envelopes by friendId (limits/meters.ts). */
export interface SendMeter {
  sendsOf(friendId: string): Slot
  /** Counts one; false when it is one too many for now. */
  send(slot: Slot): boolean
}

/** An envelope as it came: the part of `message` from `start` on. */
export interface Deposit {
  readonly seq: number
  readonly message: Uint8Array
  readonly start: number
  /** It is for a person: the device may be woken (PROTOCOL 4.2). */
  readonly wake: boolean
}

const verdictOnOld = (attachment: Attachment, { seq, message, start }: Deposit): Verdict => {
  if (seq > attachment.floor) return seq <= attachment.channel.stored ? 'already' : 'flying'
  if (seq < attachment.floor) return 'conflict'
  const same = equalBytes(digestOf(message.subarray(start)), attachment.digest)
  return same ? 'already' : 'conflict'
}

const isFull = ({ channel }: Attachment, size: number, limits: Room): Verdict | undefined => {
  const { inbox } = channel
  if (channel.envelopes >= Math.min(channel.quota, limits.channelEnvelopes)) return 'channelFull'
  if (channel.bytes + size > limits.channelBytes) return 'channelFull'
  if (inbox.envelopes >= limits.inboxEnvelopes) return 'inboxFull'
  return inbox.bytes + size > limits.inboxBytes ? 'inboxFull' : undefined
}

/** What to do with an envelope; one that is taken is counted. */
export const decideSend = (attachment: Attachment, deposit: Deposit, limits: Room): Verdict => {
  const { channel, rejectedAt } = attachment
  const { seq, message, start } = deposit
  if (seq <= channel.high) return verdictOnOld(attachment, deposit)
  if (rejectedAt !== undefined && seq > rejectedAt) return 'stopped'
  const full = isFull(attachment, message.length - start, limits)
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

// Filled for each envelope anew: an object for each would be the most that it costs here.
const append = {
  inboxNo: 0,
  seq: 0,
  friendId: new Uint8Array(0) as Uint8Array,
  channelSeq: 0,
  body: new Uint8Array(0) as Uint8Array,
  bodyAt: 0,
}

/** What the store is given of a deposit that was counted; it holds until the next one. */
export const appendOf = (channel: Channel, { seq, message, start }: Deposit): Append => {
  append.inboxNo = channel.inbox.inboxNo
  append.seq = channel.inbox.head
  append.friendId = channel.friendId
  append.channelSeq = seq
  append.body = message
  append.bodyAt = start
  return append
}
