// The reader of plain frames: whatever the cuts, the sizes and what stands between, binary messages come out
// as they went in, and every other byte reaches `ws` unchanged and in its place.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_PAYLOAD } from '../../protocol/limits.ts'
import { FrameReader } from '../../server/gateway-frame-reader.ts'

interface Frame {
  readonly first: number
  readonly mask: Uint8Array | undefined
  readonly payload: Uint8Array
}

const BINARY = 0x82
const TEXT = 0x81
const PING = 0x89
const CLOSE = 0x88

/** A frame as RFC 6455 5.2 lays it out, here written bit by bit and not four bytes at a time. */
const layOut = ({ first, mask, payload }: Frame): Buffer => {
  const { length } = payload
  const bit = mask ? 0x80 : 0
  const head =
    length < 126
      ? [first, bit | length]
      : length < 65_536
        ? [first, bit | 126, length >> 8, length & 255]
        : [first, bit | 127, 0, 0, 0, 0, 0, length >> 16, (length >> 8) & 255, length & 255]
  const body = mask ? payload.map((byte, at) => byte ^ (mask[at % 4] ?? 0)) : payload
  return Buffer.concat([Buffer.from(head), mask ?? new Uint8Array(0), body])
}

const mask = fc.uint8Array({ minLength: 4, maxLength: 4 })
const sizes = fc.oneof(
  fc.nat(20),
  fc.nat(300),
  fc.constantFrom(125, 126, 2_064, 65_535, 65_552, MAX_PAYLOAD),
)
const payload = sizes.map((size) =>
  Uint8Array.from({ length: size }, (_, at) => (at * 7 + size) & 255),
)
const frame = fc.record({
  first: fc.constantFrom(BINARY, BINARY, BINARY, BINARY, TEXT, PING),
  mask,
  payload,
})

const hear = (): { reader: FrameReader; heard: string[] } => {
  const heard: string[] = []
  const say = (what: string, bytes: Buffer): void => {
    const text = bytes.toString('latin1')
    const last = heard.length - 1
    // Passed bytes may come in pieces; where they stand is what counts.
    if (what === 'pass' && heard[last]?.startsWith('pass ')) heard[last] += text
    else heard.push(`${what} ${text}`)
  }
  const reader = new FrameReader({
    take: (message) => say('take', Buffer.from(message)),
    pass: (bytes) => say('pass', bytes),
  })
  return { reader, heard }
}

const expected = (frames: readonly Frame[]): string[] => {
  const all: string[] = []
  for (const each of frames) {
    const last = all.length - 1
    if (each.first === BINARY && each.mask) {
      all.push(`take ${Buffer.from(each.payload).toString('latin1')}`)
      continue
    }
    const bytes = layOut(each).toString('latin1')
    if (all[last]?.startsWith('pass ')) all[last] += bytes
    else all.push(`pass ${bytes}`)
  }
  return all
}

/** Hands over `bytes` in pieces of these sizes, each at another place of its memory. */
const feed = (reader: FrameReader, bytes: Buffer, cuts: readonly number[]): void => {
  let at = 0
  for (let turn = 0; at < bytes.length; turn++) {
    const size = cuts[turn % cuts.length] ?? bytes.length
    const memory = Buffer.alloc(size + 8)
    const piece = memory.subarray(turn % 8, (turn % 8) + Math.min(size, bytes.length - at))
    bytes.copy(piece, 0, at)
    reader.read(piece)
    at += size
  }
}

test('frames come out as they went in, however they are cut', () => {
  const cuts = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 20_000 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  )
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 12 }), cuts, (frames, sizes) => {
      const { reader, heard } = hear()
      feed(reader, Buffer.concat(frames.map(layOut)), sizes)
      assert.deepEqual(heard, expected(frames))
    }),
    { seed: 5, numRuns: 100 },
  )
})

const zeros = new Uint8Array(4)
const plain: Frame = { first: BINARY, mask: zeros, payload: new Uint8Array([1, 2, 3]) }

test('a message in fragments belongs to ws, also the binary frames within it', () => {
  const frames: Frame[] = [
    { first: 0x02, mask: zeros, payload: new Uint8Array([9]) },
    plain,
    { first: PING, mask: zeros, payload: new Uint8Array(0) },
    { first: 0x80, mask: zeros, payload: new Uint8Array([8]) },
  ]
  const { reader, heard } = hear()
  const bytes = Buffer.concat([...frames, plain].map(layOut))
  feed(reader, bytes, [1])
  const passed = Buffer.concat(frames.map(layOut)).toString('latin1')
  assert.deepEqual(heard, [`pass ${passed}`, 'take \x01\x02\x03'])
})

test('reserved bits, no mask and too much payload are for ws to refuse', () => {
  const wrong: Frame[] = [
    { ...plain, first: 0xc2 },
    { ...plain, first: 0xa2 },
    { ...plain, first: 0x83 },
    { ...plain, mask: undefined },
    { ...plain, payload: new Uint8Array(MAX_PAYLOAD + 1) },
  ]
  for (const each of wrong) {
    const { reader, heard } = hear()
    feed(reader, layOut(each), [1_000])
    assert.deepEqual(heard, [`pass ${layOut(each).toString('latin1')}`])
  }
  // A length of nearly 2^64 is passed as it comes and never waited for.
  const { reader, heard } = hear()
  reader.read(Buffer.from([BINARY, 0xff, ...Array.from({ length: 8 }, () => 255), 0, 0, 0, 0, 7]))
  assert.equal(heard[0]?.length, 'pass '.length + 15)
})

test('behind a close frame nothing is read, and nothing after the end', () => {
  const { reader, heard } = hear()
  const close: Frame = { first: CLOSE, mask: zeros, payload: new Uint8Array([3, 232]) }
  feed(reader, Buffer.concat([close, plain, plain].map(layOut)), [7])
  assert.deepEqual(heard, [`pass ${layOut(close).toString('latin1')}`])
  const other = hear()
  other.reader.end()
  feed(other.reader, layOut(plain), [2])
  assert.deepEqual(other.heard, [])
})

test('a head that promises much takes no more memory than has come', () => {
  const { reader, heard } = hear()
  const whole = layOut({ ...plain, payload: new Uint8Array(MAX_PAYLOAD) })
  const before = process.memoryUsage().arrayBuffers
  const readers = Array.from({ length: 200 }, () => hear().reader)
  for (const each of readers) each.read(Buffer.from(whole.subarray(0, 20)))
  const each = (process.memoryUsage().arrayBuffers - before) / readers.length
  assert.ok(each < 4_096, `${each} bytes for a frame of which 20 have come`)
  feed(reader, whole, [20])
  assert.equal(heard[0]?.length, 'take '.length + MAX_PAYLOAD)
})
