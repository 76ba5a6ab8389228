// What the server says about a channel, and what follows (PROTOCOL 10.4 to 10.9). The server's word moves
// numbers and never loses a message: what lacks a receipt stays, and goes again when in doubt.
import { equalBytes } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import type { SenderAnswer } from '../../protocol/frame.ts'
import { MAX_SEQ } from '../../protocol/limits.ts'
import { forked } from './healing.ts'
import { tellPending } from './history.ts'
import { depositAgain, frameKey, pendingOf, rememberDigest, sentDigest } from './outgoing.ts'
import { settleStored } from './receipted.ts'
import type { ChannelRow } from './tables.ts'
import { must, type Turn } from './turn.ts'

type Attached = Extract<SenderAnswer, { type: 'attached' }>

/** The highest number known to be stored; 0 when none is. */
const highest = ({ first, storedUpTo }: ChannelRow): number => (storedUpTo < first ? 0 : storedUpTo)

/** Numbers start below this and rise one by one; a server that says more would use them up. */
const MOST_LEAP = 2 ** 32

/** A channel is attached: find out what the server has, and whether it is the server we knew. Throws
 * Malformed for a number that cannot be. */
export const channelAttached = (turn: Turn, key: string, said: Attached): void => {
  const { draft } = turn
  const channel = draft.get('channel', key)
  if (!channel) return
  if (said.high > channel.nextSeq + MOST_LEAP) throw new Malformed('number of a channel')
  const known = channel.storeEpoch
  const restored =
    known !== undefined && (!equalBytes(known, said.storeEpoch) || said.high < highest(channel))
  const next: ChannelRow = {
    ...channel,
    storeEpoch: Uint8Array.from(said.storeEpoch),
    refusedSince: 0,
  }
  draft.put('channel', key, next)
  if (restored) depositFrom(turn, key, said.high, () => true)
  else if (said.high > 0 && isForeign(turn, key, next, said)) foreignHigh(turn, key, said)
  else {
    channelStored(turn, key, said.high)
    depositFrom(turn, key, 0, (seq) => seq <= said.expiredUpTo)
  }
}

/** True when the server took something on this channel that this profile did not send. */
const isForeign = (turn: Turn, key: string, channel: ChannelRow, said: Attached): boolean => {
  if (said.high >= channel.nextSeq) return true
  const digest = sentDigest(turn.draft, key, said.high)
  return digest !== undefined && !equalBytes(digest, said.digest)
}

/** Moves un-receipted deposits that `wanted` picks behind everything else, oldest first. */
const depositFrom = (
  turn: Turn,
  key: string,
  above: number,
  wanted: (seq: number) => boolean,
): void => {
  const { draft } = turn
  const channel = must(draft.get('channel', key))
  const moving = pendingOf(draft, channel.device).filter(
    ([, row]) => row.channel === key && wanted(row.seq),
  )
  const start = Math.max(channel.nextSeq, above + 1)
  if ((moving.length === 0 && start === channel.nextSeq) || start > MAX_SEQ) return
  // Everything un-stored follows, so that nothing newer overtakes what goes again.
  const rest = unstoredFrames(turn, key, channel, moving)
  draft.put('channel', key, { ...channel, nextSeq: start })
  for (const [, row] of moving) depositAgain(draft, { channel: key, seq: row.seq }, key)
  for (const seq of rest) depositAgain(draft, { channel: key, seq }, key)
  const after = must(draft.get('channel', key))
  draft.put('channel', key, { ...after, first: start, storedUpTo: start - 1 })
}

const unstoredFrames = (
  turn: Turn,
  key: string,
  channel: ChannelRow,
  moving: ReturnType<typeof pendingOf>,
): number[] => {
  const chosen = new Set(moving.map(([, row]) => row.seq))
  const found: number[] = []
  for (let seq = channel.storedUpTo + 1; seq < channel.nextSeq; seq++) {
    if (!chosen.has(seq) && turn.draft.get('frame', frameKey(key, seq))) found.push(seq)
  }
  return found
}

/**
 * Somebody with this profile's keys deposited here: a copy of the profile, or this is an old copy. Sending
 * goes on above, in a session that the other copy does not have.
 */
const foreignHigh = (turn: Turn, key: string, { high, digest }: Attached): void => {
  const { draft } = turn
  const channel = must(draft.get('channel', key))
  // From here on it is known: the next attach is judged by what this profile sent since.
  rememberDigest(draft, key, high, digest)
  if (channel.provisional) {
    // An invitation that somebody else used too: the inviter decides who was first.
    depositFrom(turn, key, high, () => true)
    return
  }
  const nextSeq = Math.max(channel.nextSeq, high + 1)
  draft.put('channel', key, { ...channel, nextSeq, storedUpTo: high })
  forked(turn, channel.device)
}

/** Everything up to a number is durable on the server. */
export const channelStored = (turn: Turn, key: string, upTo: number): void => {
  const { draft } = turn
  const channel = draft.get('channel', key)
  if (!channel || upTo <= channel.storedUpTo || upTo >= channel.nextSeq) return
  draft.put('channel', key, { ...channel, storedUpTo: upTo, refusedSince: 0 })
  for (let seq = channel.storedUpTo + 1; seq <= upTo; seq++) {
    const frame = draft.get('frame', frameKey(key, seq))
    if (!frame) continue
    const row = frame.pending === '' ? undefined : draft.get('pending', frame.pending)
    // A receipt of ours is not receipted: once the server has it, it is done.
    if (!row) draft.delete('frame', frameKey(key, seq))
    else if (!settleStored(turn, channel.device, frame.pending, row)) tellPending(turn, row)
  }
}

/** The server has something above what it told at the attach: another writer. Attaching again tells. */
export const channelRefused = (turn: Turn, key: string): void => {
  const channel = turn.draft.get('channel', key)
  if (!channel || channel.refusedSince > 0) return
  turn.draft.put('channel', key, { ...channel, refusedSince: turn.now })
}

/** Deposits that wait for this channel, lowest number first, at most `most`. */
export const unsent = (
  draft: Turn['draft'],
  key: string,
  above: number,
  most: number,
): { readonly seq: number; readonly bytes: Uint8Array; readonly wake: boolean }[] => {
  const channel = draft.get('channel', key)
  if (!channel) return []
  const found = []
  for (let seq = Math.max(above, channel.storedUpTo) + 1; seq < channel.nextSeq; seq++) {
    const frame = draft.get('frame', frameKey(key, seq))
    if (frame) found.push({ seq, bytes: frame.bytes, wake: frame.wake })
    if (found.length >= most) break
  }
  return found
}
