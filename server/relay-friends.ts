// An owner's friendIds, changed in the store and in the relay's memory together (PROTOCOL 4): a revoked id
// is refused from the commit on, and everything that waited behind it is gone in that commit.
import type { PutFriendIds } from '../protocol/exchange.ts'
import type { Channel, Inbox, Records } from './relay-records.ts'
import type { StoreCalls } from './store/call.ts'
import { keyOf } from './store/counters.ts'
import { StoreRefused, type Store } from './store/store.ts'

/** FriendIds of all inboxes. */
export class Friends {
  readonly #store: Store<Channel, Inbox>
  readonly #records: Records

  constructor(store: Store<Channel, Inbox>, records: Records) {
    this.#store = store
    this.#records = records
  }

  /** Adds or restates entries of an inbox. Rejects with StoreRefused. */
  put(inboxNo: number, take: PutFriendIds): Promise<'done' | 'taken' | 'tooMany'> {
    const named = new Set(take.entries.map(({ friendId }) => keyOf(friendId)))
    return new Promise((resolve, reject) => {
      this.#store.queue(
        'putFriendIds',
        { inboxNo, ...take },
        (outcome) => {
          if (outcome.is === 'done') {
            if (take.complete) this.#close(inboxNo, (key) => !named.has(key))
            for (const entry of take.entries) this.#restate(entry.friendId, entry.quota)
            this.#records.freed(outcome.freed)
          }
          resolve(outcome.is)
        },
        () => reject(new StoreRefused()),
      )
    })
  }

  /** Removes friendIds of an inbox; ids of others are passed over. Rejects with StoreRefused. */
  revoke(inboxNo: number, friendIds: readonly Uint8Array[]): Promise<void> {
    const named = new Set(friendIds.map(keyOf))
    return new Promise((resolve, reject) => {
      this.#store.queue(
        'revoke',
        { inboxNo, friendIds },
        ({ freed }) => {
          this.#close(inboxNo, (key) => named.has(key))
          this.#records.freed(freed)
          resolve()
        },
        () => reject(new StoreRefused()),
      )
    })
  }

  /**
   * Removes an inbox with its friendIds and all that waits; false when there is none. Its friendIds go
   * first, so that nothing is on its way to it when it goes. Rejects with StoreRefused.
   */
  async closeInbox(inboxNo: number): Promise<boolean> {
    await this.put(inboxNo, { complete: true, entries: [] })
    this.#records.findInbox(inboxNo)?.receiver?.link.removed()
    return this.#store.ask('closeInbox', { inboxNo })
  }

  /** Takes out what is older than day `before`, in steps of `most` envelopes, and old blobs; returns how many. */
  async expire(before: number, most: number): Promise<{ envelopes: number; blobs: number }> {
    const count = { envelopes: 0, blobs: 0 }
    for (;;) {
      const { freed, more, blobs } = await this.#sweep(before, most)
      for (const { envelopes } of freed) count.envelopes += envelopes
      count.blobs += blobs
      if (!more) return count
    }
  }

  #sweep(before: number, most: number): Promise<StoreCalls['sweep']['give']> {
    return new Promise((resolve, reject) => {
      this.#store.queue(
        'sweep',
        { before, envelopes: most },
        (outcome) => {
          this.#records.freed(outcome.freed)
          resolve(outcome)
        },
        () => reject(new StoreRefused()),
      )
    })
  }

  #restate(friendId: Uint8Array, quota: number): void {
    const channel = this.#records.find(friendId)
    if (channel) channel.quota = quota
  }

  #close(inboxNo: number, isGone: (key: string) => boolean): void {
    for (const channel of this.#records.allChannels()) {
      if (channel.inbox.inboxNo !== inboxNo || !isGone(channel.key)) continue
      const { attachment } = channel
      channel.attachment = undefined
      this.#records.removeChannel(channel)
      attachment?.link.detached(attachment.number)
      attachment?.link.refused(attachment.number)
    }
  }
}
