// Logins over HTTPS (PROTOCOL 4): challenges used once within a minute, and the bearers they lead to.
// Both live in memory alone, in bounded number, and bearers only as hashes.
import { randomBytes } from 'node:crypto'
import { fromBase64url } from '../protocol/bytes.ts'
import { BEARER_LIFE, CHALLENGE_LIFE, NONCE_BYTES, TOKEN_BYTES } from '../protocol/limits.ts'
import { sha256 } from './relay-rights.ts'

/** Most unanswered challenges, and most bearers, at one time. */
export const MAX_SESSIONS = 10_000

interface Entry<T> {
  readonly value: T
  readonly end: number
}

/** Values under random keys, each until its end; the oldest give way to new ones. */
class Expiring<T> {
  readonly #entries = new Map<string, Entry<T>>()
  readonly #now: () => number
  readonly #most: number

  constructor(now: () => number, most: number) {
    this.#now = now
    this.#most = most
  }

  set(key: string, value: T, life: number): void {
    const now = this.#now()
    // Lives are equal, so the front of the map ends first.
    for (const [old, { end }] of this.#entries) {
      if (end > now && this.#entries.size < this.#most) break
      this.#entries.delete(old)
    }
    this.#entries.set(key, { value, end: now + life })
  }

  get(key: string): T | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.end > this.#now() ? entry.value : undefined
  }

  take(key: string): T | undefined {
    const value = this.get(key)
    this.#entries.delete(key)
    return value
  }
}

const keyOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** Challenges and bearers of one server. `now` in milliseconds. */
export class Sessions {
  readonly #challenges: Expiring<true>
  readonly #bearers: Expiring<number>

  constructor(now: () => number, most = MAX_SESSIONS) {
    this.#challenges = new Expiring(now, most)
    this.#bearers = new Expiring(now, most)
  }

  /** A nonce to sign. */
  challenge(): Uint8Array {
    const nonce = randomBytes(NONCE_BYTES)
    this.#challenges.set(keyOf(nonce), true, CHALLENGE_LIFE)
    return nonce
  }

  /** True once, for a nonce of ours that is not too old. */
  takeChallenge(nonce: Uint8Array): boolean {
    return this.#challenges.take(keyOf(nonce)) === true
  }

  /** A bearer for this inbox. */
  bearer(inboxNo: number): Uint8Array {
    const bearer = randomBytes(TOKEN_BYTES)
    this.#bearers.set(keyOf(sha256(bearer)), inboxNo, BEARER_LIFE)
    return bearer
  }

  /** The inbox that an Authorization header speaks for. */
  inboxOf(authorization: string | undefined): number | undefined {
    const text = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(authorization ?? '')?.[1]
    const bearer = text === undefined ? undefined : fromBase64url(text)
    return bearer && this.#bearers.get(keyOf(sha256(bearer)))
  }
}
