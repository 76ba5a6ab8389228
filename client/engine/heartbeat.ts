// Notices a connection that died without a word: browsers cannot send WebSocket pings, so the client asks
// with a frame of its own after a silence and gives up shortly after (PROTOCOL 3.3).
import { CLIENT_GIVE_UP_AFTER, CLIENT_PING_AFTER } from '../../protocol/limits.ts'
import type { Clock } from './ports.ts'

export interface Heartbeat {
  /** A frame came. */
  heard(): void
  stop(): void
}

/** Asks after a silence of CLIENT_PING_AFTER, gives up CLIENT_GIVE_UP_AFTER later. */
export const startHeartbeat = (clock: Clock, ask: () => void, giveUp: () => void): Heartbeat => {
  let cancel = (): void => undefined
  const wait = (): void => {
    cancel = clock.after(CLIENT_PING_AFTER, () => {
      ask()
      cancel = clock.after(CLIENT_GIVE_UP_AFTER, giveUp)
    })
  }
  wait()
  return {
    heard: () => {
      cancel()
      wait()
    },
    stop: () => cancel(),
  }
}
