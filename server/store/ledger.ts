// Runs batches on the one connection: each is one transaction, so its answer may be sent once this
// returns and never before (PROTOCOL 10 rule 1). When the disk is full or read-only the batch runs again
// without its appends, so that acknowledgements still free room, and then for its readings alone, so that
// what waits is still delivered. Once a second it is tried whether all is well again.
import { closeSync, openSync } from 'node:fs'
import { DAY, ENVELOPE_LIFE_DAYS, PREKEY_PRIVATE_LIFE } from '../../protocol/limits.ts'
import { BatchReader, operation } from './batch.ts'
import { REFUSED, type Call, type CallName, type Freed, type StoreCalls } from './call.ts'
import { BlobRows } from './blobs.ts'
import { Counters } from './counters.ts'
import { isReadOnly, sqliteCode, storeEpochOf, type Database } from './database.ts'
import { Directory } from './directory.ts'
import { Envelopes } from './envelopes.ts'
import { dropInbox, listInboxes, readCensus } from './host.ts'
import { Journal } from './journal.ts'
import { PushRows } from './push.ts'
import { keepReserve, releaseReserve } from './reserve.ts'

/** A batch as it reaches the thread. `day` counts days since 1970. */
export interface Batch {
  readonly operations: Uint8Array
  readonly day: number
  readonly calls: readonly Call[]
}

/**
 * What became of a batch. `outcomes` has one entry per acknowledgement and per call, in order; with
 * `readsOnly` that of an acknowledgement, and of a call that had to write, is `REFUSED`.
 */
export interface Answer {
  readonly is: 'stored' | 'appendsFailed' | 'readsOnly' | 'failed'
  readonly outcomes: readonly unknown[]
}
/** What of a batch is to be done. */
type Share = 'all' | 'withoutAppends' | 'acknowledgements' | 'reads'

const OWNER_ONLY = 0o600
const CLAIMS_KEPT_DAYS = Math.ceil(PREKEY_PRIVATE_LIFE / DAY) + ENVELOPE_LIFE_DAYS
// After these the file or the disk under it cannot be trusted: the process has to end.
const FATAL = /^SQLITE_(IOERR|CORRUPT|NOTADB|MISUSE|INTERNAL)/

// The disk takes nothing just now, and nothing is wrong with what it has.
const REFUSING = /^SQLITE_(FULL|READONLY|IOERR|CANTOPEN)/
const SYNC_FAILED = 'SQLITE_IOERR_FSYNC'
/** Milliseconds from one attempt to write again to the next. */
const TRY_EVERY = 1_000
const READS: ReadonlySet<Call['is']> = new Set<Call['is']>([
  'page',
  'openChannel',
  'openInbox',
  'pairIds',
  'card',
  'hasInbox',
  'openBlob',
  'push',
  'census',
  'inboxes',
])

/** Calls to which it does not matter what is in the journal. */
const FREE_OF_JOURNAL: ReadonlySet<CallName> = new Set<CallName>([
  'page',
  'openChannel',
  'openInbox',
  'pairIds',
  'createInbox',
  'publish',
  'claim',
  'card',
  'hasInbox',
  'openBlob',
  'createBlob',
  'completeBlob',
  'dropBlobs',
  'goneBlobs',
  'forgetBlobs',
  'push',
  'putPush',
  'dropPush',
  'ready',
])

/** True for an error after which nothing more may be promised. */
export const isFatal = (error: unknown): boolean => {
  const code = sqliteCode(error)
  return code === '' || FATAL.test(code)
}

/** Executes batches and owns the connection. */
export class Ledger {
  readonly #database: Database
  readonly #counters: Counters
  readonly #envelopes: Envelopes
  readonly #journal: Journal
  readonly #directory: Directory
  readonly #blobs: BlobRows
  readonly #pushes: PushRows
  readonly #begin
  readonly #commit
  readonly #folder: string | undefined
  #refusing = false
  #triedAt = 0
  readonly storeEpoch: Uint8Array

  /** In `folder` room is kept for bad days; without one every batch is tried whole. */
  constructor(database: Database, folder?: string) {
    this.#database = database
    this.#folder = folder
    // Without room for acknowledgements no envelope is taken either, from the start.
    this.#refusing = !this.#keepRoom()
    this.#counters = new Counters(database)
    this.#envelopes = new Envelopes(database, this.#counters)
    this.#journal = new Journal(database, this.#envelopes, this.#counters)
    this.#directory = new Directory(database)
    this.#blobs = new BlobRows(database)
    this.#pushes = new PushRows(database)
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.storeEpoch = storeEpochOf(database)
  }

  /** Commits a batch. Throws only for a fatal fault of the database or the disk. */
  run(batch: Batch): Answer {
    if (this.#refusing && !this.#tryAgain()) return this.#runReduced(batch)
    const outcomes = this.#attempt(batch, 'all')
    if (!outcomes) return this.#runReduced(batch)
    if (batch.calls.some(({ is }) => is === 'checkpoint')) this.#checkpointIfPossible()
    return { is: 'stored', outcomes }
  }

  #runReduced(batch: Batch): Answer {
    const outcomes =
      this.#attempt(batch, 'withoutAppends') ??
      (this.#makeRoom() ? this.#attempt(batch, 'withoutAppends') : undefined) ??
      this.#attempt(batch, 'acknowledgements')
    if (outcomes) return { is: 'appendsFailed', outcomes }
    const read = this.#attempt(batch, 'reads')
    return read ? { is: 'readsOnly', outcomes: read } : { is: 'failed', outcomes: [] }
  }

  /** Undefined when the disk refused. */
  #attempt(batch: Batch, share: Share): readonly unknown[] | undefined {
    try {
      return this.#transact(batch, share)
    } catch (error) {
      this.#survive(error)
      return undefined
    }
  }

  #keepRoom(): boolean {
    return this.#folder === undefined || keepReserve(this.#folder)
  }

  /** Throws what cannot be lived with. A failed sync is that even on a disk that became read-only. */
  #survive(error: unknown): void {
    const code = sqliteCode(error)
    if (isFatal(error) && (code === SYNC_FAILED || !this.#isReadOnly(code))) throw error
    if (!REFUSING.test(code) || this.#refusing || this.#folder === undefined) return
    this.#refusing = true
    this.#triedAt = performance.now()
    this.#makeRoom()
  }

  #isReadOnly(code: string): boolean {
    return REFUSING.test(code) && this.#folder !== undefined && isReadOnly(this.#folder)
  }

  /** Gives up the reserve and writes the log into the file: its room is then used again, not given back. */
  #makeRoom(): boolean {
    const released = this.#folder !== undefined && releaseReserve(this.#folder)
    return this.#checkpointIfPossible('RESTART') || released
  }

  #tryAgain(): boolean {
    const now = performance.now()
    if (now - this.#triedAt < TRY_EVERY) return false
    this.#triedAt = now
    try {
      this.#database.exec(`UPDATE fact SET value = value WHERE name = 'store epoch'`)
    } catch (error) {
      this.#survive(error)
      return false
    }
    this.#refusing = !this.#keepRoom()
    return !this.#refusing
  }

  #transact(batch: Batch, share: Share): readonly unknown[] {
    this.#begin.run()
    try {
      const outcomes = share === 'reads' ? this.#read(batch) : this.#execute(batch, share === 'all')
      this.#keep(share, batch.day)
      this.#commit.run()
      return outcomes
    } catch (error) {
      this.#takeBack()
      throw error
    }
  }

  /** A disk that takes no appends may still have room for what acknowledgements leave, or for these alone. */
  #keep(share: Share, day: number): void {
    if (share === 'reads') return
    if (share === 'withoutAppends' || (share === 'all' && this.#journal.isFull)) {
      this.#journal.settle()
    } else this.#journal.write(day)
  }

  #read(batch: Batch): readonly unknown[] {
    const outcomes: unknown[] = []
    const from = new BatchReader(batch.operations)
    let call = 0
    while (from.nextOperation()) {
      if (from.tag === operation.ack) outcomes.push(REFUSED)
      if (from.tag !== operation.call) continue
      const next = batch.calls[call++]
      const reads = next !== undefined && READS.has(next.is)
      outcomes.push(reads ? this.#call(next, batch.day, false) : REFUSED)
    }
    return outcomes
  }

  #takeBack(): void {
    if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
    this.#journal.load()
  }

  #execute(batch: Batch, appends: boolean): readonly unknown[] {
    const outcomes: unknown[] = []
    const from = new BatchReader(batch.operations)
    let call = 0
    this.#journal.begin(batch.operations)
    while (from.nextOperation()) {
      if (from.tag === operation.append || from.tag === operation.passed) {
        if (appends) this.#journal.append(from, batch.day)
      } else if (from.tag === operation.settled) {
        this.#journal.ack(from.inboxNo, from.ackUpTo)
      } else if (from.tag === operation.ack) {
        const { inboxNo, ackUpTo } = from
        const rows = this.#envelopes.ack(inboxNo, ackUpTo)
        outcomes.push([...rows, ...this.#journal.ack(inboxNo, ackUpTo)])
      } else if (from.tag === operation.call) {
        outcomes.push(this.#answer(batch, call++, appends))
      }
    }
    return outcomes
  }

  #answer(batch: Batch, at: number, appends: boolean): unknown {
    const call = batch.calls[at]
    if (!call) throw new Error('a batch names more calls than it carries')
    return appends || call.is !== 'ready' ? this.#call(call, batch.day) : REFUSED
  }

  #call(call: Call, day: number, mayWrite = true): StoreCalls[keyof StoreCalls]['give'] {
    if (mayWrite && !FREE_OF_JOURNAL.has(call.is)) this.#journal.settle()
    switch (call.is) {
      case 'page':
        return this.#envelopes.page(call, this.#journal.waiting(call.inboxNo), mayWrite)
      case 'openChannel': {
        const row = this.#directory.openChannel(call.friendId)
        return row && this.#counters.channelNow(row)
      }
      case 'openInbox': {
        const row = this.#directory.openInbox(call.inboxId)
        return row && this.#counters.inboxNow(row)
      }
      case 'pairIds':
        return this.#directory.pairIds(call.inboxNo)
      case 'createInbox':
        return this.#directory.createInbox(call)
      case 'putFriendIds':
        return this.#putFriendIds(call)
      case 'revoke':
        return { is: 'done', freed: this.#revoke(call.inboxNo, call.friendIds) }
      case 'publish':
        return this.#directory.publish(call.inboxNo, call.prekeys)
      case 'claim':
        return this.#directory.claim(call.inboxNo, call.pair, day)
      case 'card':
        return this.#directory.card(call.friendId)
      case 'hasInbox':
        return this.#directory.hasInbox()
      case 'sweep':
        this.#directory.sweep(day, day - CLAIMS_KEPT_DAYS)
        return {
          ...this.#envelopes.expire(call.before, call.envelopes),
          blobs: this.#blobs.sweep(day),
        }
      case 'openBlob':
        return this.#blobs.get(call.blobHash)
      case 'createBlob':
        return this.#blobs.create(call.wish, call.room, day)
      case 'completeBlob':
        this.#blobs.complete(call.blobHash, day)
        return true
      case 'dropBlobs':
        this.#blobs.drop(call.blobHashes, call.inboxNo)
        return true
      case 'goneBlobs':
        return this.#blobs.gone()
      case 'forgetBlobs':
        this.#blobs.forget(call.names)
        return true
      case 'push':
        return this.#pushes.read(call.inboxNo)
      case 'putPush':
        return this.#pushes.put(call.inboxNo, call.endpoint)
      case 'dropPush':
        return this.#pushes.drop(call.inboxNo, call.endpoint)
      case 'census':
        return readCensus(this.#database)
      case 'inboxes':
        return listInboxes(this.#database)
      case 'closeInbox':
        return dropInbox(this.#database, call.inboxNo)
      case 'checkpoint':
      case 'ready':
        return true
    }
  }

  #putFriendIds(call: StoreCalls['putFriendIds']['take']): StoreCalls['putFriendIds']['give'] {
    const named = new Set(call.entries.map(({ friendId }) => Buffer.from(friendId).toString('hex')))
    const absent = this.#directory
      .friendIds(call.inboxNo)
      .filter((friendId) => !named.has(Buffer.from(friendId).toString('hex')))
    const kept = call.complete ? 0 : absent.length
    const refusal = this.#directory.refuseEntries(call.inboxNo, call.entries, kept)
    if (refusal) return { is: refusal }
    const freed = call.complete ? this.#revoke(call.inboxNo, absent) : []
    for (const entry of call.entries) this.#directory.putFriendId(call.inboxNo, entry)
    return { is: 'done', freed }
  }

  #revoke(inboxNo: number, friendIds: readonly Uint8Array[]): Freed[] {
    const freed: Freed[] = []
    for (const friendId of friendIds) {
      if (!this.#directory.dropFriendId(inboxNo, friendId)) continue
      freed.push(...this.#envelopes.revoke(inboxNo, friendId))
    }
    return freed
  }

  /** Copies the database to `path` page by page, while batches go on. */
  async snapshot(path: string): Promise<void> {
    closeSync(openSync(path, 'wx', OWNER_ONLY))
    await this.#database.backup(path)
  }

  /** False when the disk refused; what is in the log stays there. */
  #checkpointIfPossible(how: 'RESTART' | 'TRUNCATE' = 'TRUNCATE'): boolean {
    try {
      this.#database.pragma(`wal_checkpoint(${how})`)
      return true
    } catch (error) {
      // Nothing was promised by what a read-only disk did not sync here: the log keeps it.
      if (!this.#isReadOnly(sqliteCode(error))) this.#survive(error)
      return false
    }
  }

  /** True while something waits in the journal for a quiet moment. */
  get isUnsettled(): boolean {
    return !this.#journal.isEmpty
  }

  /** Puts the journal into its place. Throws only for a fatal fault; a full disk leaves it as it is. */
  settle(): void {
    if (this.#journal.isEmpty) return
    try {
      this.#begin.run()
      this.#journal.settle()
      this.#commit.run()
      this.#journal.rest()
    } catch (error) {
      this.#takeBack()
      this.#survive(error)
    }
  }

  /** Puts everything into its place, empties the write-ahead log into the file and closes the file. */
  close(): void {
    this.settle()
    this.#checkpointIfPossible()
    this.#database.close()
  }
}
