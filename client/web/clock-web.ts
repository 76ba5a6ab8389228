// Time and randomness of a browser or Worker, behind the engine's ports.
import type { Random } from '../crypto/index.ts'
import type { Clock } from '../engine/ports.ts'

/** The longest delay a browser timer takes; above it the timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1
/** The most bytes one call of getRandomValues gives. */
const RANDOM_AT_ONCE = 65_536

const after = (delay: number, call: () => void): (() => void) => {
  let timer: ReturnType<typeof setTimeout>
  const wait = (left: number): void => {
    const now = Math.min(left, LONGEST_TIMER)
    timer = setTimeout(() => (left > now ? wait(left - now) : call()), now)
  }
  wait(Math.max(0, delay))
  return () => clearTimeout(timer)
}

/** `now` follows the device's clock; `after` counts on, whatever happens to that clock. */
export const clockWeb: Clock = { now: () => Date.now(), after }

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
