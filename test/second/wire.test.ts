// Every frame, body and item in both implementations (PROTOCOL 2 to 4, 6 to 8): the vectors, random values
// of the documented shapes, and spoiled bytes, which both must refuse or read alike.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decodeLink, encodeLink } from '../../protocol/invite.ts'
import * as product from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { caseOf, valueOf } from '../support/shape-values.ts'
import { codecs, linkVectors, wireVectors } from '../support/wire-vectors.ts'
import { bodies } from './bodies.ts'
import { Refused } from './bytes.ts'
import { contentHead, hello, readContent, receipt, reset, route, writeContent } from './content.ts'
import * as contents from './content.ts'
import * as frames from './frames.ts'
import { initiatorBlock } from './handshake.ts'
import * as identity from './identity.ts'
import { cardContent, readFragment, writeFragment } from './invitation.ts'
import { lines } from './lines.ts'
import { RULE, type Shape, decode, encode, struct } from './shape.ts'

const SEED = 20_261_121

const shapes: Readonly<Record<string, Shape<unknown>>> = {
  ...bodies,
  ...lines,
  senderFrame: frames.fromSender,
  senderAnswer: frames.toSender,
  receiverFrame: frames.fromReceiver,
  receiverAnswer: frames.toReceiver,
  signedPrekey: identity.signedPrekey,
  oneTimePair: identity.oneTimePair,
  lastResortKey: identity.lastResortKey,
  manifestDevice: identity.manifestDevice,
  manifestBody: identity.manifestBody,
  paddedManifest: struct({ manifest: identity.paddedManifest }),
  initiatorBlock,
  cardContent,
  contentHead,
  route,
  hello,
  receipt,
  reset,
  target: contents.target,
  reaction: contents.reaction,
  edit: contents.edit,
  timer: contents.timer,
  expiry: contents.expiry,
  attachment: contents.attachment,
  picture: contents.picture,
}

/** The value, or why it was refused: by a layout, or by a rule of the prose. */
const readSecond = (shape: Shape<unknown>, bytes: Uint8Array): unknown => {
  try {
    return decode(shape, bytes)
  } catch (error) {
    assert.ok(error instanceof Refused)
    return error
  }
}
const readProduct = (codec: product.Codec<unknown>, bytes: Uint8Array): unknown => {
  try {
    return product.decode(codec, bytes)
  } catch (error) {
    assert.ok(error instanceof Malformed)
    return error
  }
}
const isRule = (read: unknown): boolean => read instanceof Refused && read.message.startsWith(RULE)

test('both have the same structures', () => {
  const rest = [...codecs.keys()].filter((name) => !(name in shapes))
  // Contents and their items run to the end and have tests of their own below.
  assert.deepEqual(rest.toSorted(), ['content', 'item', 'itemList'])
  for (const [name, shape] of Object.entries(shapes)) {
    const codec = codecs.get(name)
    assert.deepEqual([shape.min, shape.max], [codec?.min, codec?.max], name)
  }
})

for (const { name, codecName, value, bytes } of wireVectors) {
  const shape = shapes[codecName]
  if (!shape) continue
  test(`second, vector ${name}`, () => {
    assert.deepEqual(decode(shape, bytes), value)
    assert.deepEqual(encode(shape, value), bytes)
  })
}

test('links and the verification code', () => {
  const as = { invitation: 'invitation', firstPerson: 'ticket', verify: 'verification' } as const
  for (const { text } of linkVectors) {
    const { type, ...fields } = decodeLink(text)
    const link = readFragment(text)
    assert.deepEqual(link, { is: as[type], ...fields })
    assert.equal(writeFragment(link), encodeLink(decodeLink(text)))
    for (const bad of [`${text}A`, text.slice(1), `Ag${text.slice(2)}`, `${text}=`]) {
      assert.throws(() => readFragment(bad), Refused)
      assert.throws(() => decodeLink(bad), Malformed)
    }
  }
})

test('contents of the vectors are read and written alike', () => {
  const found = wireVectors.filter(({ codecName }) => codecName === 'content')
  assert.ok(found.length >= 6)
  for (const { bytes, value } of found) {
    const { head, items } = readContent(bytes)
    assert.deepEqual(writeContent(head, items), bytes)
    assert.deepEqual(head, (value as { head: unknown }).head)
  }
})

test('random values of every structure have the same bytes in both', () => {
  for (const [name, shape] of Object.entries(shapes)) {
    const codec = codecs.get(name)
    assert.ok(codec, name)
    const cases = 'cases' in codec ? (codec.cases as readonly product.CaseShape[]) : undefined
    if (!cases && / or tag \d/.test(codec.shape)) continue
    fc.assert(
      fc.property(cases ? caseOf(cases) : valueOf(codec.shape), (value) => {
        const bytes = product.encode(codec, value)
        const read = readSecond(shape, bytes)
        if (isRule(read)) return
        assert.deepEqual(read, value, name)
        assert.deepEqual(encode(shape, read), bytes, name)
      }),
      { seed: SEED, numRuns: 30 },
    )
  }
})

test('spoiled bytes: what one layout refuses the other refuses, what both read is the same', () => {
  const vectors = wireVectors.filter(({ codecName }) => codecName in shapes)
  const spoiled = fc.record({
    vector: fc.constantFrom(...vectors),
    at: fc.nat(),
    byte: fc.integer({ min: 1, max: 255 }),
    cut: fc.integer({ min: -2, max: 3 }),
  })
  fc.assert(
    fc.property(spoiled, ({ vector: { codec, codecName, bytes }, at, byte, cut }) => {
      const shape = shapes[codecName]
      assert.ok(shape)
      const input = new Uint8Array(Math.max(0, bytes.length - cut))
      input.set(bytes.subarray(0, input.length))
      const place = at % Math.max(1, input.length)
      if (input.length > 0) input[place] = (input[place] ?? 0) ^ byte
      const [second, first] = [readSecond(shape, input), readProduct(codec, input)]
      if (isRule(second)) return
      if (second instanceof Refused) assert.ok(first instanceof Malformed, codecName)
      else assert.deepEqual(second, first, codecName)
    }),
    { seed: SEED, numRuns: 3_000 },
  )
})
