// Sealing one content into a frame (PROTOCOL 9.1). Pure: store the new session and the exact frame in one
// commit before the frame leaves; a retry sends the same bytes.
import { concatBytes } from '../../protocol/bytes.ts'
import { frameSizeFor, padContent } from './frame-sizes.ts'
import { HEADER_VERSION, sealHeader } from './header.ts'
import { chainStep, deriveBodyKey } from './kdf.ts'
import { secretboxSeal } from './primitives.ts'
import type { Random } from './random.ts'
import { turnSending } from './ratchet.ts'
import { wipe } from './secret.ts'
import type { Session } from './session.ts'

/** A sealed frame and the session after it. Store both before the frame leaves. */
export interface Sealed {
  readonly session: Session
  readonly frame: Uint8Array
}

/**
 * Seals one content into the smallest frame that takes it; repeats the INIT prefix while the session is
 * unanswered. Draws a 24-byte header nonce after the draws of a turn. Throws RangeError when too large.
 */
export const sealMessage = (session: Session, content: Uint8Array, random: Random): Sealed => {
  const init = session.prefix !== undefined
  const size = frameSizeFor(content.length, init)
  const turned = session.turn ? turnSending(session, random) : session
  const { send, ownRatchet, slot } = turned
  if (!send.chainKey || !send.headerKey || !ownRatchet || !slot) {
    throw new Error('session cannot send yet')
  }
  const { messageKey, next } = chainStep(send.chainKey)
  const header = {
    version: HEADER_VERSION,
    ratchet: ownRatchet.public,
    slot,
    previous: send.previous,
    number: send.count,
  }
  const sealedHeader = sealHeader(send.headerKey, header, random)
  const body = deriveBodyKey(messageKey, turned.ad, sealedHeader)
  const padded = padContent(content, size, init)
  const sealedBody = secretboxSeal(body.key, body.nonce, padded)
  wipe(messageKey, body.key, padded)
  return {
    session: { ...turned, send: { ...send, chainKey: next, count: send.count + 1 } },
    frame: concatBytes(session.prefix ?? new Uint8Array(), sealedHeader, sealedBody),
  }
}
