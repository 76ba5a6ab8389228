// The six sizes of a sealed frame and what fits into each (PROTOCOL 9.1). Padding happens inside the
// body, before sealing, so that the server sees one of six lengths and nothing else.
import { isZero } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { FRAME_SIZES, KEM_PUBLIC_BYTES, KEY_BYTES, MIN_INIT_FRAME } from '../../protocol/limits.ts'
import { BOX_NONCE_BYTES, BOX_TAG_BYTES } from './primitives.ts'

const LENGTH_BYTES = 4
/** version 1 | ratchet key 32 | slot 1,184 | previous 4 | number 4. */
export const HEADER_BYTES = 1 + KEY_BYTES + KEM_PUBLIC_BYTES + 4 + 4
export const SEALED_HEADER_BYTES = BOX_NONCE_BYTES + BOX_TAG_BYTES + HEADER_BYTES
/** The cleartext of an INIT (1,130) and the sealed initiator block (193). */
export const CLEAR_BYTES = 1_130
export const SEALED_BLOCK_BYTES = 193
export const PREFIX_BYTES = CLEAR_BYTES + SEALED_BLOCK_BYTES

const fixedCost = (init: boolean): number =>
  SEALED_HEADER_BYTES + BOX_TAG_BYTES + LENGTH_BYTES + (init ? PREFIX_BYTES : 0)

const smallest = (init: boolean): number => (init ? MIN_INIT_FRAME : FRAME_SIZES[0])

/** Bytes of content that a frame of this size takes; `init` when it repeats the INIT prefix. */
export const contentCapacity = (frameSize: number, init: boolean): number =>
  frameSize - fixedCost(init)

/** The smallest frame that takes `length` bytes of content. Throws RangeError when none does. */
export const frameSizeFor = (length: number, init: boolean): number => {
  for (const size of FRAME_SIZES) {
    if (size >= smallest(init) && length <= contentCapacity(size, init)) return size
  }
  throw new RangeError('content is larger than the largest frame')
}

/** True for a length that a sealed frame may have. */
export const isFrameSize = (length: number, init: boolean): boolean =>
  length >= smallest(init) && FRAME_SIZES.some((size) => size === length)

/** length 4 | content | zeros, exactly as long as the body of that frame. */
export const padContent = (content: Uint8Array, frameSize: number, init: boolean): Uint8Array => {
  const padded = new Uint8Array(LENGTH_BYTES + contentCapacity(frameSize, init))
  new DataView(padded.buffer).setUint32(0, content.length)
  padded.set(content, LENGTH_BYTES)
  return padded
}

/** The content of an opened body. Throws Malformed for a length out of range or padding not zero. */
export const unpadContent = (padded: Uint8Array): Uint8Array => {
  const length = new DataView(padded.buffer, padded.byteOffset, padded.length).getUint32(0)
  if (length > padded.length - LENGTH_BYTES) throw new Malformed('content length')
  if (!isZero(padded.subarray(LENGTH_BYTES + length))) throw new Malformed('padding is not zero')
  return padded.slice(LENGTH_BYTES, LENGTH_BYTES + length)
}
