// Counts what is asked of the server against its limits (limits.ts), in memory. Whoever is beyond one
// hears after how many seconds to come again, and the limit's metric counts it.
import { createHmac, randomBytes } from 'node:crypto'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import { AddressMarks, type AddressMark } from './address.ts'
import { limitNames, limitRows, NETWORK_FACTOR, type LimitName, type Limits } from './limits.ts'
import { OpenConnections } from './open-connections.ts'
import { Window, type Slot } from './window.ts'

type NameOf<P> = {
  [N in LimitName]: (typeof limitRows)[N] extends { readonly per: P; readonly seconds: infer S }
    ? S extends 0
      ? never
      : N
    : never
}[LimitName]
/** Limits that are decided at once. */
type WindowLimit = 'sendsPerFriendId' | 'loginsPerInbox'
/** Limits in time that count an address, one friendId or inbox, and the whole server. */
export type AddressLimit = NameOf<'address'>
export type IdLimit = Exclude<NameOf<'friendId' | 'inbox'>, WindowLimit>
export type ServerLimit = NameOf<'server'>

/** Seconds until it is worth to come again; 0 when it was within the limit. */
export type Wait = number

const EVERYBODY = 'everybody'

/** All counters of one server. Close it to end their timers. */
export class Meters {
  readonly limits: Limits
  readonly marks: AddressMarks
  readonly open: OpenConnections
  readonly #sends: Window
  readonly #logins: Window
  readonly #key: Uint8Array
  readonly #hit: (name: LimitName) => void
  readonly #near = new Map<LimitName, RateLimiterMemory>()
  readonly #network = new Map<LimitName, RateLimiterMemory>()

  /** `key` makes the marks; random unless a test needs to know them. */
  constructor(limits: Limits, hit: (name: LimitName) => void, key: Uint8Array = randomBytes(32)) {
    this.limits = limits
    this.marks = new AddressMarks(key)
    this.open = new OpenConnections(limits.connectionsPerAddress)
    this.#sends = new Window(limits.sendsPerFriendId, limitRows.sendsPerFriendId.seconds)
    this.#logins = new Window(limits.loginsPerInbox, limitRows.loginsPerInbox.seconds)
    this.#key = key
    this.#hit = hit
    for (const name of limitNames) {
      const { seconds, per } = limitRows[name]
      const points = limits[name]
      if (seconds === 0 || points === Infinity) continue
      this.#near.set(name, new RateLimiterMemory({ points, duration: seconds }))
      if (per !== 'address') continue
      const wide = { points: points * NETWORK_FACTOR, duration: seconds }
      this.#network.set(name, new RateLimiterMemory(wide))
    }
  }

  /** A limit was met outside of these counters. */
  hit(name: LimitName): void {
    this.#hit(name)
  }

  /** Counts `points` for an address and for its network. */
  async address(name: AddressLimit, mark: AddressMark, points = 1): Promise<Wait> {
    const near = await this.#count(this.#near.get(name), String(mark.near), points)
    // What was refused already does not use up what the neighbours have.
    const wait = near || (await this.#count(this.#network.get(name), String(mark.network), points))
    return this.#told(name, wait)
  }

  /** Counts one for a friendId or an inbox that somebody showed a right to. */
  async id(name: IdLimit, id: Uint8Array | number): Promise<Wait> {
    const text = typeof id === 'number' ? String(id) : id
    const key = createHmac('sha256', this.#key).update(text).digest('base64').slice(0, 16)
    return this.#told(name, await this.#count(this.#near.get(name), key, 1))
  }

  /** Counts one for everybody together. */
  async server(name: ServerLimit): Promise<Wait> {
    return this.#told(name, await this.#count(this.#near.get(name), EVERYBODY, 1))
  }

  /** Where the envelopes to a friendId are counted. */
  sendsOf(friendId: string): Slot {
    return this.#sends.slot(friendId)
  }

  /** Counts an envelope; false when it is one too many. */
  send(slot: Slot): boolean {
    const may = this.#sends.take(slot)
    if (!may) this.#hit('sendsPerFriendId')
    return may
  }

  /** Counts a login with the inbox's own key. `now` in milliseconds of a steady clock. */
  login(inboxNo: number, now: number): Wait {
    this.#logins.tick(now)
    const may = this.#logins.take(this.#logins.slot(inboxNo))
    return this.#told('loginsPerInbox', may ? 0 : this.#logins.rest(now))
  }

  /** Lets envelopes be counted anew when their time is over. `now` as above. */
  tick(now: number): void {
    this.#sends.tick(now)
  }

  #told(name: LimitName, wait: Wait): Wait {
    if (wait > 0) this.#hit(name)
    return wait
  }

  async #count(limiter: RateLimiterMemory | undefined, key: string, points: number): Promise<Wait> {
    if (!limiter) return 0
    try {
      await limiter.consume(key, points)
      return 0
    } catch (error) {
      if (!(error instanceof RateLimiterRes)) throw error
      // A clock that was set back makes the rest look longer than the whole.
      return Math.min(limiter.duration, Math.max(1, Math.ceil(error.msBeforeNext / 1_000)))
    }
  }

  /** Ends all counting. */
  close(): void {
    for (const limiter of [...this.#near.values(), ...this.#network.values()]) {
      for (const { key } of limiter.dump().storage) void limiter.delete(key)
    }
  }
}
