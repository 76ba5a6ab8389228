// Tickets for a first person (PROTOCOL 4): each creates one inbox, within an hour. Only hashes are kept,
// and only in memory: a restart ends them, and a new one is printed while nobody has an inbox.
import { randomBytes } from 'node:crypto'
import { TICKET_BYTES, TICKET_LIFE } from '../protocol/limits.ts'
import { sha256 } from './relay-rights.ts'

/** Most tickets good at one time; the oldest ends when another is made. */
export const MAX_TICKETS = 16

/** The tickets of one server. */
export class Tickets {
  readonly #now: () => number
  /** Hash to the time it ends. */
  readonly #ends = new Map<string, number>()

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** A new ticket, 16 bytes. */
  create(): Uint8Array {
    const ticket = new Uint8Array(randomBytes(TICKET_BYTES))
    const oldest = this.#ends.keys().next().value
    if (this.#ends.size >= MAX_TICKETS && oldest !== undefined) this.#ends.delete(oldest)
    this.#ends.set(this.#keyOf(ticket), this.#now() + TICKET_LIFE)
    return ticket
  }

  #keyOf(ticket: Uint8Array): string {
    return Buffer.from(sha256(ticket)).toString('hex')
  }

  /** Uses a ticket up; undefined when it is not good. The answer puts it back. */
  take(ticket: Uint8Array): { putBack(): void } | undefined {
    const key = this.#keyOf(ticket)
    const end = this.#ends.get(key)
    this.#ends.delete(key)
    if (end === undefined || end <= this.#now()) return undefined
    return { putBack: () => this.#ends.set(key, end) }
  }
}
