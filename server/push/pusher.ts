// Wakes devices (PROTOCOL 4.2): at most one push for an inbox in PUSH_EVERY, none while its device is logged in,
// later when a service asks for it, never without bound. What is not pushed is not lost: the envelopes wait.
import { PUSH_EVERY } from '../../protocol/limits.ts'
import type { Log } from '../log.ts'
import type { Alarm } from '../relay-wake.ts'
import { readPushAddress, type PushRules } from './address.ts'
import type { Post, Pushed } from './post.ts'

/** Inboxes that are remembered at one time, and pushes under way. */
export const MOST_BELLS = 10_000
export const AT_ONCE = 8
/** Attempts at one push. */
export const MOST_TRIES = 6
const FIRST_WAIT = 5_000

/** What was done since the start. */
export interface PushCounts {
  sent: number
  /** Addresses that were no more, and were forgotten. */
  gone: number
  failed: number
  /** Not tried, because too many others were waiting. */
  dropped: number
}

/** What a pusher works with. Times are milliseconds of a steady clock. */
export interface PusherParts {
  readonly rules: PushRules
  readonly endpointOf: (inboxNo: number) => Promise<string | undefined>
  readonly forget: (inboxNo: number, endpoint: string) => Promise<unknown>
  readonly isOnline: (inboxNo: number) => boolean
  readonly authorize: (origin: string) => Promise<string>
  readonly post: Post
  readonly log: Log
  readonly now: () => number
  /** Calls back once; the returned function cancels. */
  readonly after: (delay: number, act: () => void) => () => void
}

interface Bell {
  readonly inboxNo: number
  wanted: boolean
  ringing: boolean
  /** Nothing leaves before. */
  earliest: number
  tries: number
  cancel: () => void
}

const nothing = (): void => undefined

/** The bells of all inboxes. */
export class Pusher implements Alarm {
  readonly #parts: PusherParts
  readonly #bells = new Map<number, Bell>()
  readonly #ready: Bell[] = []
  #ringing = 0
  #failing = false
  #closed = false
  readonly counts: PushCounts = { sent: 0, gone: 0, failed: 0, dropped: 0 }

  constructor(parts: PusherParts) {
    this.#parts = parts
  }

  /** Inboxes that are remembered now. */
  get size(): number {
    return this.#bells.size
  }

  ring(inboxNo: number): void {
    if (this.#closed) return
    const bell = this.#bells.get(inboxNo) ?? this.#hang(inboxNo)
    if (!bell || bell.wanted) return
    bell.wanted = true
    this.#wait(bell)
  }

  quiet(inboxNo: number): void {
    const bell = this.#bells.get(inboxNo)
    if (!bell) return
    bell.wanted = false
    bell.tries = 0
    this.#wait(bell)
  }

  close(): void {
    this.#closed = true
    for (const { cancel } of this.#bells.values()) cancel()
    this.#bells.clear()
    this.#parts.post.close()
  }

  #hang(inboxNo: number): Bell | undefined {
    if (this.#bells.size >= MOST_BELLS) {
      this.counts.dropped += 1
      return undefined
    }
    const bell = {
      inboxNo,
      wanted: false,
      ringing: false,
      earliest: -Infinity,
      tries: 0,
      cancel: nothing,
    }
    this.#bells.set(inboxNo, bell)
    return bell
  }

  /** Goes on when the bell may ring; one that nobody wants then is taken down. */
  #wait(bell: Bell): void {
    bell.cancel()
    bell.cancel = nothing
    if (bell.ringing || this.#closed) return
    const delay = Math.max(0, bell.earliest - this.#parts.now())
    bell.cancel = this.#parts.after(delay, () => this.#due(bell))
  }

  #due(bell: Bell): void {
    if (!bell.wanted) {
      this.#bells.delete(bell.inboxNo)
      return
    }
    bell.ringing = true
    this.#ready.push(bell)
    this.#next()
  }

  #next(): void {
    while (this.#ringing < AT_ONCE) {
      const bell = this.#ready.shift()
      if (!bell) return
      this.#ringing += 1
      void this.#ring(bell)
    }
  }

  async #ring(bell: Bell): Promise<void> {
    const before = this.#parts.now()
    try {
      const pushed = await this.#push(bell)
      if (pushed) this.#note(bell, pushed)
      else bell.tries = 0
      if (pushed) bell.earliest = Math.max(bell.earliest, before + PUSH_EVERY)
    } catch {
      // The store refuses, or is closing: the envelope waits, and the next one rings again.
      this.counts.failed += 1
      bell.wanted = false
    }
    bell.ringing = false
    this.#ringing -= 1
    this.#wait(bell)
    this.#next()
  }

  /** Undefined when there was nothing to do. */
  async #push(bell: Bell): Promise<Pushed | undefined> {
    const { endpointOf, isOnline, rules, authorize, post, forget } = this.#parts
    const { inboxNo } = bell
    const endpoint = await endpointOf(inboxNo)
    const address = endpoint === undefined ? undefined : readPushAddress(rules, endpoint)
    const here = isOnline(inboxNo)
    const wanted = bell.wanted && !here
    bell.wanted = false
    if (!wanted || endpoint === undefined || this.#closed) return undefined
    // The host changed the rules since.
    if (!address) return { is: 'refused', code: 'notAllowed' }
    const pushed = await post(address, await authorize(address.url.origin))
    if (pushed.is === 'gone') await forget(inboxNo, endpoint)
    return pushed
  }

  #note(bell: Bell, pushed: Pushed): void {
    switch (pushed.is) {
      case 'sent':
        bell.tries = 0
        this.counts.sent += 1
        return this.#tell(false, '')
      case 'gone':
        bell.tries = 0
        this.counts.gone += 1
        return
      case 'refused':
        bell.tries = 0
        this.counts.failed += 1
        return this.#tell(true, pushed.code)
      case 'later':
        return this.#again(bell, pushed.wait)
    }
  }

  #again(bell: Bell, wait: number): void {
    this.#tell(true, 'later')
    bell.tries += 1
    if (bell.tries >= MOST_TRIES) {
      bell.tries = 0
      this.counts.failed += 1
      return
    }
    // Whoever came meanwhile has taken what waited.
    bell.wanted ||= !this.#parts.isOnline(bell.inboxNo)
    bell.earliest = this.#parts.now() + Math.max(wait, FIRST_WAIT * 2 ** bell.tries)
  }

  /** Says when pushes begin to fail and when they work again: not once for each. */
  #tell(failing: boolean, code: string): void {
    if (failing === this.#failing || this.#closed) return
    this.#failing = failing
    if (failing) this.#parts.log('pushFailed', { code })
    else this.#parts.log('pushAgain')
  }
}
