// The store as the event loop sees it: an ordered queue into the store's thread. The next batch is what
// arrived while the last one was being committed; an idle store takes what one turn of the event loop
// brought. Nothing is told before it is durable (PROTOCOL 10 rules 1 and 2).
import { Worker } from 'node:worker_threads'
import { DAY } from '../../protocol/limits.ts'
import { StartFault } from '../fault.ts'
import { BatchReader, BatchWriter, operation, type Append } from './batch.ts'
import type { Call, CallName, Freed, StoreCalls } from './call.ts'
import type { Answer } from './ledger.ts'
import type { FromWorker, ToWorker } from './worker.ts'

/** Above this many waiting bytes senders are no longer read; below, they are again. */
export const QUEUE_HIGH = 8 * 1_048_576
/** A batch buffer larger than this is not kept for the next batch. */
const BUFFER_KEPT = 4 * 1_048_576

/** Who appends and acknowledges: told, in order, what became of each operation. */
export interface StoreListener<Channel, Inbox> {
  /** Just before a batch leaves: the last moment to write acknowledgements into it. */
  gather(): void
  appended(channel: Channel, from: BatchReader): void
  appendFailed(channel: Channel, from: BatchReader): void
  acked(inbox: Inbox, upTo: number, freed: readonly Freed[]): void
  ackFailed(inbox: Inbox): void
  /** All of a batch has been told. */
  turn(): void
}

interface Asked {
  readonly call: Call
  readonly done: (outcome: unknown) => void
  readonly refused: () => void
}
interface Pending<Channel, Inbox> {
  readonly writer: BatchWriter
  readonly channels: Channel[]
  readonly inboxes: Inbox[]
  readonly asked: Asked[]
}

/** What of a batch is still to be told. */
interface Told<Channel, Inbox> {
  readonly channels: Iterator<Channel>
  readonly inboxes: Iterator<Inbox>
  readonly asked: Iterator<Asked>
  /** None when all of the batch was refused. */
  readonly outcomes: Iterator<unknown> | undefined
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
  readonly #worker: Worker
  readonly #now: () => number
  #listener: StoreListener<Channel, Inbox> | undefined
  #pending: Pending<Channel, Inbox>
  #flying: Pending<Channel, Inbox> | undefined
  #spare: ArrayBuffer | undefined
  #scheduled = false
  #closing: (() => void) | undefined
  #ended = false
  #fail: (error: Error) => void = () => undefined
  readonly storeEpoch: Uint8Array
  /** Resolves, if ever, with what made the store unusable. */
  readonly failed: Promise<Error>

  private constructor(worker: Worker, storeEpoch: Uint8Array, now: () => number) {
    this.#worker = worker
    this.#now = now
    this.storeEpoch = storeEpoch
    this.#pending = this.#fresh()
    this.failed = new Promise((resolve) => {
      this.#fail = resolve
    })
    worker.on('message', (message: FromWorker) => this.#hear(message))
    worker.on('error', (error) => this.#end(error instanceof Error ? error : new Error('store')))
    worker.on('exit', () => this.#end(new Error('the store ended')))
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
        if (first.is === 'open') resolve(new Store<C, I>(worker, first.storeEpoch, now))
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

  /** Queues an envelope; the listener hears of it as `channel`. */
  append(channel: Channel, from: Append): void {
    this.#pending.writer.append(from)
    this.#pending.channels.push(channel)
    this.wake()
  }

  /** Queues an acknowledgement; the listener hears of it as `inbox`. */
  ack(inbox: Inbox, inboxNo: number, upTo: number): void {
    this.#pending.writer.ack(inboxNo, upTo)
    this.#pending.inboxes.push(inbox)
    this.wake()
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
    this.wake()
  }

  /** As `queue`, for who does not need the order. Rejects with StoreRefused. */
  ask<K extends CallName>(is: K, take: StoreCalls[K]['take']): Promise<StoreCalls[K]['give']> {
    return new Promise((resolve, reject) => {
      this.queue(is, take, resolve, () => reject(new StoreRefused()))
    })
  }

  /** Makes sure a batch leaves soon. */
  wake(): void {
    if (this.#scheduled || this.#flying) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (!this.#flying) this.#send()
    })
  }

  #fresh(): Pending<Channel, Inbox> {
    const writer = this.#spare ? new BatchWriter(this.#spare) : new BatchWriter()
    this.#spare = undefined
    return { writer, channels: [], inboxes: [], asked: [] }
  }

  #send(): void {
    if (this.#ended) return
    this.#listener?.gather()
    const batch = this.#pending
    if (batch.writer.at === 0) {
      if (this.#closing) this.#worker.postMessage({ is: 'close' } satisfies ToWorker)
      return
    }
    this.#flying = batch
    this.#pending = this.#fresh()
    const message: ToWorker = {
      is: 'batch',
      buffer: batch.writer.buffer,
      length: batch.writer.at,
      day: this.day,
      calls: batch.asked.map(({ call }) => call),
    }
    this.#worker.postMessage(message, [message.buffer])
  }

  #hear(message: FromWorker): void {
    if (message.is === 'answer') this.#answered(message.buffer, message.answer)
    else if (message.is === 'fatal' || message.is === 'fault') this.#end(new Error(message.message))
    else if (message.is === 'closed') {
      this.#ended = true
      this.#closing?.()
    }
  }

  #answered(buffer: ArrayBuffer, answer: Answer): void {
    const batch = this.#flying
    if (!batch) return
    this.#flying = undefined
    this.#tell(batch, new Uint8Array(buffer, 0, batch.writer.at), answer)
    // What waits behind a failed append must not overtake it: it is refused as well.
    if (answer.is !== 'stored') this.#refuseWaiting()
    this.#listener?.turn()
    if (buffer.byteLength <= BUFFER_KEPT) this.#spare = buffer
    this.#send()
  }

  #tell(batch: Pending<Channel, Inbox>, bytes: Uint8Array, answer: Answer): void {
    const from = new BatchReader(bytes)
    const left: Told<Channel, Inbox> = {
      channels: batch.channels.values(),
      inboxes: batch.inboxes.values(),
      asked: batch.asked.values(),
      outcomes: answer.is === 'failed' ? undefined : answer.outcomes.values(),
    }
    const stored = answer.is === 'stored'
    while (from.nextOperation()) {
      if (from.tag === operation.ack) this.#tellAck(left, from.ackUpTo)
      else if (from.tag === operation.call) this.#tellCall(left)
      else this.#tellAppend(left, from, stored)
    }
  }

  #tellAppend(left: Told<Channel, Inbox>, from: BatchReader, stored: boolean): void {
    const channel = left.channels.next().value
    if (!channel || from.tag === operation.dropped) return
    if (stored) this.#listener?.appended(channel, from)
    else this.#listener?.appendFailed(channel, from)
  }

  #tellAck(left: Told<Channel, Inbox>, upTo: number): void {
    const inbox = left.inboxes.next().value
    const freed = left.outcomes?.next().value
    if (!inbox) return
    if (freed) this.#listener?.acked(inbox, upTo, freed as readonly Freed[])
    else this.#listener?.ackFailed(inbox)
  }

  #tellCall(left: Told<Channel, Inbox>): void {
    const asked = left.asked.next().value
    if (left.outcomes) asked?.done(left.outcomes.next().value)
    else asked?.refused()
  }

  #refuseWaiting(): void {
    const { writer, channels } = this.#pending
    const from = new BatchReader(writer.bytes, writer.at)
    let at = 0
    while (from.nextOperation()) {
      if (from.tag !== operation.append && from.tag !== operation.dropped) continue
      const channel = channels[at++]
      if (!channel || from.tag === operation.dropped) continue
      this.#listener?.appendFailed(channel, from)
      from.drop()
    }
  }

  #end(error: Error): void {
    if (this.#ended) return
    this.#ended = true
    const asked = [...(this.#flying?.asked ?? []), ...this.#pending.asked]
    for (const { refused } of asked) refused()
    this.#fail(error)
    this.#closing?.()
  }

  /** Commits what is queued, checkpoints and ends the thread. */
  async close(): Promise<void> {
    if (!this.#ended) {
      await new Promise<void>((resolve) => {
        this.#closing = resolve
        this.wake()
      })
    }
    await this.#worker.terminate()
  }
}
