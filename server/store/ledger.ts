// Runs batches on the one connection: each is one transaction, so its answer may be sent once this
// returns and never before (PROTOCOL 10 rule 1). When the disk is full or read-only the batch runs again
// without its appends, so that acknowledgements still free room.
import { closeSync, openSync } from 'node:fs'
import { DAY, ENVELOPE_LIFE_DAYS, PREKEY_PRIVATE_LIFE } from '../../protocol/limits.ts'
import { BatchReader, operation } from './batch.ts'
import type { Call, Freed, StoreCalls } from './call.ts'
import { Counters } from './counters.ts'
import { sqliteCode, storeEpochOf, type Database } from './database.ts'
import { Directory } from './directory.ts'
import { Envelopes } from './envelopes.ts'
import { dropInbox, listInboxes, readCensus } from './host.ts'

/** A batch as it reaches the thread. `day` counts days since 1970. */
export interface Batch {
  readonly operations: Uint8Array
  readonly day: number
  readonly calls: readonly Call[]
}

/** What became of a batch. `outcomes` has one entry per acknowledgement and per call, in order. */
export interface Answer {
  readonly is: 'stored' | 'appendsFailed' | 'failed'
  readonly outcomes: readonly unknown[]
}

const OWNER_ONLY = 0o600
const CLAIMS_KEPT_DAYS = Math.ceil(PREKEY_PRIVATE_LIFE / DAY) + ENVELOPE_LIFE_DAYS
// After these the file or the disk under it cannot be trusted: the process has to end.
const FATAL = /^SQLITE_(IOERR|CORRUPT|NOTADB|MISUSE|INTERNAL)/

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
  readonly #directory: Directory
  readonly #begin
  readonly #commit
  readonly storeEpoch: Uint8Array

  constructor(database: Database) {
    this.#database = database
    this.#counters = new Counters(database)
    this.#envelopes = new Envelopes(database, this.#counters)
    this.#directory = new Directory(database)
    this.#begin = database.prepare('BEGIN IMMEDIATE')
    this.#commit = database.prepare('COMMIT')
    this.storeEpoch = storeEpochOf(database)
  }

  /** Commits a batch. Throws only for a fatal fault of the database or the disk. */
  run(batch: Batch): Answer {
    try {
      return { is: 'stored', outcomes: this.#transact(batch, true) }
    } catch (error) {
      if (isFatal(error)) throw error
    }
    try {
      return { is: 'appendsFailed', outcomes: this.#transact(batch, false) }
    } catch (error) {
      if (isFatal(error)) throw error
    }
    return { is: 'failed', outcomes: [] }
  }

  #transact(batch: Batch, appends: boolean): readonly unknown[] {
    this.#begin.run()
    try {
      const outcomes = this.#execute(batch, appends)
      this.#counters.flush()
      this.#commit.run()
      if (batch.calls.some(({ is }) => is === 'checkpoint')) this.checkpoint()
      return outcomes
    } catch (error) {
      this.#counters.clear()
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
      throw error
    }
  }

  #execute(batch: Batch, appends: boolean): readonly unknown[] {
    const outcomes: unknown[] = []
    const from = new BatchReader(batch.operations)
    let call = 0
    while (from.nextOperation()) {
      if (from.tag === operation.append) {
        if (appends) this.#envelopes.append(from, batch.day)
      } else if (from.tag === operation.passed) {
        if (appends) this.#counters.came(from, 0)
      } else if (from.tag === operation.settled) {
        this.#counters.acked(from.inboxNo, from.ackUpTo)
      } else if (from.tag === operation.ack) {
        outcomes.push(this.#envelopes.ack(from.inboxNo, from.ackUpTo))
      } else if (from.tag === operation.call) {
        const next = batch.calls[call++]
        if (!next) throw new Error('a batch names more calls than it carries')
        outcomes.push(this.#call(next, batch.day))
      }
    }
    return outcomes
  }

  #call(call: Call, day: number): StoreCalls[keyof StoreCalls]['give'] {
    if (call.is === 'page') {
      return this.#envelopes.page(call.inboxNo, call.after, call.envelopes, call.bytes)
    }
    this.#counters.flush()
    switch (call.is) {
      case 'openChannel':
        return this.#directory.openChannel(call.friendId)
      case 'openInbox':
        return this.#directory.openInbox(call.inboxId)
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
        return this.#envelopes.expire(call.before, call.envelopes)
      case 'census':
        return readCensus(this.#database)
      case 'inboxes':
        return listInboxes(this.#database)
      case 'closeInbox':
        return dropInbox(this.#database, call.inboxNo)
      case 'checkpoint':
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

  /** Brings the write-ahead log into the file and empties it. */
  checkpoint(): void {
    this.#database.pragma('wal_checkpoint(TRUNCATE)')
  }

  /** Checkpoints and closes the file. */
  close(): void {
    this.checkpoint()
    this.#database.close()
  }
}
