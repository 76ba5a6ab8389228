// Links (PROTOCOL 6.4): one text each, and a clear refusal for everything else.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { toBase64url } from '../../protocol/bytes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { decodeLink, encodeLink, type Link } from '../../protocol/invite.ts'
import { hex, linkVectors } from '../support/wire-vectors.ts'

const SEED = 20_261_124

const account = fc.uint8Array({ minLength: 32, maxLength: 32 })
const sixteen = fc.uint8Array({ minLength: 16, maxLength: 16 })
const links: fc.Arbitrary<Link> = fc.oneof(
  fc.record(
    { type: fc.constant('invitation' as const), account, secret: sixteen },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('firstPerson' as const), ticket: sixteen },
    { noNullPrototype: true },
  ),
  fc.record(
    { type: fc.constant('verify' as const), account, peer: account },
    { noNullPrototype: true },
  ),
)
const lengths: Readonly<Record<Link['type'], number>> = {
  invitation: 67,
  firstPerson: 24,
  verify: 88,
}

for (const { name, value, text } of linkVectors) {
  test(`vector of the ${name} link`, () => {
    assert.deepEqual(decodeLink(text), value)
    assert.equal(encodeLink(value as Link), text)
  })
  test(`the ${name} link cut anywhere is refused`, () => {
    for (let length = 0; length < text.length; length++) {
      assert.throws(() => decodeLink(text.slice(0, length)), Malformed, String(length))
    }
    for (const more of ['A', 'AA', 'AAAA', '.', ' ', '=']) {
      assert.throws(() => decodeLink(text + more), Malformed)
    }
  })
}

test('links round trip in 67, 24 and 88 characters', () => {
  fc.assert(
    fc.property(links, (link) => {
      const text = encodeLink(link)
      assert.equal(text.length, lengths[link.type])
      assert.deepEqual(decodeLink(text), link)
    }),
    { seed: SEED, numRuns: 200 },
  )
})

test('any text is refused or is the one text of its link', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), links, fc.nat(), (noise, link, at) => {
      const text = encodeLink(link)
      for (const input of [noise, text.slice(0, at % text.length) + noise]) {
        try {
          assert.equal(encodeLink(decodeLink(input)), input)
        } catch (error) {
          assert.ok(error instanceof Malformed)
        }
      }
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test('a later version and an unknown kind are told apart', () => {
  const refusal = (digits: string): unknown => {
    try {
      return decodeLink(toBase64url(hex(digits)))
    } catch (error) {
      return error instanceof Malformed ? error.code : error
    }
  }
  assert.equal(refusal(`0201${'00'.repeat(48)}`), 'link is of a later version')
  assert.equal(refusal(`0109${'00'.repeat(48)}`), 'link is of an unknown kind')
  assert.equal(refusal('01'), 'link is mangled')
})
