// What the engine needs from the world, each with two real adapters: a browser's or a terminal's, and the
// simulated one of the tests. Nothing below this file touches a clock, a disk, a socket or a random source.

/** Time in milliseconds. `now` may jump, `after` must not. */
export interface Clock {
  now(): number
  /** Calls back once after `delay`; the returned function cancels. */
  after(delay: number, call: () => void): () => void
}

/** The tables of a profile; `message` is the only one that is not held in memory. */
export const TABLES = [
  'profile',
  'inbox',
  'prekey',
  'initiation',
  'invitation',
  'route',
  'person',
  'device',
  'session',
  'skipped',
  'channel',
  'sent',
  'frame',
  'pending',
  'known',
  'seen',
  'quarantine',
  'notice',
  'draft',
  'message',
  'marked',
  'late',
  'dying',
  'picture',
  'preference',
  'transfer',
  'push',
  'file',
] as const
export type TableName = (typeof TABLES)[number]

/** One change: `value` undefined deletes the row. */
export interface Write {
  readonly table: TableName
  readonly key: string
  readonly value: Uint8Array | undefined
}

export interface Row {
  readonly key: string
  readonly value: Uint8Array
}

/** Which rows of a table, in key order; both ends exclusive. */
export interface Range {
  readonly after?: string
  readonly before?: string
  readonly limit?: number
  /** Largest keys first. */
  readonly backwards?: boolean
}

/** Why a commit failed. After `fenced` another writer owns the profile and this one must stop. */
export type DiskFaultKind = 'full' | 'fenced' | 'broken'
export class DiskFault extends Error {
  readonly kind: DiskFaultKind
  constructor(kind: DiskFaultKind) {
    super(`storage ${kind}`)
    this.name = 'DiskFault'
    this.kind = kind
  }
}

/** A profile's storage. Every commit checks that this writer is still the newest (fencing number). */
export interface Disk {
  scan(table: TableName, range?: Range): Promise<readonly Row[]>
  /** All writes durable (strict), or none and a DiskFault. */
  commit(writes: readonly Write[]): Promise<void>
  close(): Promise<void>
}

/** A WebSocket to one of the two routes. */
export interface Socket {
  /** What the login signs: `wss://host[:port]` as dialled. */
  readonly origin: string
  /** Bytes handed to `send` that have not left yet. */
  buffered(): number
  send(frame: Uint8Array): void
  close(): void
}

export interface SocketEvents {
  opened(): void
  received(frame: Uint8Array): void
  /** Exactly once, also when the socket never opened (then code 1006). */
  closed(code: number): void
}

export interface HttpAnswer {
  readonly status: number
  readonly body: Uint8Array
}

/** The way to the one server of this profile. */
export interface Net {
  /** What a login over HTTPS signs: `https://host[:port]`. */
  readonly origin: string
  /** POST with an octet-stream body. Rejects only when no answer came. */
  post(path: string, body: Uint8Array, bearer?: Uint8Array): Promise<HttpAnswer>
  /** Opens `/wss` or `/wss/:friendId`. */
  open(path: string, events: SocketEvents): Socket
}

/** A sealed file that is stored here. */
export interface StoredBlob {
  readonly blob: string
  readonly bytes: number
  /** When it was stored, in ms. */
  readonly time: number
}

/**
 * Sealed files of this device, in pieces: all of BLOB_PIECE_BYTES but the last, numbered from 0 and put in
 * order. `blob` is a local name. No fencing: names are drawn at random, so nobody writes what is another's.
 */
export interface Blobs {
  /** Durable when it resolves, or a DiskFault and nothing of it. */
  put(blob: string, piece: number, bytes: Uint8Array): Promise<void>
  get(blob: string, piece: number): Promise<Uint8Array | undefined>
  /** Bytes that are here from the beginning on. */
  length(blob: string): Promise<number>
  /** Removes all of it; nothing happens when there is none. */
  drop(blob: string): Promise<void>
  list(): Promise<readonly StoredBlob[]>
  close(): Promise<void>
}

/** What opens the store of files, as a platform loads it when the first file wants it. */
export interface BlobsPiece {
  openBlobs(): Promise<Blobs>
}
