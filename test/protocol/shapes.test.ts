// Every value that the documented shape of a codec allows is written inside the stated bounds and read
// back unchanged. The shapes are those of the tables in docs/PROTOCOL.md.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { decode, encode, type CaseShape, type Codec } from '../../protocol/codec.ts'
import { caseOf, valueOf } from '../support/shape-values.ts'
import { codecs } from '../support/wire-vectors.ts'

const SEED = 20_261_125
const RUNS = 60

const casesOf = (codec: Codec<unknown>): readonly CaseShape[] | undefined =>
  'cases' in codec ? (codec.cases as readonly CaseShape[]) : undefined
// A choice inside a body and the open end of a content have vectors instead.
const isOpen = ({ shape }: Codec<unknown>): boolean => /: tag \d|items to the end/.test(shape)

for (const [name, codec] of codecs) {
  const cases = casesOf(codec)
  if (!cases && isOpen(codec)) continue
  test(`${name}: what its shape allows goes there and back`, () => {
    fc.assert(
      fc.property(cases ? caseOf(cases) : valueOf(codec.shape), (value) => {
        const bytes = encode(codec, value)
        assert.ok(codec.min <= bytes.length && bytes.length <= codec.max)
        assert.deepEqual(decode(codec, bytes), value)
      }),
      { seed: SEED, numRuns: RUNS },
    )
  })
}

test('hardly any codec has a shape that cannot be read back', () => {
  const open = [...codecs].filter(([, codec]) => !casesOf(codec) && isOpen(codec))
  assert.deepEqual(open.map(([name]) => name).toSorted(), [
    'bundle',
    'content',
    'createInbox',
    'itemList',
  ])
})
