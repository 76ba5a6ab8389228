// What the media Worker does for a page: files are sealed into this browser's store and opened from it, a piece at a
// time, beside the page and beside the engine. It knows keys for as long as a question takes, and no others.
import { openFile, type FileRight } from '../engine/file-open.ts'
import { Cancelled, sealFile, type FileSource, type SealedFile } from '../engine/file-seal.ts'
import { safeMediaType } from '../engine/media-type.ts'
import type { Random } from '../crypto/index.ts'
import { DiskFault, type Blobs } from '../engine/ports.ts'
import { release } from '../engine/release.ts'
import { Malformed } from '../../protocol/errors.ts'

/** What a page asks. `id` is its own. */
export type MediaAsk =
  | { readonly is: 'seal'; readonly id: number; readonly file: Blob }
  | { readonly is: 'cancel'; readonly id: number }
  /** The whole file, as something that a browser shows or saves. */
  | {
      readonly is: 'open'
      readonly id: number
      readonly right: FileRight
      readonly mediaType: string
    }
  /** A part of it. */
  | {
      readonly is: 'read'
      readonly id: number
      readonly right: FileRight
      readonly from: number
      readonly to: number
    }

/**
 * Why it was not done. `full`: no room in this browser. `changed`: the file cannot be read any more. `damaged`: what
 * is stored here is not what was sealed.
 */
export type MediaTrouble = 'full' | 'changed' | 'damaged' | 'cancelled'

/** What the Worker answers. `progress` in bytes of the file. */
export type MediaSaid =
  | { readonly is: 'progress'; readonly id: number; readonly done: number }
  | { readonly is: 'sealed'; readonly id: number; readonly sealed: SealedFile }
  | { readonly is: 'opened'; readonly id: number; readonly blob: Blob }
  | { readonly is: 'bytes'; readonly id: number; readonly bytes: Uint8Array }
  | { readonly is: 'failed'; readonly id: number; readonly why: MediaTrouble }

/** What the work stands on. */
export interface MediaParts {
  /** Opened once, when it is first needed. */
  readonly blobs: () => Promise<Blobs>
  readonly random: Random
  readonly say: (said: MediaSaid) => void
}

/** Bytes that are opened at a time. */
const STEP = 983_040

const sourceOf = (file: Blob): FileSource => ({
  length: file.size,
  read: async (from, to) => {
    const bytes = new Uint8Array(await file.slice(from, to).arrayBuffer())
    if (bytes.length !== to - from) throw new DOMException('shorter', 'NotReadableError')
    return bytes
  },
})

const whyOf = (error: unknown): MediaTrouble => {
  if (error instanceof Cancelled) return 'cancelled'
  if (error instanceof Malformed) return 'damaged'
  // Everything else that can fail here is reading the file that was chosen.
  return error instanceof DiskFault ? 'full' : 'changed'
}

/** The whole file as a Blob, whose bytes the browser keeps where it likes, not here. */
const openWhole = async (blobs: Blobs, right: FileRight, mediaType: string): Promise<Blob> => {
  const file = openFile(blobs, right)
  const parts: Blob[] = []
  for (let at = 0; at < right.size; at += STEP) {
    const bytes = await file.read(at, at + STEP)
    parts.push(new Blob([new Uint8Array(bytes)]))
    release(bytes)
  }
  return new Blob(parts, { type: safeMediaType(mediaType) })
}

/** Answers questions, each on its own. */
export const createMediaWork = (parts: MediaParts): ((ask: MediaAsk) => void) => {
  const { random, say } = parts
  const cancelled = new Set<number>()
  const seal = async (id: number, file: Blob): Promise<MediaSaid> => {
    const sealed = await sealFile({
      source: sourceOf(file),
      blobs: await parts.blobs(),
      random,
      onProgress: (done) => say({ is: 'progress', id, done }),
      isCancelled: () => cancelled.has(id),
    })
    return { is: 'sealed', id, sealed }
  }
  const answer = async (ask: Exclude<MediaAsk, { is: 'cancel' }>): Promise<MediaSaid> => {
    const { id } = ask
    if (ask.is === 'seal') return seal(id, ask.file)
    const blobs = await parts.blobs()
    if (ask.is === 'open') {
      return { is: 'opened', id, blob: await openWhole(blobs, ask.right, ask.mediaType) }
    }
    const bytes = await openFile(blobs, ask.right).read(ask.from, ask.to)
    return { is: 'bytes', id, bytes }
  }
  return (ask) => {
    if (ask.is === 'cancel') {
      cancelled.add(ask.id)
      return
    }
    answer(ask)
      .catch((error: unknown): MediaSaid => ({ is: 'failed', id: ask.id, why: whyOf(error) }))
      .then((said) => {
        cancelled.delete(ask.id)
        say(said)
      })
      .catch(() => undefined)
  }
}
