// One upload (PROTOCOL 4.1): asks for room or for how far it came, sends piece after piece, and ends with the hash.
// It may be broken off at any await and begun again: the server's offset is the truth.
import { sha256 } from '../crypto/index.ts'
import { fromHex } from '../../protocol/bytes.ts'
import {
  appendBlob,
  blobLength,
  blobOffset,
  completeBlob,
  createBlob,
} from '../../protocol/blob.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { Malformed, type ProblemName } from '../../protocol/errors.ts'
import { VERSION } from '../../protocol/limits.ts'
import type { Attachment } from '../../protocol/message.ts'
import { ask } from './asking.ts'
import { createPieceReader } from './blob-pieces.ts'
import type { Pace } from './pace.ts'
import type { Blobs, Clock, Net } from './ports.ts'
import { Problem } from './problem.ts'
import { createAsking, release } from './release.ts'
import type { Draft } from './rows.ts'
import { must } from './turn.ts'

/** What carrying bytes takes. */
export interface CarryParts {
  readonly net: Net
  readonly blobs: Blobs
  readonly clock: Clock
  readonly rows: Draft
  readonly pace: Pace
  /** False once this transfer was stopped. */
  readonly goesOn: () => boolean
  /** Told how many bytes went, of how many. */
  readonly moved: (done: number, total: number) => void
}

/** Where to, by which right. Undefined while the friend's device has no address of its own for this. */
export interface UploadRight {
  readonly friendId: Uint8Array
  readonly sendToken: Uint8Array
}

/** The address under which a friend's device is reached for good; an invitation takes no files. */
export const uploadRight = (rows: Draft, deviceKey: string): UploadRight | undefined => {
  const friendId = rows.get('device', deviceKey)?.out
  const found = friendId && rows.entries('channel').find(([, row]) => row.device === deviceKey)
  if (!friendId || !found || found[1].provisional) return undefined
  return { friendId: must(fromHex(found[0])), sendToken: found[1].sendToken }
}

/** How it ended: done, stopped by a decision, or a problem that waiting does not mend. */
export type Carried =
  | { readonly is: 'done' }
  | { readonly is: 'stopped' }
  | { readonly is: 'failed'; readonly why: ProblemName }

/** Problems that waiting does not mend. */
const FINAL: ReadonlySet<ProblemName> = new Set(['tooLarge', 'taken', 'malformed', 'version'])

const offsetOf = async <T>(
  { net }: CarryParts,
  [path, codec, value]: readonly [string, Codec<T>, T],
  right?: Uint8Array,
): Promise<number> => {
  const body = encode(codec, value)
  const answer = await ask(net, path, body, right)
  release(body)
  return decode(blobOffset, answer).offset
}

/** Sends what is left from `at` on; false when it was stopped. */
const sendPieces = async (
  parts: CarryParts,
  { blobId, length, local }: { blobId: Uint8Array; length: number; local: string },
  from: number,
): Promise<boolean> => {
  const { clock, pace, goesOn, moved } = parts
  const reader = createPieceReader(parts.blobs, local)
  const collected = createAsking()
  for (let at = from; at < length;) {
    if (!goesOn()) return false
    const bytes = await reader.read(at, Math.min(length, at + pace.size))
    const begun = clock.now()
    const next = await offsetOf(parts, ['/blobs/append', appendBlob, { offset: at, bytes }], blobId)
    pace.took(clock.now() - begun)
    release(bytes)
    collected(next - at)
    // A server that goes back for ever must not be followed for ever.
    if (next <= at || next > length) throw new Malformed('offset of a blob')
    at = next
    moved(at, length)
  }
  return goesOn()
}

/** Uploads the bytes that are here as `local`. Rejects for what may be tried again later. */
export const carryUp = async (
  parts: CarryParts,
  { blobId, hash, size }: Attachment,
  local: string,
  right: UploadRight,
): Promise<Carried> => {
  const length = blobLength(size)
  if ((await parts.blobs.length(local)) !== length) return { is: 'failed', why: 'notFound' }
  const wish = { version: VERSION, ...right, blobHash: sha256(blobId), length }
  try {
    const at = await offsetOf(parts, ['/blobs', createBlob, wish])
    parts.moved(at, length)
    if (!(await sendPieces(parts, { blobId, length, local }, at))) return { is: 'stopped' }
    const end = await offsetOf(parts, ['/blobs/complete', completeBlob, { hash }], blobId)
    if (end !== length) throw new Malformed('offset of a blob')
    return { is: 'done' }
  } catch (error) {
    if (error instanceof Problem && FINAL.has(error.problem)) {
      return { is: 'failed', why: error.problem }
    }
    throw error
  }
}
