// A friend gone bad (PROTOCOL 9.2): it has the session's keys and seals whatever it likes. Every frame here
// has a genuine body, so that each refusal is owed to the one rule under test; the control opens.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { padContent } from '../../../client/crypto/frame-sizes.ts'
import { sealHeader, type MessageHeader } from '../../../client/crypto/header.ts'
import { chainStep, deriveBodyKey, deriveRoot } from '../../../client/crypto/kdf.ts'
import {
  dh,
  dhPair,
  kemEncapsulate,
  kemPublic,
  secretboxSeal,
} from '../../../client/crypto/primitives.ts'
import { concatBytes, utf8 } from '../../../protocol/bytes.ts'
import { MAX_SKIP } from '../../../protocol/limits.ts'
import { connect, hear, heard, say, seeded, type Side } from './alice-and-bob.ts'
import { hex, vectorText, wycheproof } from './vectors.ts'

const random = seeded('hostile')
const ZERO = new Uint8Array(32)
const plain = (): Uint8Array => padContent(utf8('x'), 2_048, false)

const smallOrderKeys = wycheproof<{ public: string; shared: string }>('x25519')
  .filter(({ shared }) => /^0+$/.test(shared))
  .map((vector) => hex(vector.public))

// A genuine message key of the chain, `steps` further on.
const keyAfter = (chainKey: Uint8Array, steps: number): Uint8Array => {
  let key = chainKey
  for (let at = 0; at < steps; at++) key = chainStep(key).next
  return chainStep(key).messageKey
}

interface Forgery {
  readonly headerKey: Uint8Array | undefined
  readonly header: MessageHeader
  readonly messageKey: Uint8Array
  readonly ad: Uint8Array
  readonly padded: Uint8Array
}

const seal = ({ headerKey, header, messageKey, ad, padded }: Forgery): Uint8Array => {
  assert.ok(headerKey)
  const sealedHeader = sealHeader(headerKey, header, random)
  const body = deriveBodyKey(messageKey, ad, sealedHeader)
  return concatBytes(sealedHeader, secretboxSeal(body.key, body.nonce, padded))
}

// The next message of the current chain, with a header and padding of choice. `key` counts from now.
const inChain = (
  { session }: Side,
  change: Partial<MessageHeader>,
  padded = plain(),
  key = 0,
): Uint8Array => {
  const { send, ownRatchet, slot, ad } = session
  assert.ok(send.chainKey && ownRatchet && slot && !session.turn)
  const { previous, count: number } = send
  const header = { version: 1, ratchet: ownRatchet.public, slot, previous, number, ...change }
  const messageKey = keyAfter(send.chainKey, key)
  return seal({ headerKey: send.headerKey, header, messageKey, ad, padded })
}

interface Turn {
  readonly ratchet?: Uint8Array
  readonly slot?: Uint8Array
  readonly previous?: number
  readonly number?: number
}

// The first message of a new chain, with keys, slot and counters of choice. A small-order ratchet key
// makes the exchange all zeros, which its maker knows.
const newChain = ({ session }: Side, turn: Turn): Uint8Array => {
  const { peerRatchet, ad, send } = session
  assert.ok(session.turn && peerRatchet)
  const pair = dhPair(random.bytes(32))
  const kem = session.peerKem && kemEncapsulate(session.peerKem, random.bytes(32))
  const ownSlot = kem
    ? concatBytes(kem.ciphertext, new Uint8Array(96))
    : kemPublic(random.bytes(64))
  const ratchet = turn.ratchet ?? pair.public
  const slot = turn.slot ? applySlot(ownSlot, turn.slot) : ownSlot
  const number = turn.number ?? 0
  const keys = deriveRoot({
    root: session.rootKey,
    shared: turn.ratchet ? ZERO : dh(pair.secret, peerRatchet),
    kem: kem?.secret,
    turn: concatBytes(ratchet, peerRatchet, slot),
  })
  const header = { version: 1, ratchet, slot, previous: turn.previous ?? send.count, number }
  const messageKey = keyAfter(keys.chain, Math.min(number, 2 * MAX_SKIP))
  return seal({ headerKey: send.nextHeaderKey, header, messageKey, ad, padded: plain() })
}

// Lays the non-zero bytes of a pattern over the genuine slot; a whole key replaces it.
const applySlot = (genuine: Uint8Array, pattern: Uint8Array): Uint8Array =>
  genuine.map((byte, at) => pattern[at] || byte)

const oneByte = (at: number): Uint8Array => {
  const pattern = new Uint8Array(1_184)
  pattern[at] = 1
  return pattern
}

const isRefused = (side: Side, frame: Uint8Array): void =>
  assert.equal(hear(side, frame).is, 'unreadable')

// Alice and Bob where it is Alice's turn to open a chain (and, with `answer`, Bob's).
const alicesTurn = (name: string) => {
  const pair = connect(name)
  heard(pair.b, say(pair.a, 'x'))
  heard(pair.a, say(pair.b, 'y'))
  return pair
}
const bobsTurn = (name: string) => {
  const pair = connect(name)
  heard(pair.b, say(pair.a, 'x'))
  return pair
}

test('controls: genuine forgeries open, so the refusals below mean something', () => {
  const { a, b } = bobsTurn('controls')
  assert.equal(hear(b, inChain(a, {})).is, 'opened')
  const turned = alicesTurn('controls too')
  assert.equal(hear(turned.b, newChain(turned.a, {})).is, 'opened')
  const answer = bobsTurn('controls of answers')
  assert.equal(hear(answer.a, newChain(answer.b, {})).is, 'opened')
})

test('small-order ratchet keys, whose exchange the friend knows, are refused', () => {
  const { a, b } = alicesTurn('small order')
  assert.equal(smallOrderKeys.length, 31)
  for (const ratchet of smallOrderKeys) isRefused(b, newChain(a, { ratchet }))
  assert.equal(heard(b, say(a, 'goes on')), 'goes on')
})

test('a KEM key above the modulus in a slot is refused at once; both go on', () => {
  const { a, b } = alicesTurn('bad kem')
  for (const line of vectorText('cctv/mlkem768_modulus_sample.txt')
    .trim()
    .split('\n')
    .slice(0, 12)) {
    const slot = hex(line)
    // Bytes that are zero in the pattern keep the genuine value: put a bad coefficient surely.
    slot.set([0xff, 0xff, 0xff])
    isRefused(b, newChain(a, { slot }))
  }
  assert.equal(heard(b, say(a, 'good')), 'good')
  assert.equal(heard(a, say(b, 'good too')), 'good too')
})

test('anything behind the ciphertext in an answer is refused', () => {
  const { a, b } = bobsTurn('tail')
  for (const at of [1_088, 1_183]) isRefused(a, newChain(b, { slot: oneByte(at) }))
  assert.equal(heard(a, say(b, 'z')), 'z')
})

test('counter bombs are refused, in a chain and at its start', () => {
  const { a, b } = bobsTurn('bomb')
  const { count } = b.session.receive
  for (const number of [count + MAX_SKIP + 1, 0xffff_ffff]) {
    const steps = Math.min(number - count, MAX_SKIP + 1)
    assert.deepEqual(hear(b, inChain(a, { number }, plain(), steps)), {
      is: 'unreadable',
      behind: undefined,
    })
  }
  const turned = alicesTurn('bomb too')
  const { count: had } = turned.b.session.receive
  const bombs: readonly Turn[] = [
    { number: MAX_SKIP + 1 },
    { number: 0xffff_ffff },
    { previous: 0xffff_ffff },
    { previous: had + MAX_SKIP + 1 },
    { previous: had + 500, number: 501 },
    { previous: had - 1 },
  ]
  for (const bomb of bombs) isRefused(turned.b, newChain(turned.a, bomb))
  assert.equal(
    hear(turned.b, newChain(turned.a, { previous: had + 500, number: 500 })).is,
    'opened',
  )
  assert.equal(turned.b.skipped.size, MAX_SKIP)
})

test('ratchet key, slot or header version that change inside a chain are refused', () => {
  const { a, b } = bobsTurn('binding')
  const { ownRatchet, slot } = a.session
  assert.ok(ownRatchet && slot)
  isRefused(b, inChain(a, { ratchet: ownRatchet.public.map((byte) => byte ^ 1) }))
  isRefused(b, inChain(a, { slot: slot.map((byte) => byte ^ 1) }))
  isRefused(b, inChain(a, { version: 2 }))
  isRefused(b, inChain(a, { version: 0 }))
  assert.equal(heard(b, say(a, 'same')), 'same')
})

test('padding that is not zero and lengths out of range are refused', () => {
  const { a, b } = bobsTurn('padding')
  const with4 = (length: number, last = 0): Uint8Array => {
    const padded = new Uint8Array(767)
    new DataView(padded.buffer).setUint32(0, length)
    padded[766] = last
    return padded
  }
  for (const padded of [with4(1, 1), with4(762, 1), with4(764), with4(0xffff_ffff)]) {
    isRefused(b, inChain(a, {}, padded))
  }
  const opening = hear(b, inChain(a, {}, with4(763, 1)))
  assert.ok(opening.is === 'opened')
  assert.equal(opening.content.length, 763)
})
