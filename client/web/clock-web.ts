// Time and randomness of a browser or Worker, behind the engine's ports.
import type { Random } from '../crypto/index.ts'
import type { Clock } from '../engine/ports.ts'

/** The longest delay a browser timer takes; above it the timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1
/** The most bytes one call of getRandomValues gives. */
const RANDOM_AT_ONCE = 65_536

/** Where timers come from: the global scope, or a test's own. */
export interface Timers {
  setTimeout(call: () => void, delay: number): unknown
  clearTimeout(timer: unknown): void
}

const browser: Timers = {
  setTimeout: (call, delay) => setTimeout(call, delay),
  // What setTimeout gave is a number here and an object in Node: nothing else comes back.
  clearTimeout: (timer) => clearTimeout(timer as number),
}

/** `now` follows the device's clock; `after` counts on, whatever happens to that clock. */
export const createClockWeb = (timers: Timers = browser): Clock => ({
  now: () => Date.now(),
  after: (delay, call) => {
    let timer: unknown
    const wait = (left: number): void => {
      const span = Math.min(left, LONGEST_TIMER)
      timer = timers.setTimeout(() => (left > span ? wait(left - span) : call()), span)
    }
    wait(Math.max(0, delay))
    return () => timers.clearTimeout(timer)
  },
})

/** The clock of this page or Worker. */
export const clockWeb: Clock = createClockWeb()

/** The browser's cryptographic random source. */
export const randomWeb: Random = {
  bytes: (length) => {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += RANDOM_AT_ONCE) {
      crypto.getRandomValues(bytes.subarray(at, at + RANDOM_AT_ONCE))
    }
    return bytes
  },
}
