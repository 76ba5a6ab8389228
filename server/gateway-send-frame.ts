// Reads a `send` frame (PROTOCOL 3.1) in place: nearly all frames are of this kind, and the codec's object
// per field is what they would cost most. Whatever is not plainly such a frame is left to the codec, so
// that it alone says what is malformed.
import { MAX_ENVELOPE, MAX_SEQ } from '../protocol/limits.ts'

const SEND_TAG = 0x02
// tag 1 | channel 2 | seq 8 | flags 1 | length 4 | envelope
const LENGTH_AT = 12
const ENVELOPE_AT = 16
const TWO_32 = 2 ** 32

/** A whole `send` frame as it lies in memory. */
export interface SendFrame {
  readonly channel: number
  readonly seq: number
  /** A view of the message. */
  readonly envelope: Uint8Array
}

const word = (bytes: Uint8Array, at: number): number =>
  (bytes[at] ?? 0) * 0x1_00_00_00 +
  (((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0))

/** The frame when `message` is a well-formed `send`; undefined leaves it to the codec. */
export const readSend = (message: Uint8Array): SendFrame | undefined => {
  const size = message.length - ENVELOPE_AT
  if (message[0] !== SEND_TAG || size < 1 || size > MAX_ENVELOPE) return undefined
  if (word(message, LENGTH_AT) !== size) return undefined
  const seq = word(message, 3) * TWO_32 + word(message, 7)
  if (seq < 1 || seq > MAX_SEQ) return undefined
  const channel = ((message[1] ?? 0) << 8) | (message[2] ?? 0)
  return { channel, seq, envelope: message.subarray(ENVELOPE_AT) }
}
