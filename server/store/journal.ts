// What batches bring is durable as one row for each batch, and waits in memory beside it until it is put into
// its place: by then most envelopes are acknowledged and never become rows, and each counter is written once
// (PROTOCOL 10 rules 1 and 3). The rows of the journal alone give that memory again after a crash.
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import { ACK_BYTES, BatchReader, BatchWriter, NOTE_BYTES, operation } from './batch.ts'
import type { Freed } from './call.ts'
import { digestOf, keyOf, Counters } from './counters.ts'
import type { Database } from './database.ts'
import { Envelopes } from './envelopes.ts'
import { JournalMemory } from './journal-memory.ts'

/** Bytes and batches in the journal from which it is put into place. */
export const JOURNAL_BYTES = 4 * 1_048_576
export const JOURNAL_BATCHES = 256

/** An envelope in the journal: where its record lies, and what acknowledging it frees. */
interface Waiting {
  readonly seq: number
  readonly day: number
  readonly bytes: Uint8Array
  readonly start: number
  readonly end: number
}

type JournalRow = readonly [id: number, day: number, hash: Uint8Array, body: Uint8Array]

/** The journal over one open database. Its methods run within a transaction of the caller. */
export class Journal {
  readonly #envelopes: Envelopes
  readonly #counters: Counters
  readonly #insert
  readonly #rows
  readonly #clear
  readonly #setAside
  readonly #hasInbox
  readonly #waiting = new Map<number, Waiting[]>()
  readonly #damaged: number[] = []
  readonly #memory = new JournalMemory()
  /** Where the row of the batch under way is written, and a reader that follows. */
  #to = new BatchWriter(new ArrayBuffer(0))
  #copy = new BatchReader(this.#to.bytes)
  /** Where in it begins what is not in its place yet. */
  #from = 0
  #bytes = 0
  #batches = 0

  constructor(database: Database, envelopes: Envelopes, counters: Counters) {
    this.#envelopes = envelopes
    this.#counters = counters
    this.#insert = database.prepare<[number, Uint8Array, Uint8Array]>(
      'INSERT INTO journal (day, hash, body) VALUES (?, ?, ?)',
    )
    this.#rows = database
      .prepare<[], JournalRow>('SELECT id, day, hash, body FROM journal ORDER BY id')
      .raw()
    this.#hasInbox = database.prepare<[number]>('SELECT 1 FROM inbox WHERE inbox_no = ?')
    this.#clear = database.prepare('DELETE FROM journal')
    // Under numbers below all of envelopes, whose inbox is never 0.
    this.#setAside = database.prepare<[number]>(
      `INSERT OR REPLACE INTO quarantine (id, friend_id, channel_seq, day, hash, body)
       SELECT -id, x'', 0, day, hash, body FROM journal WHERE id = ?`,
    )
  }

  /** True while everything is in its place. */
  get isEmpty(): boolean {
    return this.#batches === 0 && this.#to.at === this.#from
  }

  /** True when so much has gathered that it has to be put into place. */
  get isFull(): boolean {
    return this.#bytes >= JOURNAL_BYTES || this.#batches >= JOURNAL_BATCHES
  }

  /** Makes memory what the rows say: at the start, and after a batch that was taken back. Writes nothing. */
  load(): void {
    this.#forget()
    for (const [id, day, hash, body] of this.#rows.all()) {
      this.#batches += 1
      this.#bytes += body.length
      if (equalBytes(digestOf(body), hash)) this.#replay(body, day)
      else this.#damaged.push(id)
    }
  }

  #forget(): void {
    this.#waiting.clear()
    this.#counters.clear()
    this.#damaged.length = 0
    this.#memory.reuse()
    this.#enter(new ArrayBuffer(0))
    this.#bytes = 0
    this.#batches = 0
  }

  #enter(piece: ArrayBufferLike): void {
    this.#to = new BatchWriter(piece)
    this.#copy = new BatchReader(this.#to.bytes)
    this.#from = 0
  }

  #begin(size: number): void {
    const { bytes, at } = this.#to
    if (this.isEmpty && at > 0) {
      this.#memory.reuse()
      this.#enter(this.#memory.next(size))
    } else if (bytes.length - at < size) this.#enter(this.#memory.next(size))
  }

  #replay(body: Uint8Array, day: number): void {
    const from = new BatchReader(body)
    while (from.nextOperation()) {
      if (from.tag === operation.append) this.#came(from, day)
      else if (from.tag === operation.noted) this.#counters.came(from, 0, from.body)
      else this.#acked(from.inboxNo, from.ackUpTo)
    }
  }

  /** Makes room for what of these operations belongs in the journal. */
  begin(operations: Uint8Array): void {
    let size = 0
    const from = new BatchReader(operations)
    while (from.nextOperation()) {
      if (from.tag === operation.append) size += from.end - from.start + 1
      else if (from.tag === operation.passed) size += NOTE_BYTES
      else if (from.tag === operation.ack || from.tag === operation.settled) size += ACK_BYTES
    }
    this.#begin(size)
  }

  /** Puts in the append at which `from` stands; only its numbers when its device has the envelope already. */
  append(from: BatchReader, day: number): void {
    const passed = from.tag === operation.passed
    if (passed) this.#to.note(from, digestOf(from.body))
    else this.#to.again(from)
    this.#copy.nextOperation()
    if (passed) this.#counters.came(this.#copy, 0, this.#copy.body)
    else this.#came(this.#copy, day)
  }

  #came(from: BatchReader, day: number): void {
    this.#counters.came(from, 1, undefined)
    const { inboxNo, seq, bytes, start, end } = from
    const waiting = this.#waiting.get(inboxNo)
    const one = { seq, day, bytes, start, end }
    if (waiting) waiting.push(one)
    else this.#waiting.set(inboxNo, [one])
  }

  /** The device has everything up to `upTo`; tells what that freed in the journal. */
  ack(inboxNo: number, upTo: number): Freed[] {
    this.#to.ack(inboxNo, upTo)
    this.#copy.nextOperation()
    return this.#acked(inboxNo, upTo)
  }

  #acked(inboxNo: number, upTo: number): Freed[] {
    this.#counters.acked(inboxNo, upTo)
    const waiting = this.#waiting.get(inboxNo)
    const left = waiting?.findIndex(({ seq }) => seq > upTo) ?? 0
    if (!waiting || left === 0) return []
    const gone = waiting.splice(0, left < 0 ? waiting.length : left)
    if (waiting.length === 0) this.#waiting.delete(inboxNo)
    const freed = sumsOf(inboxNo, gone)
    for (const each of freed) this.#counters.freed(each)
    return freed
  }

  /** What waits for this inbox in the journal alone, in order. */
  *waiting(inboxNo: number): Iterable<BatchReader> {
    for (const one of this.#waiting.get(inboxNo) ?? []) yield readerOf(one)
  }

  /** Makes the batch that began a row. */
  write(day: number): void {
    const body = this.#to.bytes.subarray(this.#from, this.#to.at)
    if (body.length === 0) return
    this.#insert.run(day, digestOf(body), body)
    this.#bytes += body.length
    this.#batches += 1
    this.#from = this.#to.at
  }

  /** Gives memory back, when everything is in its place. */
  rest(): void {
    if (!this.isEmpty) return
    this.#memory.rest()
    this.#enter(new ArrayBuffer(0))
  }

  /** Puts everything into its place. */
  settle(): void {
    if (this.isEmpty) return
    for (const id of this.#damaged.splice(0)) this.#setAside.run(id)
    // First, so that its pages are there for the rows when the disk is full.
    if (this.#batches > 0) this.#clear.run()
    for (const [inboxNo, waiting] of this.#waiting) {
      // An inbox that was closed leaves nothing behind.
      if (this.#hasInbox.get(inboxNo) === undefined) continue
      for (const one of waiting) this.#envelopes.put(readerOf(one), one.day)
    }
    this.#waiting.clear()
    this.#counters.flush()
    this.#from = this.#to.at
    this.#bytes = 0
    this.#batches = 0
  }
}

const sumsOf = (inboxNo: number, gone: readonly Waiting[]): Freed[] => {
  const sums = new Map<string, { friendId: Uint8Array; envelopes: number; bytes: number }>()
  for (const { size, friendId } of gone.map(readerOf)) {
    const key = keyOf(friendId)
    const sum = sums.get(key) ?? { friendId: plainBytes(friendId), envelopes: 0, bytes: 0 }
    sum.envelopes += 1
    sum.bytes += size
    sums.set(key, sum)
  }
  return [...sums.values()].map((sum) => ({ inboxNo, ...sum, expiredUpTo: 0 }))
}

const readerOf = ({ bytes, start, end }: Waiting): BatchReader => {
  // The operation starts with its tag, one byte before the record.
  const from = new BatchReader(bytes, end, start - 1)
  from.nextOperation()
  return from
}

/** Puts into place what a process that ended without warning left in the journal. Within a transaction. */
export const settleJournal = (database: Database): void => {
  const counters = new Counters(database)
  const journal = new Journal(database, new Envelopes(database, counters), counters)
  journal.load()
  journal.settle()
}
