// Counts within a minute, decided at once: for what cannot wait for a promise, because it happens for each
// envelope, or between reading a row and using it. Keys are ids that exist, so there are not many.

/** The count of one key. Whoever uses it often keeps it. */
export interface Slot {
  readonly key: string | number
  period: number
  count: number
}

/** Counts by key, all starting again when a minute is over. */
export class Window {
  readonly #most: number
  readonly #seconds: number
  readonly #slots = new Map<string | number, Slot>()
  #period = 0

  constructor(most: number, seconds: number) {
    this.#most = most
    this.#seconds = seconds
  }

  /** Seconds from `now`, milliseconds of a steady clock, until counting starts again. */
  rest(now: number): number {
    return Math.max(1, Math.ceil(this.#seconds - ((now / 1_000) % this.#seconds)))
  }

  /** Moves on to `now`, milliseconds of a steady clock. */
  tick(now: number): void {
    const period = Math.floor(now / 1_000 / this.#seconds)
    if (period === this.#period) return
    this.#period = period
    this.#slots.clear()
  }

  /** The count of a key. */
  slot(key: string | number): Slot {
    const known = this.#slots.get(key)
    if (known) return known
    const slot = { key, period: this.#period, count: 0 }
    this.#slots.set(key, slot)
    return slot
  }

  /** Counts one more; false when that is one too many. */
  take(slot: Slot): boolean {
    if (slot.period !== this.#period) {
      slot.period = this.#period
      slot.count = 0
      // Kept from an earlier minute: whoever asks for the key next has to find this one.
      this.#slots.set(slot.key, slot)
    }
    if (slot.count >= this.#most) return false
    slot.count += 1
    return true
  }
}
