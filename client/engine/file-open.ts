// From a blob on this device to the file (PROTOCOL 14), as a whole or from any place in it. Its hash was checked
// before the blob was said to be here; every chunk is checked again when it is opened, and so is the padding.
import { deriveStream, openChunk } from '../crypto/index.ts'
import { isZero } from '../../protocol/bytes.ts'
import { blobLength, paddedLength } from '../../protocol/blob.ts'
import { Malformed } from '../../protocol/errors.ts'
import { STREAM_CHUNK_BYTES, STREAM_SALT_BYTES, STREAM_TAG_BYTES } from '../../protocol/limits.ts'
import { createPieceReader } from './blob-pieces.ts'
import type { Blobs } from './ports.ts'
import { createAsking, release } from './release.ts'

const SEALED = STREAM_CHUNK_BYTES + STREAM_TAG_BYTES

/** What opens a blob that is here. */
export interface FileRight {
  /** Under which its pieces are stored. */
  readonly local: string
  readonly key: Uint8Array
  /** Bytes of the file. */
  readonly size: number
}

/** A file that can be read from any place, one reading at a time. */
export interface OpenFile {
  readonly size: number
  /** The bytes from `from` to `to`, or to the end of the file. Throws Malformed for what is not genuine. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** Opens a blob. Reading begins when it is asked for. */
export const openFile = (blobs: Blobs, { local, key, size }: FileRight): OpenFile => {
  const pieces = createPieceReader(blobs, local)
  const end = blobLength(size)
  const last = Math.ceil(paddedLength(size) / STREAM_CHUNK_BYTES) - 1
  const collected = createAsking()
  let stream: Uint8Array | undefined
  let held:
    | { readonly index: number; readonly whole: Uint8Array; readonly bytes: Uint8Array }
    | undefined

  const chunk = async (index: number): Promise<Uint8Array> => {
    if (held?.index === index) return held.bytes
    stream ??= deriveStream(key, await pieces.read(0, STREAM_SALT_BYTES))
    const from = STREAM_SALT_BYTES + index * SEALED
    const sealed = await pieces.read(from, Math.min(end, from + SEALED))
    const bytes = openChunk(stream, index, index === last, sealed)
    collected(sealed.length)
    release(sealed)
    const inFile = Math.max(0, Math.min(bytes.length, size - index * STREAM_CHUNK_BYTES))
    if (!isZero(bytes.subarray(inFile))) throw new Malformed('padding is not zero')
    if (held) release(held.whole)
    held = { index, whole: bytes, bytes: bytes.subarray(0, inFile) }
    return held.bytes
  }
  return {
    size,
    read: async (from, to) => {
      const until = Math.min(to, size)
      const bytes = new Uint8Array(Math.max(0, until - from))
      for (let done = 0; done < bytes.length;) {
        const index = Math.floor((from + done) / STREAM_CHUNK_BYTES)
        const start = from + done - index * STREAM_CHUNK_BYTES
        const part = (await chunk(index)).subarray(start, start + bytes.length - done)
        if (part.length === 0) throw new Malformed('file is short')
        bytes.set(part, done)
        done += part.length
      }
      return bytes
    },
  }
}
