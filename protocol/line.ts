// Lines: what stands in for a WebSocket where none gets through (PROTOCOL 3.4). A few POST requests carry
// the same frames; both sides count frames from the start of the line, so a request may be repeated.
import { bytes, fixed, flag, list, oneOf, struct, u16, u32, u8, type Of } from './codec.ts'
import { ID_BYTES, MAX_LINE_FRAMES, MAX_PAYLOAD, TOKEN_BYTES } from './limits.ts'

const frame = bytes(MAX_PAYLOAD, 1)

/** POST /line/open: which of the two WebSocket routes the line stands for. */
export const openLine = oneOf({
  receive: [0x21, { version: u8 }],
  send: [0x22, { version: u8, friendId: fixed(ID_BYTES) }],
})
export type OpenLine = Of<typeof openLine>

/** Its answer: the bearer of the three other routes. */
export const lineOpened = struct({ line: fixed(TOKEN_BYTES) })

/** POST /line/up: frames for the server, the first of them number `from` of this line. */
export const lineUp = struct({ received: u32, from: u32, frames: list(frame, MAX_LINE_FRAMES) })

/** POST /line/down: frames after the first `received` ones, as they come or all that wait now. */
export const lineDown = struct({ received: u32, stream: flag })

/** The answer of /line/down is any number of these, one after another. */
export const lineRecord = oneOf({
  frame: [0x31, { frame }],
  closed: [0x32, { code: u16 }],
  beat: [0x33, {}],
})
export type LineRecord = Of<typeof lineRecord>

const LENGTH_AT = 1
const HEAD = 5

/** How long the record at the start of `input` is, or how many bytes it takes to know; at least one. */
export const recordLength = (input: Uint8Array): number => {
  if (input[0] === 0x32) return 3
  if (input[0] !== 0x31) return 1
  if (input.length < HEAD) return HEAD
  return HEAD + new DataView(input.buffer, input.byteOffset).getUint32(LENGTH_AT)
}
