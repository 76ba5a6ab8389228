// Channels that the server refused to attach (PROTOCOL 3.1): a friend has removed this person, or the server was
// restored and the friend's device has not come back yet. Each rests and is asked again, and holds up no other.
import type { Clock } from './ports.ts'
import { createTimers } from './timers.ts'

/** Milliseconds until the first time, and at most. */
export const ASK_AGAIN_FIRST = 3_000
export const ASK_AGAIN_AT_MOST = 60_000

/** Milliseconds until a channel that has been refused for so long is asked for again. */
export const askAgainIn = (refusedFor: number): number =>
  Math.min(ASK_AGAIN_AT_MOST, Math.max(ASK_AGAIN_FIRST, refusedFor))

/** The channels that rest just now. */
export interface Refusals {
  /** It was refused just now, and since `refusedFor` milliseconds. */
  add(channel: string, refusedFor: number): void
  isResting(channel: string): boolean
  /** All may be asked for at once. */
  clear(): void
}

/** None yet; `again` is called whenever one may be asked for again. */
export const createRefusals = (clock: Clock, again: () => void): Refusals => {
  const timers = createTimers(clock)
  return {
    add: (channel, refusedFor) => timers.later(channel, askAgainIn(refusedFor), again),
    isResting: (channel) => timers.has(channel),
    clear: () => timers.clear(),
  }
}
