// How many one-time pairs may be claimed through one friendId in an hour (PROTOCOL 4): beyond it the
// last-resort key is handed out, so that nobody drains the pairs meant for all friends.
import { CLAIMS_PER_HOUR } from '../protocol/limits.ts'
import { keyOf } from './store/counters.ts'

const HOUR = 3_600_000
/** Most friendIds remembered; beyond it no pair is handed out until an hour has passed. */
export const MAX_CLAIMERS = 20_000

/** Claims of the last hour, by friendId. */
export class Claims {
  readonly #now: () => number
  readonly #times = new Map<string, number[]>()

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts a claim; false when this friendId had its pairs for now. */
  pass(friendId: Uint8Array): boolean {
    const key = keyOf(friendId)
    const now = this.#now()
    const since = now - HOUR
    // A time to come was noted before the clock was set back: it must not count for who knows how long.
    const times = (this.#times.get(key) ?? []).filter((time) => time > since && time <= now)
    if (times.length >= CLAIMS_PER_HOUR) return false
    if (!this.#times.has(key) && this.#times.size >= MAX_CLAIMERS) this.#forget(since)
    if (!this.#times.has(key) && this.#times.size >= MAX_CLAIMERS) return false
    this.#times.set(key, [...times, now])
    return true
  }

  /** Takes the last count back: there was no pair to hand out. */
  giveBack(friendId: Uint8Array): void {
    this.#times.get(keyOf(friendId))?.pop()
  }

  #forget(since: number): void {
    for (const [key, times] of this.#times) {
      if (times.every((time) => time <= since)) this.#times.delete(key)
    }
  }
}
