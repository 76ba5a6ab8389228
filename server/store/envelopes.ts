// The waiting envelopes: put in, read in pages, taken out when acknowledged, revoked or expired. Every
// row carries a hash of itself that is checked on reading; a row that does not fit is set aside and
// never blocks those behind it (PROTOCOL 10 rule 10).
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import { DIGEST_BYTES, ID_BYTES } from '../../protocol/limits.ts'
import { BatchWriter, RECORD_HEAD, type Append, type BatchReader } from './batch.ts'
import type { Freed, Page, StoreCalls } from './call.ts'
import { digestOf, keyOf, type Counters } from './counters.ts'
import type { Database } from './database.ts'

/** A waiting row; `packed` is its hash, friendId and envelope in one: a Buffer for each is most of what a page costs. */
type Row = readonly [seq: number, channelSeq: number, packed: Uint8Array]
type WholeRow = readonly [
  inboxNo: number,
  seq: number,
  friendId: Uint8Array,
  channelSeq: number,
  hash: Uint8Array,
  body: Uint8Array,
]
type Sum = readonly [friendId: Uint8Array, envelopes: number, bytes: number]
type Old = readonly [seq: number, friendId: Uint8Array, channelSeq: number, bytes: number]

/** Highest number below 2^40, to end a range at an inbox's last possible row. */
const LAST_SEQ = 2 ** 40 - 1
/** Later than every day. */
const EVERY_DAY = Number.MAX_SAFE_INTEGER
const RANGE = 'id > (? << 40 | ?) AND id <= (? << 40 | ?)'
type Range = [inboxNo: number, after: number, inboxNo: number, upTo: number]
const SEQ = 'id & 1099511627775'
// SQLite joins to text but keeps every byte. A damaged column may shift the others: then the hash does not fit.
const PACKED = 'CAST(hash || friend_id || body AS BLOB)'
const ENVELOPE_AT = DIGEST_BYTES + ID_BYTES
/** Memory for pages that is kept from one to the next. */
const PAGE_KEPT = 1_048_576

const partOf = (packed: Uint8Array, from: number, to: number): Uint8Array =>
  new Uint8Array(packed.buffer, packed.byteOffset, packed.length).subarray(from, to)

/** A page while it fills. */
class Gathered {
  readonly #to: BatchWriter
  readonly #mostBytes: number
  #left: number
  last: number
  more = false

  constructor(to: BatchWriter, { after, envelopes, bytes }: StoreCalls['page']['take']) {
    to.at = 0
    this.#to = to
    this.last = after
    this.#left = envelopes
    this.#mostBytes = bytes
  }

  /** Adds an envelope and returns its record; undefined, and `more`, when it does not fit. */
  add(envelope: Append): Uint8Array | undefined {
    const to = this.#to
    const size = RECORD_HEAD + envelope.body.length - (envelope.bodyAt ?? 0)
    if (this.#left === 0 || (to.at > 0 && to.at + size > this.#mostBytes)) {
      this.more = true
      return undefined
    }
    this.#left -= 1
    this.last = envelope.seq
    const start = to.record(envelope)
    return to.bytes.subarray(start, to.at)
  }

  /** Adds what follows in the journal, as far as it fits. */
  addFrom(waiting: Iterable<BatchReader>): void {
    for (const from of waiting) {
      if (this.more) return
      if (from.seq > this.last) this.add(from)
    }
  }

  /** Takes the envelope that was added last out again; it counts as read. */
  dropLast(record: Uint8Array): void {
    this.#to.at -= record.length
  }

  get records(): Uint8Array {
    return this.#to.bytes.slice(0, this.#to.at)
  }
}

/** The envelope table over one open database. What goes changes the counters at once. */
export class Envelopes {
  readonly #counters: Counters
  #pageMemory = new BatchWriter()
  readonly #insert
  readonly #sums
  readonly #delete
  readonly #page
  readonly #setAside
  readonly #deleteOne
  readonly #revoke
  readonly #sumOfFriend
  readonly #waiting
  readonly #old
  readonly #dropOldDamaged

  constructor(database: Database, counters: Counters) {
    this.#counters = counters
    this.#insert = database.prepare<
      [number, number, Uint8Array, number, number, Uint8Array, Uint8Array]
    >(
      `INSERT INTO envelope (id, friend_id, channel_seq, day, hash, body)
       VALUES (? << 40 | ?, ?, ?, ?, ?, ?)`,
    )
    this.#sums = database
      .prepare<Range, Sum>(
        `SELECT friend_id, count(*), sum(length(body)) FROM envelope WHERE ${RANGE} GROUP BY friend_id`,
      )
      .raw()
    this.#delete = database.prepare<Range>(`DELETE FROM envelope WHERE ${RANGE}`)
    this.#page = database
      .prepare<[...Range, number], Row>(
        `SELECT ${SEQ}, channel_seq, ${PACKED} FROM envelope WHERE ${RANGE} ORDER BY id LIMIT ?`,
      )
      .raw()
    this.#setAside = database.prepare<[number, number]>(
      `INSERT OR REPLACE INTO quarantine SELECT * FROM envelope WHERE id = (? << 40 | ?)`,
    )
    this.#deleteOne = database.prepare<[number, number]>(
      'DELETE FROM envelope WHERE id = (? << 40 | ?)',
    )
    this.#sumOfFriend = database
      .prepare<[...Range, Uint8Array], Sum>(
        `SELECT friend_id, count(*), sum(length(body)) FROM envelope
         WHERE ${RANGE} AND friend_id = ? GROUP BY friend_id`,
      )
      .raw()
    this.#revoke = database.prepare<[...Range, Uint8Array]>(
      `DELETE FROM envelope WHERE ${RANGE} AND friend_id = ?`,
    )
    this.#waiting = database
      .prepare<[], number>('SELECT inbox_no FROM inbox WHERE envelopes > 0')
      .pluck()
    this.#old = database
      .prepare<[...Range, number, number], Old>(
        `SELECT seq, friend_id, channel_seq, bytes FROM (
           SELECT ${SEQ} AS seq, friend_id, channel_seq, day, length(body) AS bytes
           FROM envelope WHERE ${RANGE} ORDER BY id LIMIT ?
         ) WHERE day < ?`,
      )
      .raw()
    this.#dropOldDamaged = database.prepare<[number]>('DELETE FROM quarantine WHERE day < ?')
  }

  /** Puts in the append at which `from` stands, as a row. */
  put(from: BatchReader, day: number): void {
    const { inboxNo, seq, channelSeq, friendId, body } = from
    this.#insert.run(inboxNo, seq, friendId, channelSeq, day, digestOf(from.record), body)
  }

  /** Takes out every row up to `upTo` and tells what that freed. */
  ack(inboxNo: number, upTo: number): Freed[] {
    const freed = this.#sums.all(inboxNo, 0, inboxNo, upTo).map((sum) => this.#free(inboxNo, sum))
    if (freed.length > 0) this.#delete.run(inboxNo, 0, inboxNo, upTo)
    return freed
  }

  #free(inboxNo: number, [friendId, envelopes, bytes]: Sum, expiredUpTo = 0): Freed {
    const freed = { inboxNo, friendId: plainBytes(friendId), envelopes, bytes, expiredUpTo }
    this.#counters.freedRow(freed)
    return freed
  }

  /**
   * Reads on after `after`, up to so many envelopes and bytes, at least one: rows, and behind them what is
   * `waiting` in the journal. Damaged rows are left out, and set aside when `mayWrite`.
   */
  page(
    take: StoreCalls['page']['take'],
    waiting: Iterable<BatchReader> = [],
    mayWrite = true,
  ): Page {
    const { inboxNo, after } = take
    if (this.#pageMemory.bytes.length > PAGE_KEPT) this.#pageMemory = new BatchWriter()
    const gathered = new Gathered(this.#pageMemory, take)
    const broken: number[] = []
    for (const row of this.#page.iterate(inboxNo, after, inboxNo, LAST_SEQ, take.envelopes + 1)) {
      const [seq, channelSeq, packed] = row
      const friendId = partOf(packed, DIGEST_BYTES, ENVELOPE_AT)
      const bodyAt = Math.min(ENVELOPE_AT, packed.length)
      const record = gathered.add({ inboxNo, seq, friendId, channelSeq, body: packed, bodyAt })
      if (!record) break
      if (equalBytes(digestOf(record), partOf(packed, 0, DIGEST_BYTES))) continue
      gathered.dropLast(record)
      broken.push(seq)
    }
    gathered.addFrom(waiting)
    const { records, last, more } = gathered
    return { records, last, more, damaged: mayWrite ? this.#putAside(inboxNo, broken) : [] }
  }

  // As of one that expired, the sender is told at its next attach, and deposits it again.
  #putAside(inboxNo: number, broken: readonly number[]): Freed[] {
    return broken.flatMap((seq) => {
      const rows = this.#old.all(inboxNo, seq - 1, inboxNo, seq, 1, EVERY_DAY)
      this.#setAside.run(inboxNo, seq)
      this.#deleteOne.run(inboxNo, seq)
      return rows.map(([, friendId, channelSeq, bytes]) =>
        this.#free(inboxNo, [friendId, 1, bytes], channelSeq),
      )
    })
  }

  /** Takes out everything that waits behind one friendId. */
  revoke(inboxNo: number, friendId: Uint8Array): Freed[] {
    const sums = this.#sumOfFriend.all(inboxNo, 0, inboxNo, LAST_SEQ, friendId)
    if (sums.length > 0) this.#revoke.run(inboxNo, 0, inboxNo, LAST_SEQ, friendId)
    return sums.map((sum) => this.#free(inboxNo, sum))
  }

  /** Takes out up to `most` envelopes stored before day `before`; `more` when there may be others. */
  expire(before: number, most: number): { freed: Freed[]; more: boolean } {
    const freed: Freed[] = []
    let left = most
    for (const inboxNo of this.#waiting.all()) {
      if (left <= 0) return { freed, more: true }
      const taken = this.#expireInbox(inboxNo, before, left, freed)
      left -= taken
    }
    this.#dropOldDamaged.run(before)
    return { freed, more: left <= 0 }
  }

  // Rows of one inbox stand in the order they came, so the old ones are at its front.
  #expireInbox(inboxNo: number, before: number, most: number, freed: Freed[]): number {
    const old = this.#old.all(inboxNo, 0, inboxNo, LAST_SEQ, most, before)
    const sums = new Map<
      string,
      { friendId: Uint8Array; envelopes: number; bytes: number; upTo: number }
    >()
    for (const [seq, friendId, channelSeq, bytes] of old) {
      this.#deleteOne.run(inboxNo, seq)
      const key = keyOf(friendId)
      const sum = sums.get(key) ?? { friendId, envelopes: 0, bytes: 0, upTo: 0 }
      sum.envelopes += 1
      sum.bytes += bytes
      sum.upTo = Math.max(sum.upTo, channelSeq)
      sums.set(key, sum)
    }
    for (const sum of sums.values()) {
      freed.push(this.#free(inboxNo, [sum.friendId, sum.envelopes, sum.bytes], sum.upTo))
    }
    return old.length
  }
}

/** Counts the rows whose hash does not fit. Reads all of them. */
export const countDamagedRows = (database: Database): number => {
  const rows = database
    .prepare<[], WholeRow>(
      `SELECT id >> 40, ${SEQ}, friend_id, channel_seq, hash, body FROM envelope`,
    )
    .raw()
  let damaged = 0
  const to = new BatchWriter(new ArrayBuffer(8_192))
  for (const [inboxNo, seq, friendId, channelSeq, hash, body] of rows.iterate()) {
    to.at = 0
    to.record({ inboxNo, seq, friendId, channelSeq, body })
    if (!equalBytes(digestOf(to.bytes.subarray(0, to.at)), hash)) damaged += 1
  }
  return damaged
}
