// What a command may ask of a running server, and the facts that both exchange as JSON. Facts are coarse:
// what the server knows of its inboxes is random numbers, counts and sizes.

/** The server as `status` shows it. Times are milliseconds since 1970, sizes are bytes. */
export interface StatusFacts {
  readonly version: string
  readonly pid: number
  readonly startedAt: number
  readonly httpsPort: number
  readonly wssPort: number
  /** Addresses of the pages, the best first. */
  readonly origins: readonly string[]
  readonly certificate: { readonly validTo: number; readonly fingerprint: string } | undefined
  readonly census: Census
  readonly devicesOnline: number
  readonly sockets: number
  readonly residentBytes: number
  /** Every number of the metrics, by name. */
  readonly numbers: Readonly<Record<string, number>>
}

/** What is in the store. */
export interface Census {
  readonly inboxes: number
  readonly friendIds: number
  readonly envelopes: number
  readonly bytes: number
  readonly quarantined: number
  /** Finished or not. */
  readonly blobs: number
  readonly blobBytes: number
}

/** One inbox, of which nobody here knows whose it is. */
export interface InboxFacts {
  /** Its random number in six hexadecimal digits: how commands name it. */
  readonly inbox: string
  readonly friendIds: number
  readonly waiting: number
  readonly bytes: number
  /** One-time prekeys not handed out yet. */
  readonly pairs: number
  /** Undefined when no server runs. */
  readonly online: boolean | undefined
}

/** The house key, without itself. Times are milliseconds since 1970. */
export interface KeyFacts {
  /** First eight hexadecimal digits of its SHA-256, to compare two machines. */
  readonly fingerprint: string
  readonly since: number
  /** Until when the one before is good, if it still is. */
  readonly previousUntil: number | undefined
}

/** The right of a first person. */
export interface InviteFacts {
  /** Links for this computer and for others, the same right in each. */
  readonly links: readonly string[]
  /** Milliseconds since 1970. */
  readonly until: number
}

/** Every call: what it takes and what it gives. Besides these, `snapshot` answers with a copy of the database. */
export interface ControlCalls {
  status: { take: Record<never, never>; give: StatusFacts }
  invite: { take: Record<never, never>; give: InviteFacts }
  inboxes: { take: Record<never, never>; give: { readonly inboxes: readonly InboxFacts[] } }
  closeInbox: { take: { readonly inbox: string }; give: { readonly closed: boolean } }
  houseKey: { take: Record<never, never>; give: KeyFacts }
  replaceHouseKey: {
    /** A key of 32 bytes in base64url, or none for a fresh one; `grace` keeps the old one for a week. */
    take: { readonly key?: string; readonly grace: boolean }
    give: KeyFacts
  }
}
export type ControlCall = keyof ControlCalls

/** The calls with their outcomes, as the running server offers them. */
export type Controls = {
  readonly [K in ControlCall]: (take: ControlCalls[K]['take']) => Promise<ControlCalls[K]['give']>
}

/** The path under which a snapshot is asked for. */
export const SNAPSHOT = 'snapshot'
