// The scenes whose transcripts are frozen: every way to start a session, a long conversation with
// bursts, gaps and late frames, and what an account seals for its friends and its server.
import { createHash } from 'node:crypto'
import type { Kind } from './cast.ts'
import type { Source } from './crypto.ts'
import type { Ask, Name } from './scene.ts'

export interface Scene {
  readonly name: string
  readonly note: string
  readonly asks: readonly Ask[]
}

/** A reproducible source: SHA-256 of seed and counter. Only the freezing uses it. */
export const seeded = (seed: string): Source => {
  let count = 0
  return {
    bytes: (length) => {
      const blocks: Uint8Array[] = []
      for (let made = 0; made < length; made += 32) {
        blocks.push(createHash('sha256').update(`${seed}/${count++}`).digest())
      }
      return Uint8Array.from(Buffer.concat(blocks)).slice(0, length)
    },
  }
}

const PSK = '9a'.repeat(32)
const KEY = 'c4'.repeat(32)

const make: readonly Ask[] = [
  { act: 'make', by: 'alice' },
  { act: 'make', by: 'bob' },
]
const seal = (by: Name, frame: string, content = `content of ${frame}`): Ask => ({
  act: 'seal',
  by,
  frame,
  content,
})
const open = (by: Name, of: string): Ask => ({ act: 'open', by, of })
const pass = (by: Name, to: Name, frame: string): readonly Ask[] => [
  seal(by, frame),
  open(to, frame),
]

const starts = (kind: Kind, withPsk: boolean): Scene => {
  const psk = withPsk ? { psk: PSK } : {}
  return {
    name: `init-${kind === 'pair' ? 'pair' : 'last-resort'}${withPsk ? '-psk' : ''}`,
    note: 'a session starts, one more frame with the prefix, an answer, and a frame without prefix',
    asks: [
      ...make,
      { act: 'start', by: 'alice', kind, ...psk },
      seal('alice', 'a1'),
      seal('alice', 'a2'),
      { act: 'take', by: 'bob', of: 'a1', kind, ...psk },
      open('bob', 'a2'),
      ...pass('bob', 'alice', 'b1'),
      ...pass('alice', 'bob', 'a3'),
    ],
  }
}

const conversation: Scene = {
  name: 'conversation',
  note: 'three round trips and more: bursts, gaps, late frames of older chains, a larger frame',
  asks: [
    ...make,
    { act: 'start', by: 'alice', kind: 'pair', psk: PSK },
    ...['a1', 'a2', 'a3'].map((frame) => seal('alice', frame)),
    // The second frame arrives first: it takes the session, and leaves a key for the first.
    { act: 'take', by: 'bob', of: 'a2', kind: 'pair', psk: PSK },
    open('bob', 'a1'),
    open('bob', 'a3'),
    ...['b1', 'b2', 'b3'].map((frame) => seal('bob', frame)),
    open('alice', 'b1'),
    open('alice', 'b3'),
    // c1 stays under way; c2 starts the chain at the receiver.
    seal('alice', 'c1'),
    seal('alice', 'c2'),
    open('bob', 'c2'),
    ...pass('bob', 'alice', 'd1'),
    open('alice', 'b2'),
    ...pass('alice', 'bob', 'e1'),
    open('bob', 'c1'),
    seal('bob', 'f1', 'x'.repeat(5_000)),
    open('alice', 'f1'),
    // The largest content of a frame of 2,048 bytes, and the smallest one that needs 4,096.
    seal('alice', 'g1', 'y'.repeat(763)),
    seal('alice', 'g2', 'z'.repeat(764)),
    open('bob', 'g2'),
    open('bob', 'g1'),
    { act: 'sealVolatile', by: 'alice', frame: 'va' },
    { act: 'openVolatile', by: 'bob', of: 'va' },
    { act: 'sealVolatile', by: 'bob', frame: 'vb' },
    { act: 'openVolatile', by: 'alice', of: 'vb' },
  ],
}

const account: Scene = {
  name: 'account',
  note: 'what an account seals for its friends, and the login to its inbox',
  asks: [
    ...make,
    { act: 'sealManifest', by: 'alice', key: KEY },
    { act: 'openManifest', by: 'bob', key: KEY },
    { act: 'sealCard', by: 'alice', key: KEY },
    { act: 'openCard', by: 'bob', key: KEY },
    { act: 'login', by: 'alice' },
  ],
}

export const scenes: readonly Scene[] = [
  starts('pair', false),
  starts('pair', true),
  starts('lastResort', false),
  starts('lastResort', true),
  conversation,
  account,
]
