// From a file to a blob that waits on this device (PROTOCOL 14): padded, sealed chunk by chunk, hashed and stored
// in pieces, never more than a piece of it in memory. It may run beside the engine, in a Worker of its own.
import { deriveStream, sealChunk, startSha256, type Random } from '../crypto/index.ts'
import { toHex } from '../../protocol/bytes.ts'
import { blobLength, paddedLength } from '../../protocol/blob.ts'
import {
  BLOB_ID_BYTES,
  ID_BYTES,
  KEY_BYTES,
  STREAM_CHUNK_BYTES,
  STREAM_SALT_BYTES,
} from '../../protocol/limits.ts'
import { createPieceWriter } from './blob-pieces.ts'
import type { Blobs } from './ports.ts'
import { createAsking, release } from './release.ts'

/** Bytes of a file by their place. */
export interface FileSource {
  readonly length: number
  /** Exactly the bytes from `from` to `to`, for this reader alone. Rejects when the file changed or cannot be read. */
  read(from: number, to: number): Promise<Uint8Array>
}

/** A sealed file on this device. Whoever has this can read it. */
export interface SealedFile {
  /** Under which its pieces are stored here. */
  readonly local: string
  readonly blobId: Uint8Array
  readonly key: Uint8Array
  /** SHA-256 of the whole blob. */
  readonly hash: Uint8Array
  /** Bytes of the file. */
  readonly size: number
}

/** What sealing takes. */
export interface Sealing {
  readonly source: FileSource
  readonly blobs: Blobs
  readonly random: Random
  /** Told after each step how many bytes of the file are sealed. */
  readonly onProgress?: (done: number) => void
  readonly isCancelled?: () => boolean
}

/** Thrown when `isCancelled` said so; nothing is left of the file. */
export class Cancelled extends Error {
  constructor() {
    super('cancelled')
    this.name = 'Cancelled'
  }
}

/** Chunks that are read and sealed in one step. */
const STEP = 15

const padded = async (source: FileSource, from: number, to: number): Promise<Uint8Array> => {
  const end = Math.min(to, source.length)
  if (from < end && end === to) return source.read(from, to)
  const bytes = new Uint8Array(to - from)
  if (from < end) bytes.set(await source.read(from, end))
  return bytes
}

const sealAll = async (sealing: Sealing, local: string, key: Uint8Array): Promise<Uint8Array> => {
  const { source, blobs, random, onProgress, isCancelled } = sealing
  const salt = random.bytes(STREAM_SALT_BYTES)
  const stream = deriveStream(key, salt)
  const length = paddedLength(source.length)
  const last = Math.ceil(length / STREAM_CHUNK_BYTES) - 1
  const writer = createPieceWriter(blobs, local)
  const hash = startSha256()
  const collected = createAsking()
  const write = async (bytes: Uint8Array): Promise<void> => {
    hash.update(bytes)
    await writer.write(bytes)
    release(bytes)
  }
  await write(salt)
  for (let index = 0; index <= last; index += STEP) {
    if (isCancelled?.()) throw new Cancelled()
    const from = index * STREAM_CHUNK_BYTES
    const step = await padded(source, from, Math.min(length, from + STEP * STREAM_CHUNK_BYTES))
    for (let at = 0; at < step.length; at += STREAM_CHUNK_BYTES) {
      const number = index + at / STREAM_CHUNK_BYTES
      const chunk = step.subarray(at, at + STREAM_CHUNK_BYTES)
      await write(sealChunk(stream, number, number === last, chunk))
    }
    onProgress?.(Math.min(source.length, from + step.length))
    collected(step.length)
    release(step)
  }
  await writer.end()
  if (writer.length !== blobLength(source.length)) throw new Error('a blob has another length')
  return hash.digest()
}

/** Seals a file into the store. Rejects with Cancelled, DiskFault or the source's error; then nothing is left. */
export const sealFile = async (sealing: Sealing): Promise<SealedFile> => {
  const { source, blobs, random } = sealing
  const local = toHex(random.bytes(ID_BYTES))
  const key = random.bytes(KEY_BYTES)
  try {
    const hash = await sealAll(sealing, local, key)
    return { local, blobId: random.bytes(BLOB_ID_BYTES), key, hash, size: source.length }
  } catch (error) {
    await blobs.drop(local).catch(() => undefined)
    throw error
  }
}
