// The frames of which nearly all traffic consists, in place: `send` and `ack` are read, `stored` is written
// (PROTOCOL 3.1 and 3.2), because the codec's object per field is what they would cost most. Whatever is not
// plainly such a frame is left to the codec, so that it alone says what is malformed.
import { FLAG_WAKE } from '../protocol/frame.ts'
import { ID_BYTES, MAX_ENVELOPE, MAX_SEQ } from '../protocol/limits.ts'

const SEND_TAG = 0x02
// tag 1 | channel 2 | seq 8 | flags 1 | length 4 | envelope
const FLAGS_AT = 11
const LENGTH_AT = 12
const ENVELOPE_AT = 16
const TWO_32 = 2 ** 32

/** A whole `send` frame as it lies in memory. */
export interface SendFrame {
  readonly channel: number
  readonly seq: number
  /** The message, and where in it the envelope starts: a view of its own is seldom needed. */
  readonly message: Uint8Array
  readonly start: number
  readonly wake: boolean
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
  const wake = ((message[FLAGS_AT] ?? 0) & FLAG_WAKE) !== 0
  return { channel, seq, message, start: ENVELOPE_AT, wake }
}

const ACK_TAG = 0x12
// tag 1 | store epoch 16 | up to 8
const EPOCH_AT = 1
const UP_TO_AT = EPOCH_AT + ID_BYTES
const ACK_BYTES = UP_TO_AT + 8
const U53_HIGH = 2 ** 21

/** The number that an `ack` of this life of the store names; undefined leaves the message to the codec. */
export const readAck = (message: Uint8Array, storeEpoch: Uint8Array): number | undefined => {
  if (message[0] !== ACK_TAG || message.length !== ACK_BYTES) return undefined
  for (let at = 0; at < ID_BYTES; at++) {
    if (message[EPOCH_AT + at] !== storeEpoch[at]) return undefined
  }
  const high = word(message, UP_TO_AT)
  return high < U53_HIGH ? high * TWO_32 + word(message, UP_TO_AT + 4) : undefined
}

// tag 1 | channel 2 | up to 8
const stored = new Uint8Array([0x83, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])
const storedView = new DataView(stored.buffer)

/** A `stored` frame, which holds until the next one is made. */
export const storedFrame = (channel: number, upTo: number): Uint8Array => {
  storedView.setUint16(1, channel)
  storedView.setUint32(3, Math.floor(upTo / TWO_32))
  storedView.setUint32(7, upTo % TWO_32)
  return stored
}
