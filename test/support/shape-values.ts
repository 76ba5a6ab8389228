// Makes random values from the shape text of a codec: the very text that the tables of docs/PROTOCOL.md
// are made of. So a property over these values also shows that the documents say what the codec does.
import fc from 'fast-check'
import { utf8 } from '../../protocol/bytes.ts'
import type { CaseShape } from '../../protocol/codec.ts'

const MOST: Readonly<Record<string, number>> = {
  u8: 0xff,
  u16: 0xffff,
  u32: 0xffff_ffff,
  u53: Number.MAX_SAFE_INTEGER,
}
// Long bodies add time and no insight; the bounds themselves have tests of their own.
const LONGEST = 300

type Rule = readonly [pattern: RegExp, make: (...found: string[]) => fc.Arbitrary<unknown>]

const bytesOf = (least: number, most: number): fc.Arbitrary<Uint8Array> =>
  fc.uint8Array({ minLength: least, maxLength: Math.max(least, Math.min(most, LONGEST)) })

const fieldsOf = (shape: string): readonly (readonly [string, string])[] => {
  const fields: [string, string][] = []
  let depth = 0
  let start = 0
  for (let at = 0; at <= shape.length; at++) {
    const letter = shape[at]
    if (letter === '(') depth++
    if (letter === ')') depth--
    if (at < shape.length && (depth > 0 || !shape.startsWith(' | ', at))) continue
    const [name = '', ...rest] = shape.slice(start, at).split(': ')
    fields.push([name, rest.join(': ')])
    start = at + 3
  }
  return fields
}

const recordOf = (
  fields: readonly (readonly [string, string])[],
): fc.Arbitrary<Record<string, unknown>> =>
  fc.record(Object.fromEntries(fields.map(([name, shape]) => [name, valueOf(shape)])), {
    noNullPrototype: true,
  })

const rules: readonly Rule[] = [
  [/^(u8|u16|u32|u53)$/, (name) => fc.integer({ min: 0, max: MOST[name ?? ''] ?? 0 })],
  [/^(\d+) bytes$/, (length) => bytesOf(Number(length), Number(length))],
  [/^u\d+ length, (\d+) to (\d+) bytes$/, (least, most) => bytesOf(Number(least), Number(most))],
  [
    /^u\d+ length, UTF-8, at most (\d+) bytes$/,
    (most) =>
      fc
        .string({ unit: 'grapheme', maxLength: LONGEST })
        .filter((value) => utf8(value).length <= Number(most)),
  ],
  [/^flag$/, () => fc.boolean()],
  [/^flag, then (.+)$/, (inner) => fc.option(valueOf(inner ?? ''), { nil: undefined })],
  [
    /^u\d+ number, at most (\d+) of \((.+)\)$/,
    (most, inner) => fc.array(valueOf(inner ?? ''), { maxLength: Math.min(Number(most), 4) }),
  ],
]

/** Values of a shape. Throws for a shape that cannot be read back, such as a choice. */
export const valueOf = (shape: string): fc.Arbitrary<unknown> => {
  if (/^\w+: /.test(shape)) return recordOf(fieldsOf(shape))
  for (const [pattern, make] of rules) {
    const found = pattern.exec(shape)
    if (found) return make(...found.slice(1))
  }
  throw new RangeError(`no values for the shape: ${shape}`)
}

/** Values of any of the cases of a oneOf. */
export const caseOf = (cases: readonly CaseShape[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    ...cases.map(({ name, fields }) => recordOf(fields).map((value) => ({ type: name, ...value }))),
  )
