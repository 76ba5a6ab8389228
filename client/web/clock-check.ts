// Whether this device's clock is far from the server's. Nothing depends on it but the times that are shown; so one
// sentence says it, and goes when the clock was set.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { After } from './outage.ts'

/** What is worth a word, milliseconds. */
export const SKEW_MOST = 2 * 60_000
/** How often it is looked at while it is wrong, and while it is not, milliseconds. */
export const LOOK_AGAIN = 60_000
export const LOOK_SELDOM = 60 * 60_000

export interface ClockParts {
  readonly connected: ReadonlySignal<boolean>
  readonly serverTime: () => Promise<number | undefined>
  readonly now: () => number
  readonly after: After
}

/** Milliseconds that this device is ahead; undefined while that is small or not known. Looks until it is closed. */
export const watchClock = (
  parts: ClockParts,
): { readonly ahead: ReadonlySignal<number | undefined>; close(): void } => {
  const ahead = signal<number | undefined>(undefined)
  let cancel = (): void => undefined
  let closed = false
  const look = async (): Promise<void> => {
    cancel()
    const time = await parts.serverTime()
    if (closed) return
    if (time !== undefined) {
      const skew = parts.now() - time
      ahead.value = Math.abs(skew) > SKEW_MOST ? skew : undefined
    }
    cancel()
    cancel = parts.after(ahead.peek() === undefined ? LOOK_SELDOM : LOOK_AGAIN, () => void look())
  }
  const stop = effect(() => {
    if (parts.connected.value) void look()
  })
  return {
    ahead,
    close: () => {
      closed = true
      stop()
      cancel()
    },
  }
}
