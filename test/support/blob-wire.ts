// Blobs over the wire, for tests: what an uploader and a reader say, one request at a time.
import { createHash } from 'node:crypto'
import {
  appendBlob,
  blobLength,
  blobOffset,
  blobPart,
  completeBlob,
  createBlob,
  readBlob,
} from '../../protocol/blob.ts'
import { decode } from '../../protocol/codec.ts'
import { as, post, random, sha256, type Answer, type Place, type Route } from './wire.ts'

/** A blob as its uploader has it. */
export interface WireBlob {
  readonly blobId: Uint8Array
  readonly bytes: Uint8Array
}

/** Random bytes of a length that a file of so many bytes leads to. */
export const wireBlob = (file: number): WireBlob => ({
  blobId: random(32),
  bytes: random(blobLength(file)),
})

/** SHA-256 of a whole blob. */
export const hashOf = ({ bytes }: WireBlob): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

/** Asks for room, or for how far an upload came. */
export const begin = (place: Place, route: Route, blob: WireBlob): Promise<Answer> =>
  post(place, '/blobs', createBlob, {
    version: 1,
    ...route,
    blobHash: sha256(blob.blobId),
    length: blob.bytes.length,
  })

export const append = (
  place: Place,
  blob: WireBlob,
  offset: number,
  bytes: Uint8Array,
): Promise<Answer> => post(as(place, blob.blobId), '/blobs/append', appendBlob, { offset, bytes })

export const complete = (place: Place, blob: WireBlob, hash = hashOf(blob)): Promise<Answer> =>
  post(as(place, blob.blobId), '/blobs/complete', completeBlob, { hash })

export const readPart = (
  place: Place,
  blobId: Uint8Array,
  from: number,
  most: number,
): Promise<Answer> => post(as(place, blobId), '/blobs/read', readBlob, { from, most })

/** The offset in an answer that is good. */
export const offsetIn = (answer: Answer): number => {
  if (answer.status !== 200) throw new Error(`a blob request was answered ${answer.status}`)
  return decode(blobOffset, answer.body).offset
}

/** Uploads the whole in pieces of `piece` bytes. */
export const upload = async (
  place: Place,
  route: Route,
  blob: WireBlob,
  piece = 400_000,
): Promise<void> => {
  let at = offsetIn(await begin(place, route, blob))
  while (at < blob.bytes.length)
    at = offsetIn(await append(place, blob, at, blob.bytes.subarray(at, at + piece)))
  offsetIn(await complete(place, blob))
}

/** Reads the whole in pieces. */
export const download = async (place: Place, blobId: Uint8Array): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  for (let at = 0; ;) {
    const answer = await readPart(place, blobId, at, 300_000)
    if (answer.status !== 200) throw new Error(`reading was answered ${answer.status}`)
    const { bytes, length } = decode(blobPart, answer.body)
    parts.push(Uint8Array.from(bytes))
    at += bytes.length
    if (at >= length || bytes.length === 0) return new Uint8Array(Buffer.concat(parts))
  }
}
