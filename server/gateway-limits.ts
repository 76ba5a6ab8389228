// Limits of the WebSocket routes that only this server sets (PROTOCOL 3.3 and 13). Times in milliseconds.
import type { AddressMark } from './limits/address.ts'
import type { Meters } from './limits/meters.ts'
import { SERVER_CLOSE_AFTER, SERVER_PING_EVERY } from '../protocol/limits.ts'

/** What one socket may still do, asked of the limits of its address and inbox (limits/limits.ts). */
export interface SocketGuard {
  /** A wrong right was shown: false when there were too many from this address. */
  failed(): Promise<boolean>
  /** A login with the inbox's own key: false when there were too many. */
  mayLogIn(inboxNo: number): boolean
  /** So many bytes came: seconds until more may be read. */
  read(bytes: number): Promise<number>
}

/** A guard that lets everything pass. */
export const noGuard: SocketGuard = {
  failed: () => Promise.resolve(true),
  mayLogIn: () => true,
  read: () => Promise.resolve(0),
}

/** The guard of a socket from this address. */
export const guardOf = (meters: Meters, mark: AddressMark): SocketGuard => ({
  failed: async () => (await meters.address('failuresPerAddress', mark)) === 0,
  mayLogIn: (inboxNo) => meters.login(inboxNo, performance.now()) === 0,
  read: (bytes) => meters.address('bytesPerAddress', mark, bytes),
})

/** See each line. */
export interface GatewayLimits {
  /** How often every socket is looked after. */
  readonly tick: number
  readonly pingEvery: number
  /** Closed after so long without a byte from the client. */
  readonly silence: number
  /** The first attach or the login must come within this. */
  readonly rightsWithin: number
  /** Closed when nothing of what waits was taken for so long. */
  readonly stalled: number
  /** Cut off when a closing handshake takes longer. */
  readonly closeWithin: number
  /** Most bytes that may wait in one socket: a receiver's window and what surrounds it. */
  readonly outboundBytes: number
  /** Refused attaches on one socket before it is closed. */
  readonly refusals: number
  /** WebSockets in all. */
  readonly sockets: number
}

export const gatewayLimits: GatewayLimits = {
  tick: 1_000,
  pingEvery: SERVER_PING_EVERY,
  silence: SERVER_CLOSE_AFTER,
  rightsWithin: 5_000,
  stalled: 10_000,
  closeWithin: 2_000,
  outboundBytes: 2 * 1_048_576,
  refusals: 3,
  sockets: 20_000,
}
