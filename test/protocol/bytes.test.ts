// Byte strings: joining, comparing, and the text forms, of which each byte string has exactly one.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  concatBytes,
  equalBytes,
  fromBase64url,
  fromHex,
  fromUtf8,
  isZero,
  plainBytes,
  toBase64url,
  toHex,
  utf8,
} from '../../protocol/bytes.ts'

const SEED = 20_261_122
const anyBytes = fc.uint8Array({ maxLength: 200 })
const check = <T>(values: fc.Arbitrary<T>, holds: (value: T) => void): void =>
  fc.assert(fc.property(values, holds), { seed: SEED, numRuns: 300 })

test('concatBytes joins in order into new memory', () => {
  check(fc.array(anyBytes, { maxLength: 5 }), (parts) => {
    const joined = concatBytes(...parts)
    assert.deepEqual(
      [...joined],
      parts.flatMap((part) => [...part]),
    )
    for (const part of parts) assert.notEqual(joined.buffer, part.buffer)
  })
  assert.deepEqual(concatBytes(), new Uint8Array(0))
})

test('equalBytes sees every single changed byte and every length', () => {
  check(fc.uint8Array({ minLength: 1, maxLength: 64 }), (bytes) => {
    assert.ok(equalBytes(bytes, Uint8Array.from(bytes)))
    assert.ok(!equalBytes(bytes, bytes.subarray(1)))
    for (let at = 0; at < bytes.length; at++) {
      const other = Uint8Array.from(bytes)
      other[at] = (other[at] ?? 0) ^ 0x80
      assert.ok(!equalBytes(bytes, other))
    }
  })
  assert.ok(equalBytes(new Uint8Array(0), new Uint8Array(0)))
})

test('isZero is true for zeros alone', () => {
  for (const length of [0, 1, 33]) {
    assert.ok(isZero(new Uint8Array(length)))
    for (let at = 0; at < length; at++)
      assert.ok(!isZero(new Uint8Array(length).fill(1, at, at + 1)))
  }
})

test('hexadecimal: round trip and agreement with the platform', () => {
  check(anyBytes, (bytes) => {
    const text = toHex(bytes)
    assert.equal(text, Buffer.from(bytes).toString('hex'))
    assert.deepEqual(fromHex(text), bytes)
  })
})

test('hexadecimal refuses odd lengths, capitals and other letters', () => {
  for (const text of ['0', 'AB', 'zz', '0x', ' 00', '00 ', '٠٠'])
    assert.equal(fromHex(text), undefined)
})

test('base64url: round trip and agreement with the platform', () => {
  check(anyBytes, (bytes) => {
    const text = toBase64url(bytes)
    assert.equal(text, Buffer.from(bytes).toString('base64url'))
    assert.deepEqual(fromBase64url(text), bytes)
  })
})

test('base64url refuses padding, the other alphabet, spaces and impossible lengths', () => {
  for (const text of ['A', 'AAAAA', 'AA==', 'AA=', '+A', '/A', 'A A', 'AA\n', 'é', '😀']) {
    assert.equal(fromBase64url(text), undefined, text)
  }
})

test('base64url has one text for one byte string: spare bits must be zero', () => {
  for (const text of ['AB', 'AAB', 'A_', '__', '___'])
    assert.equal(fromBase64url(text), undefined, text)
  check(fc.string({ maxLength: 12 }), (text) => {
    const bytes = fromBase64url(text)
    if (bytes) assert.equal(toBase64url(bytes), text)
  })
})

test('UTF-8 is strict, and a byte order mark is a letter like any other', () => {
  check(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
    assert.equal(fromUtf8(utf8(text)), text)
  })
  assert.equal(fromUtf8(utf8('\ufeffx')), '\ufeffx')
  // A stray continuation, an overlong slash, a surrogate, a cut letter, beyond the last code point.
  for (const text of ['80', 'c0af', 'eda080', 'e282', 'f4908080', 'ff']) {
    assert.equal(fromUtf8(fromHex(text) ?? new Uint8Array(0)), undefined, text)
  }
})

test('plainBytes gives the same memory without the Buffer', () => {
  const buffer = Buffer.from('abcdef').subarray(1, 4)
  const plain = plainBytes(buffer)
  assert.equal(plain.constructor, Uint8Array)
  assert.deepEqual([...plain], [...buffer])
  buffer[0] = 0
  assert.equal(plain[0], 0)
  assert.equal(plainBytes(plain), plain)
})
