// One download (PROTOCOL 4.1 and 14): bytes are hashed as they come and stored in whole pieces, so that it goes on
// where it was after anything. Only when the hash of all of them fits are they said to be here.
import { startSha256, type Hashing } from '../crypto/index.ts'
import { equalBytes } from '../../protocol/bytes.ts'
import { blobLength, blobPart, readBlob } from '../../protocol/blob.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'
import type { Attachment } from '../../protocol/message.ts'
import { ask } from './asking.ts'
import { createPieceWriter } from './blob-pieces.ts'
import type { CarryParts } from './carry-up.ts'
import { Problem } from './problem.ts'
import { createAsking, release } from './release.ts'

/** How it ended, as `file.is` has it, or stopped by a decision. */
export type Fetched = 'here' | 'gone' | 'refused' | 'stopped'

/** Bytes from `from` on; undefined when the host gives something else than the sender said. */
const nextPart = async (
  { net, clock, pace }: CarryParts,
  blobId: Uint8Array,
  from: number,
  length: number,
): Promise<Uint8Array | undefined> => {
  const begun = clock.now()
  const asked = encode(readBlob, { from, most: Math.min(pace.size, length - from) })
  const answer = await ask(net, '/blobs/read', asked, blobId)
  const part = decode(blobPart, answer)
  pace.took(clock.now() - begun)
  // Bytes of its own, so that they can be given back; the answer is of no more use.
  const bytes = Uint8Array.from(part.bytes)
  release(answer)
  const fits = part.length === length && bytes.length > 0 && bytes.length <= length - from
  return fits ? bytes : undefined
}

/** Hashes the whole pieces that came before: what a hash remembers is not kept. */
const takeUp = async ({ blobs }: CarryParts, local: string, hashing: Hashing): Promise<number> => {
  const whole = Math.floor((await blobs.length(local)) / BLOB_PIECE_BYTES)
  for (let piece = 0; piece < whole; piece++) {
    const bytes = await blobs.get(local, piece)
    if (!bytes) throw new Malformed('a piece is missing')
    hashing.update(bytes)
    release(bytes)
  }
  return whole
}

/** Fetches into `local`. Rejects for what may be tried again later. */
export const carryDown = async (
  parts: CarryParts,
  { blobId, hash, size }: Attachment,
  local: string,
): Promise<Fetched> => {
  const length = blobLength(size)
  const hashing = startSha256()
  const writer = createPieceWriter(parts.blobs, local, await takeUp(parts, local, hashing))
  const collected = createAsking()
  try {
    while (writer.length < length) {
      if (!parts.goesOn()) return 'stopped'
      const bytes = await nextPart(parts, blobId, writer.length, length)
      if (!bytes) return 'refused'
      hashing.update(bytes)
      await writer.write(bytes)
      collected(bytes.length)
      release(bytes)
      parts.moved(writer.length, length)
    }
    await writer.end()
  } catch (error) {
    if (error instanceof Problem && error.problem === 'refused') return 'gone'
    throw error
  }
  return equalBytes(hashing.digest(), hash) ? 'here' : 'refused'
}
