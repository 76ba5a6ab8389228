// Sealed files (PROTOCOL 14): age's published vectors, and everything that may be done to a stream.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import { inflateSync } from 'node:zlib'
import fc from 'fast-check'
import {
  createStreamOpener,
  deriveStream,
  openChunk,
  sealChunk,
} from '../../../client/crypto/stream.ts'
import { concatBytes } from '../../../protocol/bytes.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { hex } from './vectors.ts'

const CHUNK = 65_536
const SEALED = CHUNK + 16
const folder = new URL('../../vectors/cctv/age_stream/', import.meta.url)

interface Vector {
  readonly expect: string
  readonly payloadHash: string
  readonly fileKey: Uint8Array
  /** What stands behind the header of the age file. */
  readonly payload: Uint8Array
}

const readVector = (name: string): Vector => {
  const file = readFileSync(new URL(name, folder))
  const split = file.indexOf('\n\n')
  const fields = new Map(
    file
      .subarray(0, split)
      .toString('utf8')
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)]),
  )
  const body = file.subarray(split + 2)
  const age = fields.get('compressed') === 'zlib' ? inflateSync(body) : body
  const mac = age.indexOf('\n--- ')
  return {
    expect: fields.get('expect') ?? '',
    payloadHash: fields.get('payload') ?? '',
    fileKey: hex(fields.get('file key') ?? ''),
    payload: new Uint8Array(age.subarray(age.indexOf('\n', mac + 1) + 1)),
  }
}

const opened = (
  fileKey: Uint8Array,
  payload: Uint8Array,
  piece: number,
): { readonly whole: boolean; readonly given: Uint8Array } => {
  const opener = createStreamOpener(fileKey)
  const given: Uint8Array[] = []
  try {
    for (let at = 0; at < payload.length; at += piece)
      given.push(...opener.feed(payload.subarray(at, at + piece)))
    given.push(opener.end())
    return { whole: true, given: concatBytes(...given) }
  } catch (error) {
    assert.ok(error instanceof Malformed)
    return { whole: false, given: concatBytes(...given) }
  }
}

const names = readdirSync(folder).filter((name) => name.startsWith('stream_'))

test('the 25 vectors of age, whole and cut in pieces', () => {
  assert.equal(names.length, 25)
  for (const name of names) {
    const { expect, payloadHash, fileKey, payload } = readVector(name)
    for (const piece of [1_000, SEALED, 983_040]) {
      const { whole, given } = opened(fileKey, payload, piece)
      assert.equal(whole, expect === 'success', name)
      // What came out before the fault is a beginning of what the vectors give, and never more.
      if (whole) assert.equal(createHash('sha256').update(given).digest('hex'), payloadHash, name)
      else if (payloadHash === createHash('sha256').digest('hex'))
        assert.equal(given.length, 0, name)
    }
  }
})

const KEY = new Uint8Array(32).fill(9)
const SALT = new Uint8Array(16).fill(3)

const sealAll = (plain: Uint8Array): Uint8Array[] => {
  const key = deriveStream(KEY, SALT)
  const count = Math.max(1, Math.ceil(plain.length / CHUNK))
  return Array.from({ length: count }, (_, at) =>
    sealChunk(key, at, at === count - 1, plain.subarray(at * CHUNK, (at + 1) * CHUNK)),
  )
}

const content = (length: number): Uint8Array =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + (at >> 8)) & 0xff)

test('what is sealed opens, for lengths around the edges of chunks', () => {
  for (const length of [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 2 * CHUNK + 5]) {
    const plain = content(length)
    const payload = concatBytes(SALT, ...sealAll(plain))
    assert.deepEqual(opened(KEY, payload, 40_000), { whole: true, given: plain })
  }
})

test('chunks that were cut, left out, moved, repeated or added never give a whole file', () => {
  const chunks = sealAll(content(3 * CHUNK + 100))
  const orders = fc
    .array(fc.nat({ max: chunks.length - 1 }), { maxLength: 6 })
    .filter((order) => order.join() !== '0,1,2,3')
  fc.assert(
    fc.property(orders, (order) => {
      const payload = concatBytes(SALT, ...order.map((at) => chunks[at] ?? new Uint8Array()))
      assert.equal(opened(KEY, payload, 50_000).whole, false)
    }),
    { seed: 5, numRuns: 60 },
  )
})

test('a flipped bit anywhere, a cut anywhere and a byte more give no whole file', () => {
  const payload = concatBytes(SALT, ...sealAll(content(CHUNK + 3_000)))
  fc.assert(
    fc.property(fc.nat({ max: payload.length - 1 }), fc.nat({ max: 7 }), (at, bit) => {
      const flipped = Uint8Array.from(payload)
      flipped[at] = (flipped[at] ?? 0) ^ (1 << bit)
      assert.equal(opened(KEY, flipped, 30_000).whole, false)
      assert.equal(opened(KEY, payload.subarray(0, at), 30_000).whole, false)
    }),
    { seed: 6, numRuns: 60 },
  )
  assert.equal(opened(KEY, concatBytes(payload, Uint8Array.of(0)), 30_000).whole, false)
})

test('a key for another file, another salt and another place open nothing', () => {
  const key = deriveStream(KEY, SALT)
  const sealed = sealChunk(key, 1, true, content(10))
  assert.deepEqual(openChunk(key, 1, true, sealed), content(10))
  const others = [
    () => openChunk(deriveStream(new Uint8Array(32), SALT), 1, true, sealed),
    () => openChunk(deriveStream(KEY, new Uint8Array(16)), 1, true, sealed),
    () => openChunk(key, 2, true, sealed),
    () => openChunk(key, 1 + 2 ** 32, true, sealed),
    () => openChunk(key, 1, false, sealed),
  ]
  for (const other of others) assert.throws(other, Malformed)
})

test('a chunk of another length than its place allows is not sealed', () => {
  const key = deriveStream(KEY, SALT)
  assert.throws(() => sealChunk(key, 0, false, content(CHUNK - 1)), RangeError)
  assert.throws(() => sealChunk(key, 1, true, content(0)), RangeError)
  assert.throws(() => sealChunk(key, 0, true, content(CHUNK + 1)), RangeError)
})
