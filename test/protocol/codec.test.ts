// The grammar itself: each combinator writes what it promises, reads only that, and knows its bounds.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  bytes,
  decode,
  decodePadded,
  encode,
  fixed,
  flag,
  list,
  oneOf,
  optional,
  struct,
  text,
  u16,
  u32,
  u53,
  u8,
  type Codec,
  type Of,
} from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { hex } from '../support/wire-vectors.ts'

const SEED = 20_261_123

/** Encodes, compares with the digits, decodes, compares with the value. */
const same = <T>(codec: Codec<T>, value: T, digits: string): void => {
  assert.deepEqual(encode(codec, value), hex(digits))
  assert.deepEqual(decode(codec, hex(digits)), value)
}
const refuses = (codec: Codec<unknown>, digits: string, code?: string): void => {
  assert.throws(
    () => decode(codec, hex(digits)),
    (error) => error instanceof Malformed && (code === undefined || error.code === code),
    digits,
  )
}
const cannotWrite = (codec: Codec<unknown>, value: unknown): void => {
  assert.throws(() => encode(codec, value), RangeError)
}

test('integers are big endian, at their bounds and one over', () => {
  same(u8, 0, '00')
  same(u8, 255, 'ff')
  same(u16, 258, '0102')
  same(u16, 0xffff, 'ffff')
  same(u32, 0x0102_0304, '01020304')
  same(u32, 0xffff_ffff, 'ffffffff')
  same(u53, 0x1_0000_0002, '0000000100000002')
  same(u53, Number.MAX_SAFE_INTEGER, '001fffffffffffff')
  cannotWrite(u8, 256)
  cannotWrite(u16, 0x1_0000)
  cannotWrite(u32, 0x1_0000_0000)
  cannotWrite(u53, 2 ** 53)
})

test('integers refuse negatives, fractions and what is no number', () => {
  for (const codec of [u8, u16, u32, u53]) {
    for (const value of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '1', undefined, 1n]) {
      cannotWrite(codec, value)
    }
  }
})

test('u53 refuses the top 11 bits', () => {
  for (const digits of ['0020000000000000', '8000000000000000', 'ffffffffffffffff']) {
    refuses(u53, digits, 'number too large')
  }
})

test('integers of every size round trip', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), (value) => {
      assert.equal(decode(u53, encode(u53, value)), value)
      const low = value % 2 ** 32
      assert.equal(decode(u32, encode(u32, low)), low)
    }),
    { seed: SEED, numRuns: 500 },
  )
})

test('fixed takes its length and no other', () => {
  same(fixed(3), hex('010203'), '010203')
  cannotWrite(fixed(3), hex('0102'))
  cannotWrite(fixed(3), hex('01020304'))
  refuses(fixed(3), '0102', 'truncated')
  refuses(fixed(3), '01020304', 'too long')
})

test('bytes carries the narrowest length that holds its maximum', () => {
  assert.equal(bytes(255).min, 1)
  assert.equal(bytes(256).min, 2)
  assert.equal(bytes(65_535).min, 2)
  assert.equal(bytes(65_536).min, 4)
  same(bytes(255), hex('aa'), '01aa')
  same(bytes(256), hex('aa'), '0001aa')
  same(bytes(65_536), hex('aa'), '00000001aa')
})

test('bytes stops at its bounds, both ways', () => {
  const codec = bytes(3, 1)
  same(codec, hex('aabbcc'), '03aabbcc')
  same(codec, hex('aa'), '01aa')
  cannotWrite(codec, new Uint8Array(0))
  cannotWrite(codec, new Uint8Array(4))
  refuses(codec, '00', undefined)
  refuses(struct({ codec, rest: bytes(9) }), '04aabbccdd00', 'length out of range')
  refuses(struct({ codec, rest: bytes(9) }), '0000', 'length out of range')
  refuses(codec, '03aabb', 'truncated')
})

test('text is strict UTF-8 and counted in bytes', () => {
  const codec = text(4)
  same(codec, 'é€'.slice(0, 1), '02c3a9')
  same(codec, '', '00')
  same(codec, '😀', '04f09f9880')
  cannotWrite(codec, 'ééé')
  refuses(codec, '02c328', 'text is not UTF-8')
  refuses(codec, '02c0af', 'text is not UTF-8')
  refuses(codec, '03eda080', 'text is not UTF-8')
})

test('flag is 0 or 1', () => {
  same(flag, false, '00')
  same(flag, true, '01')
  refuses(flag, '02', 'flag is neither 0 nor 1')
  refuses(flag, 'ff')
})

test('optional is there or not', () => {
  const codec = optional(u16)
  same(codec, undefined, '00')
  same(codec, 7, '010007')
  assert.equal(codec.min, 1)
  assert.equal(codec.max, 3)
  refuses(codec, '020007')
  refuses(codec, '01')
  refuses(codec, '0100')
})

test('list is bounded by its number', () => {
  const codec = list(u16, 2)
  same(codec, [], '00')
  same(codec, [1, 2], '0200010002')
  cannotWrite(codec, [1, 2, 3])
  refuses(struct({ codec, rest: bytes(20) }), '0300010002000300', 'list too long')
  refuses(codec, '020001', 'list too long')
})

test('a list cannot claim more than stands behind it, so a claim allocates nothing', () => {
  let reads = 0
  const counted: Codec<number> = {
    ...u8,
    read: (from) => {
      reads++
      return u8.read(from)
    },
  }
  refuses(list(counted, 0xffff_ffff), 'ffffffff0102', 'list too long')
  assert.equal(reads, 0)
})

test('struct writes its fields in order', () => {
  const codec = struct({ b: u8, a: u16 })
  same(codec, { a: 2, b: 1 }, '010002')
  assert.deepEqual([codec.min, codec.max], [3, 3])
  assert.equal(codec.shape, 'b: u8 | a: u16')
  cannotWrite(codec, { a: 2 })
})

test('oneOf is told by its tag', () => {
  const codec = oneOf({ one: [1, { a: u8 }], two: [0x80, {}] })
  same(codec, { type: 'one', a: 9 }, '0109')
  same(codec, { type: 'two' }, '80')
  assert.deepEqual([codec.min, codec.max], [1, 2])
  refuses(codec, '', undefined)
  refuses(codec, '03', 'unknown tag')
  refuses(codec, '8000', 'bytes left over')
  cannotWrite(codec, { type: 'three' })
  cannotWrite(codec, { type: 'toString' })
  assert.throws(() => oneOf({ one: [1, {}], two: [1, {}] }), RangeError)
})

test('types follow from the definition', () => {
  const codec = oneOf({ one: [1, { a: u8, b: optional(text(9)) }], two: [2, {}] })
  const value: Of<typeof codec> = { type: 'one', a: 1, b: undefined }
  assert.equal(value.type === 'one' ? value.a : 0, 1)
  // @ts-expect-error: a text is no number
  const wrong: Of<typeof codec> = { type: 'one', a: '1', b: undefined }
  cannotWrite(codec, wrong)
})

test('decode looks at nothing outside its input, whatever the memory around it', () => {
  const whole = Buffer.from('ff0102ff', 'hex')
  assert.equal(decode(u16, whole.subarray(1, 3)), 0x0102)
  assert.throws(() => decode(u32, whole.subarray(1, 3)), Malformed)
  const view = decode(fixed(2), whole.subarray(1, 3))
  assert.equal(view.constructor, Uint8Array)
})

test('decodePadded wants zeros behind the value', () => {
  const codec = struct({ body: bytes(10) })
  assert.deepEqual(decodePadded(codec, hex('02aabb000000')), { body: hex('aabb') })
  assert.deepEqual(decodePadded(codec, hex('02aabb')), { body: hex('aabb') })
  for (const digits of ['02aabb01', '02aabb000001', '03aabb']) {
    assert.throws(() => decodePadded(codec, hex(digits)), Malformed)
  }
})
