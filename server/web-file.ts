// What the builder of the web client takes and what it makes.
import { createHash } from 'node:crypto'

/** One script of the web client. `budget` is the most it may weigh, in bytes of gzip. */
export interface WebEntry {
  readonly name: string
  readonly file: string
  readonly budget: number
  /** Set for what the page starts itself: it finds the address under this name in `html.dataset`. */
  readonly dataName?: string
  /** Set for what a later script loads itself: it finds the address as a constant of this name. */
  readonly defineName?: string
  /** Runs in the head, before anything is painted: one plain script without pieces. */
  readonly inHead?: boolean
  /** The service worker adds it when it is installed: one plain script without pieces, and not pinned itself. */
  readonly inWorker?: boolean
}

/** What is built from; files are relative to `root`. The last entry is the page. */
export interface WebSources {
  readonly root: string
  readonly entries: readonly WebEntry[]
  readonly style: string
  /** The service worker, which is told every other file with its hash. */
  readonly serviceWorker?: string
  readonly icons: readonly string[]
}

/** A file as it is served; `etag` without quotes. Compressed forms are there only when smaller. */
export interface WebFile {
  readonly path: string
  readonly type: string
  /** The name carries the hash of the content, so it may be cached for ever. */
  readonly hashed: boolean
  readonly body: Buffer
  readonly br: Buffer | undefined
  readonly gzip: Buffer | undefined
  readonly etag: string
}

/** All files by the exact path they are served under, and the 32-byte id of the whole. */
export interface WebBuild {
  readonly id: Uint8Array
  /** The same over what a browser pins, which the service worker names with its hashes. */
  readonly client: Uint8Array
  readonly files: ReadonlyMap<string, WebFile>
}

/** SHA-256 in hexadecimal. */
export const hashOf = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex')
