// The relay (PROTOCOL 10): takes envelopes from sending sockets, hands them to the device behind as they
// come in, and tells `stored` once they are durable. Decisions stand in relay-*.ts; here is their order.
import { problem, type ProblemName } from '../protocol/errors.ts'
import type { Log } from './log.ts'
import { acknowledge, createReceiver, deliverNext, deliverPage, nextPage } from './relay-deliver.ts'
import {
  createRelayCounts,
  type Attachment,
  type Channel,
  type Inbox,
  type Receiver,
  type ReceiverLink,
  type Records,
  type SenderLink,
} from './relay-records.ts'
import { mayReceive, maySend, type LoginClaim } from './relay-rights.ts'
import { noteWake, wakeIfAlone } from './relay-wake.ts'
import { appendOf, decideSend, passVolatile, type Deposit, type Room } from './relay-send.ts'
import type { BatchReader } from './store/batch.ts'
import type { ChannelRow, Freed, InboxRow, Page } from './store/call.ts'
import { QUEUE_HIGH, type Store, type StoreListener } from './store/store.ts'

/** A wish to send, as the first frame on a channel states it. `lawful` false is always refused. */
export interface AttachWish {
  readonly number: number
  readonly friendId: Uint8Array
  readonly sendToken: Uint8Array
  readonly lawful: boolean
}

/** Told to a device that logged in. */
export interface Welcome {
  readonly ackedUpTo: number
  readonly head: number
  readonly pending: number
  readonly pairIds: readonly number[]
}

/** The relay over one store. */
export class Relay implements StoreListener<Channel, Inbox> {
  readonly #store: Store<Channel, Inbox>
  readonly #limits: Room
  readonly #log: Log
  readonly #records: Records
  /** What was done since the start. */
  readonly counts = createRelayCounts()
  #dirty: Channel[] = []
  #acks: Inbox[] = []
  /** Caught up with what is durable, and not yet with what is under way. */
  #late: Receiver[] = []
  #afterTurn: () => void = () => undefined
  /** The store refused envelopes last; the log tells when that begins and ends. */
  #refused = false

  constructor(store: Store<Channel, Inbox>, records: Records, limits: Room, log: Log) {
    this.#store = store
    this.#records = records
    this.#limits = limits
    this.#log = log
    store.listen(this)
  }

  /** Names what runs after every batch: sockets write then what the turn brought them. */
  afterTurn(act: () => void): void {
    this.#afterTurn = act
  }

  /** True while more waits for the disk than should: sending sockets are not read meanwhile. */
  get isFull(): boolean {
    return this.#store.queued > QUEUE_HIGH
  }

  get storeEpoch(): Uint8Array {
    return this.#store.storeEpoch
  }

  /** Answers `attached`, or `refused` for every reason alike. */
  attach(link: SenderLink, wish: AttachWish): void {
    this.#store.queue(
      'openChannel',
      { friendId: wish.friendId },
      (row) => this.#admit(link, wish, row),
      () => link.storeFailed(),
    )
  }

  #admit(link: SenderLink, wish: AttachWish, row: ChannelRow | undefined): void {
    const right = maySend(row, wish.sendToken, this.#store.day)
    if (!link.isOpen) return
    if (!right || !row || !wish.lawful) {
      this.counts.attachRefused += 1
      link.refused(wish.number)
      return
    }
    const channel = this.#records.channel(row)
    this.#supersede(channel)
    if (channel.flying > 0) {
      // The older attachment left envelopes under way: `high` is known once they are durable.
      return this.attach(link, wish)
    }
    const attachment: Attachment = {
      link,
      number: wish.number,
      channel,
      floor: row.high,
      digest: row.digest,
      rejectedAt: undefined,
      volatiles: [],
    }
    channel.attachment = attachment
    link.attached(attachment, row)
  }

  #supersede(channel: Channel): void {
    const older = channel.attachment
    if (!older) return
    channel.attachment = undefined
    older.link.detached(older.number)
    older.link.answer({ type: 'superseded', channel: older.number })
  }

  /** Ends an attachment: the socket closed or the client detached. */
  detach(attachment: Attachment): void {
    const { channel } = attachment
    if (channel.attachment !== attachment) return
    channel.attachment = undefined
    this.#records.releaseChannel(channel)
  }

  /** One `send` on an attached channel. */
  send(attachment: Attachment, deposit: Deposit): void {
    const { channel, link, number } = attachment
    const verdict = decideSend(attachment, deposit, this.#limits)
    if (verdict === 'take') this.#take(attachment, deposit)
    else if (verdict === 'already')
      link.answer({ type: 'stored', channel: number, upTo: channel.stored })
    else if (verdict === 'conflict')
      link.answer({ type: 'conflict', channel: number, high: channel.high })
    else if (verdict !== 'flying' && verdict !== 'stopped')
      this.#reject(attachment, deposit.seq, verdict)
  }

  #take(attachment: Attachment, deposit: Deposit): void {
    const { channel } = attachment
    const { inbox } = channel
    const { seq } = deposit
    const size = deposit.message.length - deposit.start
    if (attachment.rejectedAt === seq) attachment.rejectedAt = undefined
    channel.high = seq
    channel.flying += 1
    channel.envelopes += 1
    channel.bytes += size
    inbox.head += 1
    inbox.flying += 1
    inbox.envelopes += 1
    inbox.bytes += size
    if (deposit.wake) noteWake(inbox)
    this.#store.append(channel, appendOf(channel, deposit))
    const { receiver } = inbox
    if (!receiver?.live) return
    deliverNext(receiver, { seq: inbox.head, frame: this.#store.lastFrame }, this.#limits)
  }

  #reject(attachment: Attachment, seq: number, code: ProblemName): void {
    attachment.rejectedAt = seq
    this.counts.rejected += 1
    attachment.link.answer({
      type: 'rejected',
      channel: attachment.number,
      seq,
      code: problem[code],
    })
  }

  /** Passes a volatile frame on, or drops it. `now` in milliseconds of a steady clock. */
  volatile(attachment: Attachment, payload: Uint8Array, now: number): void {
    const { channel } = attachment
    const receiver = channel.inbox.receiver
    if (!passVolatile(attachment, now) || !receiver) return
    if (receiver.link.outbound > this.#limits.volatileRoom) return
    receiver.link.volatile(channel.friendId, payload)
  }

  /** Logs a device in: `welcome`, or `refused` for every reason alike. */
  login(
    link: ReceiverLink,
    claim: LoginClaim,
    welcome: (receiver: Receiver, told: Welcome) => void,
    refused: () => void,
  ): void {
    const failed = (): void => link.storeFailed()
    const admit = (row: InboxRow | undefined): void => {
      if (!mayReceive(claim, row?.loginKey) || !row) {
        this.counts.loginRefused += 1
        return refused()
      }
      if (!link.mayLogIn(row.inboxNo)) return
      const inbox = this.#records.holdInbox(row)
      this.#store.queue(
        'pairIds',
        { inboxNo: row.inboxNo },
        (pairIds) => this.#welcome(link, inbox, pairIds, welcome),
        () => {
          this.#records.releaseInbox(inbox)
          failed()
        },
      )
    }
    this.#store.queue('openInbox', { inboxId: claim.inboxId }, admit, failed)
  }

  #welcome(
    link: ReceiverLink,
    inbox: Inbox,
    pairIds: readonly number[],
    welcome: (receiver: Receiver, told: Welcome) => void,
  ): void {
    if (!link.isOpen) return this.#records.releaseInbox(inbox)
    const older = inbox.receiver
    if (older) {
      this.logout(older)
      older.link.superseded()
    }
    const receiver = createReceiver(link, inbox, this.counts)
    inbox.receiver = receiver
    this.#limits.alarm?.quiet(inbox.inboxNo)
    this.counts.logins += 1
    welcome(receiver, {
      ackedUpTo: inbox.ackWanted,
      head: inbox.head,
      pending: inbox.envelopes,
      pairIds,
    })
    this.#pump(receiver)
  }

  /** Ends a receiver: its socket closed. */
  logout(receiver: Receiver): void {
    const { inbox } = receiver
    if (inbox.receiver !== receiver) return
    inbox.receiver = undefined
    wakeIfAlone(inbox, inbox.head, this.#limits.alarm)
    this.#records.releaseInbox(inbox)
  }

  /** A cumulative acknowledgement; false when it names what never was delivered. */
  ack(receiver: Receiver, upTo: number): boolean {
    const { inbox } = receiver
    if (inbox.receiver !== receiver) return true
    if (!acknowledge(receiver, upTo)) return false
    if (upTo > inbox.ackWanted) {
      inbox.ackWanted = upTo
      this.#wantAck(inbox)
      this.#store.wantAcks()
    }
    this.#pump(receiver)
    return true
  }

  #wantAck(inbox: Inbox): void {
    if (inbox.ackDirty) return
    inbox.ackDirty = true
    inbox.users += 1
    this.#acks.push(inbox)
  }

  #pump(receiver: Receiver): void {
    const wish = nextPage(receiver, this.#limits)
    if (!wish) return
    this.#store.queue(
      'page',
      wish,
      (page) => this.#paged(receiver, page),
      () => receiver.link.storeFailed(),
    )
  }

  #paged(receiver: Receiver, page: Page): void {
    this.#records.lost(page.damaged)
    this.counts.quarantined += page.damaged.length
    if (page.damaged.length > 0) this.#log('rowsDamaged', { count: page.damaged.length })
    if (receiver.inbox.receiver !== receiver) return
    deliverPage(receiver, page)
    if (receiver.caughtUp) this.#late.push(receiver)
    else this.#pump(receiver)
  }

  gather(): void {
    const acks = this.#acks
    this.#acks = []
    for (const inbox of acks) {
      inbox.ackDirty = false
      const { inboxNo, ackWanted: upTo } = inbox
      this.#store.ack(inbox, { inboxNo, upTo, rows: inbox.envelopes > inbox.flying })
    }
  }

  whereabouts({ inbox }: Channel, seq: number): 'acknowledged' | 'handed' | 'here' {
    if (seq <= inbox.ackWanted) return 'acknowledged'
    return inbox.receiver?.live ? 'handed' : 'here'
  }

  appended(channel: Channel, from: BatchReader): void {
    const { receiver } = channel.inbox
    this.#settle(channel, from)
    if (receiver && !channel.revoked) deliverNext(receiver, from, this.#limits)
  }

  passed(channel: Channel, from: BatchReader): void {
    this.#settle(channel, from)
    this.#takeBack(channel, from.size)
  }

  #noteRefusal(refused: boolean): void {
    if (refused === this.#refused) return
    this.#refused = refused
    this.#log(refused ? 'storeRefused' : 'storeAgain')
  }

  #settle(channel: Channel, from: BatchReader): void {
    this.#noteRefusal(false)
    channel.flying -= 1
    channel.inbox.flying -= 1
    channel.stored = from.channelSeq
    this.counts.stored += 1
    wakeIfAlone(channel.inbox, from.seq, this.#limits.alarm)
    this.#markDirty(channel)
  }

  #takeBack(channel: Channel, size: number): void {
    const { inbox } = channel
    channel.envelopes -= 1
    channel.bytes -= size
    inbox.envelopes -= 1
    inbox.bytes -= size
  }

  #markDirty(channel: Channel): void {
    if (channel.dirty) return
    channel.dirty = true
    this.#dirty.push(channel)
  }

  appendFailed(channel: Channel, from: BatchReader): void {
    const { attachment } = channel
    this.#noteRefusal(true)
    channel.flying -= 1
    channel.inbox.flying -= 1
    channel.inbox.refused = true
    channel.high = channel.stored
    this.#takeBack(channel, from.size)
    if (attachment && (attachment.rejectedAt ?? Infinity) > from.channelSeq) {
      this.#reject(attachment, from.channelSeq, 'storeFailed')
    }
    if (!attachment) this.#markDirty(channel)
  }

  acked(inbox: Inbox, upTo: number, freed: readonly Freed[]): void {
    inbox.ackedUpTo = Math.max(inbox.ackedUpTo, upTo)
    this.#records.freed(freed)
    this.#records.releaseInbox(inbox)
  }

  ackFailed(inbox: Inbox): void {
    // Goes along with the next batch; its use of the record goes on.
    if (inbox.ackDirty) return this.#records.releaseInbox(inbox)
    inbox.ackDirty = true
    this.#acks.push(inbox)
    this.#store.wantAcks()
  }

  // All that is durable was told: what waits now is next, and from here on nothing is left out.
  #catchUp(): void {
    const late = this.#late
    if (late.length === 0) return
    this.#late = []
    this.#store.eachWaiting(({ inbox: { receiver }, revoked }, from) => {
      if (receiver && !receiver.live && !revoked) deliverNext(receiver, from, this.#limits)
    })
    for (const receiver of late) {
      if (receiver.inbox.receiver !== receiver) continue
      receiver.live = receiver.caughtUp
      this.#pump(receiver)
    }
  }

  turn(): void {
    this.#catchUp()
    const dirty = this.#dirty
    this.#dirty = []
    for (const channel of dirty) {
      channel.dirty = false
      const { attachment } = channel
      if (attachment) {
        attachment.link.answer({ type: 'stored', channel: attachment.number, upTo: channel.stored })
      } else this.#records.releaseChannel(channel)
    }
    this.#afterTurn()
  }
}
