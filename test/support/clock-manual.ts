// A clock that stands still until a test moves it. Between two timers everything that can happen without
// time passing does happen.
import type { Clock } from '../../client/engine/ports.ts'

/** A Clock in the test's hand. */
export interface ManualClock extends Clock {
  /** Moves on by `span` milliseconds, one timer at a time, and settles. */
  advance(span: number): Promise<void>
  /** Timers that wait. */
  waiting(): number
}

/** Everything that was promised has happened: all microtasks, and one turn of the event loop. */
export const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

/** A clock that stands at `start` milliseconds. */
export const createManualClock = (start = 1_000_000): ManualClock => {
  let now = start
  let order = 0
  const timers = new Map<number, { readonly due: number; readonly call: () => void }>()
  const next = (until: number): number | undefined => {
    const due = [...timers].filter(([, timer]) => timer.due <= until)
    due.sort(([a, one], [b, other]) => one.due - other.due || a - b)
    return due[0]?.[0]
  }
  return {
    now: () => now,
    after: (delay, call) => {
      const id = ++order
      timers.set(id, { due: now + Math.max(0, delay), call })
      return () => timers.delete(id)
    },
    advance: async (span) => {
      const until = now + span
      await settle()
      for (let id = next(until); id !== undefined; id = next(until)) {
        const timer = timers.get(id)
        timers.delete(id)
        now = Math.max(now, timer?.due ?? now)
        timer?.call()
        await settle()
      }
      now = until
    },
    waiting: () => timers.size,
  }
}
