// Every vector decodes to the value it states and encodes to the same bytes; cut at any byte, with a
// byte too many or with any byte changed, it is refused with Malformed or means exactly what it says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { concatBytes } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { senderAnswer, senderFrame, receiverAnswer, receiverFrame } from '../../protocol/frame.ts'
import { codecs, wireVectors, type WireVector } from '../support/wire-vectors.ts'

const SEED = 20_261_121

for (const { name, codec, value, bytes } of wireVectors) {
  test(`vector ${name}`, () => {
    assert.deepEqual(decode(codec, bytes), value)
    assert.deepEqual(encode(codec, value), bytes)
    assert.equal(codec.size(value), bytes.length)
    assert.ok(codec.min <= bytes.length && bytes.length <= codec.max, 'inside its bounds')
  })
}

// The items of a content run to its end, so a content cut between two items is a shorter content.
const endsWhereItEnds = (vector: WireVector): boolean => vector.codecName === 'content'

/** Refused with Malformed, or accepted as the one value that has these very bytes. */
const refusedOrCanonical = ({ codec, name }: WireVector, input: Uint8Array): boolean => {
  let value: unknown
  try {
    value = decode(codec, input)
  } catch (error) {
    assert.ok(error instanceof Malformed, `${name}: ${String(error)}`)
    return false
  }
  assert.deepEqual(encode(codec, value), input, `${name}: two encodings of one value`)
  return true
}

test('every vector cut at every byte is refused', () => {
  for (const vector of wireVectors) {
    for (let length = 0; length < vector.bytes.length; length++) {
      const accepted = refusedOrCanonical(vector, vector.bytes.subarray(0, length))
      assert.ok(!accepted || endsWhereItEnds(vector), `${vector.name} cut at ${length}`)
    }
  }
})

test('every vector with a byte left over is refused', () => {
  for (const vector of wireVectors) {
    for (const byte of [0, 1, 255]) {
      const input = concatBytes(vector.bytes, Uint8Array.of(byte))
      assert.throws(() => decode(vector.codec, input), Malformed, vector.name)
    }
  }
})

test('a changed byte is refused or means something else, never the same and never another error', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...wireVectors),
      fc.array(fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 })), {
        minLength: 1,
        maxLength: 4,
      }),
      (vector, changes) => {
        const input = Uint8Array.from(vector.bytes)
        for (const [place, change] of changes) {
          const at = place % input.length
          input[at] = (input[at] ?? 0) ^ change
        }
        refusedOrCanonical(vector, input)
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  )
})

test('random bytes are refused or canonical', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...wireVectors),
      fc.uint8Array({ maxLength: 96 }),
      (vector, tail) => {
        // Keep the tag, so that more than one byte is read.
        refusedOrCanonical(vector, concatBytes(vector.bytes.subarray(0, 1), tail))
      },
    ),
    { seed: SEED, numRuns: 2_000 },
  )
})

test('every exported codec and every case has a vector', () => {
  const covered = new Set(wireVectors.map(({ codecName }) => codecName))
  const missing = [...codecs.keys()].filter((name) => !covered.has(name))
  // These are pieces of other bodies and stand in their vectors.
  assert.deepEqual(missing, ['friendIdEntry', 'item', 'itemList'])
  for (const [name, { cases }] of Object.entries({
    senderFrame,
    senderAnswer,
    receiverFrame,
    receiverAnswer,
  })) {
    const types = new Set(
      wireVectors
        .filter(({ codecName }) => codecName === name)
        .map(({ value }) => (value as { type: string }).type),
    )
    assert.deepEqual(types, new Set(cases.map((each) => each.name)), name)
  }
})
