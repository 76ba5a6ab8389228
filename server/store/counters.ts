// Gathers what batches change in the counters of inboxes and friendIds, so that each row is written once
// when the journal is put into its place and not once per envelope (PROTOCOL 10 rule 9).
import { hash } from 'node:crypto'
import { plainBytes } from '../../protocol/bytes.ts'
import { DIGEST_BYTES } from '../../protocol/limits.ts'
import type { BatchReader } from './batch.ts'
import type { ChannelRow, Freed, InboxRow } from './call.ts'
import type { Database } from './database.ts'

interface ChannelChange {
  readonly friendId: Uint8Array
  high: number
  /** The envelope at `high`, or its digest. */
  last: Uint8Array | undefined
  digest: Uint8Array | undefined
  envelopes: number
  bytes: number
}
interface InboxChange {
  head: number
  ackedUpTo: number
  envelopes: number
  bytes: number
}

/** First 16 bytes of the SHA-256 of an envelope or record. */
export const digestOf = (bytes: Uint8Array): Uint8Array =>
  hash('sha256', bytes, 'buffer').subarray(0, DIGEST_BYTES)

/** A friendId as the key of a map. */
export const keyOf = (id: Uint8Array): string =>
  Buffer.from(id.buffer, id.byteOffset, id.byteLength).toString('latin1')

const highDigestOf = ({ digest, last }: ChannelChange): Uint8Array | undefined =>
  digest ?? (last && digestOf(last))

/** The changes since the last `flush`, which writes them. */
export class Counters {
  readonly #channels = new Map<string, ChannelChange>()
  readonly #inboxes = new Map<number, InboxChange>()
  readonly #setHigh
  readonly #addChannel
  readonly #addInbox

  constructor(database: Database) {
    this.#setHigh = database.prepare(
      `UPDATE friend SET high = ?, digest = ?, envelopes = envelopes + ?, bytes = bytes + ?
       WHERE friend_id = ?`,
    )
    this.#addChannel = database.prepare(
      `UPDATE friend SET envelopes = envelopes + ?, bytes = bytes + ?,
       expired_up_to = max(expired_up_to, min(?, high)) WHERE friend_id = ?`,
    )
    this.#addInbox = database.prepare(
      `UPDATE inbox SET head = max(head, ?), acked_up_to = max(acked_up_to, ?),
       envelopes = envelopes + ?, bytes = bytes + ? WHERE inbox_no = ?`,
    )
  }

  #channel(friendId: Uint8Array): ChannelChange {
    const key = keyOf(friendId)
    const known = this.#channels.get(key)
    if (known) return known
    const change: ChannelChange = {
      friendId,
      high: 0,
      last: undefined,
      digest: undefined,
      envelopes: 0,
      bytes: 0,
    }
    this.#channels.set(key, change)
    return change
  }

  #inbox(inboxNo: number): InboxChange {
    const known = this.#inboxes.get(inboxNo)
    if (known) return known
    const change = { head: 0, ackedUpTo: 0, envelopes: 0, bytes: 0 }
    this.#inboxes.set(inboxNo, change)
    return change
  }

  /**
   * The envelope at which `from` stands came, and stays in `rows` rows: one, or none when its device has
   * it already, and then only its digest is there. The memory below must last until `flush`.
   */
  came(from: BatchReader, rows: 0 | 1, digest: Uint8Array | undefined): void {
    const bytes = rows * from.size
    const channel = this.#channel(from.friendId)
    channel.high = from.channelSeq
    channel.last = digest ? undefined : from.body
    channel.digest = digest
    channel.envelopes += rows
    channel.bytes += bytes
    const inbox = this.#inbox(from.inboxNo)
    inbox.head = Math.max(inbox.head, from.seq)
    inbox.envelopes += rows
    inbox.bytes += bytes
  }

  /** The device has everything up to `upTo`. */
  acked(inboxNo: number, upTo: number): void {
    const inbox = this.#inbox(inboxNo)
    inbox.ackedUpTo = Math.max(inbox.ackedUpTo, upTo)
  }

  /** Envelopes of one channel went before they were rows. */
  freed({ inboxNo, friendId, envelopes, bytes }: Freed): void {
    const channel = this.#channel(friendId)
    channel.envelopes -= envelopes
    channel.bytes -= bytes
    const inbox = this.#inbox(inboxNo)
    inbox.envelopes -= envelopes
    inbox.bytes -= bytes
  }

  /** A friendId's row with what is not written yet. */
  channelNow(row: ChannelRow): ChannelRow {
    const change = this.#channels.get(keyOf(row.friendId))
    const inbox = this.inboxNow(row.inbox)
    if (!change) return { ...row, inbox }
    const digest = highDigestOf(change)
    return {
      ...row,
      inbox,
      high: digest ? change.high : row.high,
      digest: digest ? plainBytes(digest) : row.digest,
      envelopes: row.envelopes + change.envelopes,
      bytes: row.bytes + change.bytes,
    }
  }

  /** An inbox's row with what is not written yet. */
  inboxNow(row: InboxRow): InboxRow {
    const change = this.#inboxes.get(row.inboxNo)
    if (!change) return row
    return {
      ...row,
      head: Math.max(row.head, change.head),
      ackedUpTo: Math.max(row.ackedUpTo, change.ackedUpTo),
      envelopes: row.envelopes + change.envelopes,
      bytes: row.bytes + change.bytes,
    }
  }

  /** Writes at once what went from the table: the journal does not tell it. */
  freedRow({ inboxNo, friendId, envelopes, bytes, expiredUpTo }: Freed): void {
    this.#addChannel.run(-envelopes, -bytes, expiredUpTo, friendId)
    this.#addInbox.run(0, 0, -envelopes, -bytes, inboxNo)
  }

  /** Writes all changes; afterwards the rows are true again. */
  flush(): void {
    for (const change of this.#channels.values()) {
      const { friendId, envelopes, bytes } = change
      const digest = highDigestOf(change)
      if (digest) this.#setHigh.run(change.high, digest, envelopes, bytes, friendId)
      else this.#addChannel.run(envelopes, bytes, 0, friendId)
    }
    for (const [inboxNo, { head, ackedUpTo, envelopes, bytes }] of this.#inboxes) {
      this.#addInbox.run(head, ackedUpTo, envelopes, bytes, inboxNo)
    }
    this.clear()
  }

  /** Forgets the changes of a batch that was taken back. */
  clear(): void {
    this.#channels.clear()
    this.#inboxes.clear()
  }
}
