// The floods that flooder.ts makes, and how it is told.

/** What the parent gives. Ids are base64url. */
export interface FloodOrder {
  readonly kind: FloodKind
  /** The local address that it comes from. */
  readonly from: string
  readonly httpsPort: number
  readonly wssPort: number
  readonly seconds: number
  readonly friendId: string
  readonly sendToken: string
}

export const floodKinds = [
  'connections',
  'handshakes',
  'requests',
  'logins',
  'malformed',
  'pings',
  'fragments',
  'envelopes',
] as const
export type FloodKind = (typeof floodKinds)[number]
