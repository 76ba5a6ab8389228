// WebSocket framing as RFC 6455 has it, and what the server says to frames that break it: hundreds of them,
// made by rule, each with the exact answer. What is well formed is answered as PROTOCOL 3 says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toBase64url } from '../../protocol/bytes.ts'
import { MAX_PAYLOAD } from '../../protocol/limits.ts'
import { APP_PING, frameOf, hearAfter, type FrameWish } from '../support/websocket-raw.ts'
import { withServer } from '../support/server.ts'
import { random } from '../support/wire.ts'

interface Case {
  readonly name: string
  readonly pieces: readonly Buffer[]
  readonly answer: string
}

const one = (name: string, answer: string, ...wishes: readonly FrameWish[]): Case => ({
  name,
  answer,
  pieces: [...wishes.map(frameOf), APP_PING],
})

/** The last frame is itself a ping of PROTOCOL 3.1. */
const itself = (name: string, answer: string, ...wishes: readonly FrameWish[]): Case => ({
  name,
  answer,
  pieces: wishes.map(frameOf),
})

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10
const KNOWN = [0, TEXT, BINARY, CLOSE, PING, PONG]
const CONTROL = [CLOSE, PING, PONG]
const bytes = (length: number): Buffer => Buffer.alloc(length, 0x61)
const MALFORMED = 'close 4500'

const opcodes = [3, 4, 5, 6, 7, 11, 12, 13, 14, 15].flatMap((opcode) =>
  [0, 1, 125, 126].map((length) =>
    one(`unknown opcode ${opcode}, ${length} bytes`, 'close 1002', {
      opcode,
      payload: bytes(length),
    }),
  ),
)
const reserved = [1, 2, 3, 4, 5, 6, 7].flatMap((rsv) =>
  KNOWN.map((opcode) =>
    one(`reserved bits ${rsv} on ${opcode}`, 'close 1002', { rsv, opcode, payload: bytes(2) }),
  ),
)
const unmasked = [TEXT, BINARY, CLOSE, PING, PONG].flatMap((opcode) =>
  [0, 2, 200].map((length) =>
    one(`not masked ${opcode}, ${length} bytes`, 'close 1002', {
      opcode,
      masked: false,
      payload: bytes(length),
    }),
  ),
)
const longControl = CONTROL.flatMap((opcode) => [
  ...[126, 1_000].map((length) =>
    one(`control frame ${opcode} of ${length} bytes`, 'close 1002', {
      opcode,
      payload: bytes(length),
    }),
  ),
  one(`control frame ${opcode} of 2^63 bytes`, 'close 1002', { opcode, stated: 2n ** 63n }),
  ...[0, 5].map((length) =>
    one(`control frame ${opcode} in pieces, ${length} bytes`, 'close 1002', {
      opcode,
      fin: false,
      payload: bytes(length),
    }),
  ),
])
const oversize = [
  BigInt(MAX_PAYLOAD + 1),
  100_000n,
  2n ** 24n,
  2n ** 31n,
  2n ** 32n,
  2n ** 32n + 1n,
  2n ** 53n,
  2n ** 63n,
  2n ** 64n - 1n,
].flatMap((stated) =>
  [TEXT, BINARY].map((opcode) =>
    one(`${stated} bytes stated on ${opcode}`, 'close 1009', { opcode, stated }),
  ),
)
const strayContinuation = [true, false].flatMap((fin) =>
  [0, 1, 125, 126].map((length) =>
    one(`continues nothing, ${fin ? 'last' : 'not last'}, ${length} bytes`, 'close 1002', {
      opcode: 0,
      fin,
      payload: bytes(length),
    }),
  ),
)
const interrupted = [TEXT, BINARY].flatMap((first) =>
  [TEXT, BINARY].flatMap((second) =>
    [true, false].map((fin) =>
      one(
        `${first} in pieces, then ${second}`,
        'close 1002',
        { opcode: first, fin: false, payload: bytes(1) },
        { opcode: second, fin, payload: bytes(1) },
      ),
    ),
  ),
)

/** Sequences that are no UTF-8: stray, cut short, overlong, surrogates, beyond the last letter. */
const BAD_UTF8 = [
  '80',
  'bf',
  'c0',
  'c080',
  'c1bf',
  'c2',
  'c220',
  'df',
  'e0',
  'e08080',
  'e09fbf',
  'e0a0',
  'e28228',
  'eda080',
  'edafbf',
  'edb080',
  'edbfbf',
  'eda080edb080',
  'ef',
  'efbf',
  'f0',
  'f0808080',
  'f08fbfbf',
  'f09f',
  'f09f98',
  'f48fbf',
  'f4908080',
  'f5',
  'f5808080',
  'f88888808080',
  'fc8080808080',
  'fe',
  'ff',
  'feff',
  '61ff62',
  'c3a9c3',
  'e282ac80',
]
/** Letters of every length, at the edges of what there is. */
const GOOD_UTF8 = [
  '',
  '61',
  'c280',
  'dfbf',
  'e0a080',
  'ed9fbf',
  'ee8080',
  'efbfbf',
  'f0908080',
  'f48fbfbf',
  'efbbbf61',
  '00',
]
const texts = [
  ...BAD_UTF8.flatMap((hex) => [
    one(`text ${hex}`, 'close 1007', { opcode: TEXT, payload: Buffer.from(hex, 'hex') }),
    one(
      `text ${hex} in pieces`,
      'close 1007',
      { opcode: TEXT, fin: false, payload: Buffer.from(`61${hex}`, 'hex') },
      { opcode: 0 },
    ),
  ]),
  ...GOOD_UTF8.map((hex) =>
    one(`text ${hex} is well formed, and not wanted`, MALFORMED, {
      opcode: TEXT,
      payload: Buffer.from(hex, 'hex'),
    }),
  ),
]

const closeWith = (code: number, reason: Buffer = Buffer.alloc(0)): FrameWish => {
  const payload = Buffer.alloc(2 + reason.length)
  payload.writeUInt16BE(code)
  reason.copy(payload, 2)
  return { opcode: CLOSE, payload }
}
const closes = [
  one('close without a code', 'close none', { opcode: CLOSE }),
  one('close with half a code', 'close 1002', { opcode: CLOSE, payload: bytes(1) }),
  ...[
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4500,
    4999,
  ].map((code) => one(`close ${code}`, `close ${code}`, closeWith(code))),
  ...[0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 32_768, 65_535].map((code) =>
    one(`close ${code}`, 'close 1002', closeWith(code)),
  ),
  one('close with a long reason', 'close 1000', closeWith(1000, bytes(123))),
  ...BAD_UTF8.slice(0, 12).map((hex) =>
    one(`close with a reason of ${hex}`, 'close 1007', closeWith(1000, Buffer.from(hex, 'hex'))),
  ),
]

const pong = (payload: Buffer): string => `pong ${payload.toString('hex')}, alive`
const lawful = [
  ...[0, 1, 2, 64, 124, 125].map((length) =>
    one(`ping of ${length} bytes`, pong(bytes(length)), { opcode: PING, payload: bytes(length) }),
  ),
  ...[0, 1, 125].map((length) =>
    one(`unasked pong of ${length} bytes`, 'alive', { opcode: PONG, payload: bytes(length) }),
  ),
  itself('a message in two pieces', 'alive', { fin: false, payload: Buffer.of(4) }, { opcode: 0 }),
  itself(
    'a message whose first piece is empty',
    'alive',
    { fin: false },
    { opcode: 0, payload: Buffer.of(4) },
  ),
  itself(
    'a ping between two pieces',
    pong(bytes(3)),
    { fin: false, payload: Buffer.of(4) },
    { opcode: PING, payload: bytes(3) },
    { opcode: 0 },
  ),
  one(
    'a close between two pieces',
    'close 1000',
    { fin: false, payload: Buffer.of(4) },
    closeWith(1000),
  ),
  ...[Buffer.of(0, 0, 0, 0), Buffer.of(255, 255, 255, 255)].map((mask) =>
    itself(`masked with ${mask.toString('hex')}`, 'alive', { mask, payload: Buffer.of(4) }),
  ),
  itself('a length in 16 bits that needs 7', 'alive', { width: 16, payload: Buffer.of(4) }),
  itself('a length in 64 bits that needs 7', 'alive', { width: 64, payload: Buffer.of(4) }),
  one('an empty message', MALFORMED, {}),
  ...[126, 4_096].map((length) =>
    one(`a message of ${length} bytes`, MALFORMED, { payload: bytes(length) }),
  ),
  ...[4_097, 65_535, 65_536, MAX_PAYLOAD].map((length) =>
    one(`${length} bytes before any right`, 'close 1009', { payload: bytes(length) }),
  ),
  itself(
    'sixteen pieces',
    'alive',
    { fin: false, payload: Buffer.of(4) },
    ...Array.from({ length: 14 }, (): FrameWish => ({ opcode: 0, fin: false })),
    { opcode: 0 },
  ),
  one(
    'seventeen pieces',
    'close 1008',
    { fin: false, payload: Buffer.of(4) },
    ...Array.from({ length: 15 }, (): FrameWish => ({ opcode: 0, fin: false })),
    { opcode: 0 },
  ),
  one(
    'pieces that are together too long',
    'close 1009',
    { fin: false, payload: bytes(60_000) },
    { opcode: 0, payload: bytes(60_000) },
  ),
  {
    name: 'a frame byte by byte',
    answer: 'pong 616263, alive',
    pieces: [...frameOf({ opcode: PING, payload: Buffer.from('abc') }), ...APP_PING].map((byte) =>
      Buffer.of(byte),
    ),
  },
  {
    name: 'what follows a close is not read',
    answer: 'close 1000',
    pieces: [Buffer.concat([frameOf(closeWith(1000)), frameOf({ opcode: 3 }), APP_PING])],
  },
]

const cases: readonly Case[] = [
  ...opcodes,
  ...reserved,
  ...unmasked,
  ...longControl,
  ...oversize,
  ...strayContinuation,
  ...interrupted,
  ...texts,
  ...closes,
  ...lawful,
]

const AT_ONCE = 24

test('every frame of RFC 6455 and every way to break one has its exact answer', (t) =>
  withServer(
    async (server) => {
      const path = `/wss/${toBase64url(random(16))}`
      const wrong: string[] = []
      for (let at = 0; at < cases.length; at += AT_ONCE) {
        const batch = cases.slice(at, at + AT_ONCE).map(async ({ name, pieces, answer }) => {
          const heard = await hearAfter(server.wssPort, path, pieces)
          if (heard !== answer) wrong.push(`${name}: ${heard}, not ${answer}`)
        })
        await Promise.all(batch)
      }
      t.diagnostic(`${cases.length} cases`)
      assert.deepEqual(wrong, [])
      assert.ok(cases.length >= 250)
    },
    { limits: { handshakesPerAddress: 10_000 } },
  ))
