// What of a batch is still to be told to those who asked, entry by entry, in the order of the batch.
import type { Call } from './call.ts'

/** A place in a list. In these loops an iterator's object for each entry would be felt. */
export class Cursor<T> {
  readonly #list: readonly T[]
  #at = 0

  constructor(list: readonly T[]) {
    this.#list = list
  }

  /** The next entry; undefined behind the last. */
  next(): T | undefined {
    return this.#list[this.#at++]
  }
}

/** A call, and who waits for it. */
export interface Asked {
  readonly call: Call
  readonly done: (outcome: unknown) => void
  readonly refused: () => void
}

/** What of a batch is still to be told. */
export interface Told<Channel, Inbox> {
  readonly channels: Cursor<Channel>
  readonly inboxes: Cursor<Inbox>
  readonly asked: Cursor<Asked>
  /** None when all was refused; `acks` is false when no acknowledgement was written down. */
  readonly outcomes: Cursor<unknown> | undefined
  readonly acks: boolean
}
