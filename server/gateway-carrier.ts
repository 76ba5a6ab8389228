// What carries the frames of one client: a WebSocket, or a line of HTTPS requests (PROTOCOL 3.4). The
// routes and the relay see a FrameLine and know no difference; the gateway looks after the rest.
import type { FrameLine } from './gateway-connection.ts'

/** A carrier as the gateway sees it. Times in milliseconds of a steady clock. */
export interface Carrier extends FrameLine {
  readonly openedAt: number
  /** Stops or starts taking frames from the client. */
  pause(paused: boolean): void
  /** Called every tick. */
  tick(now: number): void
  /** The carrier is gone. */
  closed(): void
  /** Ends without a farewell. */
  terminate(): void
}

/** Which of the two routes a client opened. */
export type Route =
  | { readonly is: 'receive' }
  | { readonly is: 'send'; readonly friendId: Uint8Array }

/** The gateway as a carrier sees it. */
export interface Entered {
  /** One frame came. */
  receive(frame: Uint8Array): void
  /** The carrier is gone; once. */
  gone(): void
}
