// Rows of blobs (PROTOCOL 4.1): whose they are, how long, and under which name and seal their bytes lie. Each
// method decides before it writes, so a refusal has changed nothing. The bytes are no affair of this thread.
import { randomBytes } from 'node:crypto'
import { equalBytes, plainBytes } from '../../protocol/bytes.ts'
import { BLOB_LIFE_DAYS, ID_BYTES, KEY_BYTES, UPLOAD_LIFE_DAYS } from '../../protocol/limits.ts'
import type { Database } from './database.ts'

/** A blob as stored. */
export interface BlobRow {
  readonly blobHash: Uint8Array
  readonly inboxNo: number
  readonly length: number
  readonly complete: boolean
  /** What its file is called, 16 bytes, and the key under which it is written, 32. */
  readonly name: Uint8Array
  readonly seal: Uint8Array
}

/** How much there may be, in bytes and in number. */
export interface BlobRoom {
  readonly friendBytes: number
  readonly inboxBytes: number
  readonly inboxBlobs: number
  readonly serverBytes: number
}

/** A wish for room. */
export interface NewBlob {
  readonly blobHash: Uint8Array
  readonly friendId: Uint8Array
  readonly inboxNo: number
  readonly length: number
}

type Full = 'channelFull' | 'inboxFull' | 'serverFull'
/** What came of a wish for room. */
export type BlobMade =
  | { readonly is: 'here'; readonly row: BlobRow }
  | { readonly is: 'taken' | Full }

interface Columns {
  blob_hash: Uint8Array
  friend_id: Uint8Array
  inbox_no: number
  length: number
  complete: number
  name: Uint8Array
  seal: Uint8Array
}
interface Sum {
  count: number
  bytes: number
}

const NOTHING: Sum = { count: 0, bytes: 0 }
/** Names of removed files that are told at once. */
const GONE_AT_ONCE = 1_000

const blobRow = (row: Columns): BlobRow => ({
  blobHash: plainBytes(row.blob_hash),
  inboxNo: row.inbox_no,
  length: row.length,
  complete: row.complete === 1,
  name: plainBytes(row.name),
  seal: plainBytes(row.seal),
})

const sum = 'SELECT count(*) AS count, coalesce(sum(length), 0) AS bytes FROM blob'

/** The rows of blobs over one open database. */
export class BlobRows {
  readonly #statements

  constructor(database: Database) {
    this.#statements = {
      get: database.prepare<[Uint8Array], Columns>('SELECT * FROM blob WHERE blob_hash = ?'),
      ofFriend: database.prepare<[Uint8Array], Sum>(`${sum} WHERE friend_id = ?`),
      ofInbox: database.prepare<[number], Sum>(`${sum} WHERE inbox_no = ?`),
      inAll: database.prepare<[], Sum>(sum),
      put: database.prepare<
        [Uint8Array, Uint8Array, number, number, number, Uint8Array, Uint8Array]
      >(
        `INSERT INTO blob (blob_hash, friend_id, inbox_no, length, day, complete, name, seal)
         VALUES (?, ?, ?, ?, ?, 0, ?, ?)`,
      ),
      complete: database.prepare<[number, Uint8Array]>(
        'UPDATE blob SET complete = 1, day = ? WHERE blob_hash = ?',
      ),
      drop: database.prepare<[Uint8Array]>('DELETE FROM blob WHERE blob_hash = ?'),
      expire: database.prepare<[number, number]>(
        'DELETE FROM blob WHERE day < ? OR (complete = 0 AND day < ?)',
      ),
      gone: database.prepare<[number], Uint8Array>('SELECT name FROM blob_gone LIMIT ?').pluck(),
      forget: database.prepare<[Uint8Array]>('DELETE FROM blob_gone WHERE name = ?'),
    }
  }

  /** The blob under this hash. */
  get(blobHash: Uint8Array): BlobRow | undefined {
    const row = this.#statements.get.get(blobHash)
    return row && blobRow(row)
  }

  /** Takes room for a blob; the same wish again is the same blob. `day` counts days since 1970. */
  create(wish: NewBlob, room: BlobRoom, day: number): BlobMade {
    const { blobHash, friendId, inboxNo, length } = wish
    const known = this.#statements.get.get(blobHash)
    if (known) {
      const same = equalBytes(known.friend_id, friendId) && known.length === length
      return same ? { is: 'here', row: blobRow(known) } : { is: 'taken' }
    }
    const full = this.#full(wish, room)
    if (full) return { is: full }
    const [name, seal] = [randomBytes(ID_BYTES), randomBytes(KEY_BYTES)]
    this.#statements.put.run(blobHash, friendId, inboxNo, length, day, name, seal)
    return {
      is: 'here',
      row: {
        blobHash,
        inboxNo,
        length,
        complete: false,
        name: plainBytes(name),
        seal: plainBytes(seal),
      },
    }
  }

  #full({ friendId, inboxNo, length }: NewBlob, room: BlobRoom): Full | undefined {
    const { ofFriend, ofInbox, inAll } = this.#statements
    const friend = ofFriend.get(friendId) ?? NOTHING
    if (friend.bytes + length > room.friendBytes) return 'channelFull'
    const inbox = ofInbox.get(inboxNo) ?? NOTHING
    if (inbox.count >= room.inboxBlobs || inbox.bytes + length > room.inboxBytes) return 'inboxFull'
    // Rows also go with their friendId, unheard of here: counted anew each time.
    const all = inAll.get() ?? NOTHING
    return all.bytes + length > room.serverBytes ? 'serverFull' : undefined
  }

  /** From now on it may be read. */
  complete(blobHash: Uint8Array, day: number): void {
    this.#statements.complete.run(day, blobHash)
  }

  /** Removes blobs; with `inboxNo` only those of that inbox. */
  drop(blobHashes: readonly Uint8Array[], inboxNo: number | undefined): void {
    for (const blobHash of blobHashes) {
      const row = this.#statements.get.get(blobHash)
      if (row && (inboxNo === undefined || row.inbox_no === inboxNo))
        this.#statements.drop.run(blobHash)
    }
  }

  /** Removes what is too old; gives how many. */
  sweep(today: number): number {
    return this.#statements.expire.run(today - BLOB_LIFE_DAYS, today - UPLOAD_LIFE_DAYS).changes
  }

  /** Names of files whose rows are gone. */
  gone(): readonly Uint8Array[] {
    return this.#statements.gone.all(GONE_AT_ONCE).map(plainBytes)
  }

  /** These files were removed. */
  forget(names: readonly Uint8Array[]): void {
    for (const name of names) this.#statements.forget.run(name)
  }
}
