// Bytes of a sealed file by their place, over a store that has them in pieces. The pieces read last stay at hand:
// chunks lie across them.
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'
import { Malformed } from '../../protocol/errors.ts'
import type { Blobs } from './ports.ts'
import { release } from './release.ts'

const AT_HAND = 2

/** Reads bytes by their place, one reading at a time. */
export interface PieceReader {
  /** Throws Malformed when something is missing there. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** Reads the pieces of one blob. */
export const createPieceReader = (blobs: Blobs, local: string): PieceReader => {
  const held = new Map<number, Uint8Array>()
  const piece = async (at: number): Promise<Uint8Array> => {
    const known = held.get(at)
    if (known) return known
    const found = await blobs.get(local, at)
    if (!found) throw new Malformed('a piece is missing')
    const [oldest] = held
    if (held.size >= AT_HAND && oldest) {
      held.delete(oldest[0])
      release(oldest[1])
    }
    held.set(at, found)
    return found
  }
  return {
    read: async (from, to) => {
      const bytes = new Uint8Array(to - from)
      let done = 0
      while (done < bytes.length) {
        const at = Math.floor((from + done) / BLOB_PIECE_BYTES)
        const start = from + done - at * BLOB_PIECE_BYTES
        const part = (await piece(at)).subarray(start, start + bytes.length - done)
        if (part.length === 0) throw new Malformed('a piece is short')
        bytes.set(part, done)
        done += part.length
      }
      return bytes
    },
  }
}

/** Gathers bytes into pieces of BLOB_PIECE_BYTES, the last one shorter, and stores each when it is full. */
export interface PieceWriter {
  write(bytes: Uint8Array): Promise<void>
  /** Stores what is left. */
  end(): Promise<void>
  /** Bytes of the blob so far. */
  readonly length: number
}

/** Writes behind `pieces` whole pieces of a blob. */
export const createPieceWriter = (blobs: Blobs, local: string, pieces = 0): PieceWriter => {
  let next = pieces
  let buffer = new Uint8Array(BLOB_PIECE_BYTES)
  let filled = 0
  let length = pieces * BLOB_PIECE_BYTES
  const store = async (): Promise<void> => {
    if (filled === 0) return
    const piece = buffer.slice(0, filled)
    await blobs.put(local, next, piece)
    release(piece)
    next += 1
    filled = 0
  }
  return {
    write: async (bytes) => {
      for (let at = 0; at < bytes.length;) {
        const part = bytes.subarray(at, at + BLOB_PIECE_BYTES - filled)
        buffer.set(part, filled)
        filled += part.length
        length += part.length
        at += part.length
        if (filled === BLOB_PIECE_BYTES) await store()
      }
    },
    end: async () => {
      await store()
      release(buffer)
      buffer = new Uint8Array(0)
    },
    get length() {
      return length
    },
  }
}
