// The body of an answer, read with a bound: a server may lie about its length or never stop.
import { concatBytes } from '../../protocol/bytes.ts'
import { release } from '../engine/release.ts'

/** The longest answer a client takes, bytes; every route's answer is far shorter (PROTOCOL 4). */
export const MAX_ANSWER = 1_048_576

/** All bytes of an answer. Throws RangeError above MAX_ANSWER, and what the network throws. */
export const readBody = async (answer: Response): Promise<Uint8Array> => {
  const reader = answer.body?.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  while (reader) {
    const { done, value } = await reader.read()
    if (done) break
    length += value.length
    if (length > MAX_ANSWER) {
      await reader.cancel()
      throw new RangeError('answer too long')
    }
    parts.push(value)
  }
  const whole = concatBytes(...parts)
  release(...parts)
  return whole
}
