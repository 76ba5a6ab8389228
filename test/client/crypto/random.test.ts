// The randomness port: a missing, constant, counting, repeating or biased source must stop the client
// before it makes a key (PROTOCOL 1).
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { checkRandom, draw, type Random } from '../../../client/crypto/random.ts'
import { seeded } from './alice-and-bob.ts'

test('real sources pass', () => {
  checkRandom({ bytes: (length) => new Uint8Array(randomBytes(length)) })
  for (let seed = 0; seed < 50; seed++) checkRandom(seeded(seed))
})

test('stubs are refused', () => {
  let count = 0
  const shared = new Uint8Array(32)
  const stubs: Readonly<Record<string, (length: number) => unknown>> = {
    zeros: (length) => new Uint8Array(length),
    constant: (length) => new Uint8Array(length).fill(0xa5),
    counting: (length) => Uint8Array.from({ length }, () => count++),
    'same every time': (length) => Uint8Array.from({ length }, (_, at) => at * 73 + 11),
    'period of 1,024': (length) =>
      Uint8Array.from({ length }, () => (Math.imul(count++ % 1_024, 2_654_435_761) >>> 13) & 0xff),
    'one array': () =>
      Uint8Array.from(randomBytes(32)) && shared.set(randomBytes(32)) === undefined
        ? shared
        : shared,
    short: (length) => new Uint8Array(randomBytes(length - 1)),
    long: (length) => new Uint8Array(randomBytes(length + 1)),
    'not bytes': (length) => Array.from({ length }, () => 1),
    nothing: () => undefined,
    'seven bits': (length) => new Uint8Array(randomBytes(length)).map((byte) => byte & 0x7f),
  }
  for (const [name, bytes] of Object.entries(stubs)) {
    // The port's type forbids what this test is about.
    assert.throws(() => checkRandom({ bytes } as Random), Error, name)
  }
})

test('a missing source is refused', () => {
  assert.throws(() => checkRandom({} as Random))
})

test('draw refuses a wrong length at any time', () => {
  assert.throws(() => draw({ bytes: () => new Uint8Array(5) }, 32), /wrong length/)
  assert.equal(draw(seeded(1), 4).length, 4)
})

const DRAWS = 64
const onesIn = (bytes: Uint8Array): number =>
  bytes.reduce((sum, byte) => sum + byte.toString(2).replaceAll('0', '').length, 0)

/** All 16,384 bits of a check, of which exactly this many are ones. */
const biased = (ones: number): Uint8Array => {
  const bytes = new Uint8Array(32 * DRAWS)
  const random = seeded('bias')
  for (let draw = 0; draw < DRAWS; draw++) bytes.set(random.bytes(32), 32 * draw)
  const wanted = Math.sign(ones - onesIn(bytes))
  for (let left = Math.abs(ones - onesIn(bytes)), bit = 0; left > 0; bit += 13) {
    const [at, mask] = [(bit >> 3) % bytes.length, 1 << (bit & 7)]
    const byte = bytes[at] ?? 0
    if (((byte & mask) === 0) !== wanted > 0) continue
    bytes[at] = byte ^ mask
    left--
  }
  return bytes
}

const giving = (bytes: Uint8Array): Random => {
  let at = 0
  return { bytes: (length) => bytes.slice(at, (at += length)) }
}

test('eight standard deviations of ones pass, one bit more does not, on either side', () => {
  for (const ones of [8_192 - 512, 8_192 + 512]) {
    const bytes = biased(ones)
    assert.equal(onesIn(bytes), ones)
    checkRandom(giving(bytes))
  }
  for (const ones of [8_192 - 513, 8_192 + 513]) {
    assert.throws(() => checkRandom(giving(biased(ones))), /biased/)
  }
})

test('one block of eight bytes that comes again is enough, wherever it stands', () => {
  const fair = biased(8_192)
  checkRandom(giving(fair))
  for (const [from, to] of [
    [0, 8],
    [0, 2_040],
    [24, 32],
    [2_032, 2_040],
  ] as const) {
    const again = fair.slice()
    again.copyWithin(to, from, from + 8)
    assert.throws(() => checkRandom(giving(again)), /repeats itself/)
  }
})
