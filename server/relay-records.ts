// What the relay knows of the channels and inboxes in use. The process is the only writer of its store,
// so while a record is here it is the truth, in-flight envelopes included; without users it is dropped
// and read again when needed (PROTOCOL 10).
import {
  QUOTA_CHANNEL_BYTES,
  QUOTA_CHANNEL_ENVELOPES,
  QUOTA_INBOX_BYTES,
  QUOTA_INBOX_ENVELOPES,
} from '../protocol/limits.ts'
import type { SenderAnswer } from '../protocol/frame.ts'
import type { Slot } from './limits/window.ts'
import type { ChannelRow, Freed, InboxRow } from './store/call.ts'
import { keyOf } from './store/counters.ts'

/** Limits of the relay; all may be lowered for tests. Envelopes and bytes. */
export interface RelayLimits {
  readonly channelEnvelopes: number
  readonly channelBytes: number
  readonly inboxEnvelopes: number
  readonly inboxBytes: number
  /** Delivered and not yet acknowledged, per receiver. */
  readonly windowEnvelopes: number
  readonly windowBytes: number
  /** Bytes waiting in a receiver's socket above which volatile frames are dropped. */
  readonly volatileRoom: number
}

export const relayLimits: RelayLimits = {
  channelEnvelopes: QUOTA_CHANNEL_ENVELOPES,
  channelBytes: QUOTA_CHANNEL_BYTES,
  inboxEnvelopes: QUOTA_INBOX_ENVELOPES,
  inboxBytes: QUOTA_INBOX_BYTES,
  windowEnvelopes: 128,
  windowBytes: 1_048_576,
  volatileRoom: 65_536,
}

/** What the relay has done since its start, in envelopes unless said otherwise. */
export interface RelayCounts {
  /** Durable, or acknowledged by their device before they had to be. */
  stored: number
  /** Written to a device; one that comes again counts again. */
  delivered: number
  acked: number
  /** Refused for want of room. */
  rejected: number
  expired: number
  /** Rows that were damaged and set aside. */
  quarantined: number
  /** Attach frames refused. */
  attachRefused: number
  /** Logins refused, and those that were welcome. */
  loginRefused: number
  logins: number
}

/** Counts at the start. */
export const createRelayCounts = (): RelayCounts => ({
  stored: 0,
  delivered: 0,
  acked: 0,
  rejected: 0,
  expired: 0,
  quarantined: 0,
  attachRefused: 0,
  loginRefused: 0,
  logins: 0,
})

/** A socket that sends, as the relay sees it. */
export interface SenderLink {
  readonly isOpen: boolean
  answer(frame: SenderAnswer): void
  attached(attachment: Attachment, row: ChannelRow): void
  refused(channel: number): void
  /** The channel is over on this socket; what still arrives on it is dropped. */
  detached(channel: number): void
  storeFailed(): void
}

/** A socket that receives. */
export interface ReceiverLink {
  readonly isOpen: boolean
  /** Its right is good: false when it was shown too often, and then the socket is closed. */
  mayLogIn(inboxNo: number): boolean
  /** Bytes written and not yet taken by the network. */
  readonly outbound: number
  deliver(frame: Uint8Array): void
  volatile(friendId: Uint8Array, data: Uint8Array): void
  superseded(): void
  storeFailed(): void
  /** The inbox is gone. */
  removed(): void
}

/** One channel on one sending socket, from `attached` until detached. */
export interface Attachment {
  readonly link: SenderLink
  readonly number: number
  readonly channel: Channel
  /** `high` as told in `attached`, with the digest of that envelope. */
  readonly floor: number
  readonly digest: Uint8Array
  /** Sequence number refused last: nothing above it is taken until it comes again. */
  rejectedAt: number | undefined
  /** When the last volatile frames passed, milliseconds of a steady clock. */
  readonly volatiles: number[]
}

/** A friendId in use. */
export interface Channel {
  readonly key: string
  readonly friendId: Uint8Array
  readonly inbox: Inbox
  quota: number
  /** Highest number taken, and highest that is durable. */
  high: number
  stored: number
  envelopes: number
  bytes: number
  /** Appends that the store has not answered. */
  flying: number
  attachment: Attachment | undefined
  /** `stored` is to be told at the end of this turn. */
  dirty: boolean
  revoked: boolean
  released: boolean
  /** Envelopes of this minute, once one was sent. */
  sends: Slot | undefined
}

/** A logged-in socket and how far it has been served. */
export interface Receiver {
  readonly link: ReceiverLink
  readonly inbox: Inbox
  readonly counts: RelayCounts
  /** Everything up to here was written to the socket, or acknowledged. */
  sentUpTo: number
  ackUpTo: number
  /** Sequence numbers and sizes delivered and not acknowledged, oldest first. */
  readonly windowSeqs: number[]
  readonly windowSizes: number[]
  windowBytes: number
  /** True when what becomes durable from now on may follow `sentUpTo` directly. */
  caughtUp: boolean
  /** True when even what is not durable yet was written: the next one goes out as it comes in. */
  live: boolean
  reading: boolean
}

/** An inbox in use. */
export interface Inbox {
  readonly inboxNo: number
  /** Highest number given out. */
  head: number
  ackedUpTo: number
  /** Acknowledged by the device, not yet in the store. */
  ackWanted: number
  ackDirty: boolean
  envelopes: number
  bytes: number
  /** Appends that the store has not answered: among `envelopes`, but without a row as yet. */
  flying: number
  receiver: Receiver | undefined
  /** Numbers were given out that the store then refused; a device may have seen them. */
  refused: boolean
  /** First and last number for which the device should be woken and was not; 0 is none. */
  wakeFrom: number
  wakeUpTo: number
  /** Channels and unfinished work that need this record. */
  users: number
}

/** The records in use. */
export class Records {
  readonly #channels = new Map<string, Channel>()
  readonly #inboxes = new Map<number, Inbox>()
  /** By inbox, where the store refused appends: the highest number given out in this life. */
  readonly #heads = new Map<number, number>()

  /** Inboxes and channels in use. */
  get sizes(): { readonly inboxes: number; readonly channels: number } {
    return { inboxes: this.#inboxes.size, channels: this.#channels.size }
  }

  /** The record of an inbox, if it is in use. */
  findInbox(inboxNo: number): Inbox | undefined {
    return this.#inboxes.get(inboxNo)
  }

  /** True while a device of this inbox is logged in. */
  isOnline(inboxNo: number): boolean {
    return this.#inboxes.get(inboxNo)?.receiver !== undefined
  }

  /** Every channel in use, as a list of its own. */
  allChannels(): Channel[] {
    return [...this.#channels.values()]
  }

  /** The record of a stored inbox; the row counts only where there is no record yet. */
  holdInbox(row: InboxRow): Inbox {
    const known = this.#inboxes.get(row.inboxNo)
    const inbox = known ?? {
      inboxNo: row.inboxNo,
      // A number that was given out is never given out again, stored or not.
      head: Math.max(row.head, this.#heads.get(row.inboxNo) ?? 0),
      ackedUpTo: row.ackedUpTo,
      ackWanted: row.ackedUpTo,
      ackDirty: false,
      envelopes: row.envelopes,
      bytes: row.bytes,
      flying: 0,
      receiver: undefined,
      refused: false,
      wakeFrom: 0,
      wakeUpTo: 0,
      users: 0,
    }
    inbox.users += 1
    this.#inboxes.set(row.inboxNo, inbox)
    return inbox
  }

  /** Ends a use begun by `holdInbox`. */
  releaseInbox(inbox: Inbox): void {
    inbox.users -= 1
    if (inbox.users > 0) return
    this.#inboxes.delete(inbox.inboxNo)
    if (inbox.refused) this.#heads.set(inbox.inboxNo, inbox.head)
  }

  /** The record of a stored friendId. It stays until `releaseChannel` finds it unused. */
  channel(row: ChannelRow): Channel {
    const key = keyOf(row.friendId)
    const known = this.#channels.get(key)
    if (known) return known
    const channel: Channel = {
      key,
      friendId: row.friendId,
      inbox: this.holdInbox(row.inbox),
      quota: row.quota,
      high: row.high,
      stored: row.high,
      envelopes: row.envelopes,
      bytes: row.bytes,
      flying: 0,
      attachment: undefined,
      dirty: false,
      revoked: false,
      released: false,
      sends: undefined,
    }
    this.#channels.set(key, channel)
    return channel
  }

  /** The record of a friendId, if it is in use. */
  find(friendId: Uint8Array): Channel | undefined {
    return this.#channels.get(keyOf(friendId))
  }

  /** Drops a channel that nobody uses and for which nothing is under way. */
  releaseChannel(channel: Channel): void {
    if (channel.released || channel.attachment || channel.flying > 0) return
    channel.released = true
    if (this.#channels.get(channel.key) === channel) this.#channels.delete(channel.key)
    this.releaseInbox(channel.inbox)
  }

  /** Forgets a channel whose friendId is gone; what is under way for it is told to nobody. */
  removeChannel(channel: Channel): void {
    channel.revoked = true
    if (this.#channels.get(channel.key) === channel) this.#channels.delete(channel.key)
    this.releaseChannel(channel)
  }

  /** Damaged rows: room is given back, and who sends there comes again to hear of it (`expiredUpTo`). */
  lost(all: readonly Freed[]): void {
    this.freed(all)
    for (const { friendId } of all) this.find(friendId)?.attachment?.link.storeFailed()
  }

  /** Gives room back. */
  freed(all: readonly Freed[]): void {
    for (const { inboxNo, friendId, envelopes, bytes } of all) {
      const channel = this.#channels.get(keyOf(friendId))
      if (channel) {
        channel.envelopes -= envelopes
        channel.bytes -= bytes
      }
      const inbox = this.#inboxes.get(inboxNo)
      if (inbox) {
        inbox.envelopes -= envelopes
        inbox.bytes -= bytes
      }
    }
  }
}
