// Blobs (PROTOCOL 4.1): sealed files on their way. The server sees their padded length, whom they are for and
// a hash of their id. A piece is one body; ids and tokens stand in bodies or in the Authorization header.
import { bytes, fixed, list, struct, u16, u32, u53, u8, type Of } from './codec.ts'
import {
  BLOB_HASH_BYTES,
  BLOB_PIECE_BYTES,
  ID_BYTES,
  MAX_BLOBS_DROPPED,
  MIN_PADDED_FILE,
  STREAM_CHUNK_BYTES,
  STREAM_SALT_BYTES,
  STREAM_TAG_BYTES,
  TOKEN_BYTES,
} from './limits.ts'

/**
 * Padme: the next length that has no more significant bits than its size has bits of size. At most 11.1 %
 * longer, and it tells only how many bits of the length are in use.
 */
export const paddedLength = (length: number): number => {
  if (length <= MIN_PADDED_FILE) return MIN_PADDED_FILE
  const exponent = Math.floor(Math.log2(length))
  const kept = Math.floor(Math.log2(exponent)) + 1
  const step = 2 ** (exponent - kept)
  return Math.ceil(length / step) * step
}

/** Length of the blob that a padded file of so many bytes becomes. */
const lengthOfSealed = (padded: number): number =>
  STREAM_SALT_BYTES + padded + Math.ceil(padded / STREAM_CHUNK_BYTES) * STREAM_TAG_BYTES

/** Length of the blob of a file of so many bytes. */
export const blobLength = (file: number): number => lengthOfSealed(paddedLength(file))

/** The padded length of the file inside a blob; undefined for a length that no file leads to. */
export const paddedLengthIn = (blob: number): number | undefined => {
  const chunk = STREAM_CHUNK_BYTES + STREAM_TAG_BYTES
  const chunks = Math.ceil((blob - STREAM_SALT_BYTES) / chunk)
  const padded = blob - STREAM_SALT_BYTES - chunks * STREAM_TAG_BYTES
  return padded > 0 && blobLength(padded) === blob ? padded : undefined
}

/**
 * POST /blobs: room for a blob, charged to the inbox behind the friendId. Again with the same words it tells
 * how far an interrupted upload came. Answered with `blobOffset`.
 */
export const createBlob = struct({
  version: u8,
  friendId: fixed(ID_BYTES),
  sendToken: fixed(TOKEN_BYTES),
  blobHash: fixed(BLOB_HASH_BYTES),
  length: u53,
})
export type CreateBlob = Of<typeof createBlob>

/** Answer of /blobs, /blobs/append and /blobs/complete: so much of it is durable. */
export const blobOffset = struct({ offset: u53 })

/** POST /blobs/append with the blob id as the bearer. At another offset than the durable one nothing is written. */
export const appendBlob = struct({ offset: u53, bytes: bytes(BLOB_PIECE_BYTES, 1) })

/** POST /blobs/complete with the same bearer and SHA-256 of the whole blob. Readable from then on. */
export const completeBlob = struct({ hash: fixed(BLOB_HASH_BYTES) })

/** POST /blobs/read with the same bearer: bytes from `from` on, at most `most`. */
export const readBlob = struct({ from: u53, most: u32 })
export const blobPart = struct({ length: u53, bytes: bytes(BLOB_PIECE_BYTES) })

/** POST /blobs/drop with the bearer of the inbox that they are charged to. */
export const dropBlobs = struct({ blobHashes: list(fixed(BLOB_HASH_BYTES), MAX_BLOBS_DROPPED) })

/** POST /blobs/terms takes nothing. `maxFile`: longest file before padding. */
export const blobTerms = struct({ maxFile: u53, lifeDays: u16 })
