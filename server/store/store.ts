// The store as the event loop sees it: an ordered queue into the store's thread. An idle store takes what one
// turn brought; a busy one gathers for some milliseconds, because one commit costs the same for one envelope
// and for hundreds. Nothing is told before it is durable (PROTOCOL 10 rules 1 and 2).
import { Worker } from 'node:worker_threads'
import { DAY } from '../../protocol/limits.ts'
import { StartFault } from '../fault.ts'
import { BatchReader, BatchWriter, FIRST_SIZE, operation, type Append } from './batch.ts'
import { REFUSED, type Call, type CallName, type Freed, type StoreCalls } from './call.ts'
import { Cursor, type Asked, type Told } from './told.ts'
import type { Answer } from './ledger.ts'
import { portOf, type StorePort } from './port.ts'
import type { FromWorker } from './worker.ts'

/** Above this many waiting bytes senders are no longer read; below, they are again. */
export const QUEUE_HIGH = 8 * 1_048_576
/** Milliseconds from batch to batch, unless a call waits or enough has gathered. */
const GAP = 5
/** A batch of so many envelopes means load: what was just handed to a device is kept back once. */
const LOAD_FROM = 10
/** Bytes that make a batch leave without waiting, and above which its buffer is not kept for the next one. */
const GATHERED_ENOUGH = 1_048_576
const BUFFER_KEPT = 4 * 1_048_576
/** Milliseconds that acknowledgements alone wait for company: nobody waits for them. */
const ACKS_WAIT = 50

/** Who appends and acknowledges: told, in order, what became of each operation. */
export interface StoreListener<Channel, Inbox> {
  /** Just before a batch leaves: the last moment to write acknowledgements into it. */
  gather(): void
  /** Whether the device behind has acknowledged this envelope, was handed it, or must get it later. */
  whereabouts(channel: Channel, seq: number): 'acknowledged' | 'handed' | 'here'
  appended(channel: Channel, from: BatchReader): void
  /** Durable as a number, without a row: it was acknowledged before the batch left. */
  passed(channel: Channel, from: BatchReader): void
  appendFailed(channel: Channel, from: BatchReader): void
  acked(inbox: Inbox, upTo: number, freed: readonly Freed[]): void
  ackFailed(inbox: Inbox): void
  /** All of a batch has been told. */
  turn(): void
}

interface Pending<Channel, Inbox> {
  readonly writer: BatchWriter
  readonly channels: Channel[]
  readonly inboxes: Inbox[]
  readonly asked: Asked[]
  /** So many of the first envelopes were kept back from the batch before. */
  kept: number
}

/** Given by calls when the disk refuses: nothing was changed. */
export class StoreRefused extends Error {
  constructor() {
    super('the server cannot store just now')
    this.name = 'StoreRefused'
  }
}

/** The main thread's side of the store. */
export class Store<Channel extends object, Inbox extends object> {
  readonly #port: StorePort
  readonly #now: () => number
  #listener: StoreListener<Channel, Inbox> | undefined
  #pending: Pending<Channel, Inbox>
  #flying: Pending<Channel, Inbox> | undefined
  #spare: ArrayBufferLike | undefined
  #disarm: () => void = () => undefined
  /** When the next batch leaves, and how the last one left: milliseconds of a steady clock. */
  #dueAt = Infinity
  #sentAt = 0
  #loaded = false
  #closing: (() => void) | undefined
  #ended = false
  #copied: ((wrong: string | undefined) => void) | undefined
  #fail: (error: Error) => void = () => undefined
  /** Told how many milliseconds each batch took that became durable. */
  timed: (milliseconds: number) => void = () => undefined
  readonly storeEpoch: Uint8Array
  /** Resolves, if ever, with what made the store unusable. */
  readonly failed: Promise<Error>

  /** Over a port whose thread has opened already. */
  constructor(port: StorePort, storeEpoch: Uint8Array, now: () => number) {
    this.#port = port
    this.#now = now
    this.storeEpoch = storeEpoch
    this.#pending = this.#fresh()
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
    port.hear((message) => this.#hear(message))
    port.ended((error) => this.#end(error))
  }

  /** Opens the store in `folder`. Throws StartFault for what the host can mend. */
  static open<C extends object, I extends object>(
    folder: string,
    now: () => number = Date.now,
  ): Promise<Store<C, I>> {
    const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: { folder } })
    return new Promise((resolve, reject) => {
      worker.once('error', reject)
      worker.once('message', (first: FromWorker) => {
        worker.removeListener('error', reject)
        if (first.is === 'open') resolve(new Store<C, I>(portOf(worker), first.storeEpoch, now))
        else if (first.is === 'fault') reject(new StartFault(first.message))
        else reject(new Error(first.is === 'fatal' ? first.message : 'the store did not open'))
      })
    })
  }

  /** Names who hears about appends and acknowledgements. */
  listen(listener: StoreListener<Channel, Inbox>): void {
    this.#listener = listener
  }

  /** Days since 1970. */
  get day(): number {
    return Math.floor(this.#now() / DAY)
  }

  /** Bytes waiting for the disk. */
  get queued(): number {
    return this.#pending.writer.at
  }

  /** Queues an envelope, heard of as `channel`. */
  append(channel: Channel, from: Append): void {
    const { writer, channels } = this.#pending
    writer.append(from)
    channels.push(channel)
    this.#leaveBy(writer.at >= GATHERED_ENOUGH ? 0 : this.#sentAt + GAP)
  }

  /** The `deliver` frame of the envelope queued last, for this moment. */
  get lastFrame(): Uint8Array {
    return this.#pending.writer.lastFrame
  }

  /** Acknowledgements wait to be gathered. */
  wantAcks(): void {
    if (this.#dueAt === Infinity) this.#leaveBy(this.#port.now() + ACKS_WAIT)
  }

  /** Within `gather`: an acknowledgement, of which the listener hears as `inbox`. */
  ack(inbox: Inbox, take: { inboxNo: number; upTo: number; rows: boolean }): void {
    this.#pending.writer.ack(take.inboxNo, take.upTo, take.rows)
    this.#pending.inboxes.push(inbox)
  }

  /** Shows every envelope that has not left yet, in order. */
  eachWaiting(see: (channel: Channel, from: BatchReader) => void): void {
    this.#eachAppend(see)
  }

  /** Queues a call; `done` runs in the order of the queue, `refused` when the disk refuses. */
  queue<K extends CallName>(
    is: K,
    take: StoreCalls[K]['take'],
    done: (outcome: StoreCalls[K]['give']) => void,
    refused: () => void,
  ): void {
    if (this.#ended) {
      refused()
      return
    }
    this.#pending.writer.call()
    // The thread answers each call with its own outcome, so the pairs of types hold by construction.
    this.#pending.asked.push({
      call: { is, ...take } as unknown as Call,
      done: done as (outcome: unknown) => void,
      refused,
    })
    this.#leaveBy(0)
  }

  /** As `queue`, for who does not need the order. Rejects with StoreRefused. */
  ask<K extends CallName>(is: K, take: StoreCalls[K]['take']): Promise<StoreCalls[K]['give']> {
    return new Promise((resolve, reject) => {
      this.queue(is, take, resolve, () => reject(new StoreRefused()))
    })
  }

  /** Makes sure a batch leaves at that moment at the latest, or when the one before is answered. */
  #leaveBy(at: number): void {
    if (at >= this.#dueAt) return
    this.#dueAt = at
    if (!this.#flying) this.#arm()
  }

  #arm(): void {
    this.#disarm()
    this.#disarm = this.#port.after(this.#dueAt - this.#port.now(), () => this.#send())
  }

  #fresh(): Pending<Channel, Inbox> {
    // Memory that both threads see and that is used again: moved to and fro, it makes V8 collect all the time.
    const writer = new BatchWriter(this.#spare ?? new SharedArrayBuffer(FIRST_SIZE))
    this.#spare = undefined
    return { writer, channels: [], inboxes: [], asked: [], kept: 0 }
  }

  #send(): void {
    // Two wishes may have come to the same turn.
    if (this.#ended || this.#flying || this.#dueAt === Infinity) return
    this.#dueAt = Infinity
    this.#listener?.gather()
    const batch = this.#pending
    if (batch.writer.at === 0) {
      if (this.#closing) this.#port.post({ is: 'close' })
      return
    }
    const next = this.#sort(batch)
    this.#flying = batch
    this.#sentAt = this.#port.now()
    this.#loaded = batch.channels.length >= LOAD_FROM
    this.#pending = next
    if (next.kept > 0) this.#leaveBy(this.#sentAt + GAP)
    this.#port.post({
      is: 'batch',
      buffer: batch.writer.buffer,
      length: batch.writer.at,
      day: this.day,
      calls: batch.asked.map(({ call }) => call),
    })
  }

  /**
   * Marks what needs no row any more. Under load, what a device was just handed is kept back for the next
   * batch, once: by then most of it is acknowledged, and has cost the disk nothing.
   */
  #sort(batch: Pending<Channel, Inbox>): Pending<Channel, Inbox> {
    const next = this.#fresh()
    const mayKeep = this.#loaded && batch.asked.length === 0 && !this.#closing
    const passed = new Map<Channel, number>()
    let count = 0
    this.#eachAppend((channel, from) => {
      const where = this.#listener?.whereabouts(channel, from.seq)
      count += 1
      if (where === 'acknowledged') passed.set(channel, from.pass(passed.get(channel)))
      else if (where === 'handed' && mayKeep && count > batch.kept) {
        next.writer.again(from)
        next.channels.push(channel)
        from.drop()
      }
    })
    next.kept = next.channels.length
    return next
  }

  #hear(message: FromWorker): void {
    if (message.is === 'answer') this.#answered(message.answer)
    else if (message.is === 'fault') this.#end(new StartFault(message.message))
    else if (message.is === 'fatal') this.#end(new Error(message.message))
    else if (message.is === 'snapshot') this.#copied?.(message.wrong)
    else if (message.is === 'closed') {
      this.#ended = true
      this.#closing?.()
    }
  }

  #answered(answer: Answer): void {
    const batch = this.#flying
    if (!batch) return
    this.#flying = undefined
    const { buffer } = batch.writer
    this.#tell(batch, answer)
    // What waits behind a failed append must not overtake it: it is refused as well.
    if (answer.is !== 'stored') this.#refuseWaiting()
    this.#listener?.turn()
    if (buffer.byteLength <= BUFFER_KEPT) this.#spare = buffer
    const refused = answer.is === 'readsOnly' || answer.is === 'failed'
    if (this.#closing && refused) return this.#closeWithout()
    if (this.#closing) this.#dueAt = 0
    if (this.#dueAt < Infinity) this.#arm()
  }

  /** Closing does not wait for a disk that takes nothing: what was not told stored is sent again. */
  #closeWithout(): void {
    for (const { refused } of this.#pending.asked) refused()
    this.#port.post({ is: 'close' })
  }

  #tell(batch: Pending<Channel, Inbox>, answer: Answer): void {
    const from = new BatchReader(batch.writer.bytes, batch.writer.at)
    const left: Told<Channel, Inbox> = {
      channels: new Cursor(batch.channels),
      inboxes: new Cursor(batch.inboxes),
      asked: new Cursor(batch.asked),
      outcomes: answer.is === 'failed' ? undefined : new Cursor(answer.outcomes),
      acks: answer.is === 'stored' || answer.is === 'appendsFailed',
    }
    const stored = answer.is === 'stored'
    if (stored) this.timed(this.#port.now() - this.#sentAt)
    while (from.nextOperation()) {
      if (from.tag === operation.ack) this.#tellAck(left, from.ackUpTo)
      else if (from.tag === operation.settled) this.#tellSettled(left, from.ackUpTo)
      else if (from.tag === operation.call) this.#tellCall(left)
      else this.#tellAppend(left, from, stored)
    }
  }

  #tellAppend(left: Told<Channel, Inbox>, from: BatchReader, stored: boolean): void {
    const channel = left.channels.next()
    if (!channel || from.tag === operation.dropped) return
    if (!stored) this.#listener?.appendFailed(channel, from)
    else if (from.tag === operation.append) this.#listener?.appended(channel, from)
    else this.#listener?.passed(channel, from)
  }

  #tellAck(left: Told<Channel, Inbox>, upTo: number): void {
    const inbox = left.inboxes.next()
    const freed = left.outcomes?.next()
    if (!inbox) return
    if (freed) this.#listener?.acked(inbox, upTo, freed as readonly Freed[])
    else this.#listener?.ackFailed(inbox)
  }

  #tellSettled(left: Told<Channel, Inbox>, upTo: number): void {
    const inbox = left.inboxes.next()
    if (!inbox) return
    if (left.acks) this.#listener?.acked(inbox, upTo, [])
    else this.#listener?.ackFailed(inbox)
  }

  #tellCall(left: Told<Channel, Inbox>): void {
    const asked = left.asked.next()
    const outcome = left.outcomes ? left.outcomes.next() : REFUSED
    if (outcome === REFUSED) asked?.refused()
    else asked?.done(outcome)
  }

  #refuseWaiting(): void {
    this.#eachAppend((channel, from) => {
      this.#listener?.appendFailed(channel, from)
      from.drop()
    })
  }

  #eachAppend(see: (channel: Channel, from: BatchReader) => void): void {
    const { writer, channels } = this.#pending
    const from = new BatchReader(writer.bytes, writer.at)
    let at = 0
    while (at < channels.length && from.nextOperation()) {
      if (from.tag !== operation.append && from.tag !== operation.dropped) continue
      const channel = channels[at++]
      if (channel && from.tag === operation.append) see(channel, from)
    }
  }

  #end(error: Error): void {
    if (this.#ended) return
    this.#ended = true
    const asked = [...(this.#flying?.asked ?? []), ...this.#pending.asked]
    for (const { refused } of asked) refused()
    this.#copied?.('the store ended')
    this.#fail(error)
    this.#closing?.()
  }

  /** Copies the database to a new file while work goes on; one at a time. Rejects when the disk refuses. */
  snapshot(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#ended || this.#closing || this.#copied) {
        reject(new StoreRefused())
        return
      }
      this.#copied = (wrong) => {
        this.#copied = undefined
        if (wrong === undefined) resolve()
        else reject(new Error(wrong))
      }
      this.#port.post({ is: 'snapshot', path })
    })
  }

  /** Commits what is queued, checkpoints and ends the thread. */
  async close(): Promise<void> {
    if (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#closing = resolve
        this.#leaveBy(0)
      })
    }
    await this.#port.terminate()
  }
}
