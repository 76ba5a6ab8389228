// Named waits over the Clock port: setting one again replaces it, and all end together.
import type { Clock } from './ports.ts'

export interface Timers {
  later(name: string, delay: number, call: () => void): void
  has(name: string): boolean
  cancel(name: string): void
  clear(): void
}

export const createTimers = (clock: Clock): Timers => {
  const cancels = new Map<string, () => void>()
  const cancel = (name: string): void => {
    cancels.get(name)?.()
    cancels.delete(name)
  }
  return {
    later: (name, delay, call) => {
      cancel(name)
      cancels.set(
        name,
        clock.after(delay, () => {
          cancels.delete(name)
          call()
        }),
      )
    },
    has: (name) => cancels.has(name),
    cancel,
    clear: () => {
      for (const name of cancels.keys()) cancel(name)
    },
  }
}
