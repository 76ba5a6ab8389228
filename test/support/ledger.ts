// A ledger in this thread, for tests of what the store writes.
import { equalBytes } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { receiverAnswer } from '../../protocol/frame.ts'
import { BatchReader, BatchWriter } from '../../server/store/batch.ts'
import type { Call, ChannelRow, Freed, Page } from '../../server/store/call.ts'
import { openDatabase, type Database } from '../../server/store/database.ts'
import { Ledger, type Answer } from '../../server/store/ledger.ts'
import { random, sha256 } from './wire.ts'

/** An append as tests write it. */
export interface Put {
  readonly seq: number
  readonly channelSeq: number
  readonly body: Uint8Array
  readonly friendId?: Uint8Array
}

/** A ledger with one inbox and one friendId. */
export class Bench {
  readonly database: Database
  readonly ledger: Ledger
  readonly friendId = random(16)
  readonly inboxId = random(16)
  inboxNo = 0
  day = 20_000

  constructor(folder: string, known?: Pick<Bench, 'friendId' | 'inboxId'>) {
    this.database = openDatabase(folder)
    this.ledger = new Ledger(this.database)
    if (known) {
      this.friendId = known.friendId
      this.inboxId = known.inboxId
    } else {
      this.call({ is: 'createInbox', inboxId: this.inboxId, loginKey: random(32), mayCreate: true })
    }
    this.inboxNo = this.inbox().inboxNo
    if (!known) this.addFriend(this.friendId)
  }

  addFriend(friendId: Uint8Array): unknown {
    const tokenHash = sha256(random(32))
    const entries = [{ friendId, tokenHash, expiresDay: 0, quota: 1_000, card: undefined }]
    return this.call({ is: 'putFriendIds', inboxNo: this.inboxNo, complete: false, entries })
  }

  run(write: (to: BatchWriter) => void, calls: readonly Call[] = []): Answer {
    const to = new BatchWriter()
    write(to)
    const operations = to.bytes.subarray(0, to.at)
    return this.ledger.run({ operations, day: this.day, calls })
  }

  call(call: Call): unknown {
    return this.run((to) => to.call(), [call]).outcomes[0]
  }

  put(...puts: readonly Put[]): Answer {
    return this.run((to) => {
      for (const { friendId = this.friendId, ...put } of puts) {
        to.append({ inboxNo: this.inboxNo, friendId, ...put })
      }
    })
  }

  ack(upTo: number): readonly Freed[] {
    return this.run((to) => to.ack(this.inboxNo, upTo)).outcomes[0] as readonly Freed[]
  }

  page(after: number, envelopes = 100, bytes = 1_048_576): Page {
    return this.call({ is: 'page', inboxNo: this.inboxNo, after, envelopes, bytes }) as Page
  }

  channel(friendId = this.friendId): ChannelRow {
    const row = this.call({ is: 'openChannel', friendId }) as ChannelRow | undefined
    // Another's stands in for one that is not there.
    if (!row || !equalBytes(row.friendId, friendId)) throw new Error('no such friendId')
    return row
  }

  inbox(): ChannelRow['inbox'] {
    return this.call({ is: 'openInbox', inboxId: this.inboxId }) as ChannelRow['inbox']
  }

  close(): void {
    this.ledger.close()
  }
}

/** Sequence numbers and envelopes of a page. */
export const envelopesOf = (page: Page): { seq: number; body: Uint8Array }[] => {
  const all: { seq: number; body: Uint8Array }[] = []
  const from = new BatchReader(page.records)
  while (from.nextRecord()) {
    const frame = decode(receiverAnswer, from.frame)
    if (frame.type === 'deliver') all.push({ seq: frame.seq, body: frame.envelope })
  }
  return all
}
