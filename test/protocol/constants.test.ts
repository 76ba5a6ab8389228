// Values that both ends must have and that no round trip can show: a wrong one would be wrong at both ends.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toBase64url } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { FLAG_WAKE } from '../../protocol/frame.ts'
import { decodeLink } from '../../protocol/invite.ts'
import { DAY } from '../../protocol/limits.ts'

test('a day has 86,400 seconds, and bit 0 of the flags wakes', () => {
  assert.equal(DAY, 86_400_000)
  assert.equal(FLAG_WAKE, 1)
})

test('a link of two bytes still says whether it is of a later version', () => {
  const readOf =
    (...bytes: number[]) =>
    () =>
      decodeLink(toBase64url(Uint8Array.from(bytes)))
  assert.throws(readOf(2, 1), (error) => error instanceof Malformed && /later/.test(error.code))
  assert.throws(readOf(1), (error) => error instanceof Malformed && /mangled/.test(error.code))
})
