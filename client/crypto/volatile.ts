// Volatile frames (PROTOCOL 11): typing and the like, 256 bytes, outside the ratchet. They have no forward
// secrecy within their session, are never stored, and are dropped when late or repeated.
import { decode, encode, fixed, struct, u53, u8, type Of } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { VOLATILE_BYTES } from '../../protocol/limits.ts'
import { openBox, sealBox } from './box.ts'
import type { Random } from './random.ts'
import type { Session } from './session.ts'

const BODY_BYTES = 199
/** How far a volatile frame may be off the peer's clock, in ms. */
export const VOLATILE_TOLERANCE = 30_000

/** `counter` is the sender's clock in ms, at least the last one + 1; `body` fills up with zeros. */
export const volatileContent = struct({
  kind: u8,
  counter: u53,
  time: u53,
  body: fixed(BODY_BYTES),
})
export type VolatileContent = Of<typeof volatileContent>

/** Seals a volatile frame: 256 bytes. Throws RangeError when the body has more than 199. */
export const sealVolatile = (
  session: Session,
  content: VolatileContent,
  random: Random,
): Uint8Array => {
  if (content.body.length > BODY_BYTES) throw new RangeError('volatile body')
  const body = new Uint8Array(BODY_BYTES)
  body.set(content.body)
  return sealBox(session.volatileSend, encode(volatileContent, { ...content, body }), random)
}

/** What a volatile frame is judged by: the last counter taken, and the peer's clock by its last message. */
export interface VolatileCheck {
  readonly lastCounter: number
  readonly peerNow: number
}

/** Opens a volatile frame of this session; undefined when it is not genuine, repeated or late. */
export const openVolatile = (
  session: Session,
  frame: Uint8Array,
  check: VolatileCheck,
): VolatileContent | undefined => {
  if (frame.length !== VOLATILE_BYTES) return undefined
  const opened = openBox(session.volatileReceive, frame)
  if (!opened) return undefined
  try {
    const content = decode(volatileContent, opened)
    if (content.counter <= check.lastCounter) return undefined
    return Math.abs(content.time - check.peerNow) > VOLATILE_TOLERANCE ? undefined : content
  } catch (error) {
    if (error instanceof Malformed) return undefined
    throw error
  }
}
