// What a screen may know and ask of attachments: where their bytes are, how far they came, and what is told of a
// new one. Part of view.ts.
import type { FileRight } from './file-open.ts'
import type { SealedFile } from './file-seal.ts'

/**
 * Where the bytes of an attachment are. `uploading`: on their way from here, the message follows them. `failed`:
 * that cannot go on by itself (`fetch` tries again). `remote`: on the server, `fetch` brings them. `loading`: on
 * their way here. `gone`: the server has them no more. `refused`: what came is not what was promised.
 */
export type AttachmentState =
  | 'uploading'
  | 'failed'
  | 'remote'
  | 'loading'
  | 'here'
  | 'gone'
  | 'refused'

/** What the sender calls a file. Shown and saved only as `safeFileName` (file-name.ts) leaves it. */
export interface SentName {
  readonly unsafe: string
}

/** Something that is attached: bytes that lie on the server, or here. */
export interface AttachmentView {
  /** Names the bytes on screens, as in TransferView. */
  readonly blob: string
  readonly name: SentName
  /** One that browsers show without running anything, or application/octet-stream: only ever saved. */
  readonly mediaType: string
  /** True size in bytes. */
  readonly size: number
  /** Pixels; 0 when it has none. */
  readonly width: number
  readonly height: number
  /** Milliseconds that it plays; 0 when it does not. */
  readonly length: number
  readonly waveform: Uint8Array
  /** A small WebP picture, or no bytes. */
  readonly thumbnail: Uint8Array
  readonly state: AttachmentState
}

/** Bytes that are moving now. */
export interface TransferView {
  /** As in AttachmentView. */
  readonly blob: string
  readonly person: string
  readonly order: string
  readonly up: boolean
  /** Bytes of the sealed file that went, and all of them. */
  readonly done: number
  readonly total: number
  /** Why it waits; undefined while it moves. `full`: the friend's inbox or the server has no room now. */
  readonly waits: 'offline' | 'full' | undefined
}

/** A file that was sealed on this device (file-seal.ts), with what is told of it. */
export interface NewAttachment {
  readonly sealed: SealedFile
  readonly name: string
  readonly mediaType: string
  /** Pixels; 0 when it has none. */
  readonly width: number
  readonly height: number
  /** Milliseconds that it plays; 0 when it does not. */
  readonly length: number
  /** Loudness of a voice note, at most 64 bytes. */
  readonly waveform: Uint8Array
  /** A small WebP picture of it, at most 12 KB, or no bytes. */
  readonly thumbnail: Uint8Array
}

/** Bytes of an attachment on this device. */
export interface StoredFile {
  readonly person: string
  readonly order: string
  readonly size: number
  readonly time: number
}

/** What may be asked about the bytes of a message. */
export type FileCommand =
  /** Brings the bytes of a message here, or takes up a failed upload. */
  | { readonly type: 'fetch'; readonly person: string; readonly order: string }
  /** Ends a transfer; a message that was still uploading is no more. */
  | { readonly type: 'stop'; readonly person: string; readonly order: string }
  /** Removes the bytes of a message from this device; it stays, and they may be fetched again. */
  | { readonly type: 'free'; readonly person: string; readonly order: string }
  /** What opens the bytes of a message that are here; for the media Worker, never for a screen. */
  | { readonly type: 'file'; readonly person: string; readonly order: string }
  /** The largest file that this server takes; `offline` while it was never asked. */
  | { readonly type: 'terms' }
  /** The bytes of attachments on this device. */
  | { readonly type: 'files' }

/** What these are answered with, besides `done` and `refused`. */
export type FileAnswer =
  | {
      readonly is: 'file'
      readonly right: FileRight
      readonly name: string
      readonly mediaType: string
    }
  /** Bytes of one file. */
  | { readonly is: 'terms'; readonly maxFile: number }
  /** Largest first. */
  | { readonly is: 'files'; readonly files: readonly StoredFile[]; readonly bytes: number }
