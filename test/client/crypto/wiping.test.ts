// What a thief of memory finds after a step (PROTOCOL 12): none of the keys and texts that served only that
// step. Every byte string that is made meanwhile is watched; the secrets are computed once more to compare.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLEAR_BYTES, SEALED_HEADER_BYTES } from '../../../client/crypto/frame-sizes.ts'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import {
  chainStep,
  deriveBlockKey,
  deriveBodyKey,
  deriveRoot,
  deriveStart,
  LABEL,
} from '../../../client/crypto/kdf.ts'
import {
  dh,
  dhPair,
  hmac,
  kemDecapsulate,
  secretboxOpen,
} from '../../../client/crypto/primitives.ts'
import { mix, ownParty, transcriptOf } from '../../../client/crypto/transcript.ts'
import { concatBytes, isZero, utf8 } from '../../../protocol/bytes.ts'
import { isHeld, madeDuring } from '../../support/memory.ts'
import { accept, connect, makePerson, NOW, offerOf, say, seeded } from './alice-and-bob.ts'

type Made = readonly Uint8Array[]

const KEM_SECRET_BYTES = 2_400

const isGone = (made: Made, secrets: Readonly<Record<string, Uint8Array>>): void => {
  for (const [name, secret] of Object.entries(secrets)) {
    assert.ok(!isZero(secret), `${name} is no secret`)
    assert.ok(!isHeld(made, secret), `${name} is still in memory`)
  }
  const expanded = made.filter((bytes) => bytes.length === KEM_SECRET_BYTES)
  assert.ok(expanded.every(isZero), 'an expanded KEM key is still in memory')
}

/** The secrets of one message that stands in a chain, from the chain key before it. */
const messageSecrets = (chainKey: Uint8Array | undefined, ad: Uint8Array, frame: Uint8Array) => {
  assert.ok(chainKey)
  const { messageKey } = chainStep(chainKey)
  const body = deriveBodyKey(messageKey, ad, frame.subarray(0, SEALED_HEADER_BYTES))
  const padded = secretboxOpen(body.key, body.nonce, frame.subarray(SEALED_HEADER_BYTES))
  assert.ok(padded)
  return { 'message key': messageKey, 'body key': body.key, 'padded text': padded }
}

test('memory is watched: what is not wiped is seen', () => {
  const { made, result } = madeDuring(() => hmac(new Uint8Array(32), utf8('kept')).slice(0, 20))
  assert.ok(isHeld(made, result))
  assert.ok(isHeld(made, hmac(new Uint8Array(32), utf8('kept'))))
  assert.ok(!isHeld(made, hmac(new Uint8Array(32), utf8('never made'))))
})

test('sealing leaves no message key, no body key and no padded text', () => {
  const { a } = connect('wipe seal')
  say(a, 'opens the chain')
  const { send, ad } = a.session
  const { made, result } = madeDuring(() => sotto.sealMessage(a.session, utf8('text'), a.random))
  isGone(made, messageSecrets(send.chainKey, ad, result.frame))
})

test('opening leaves no message key, no body key, no padded text and no chain key passed by', () => {
  const { a, b } = connect('wipe open')
  assert.equal(sotto.openMessage(b.session, b.skipped, say(a, 'first'), NOW).is, 'opened')
  const opening = sotto.openMessage(b.session, b.skipped, say(a, 'second'), NOW)
  assert.ok(opening.is === 'opened')
  const from = opening.session
  say(a, 'late')
  say(a, 'late too')
  const frame = say(a, 'now')
  const { made, result } = madeDuring(() => sotto.openMessage(from, b.skipped, frame, NOW))
  assert.ok(result.is === 'opened')
  assert.equal(result.added.length, 2)
  const first = from.receive.chainKey
  assert.ok(first)
  const second = chainStep(first).next
  const third = chainStep(second).next
  isGone(made, {
    'chain key passed by': second,
    ...messageSecrets(third, from.ad, frame),
  })
})

/** The exchange and the KEM secret of the turn that `before` made, and what was derived from them. */
const turnSecrets = (before: sotto.Session, after: sotto.Session, kem: Uint8Array | undefined) => {
  const { ownRatchet, send, slot, rootKey } = after
  assert.ok(ownRatchet && before.peerRatchet && slot && send.nextHeaderKey)
  const shared = dh(ownRatchet.secret, before.peerRatchet)
  const turn = concatBytes(ownRatchet.public, before.peerRatchet, slot)
  const keys = deriveRoot({ root: before.rootKey, shared, kem, turn })
  assert.deepEqual(keys.root, rootKey)
  return {
    exchange: shared,
    'input of the root': concatBytes(shared, kem ?? new Uint8Array()),
    'three keys in one': concatBytes(keys.root, keys.chain, keys.nextHeader),
    ...(kem ? { 'KEM secret': kem } : {}),
  }
}

test('a turn of the ratchet leaves neither its exchange nor its KEM secret, at either end', () => {
  const { a, b } = connect('wipe turn')
  const [alice, bob] = [a.session, b.session]
  const asked = madeDuring(() => sotto.sealMessage(alice, utf8('turn'), a.random))
  const secrets = turnSecrets(alice, asked.result.session, undefined)
  isGone(asked.made, { ...secrets, 'input of the root': concatBytes(secrets.exchange) })
  const taken = madeDuring(() => sotto.openMessage(bob, b.skipped, asked.result.frame, NOW))
  assert.ok(taken.result.is === 'opened')
  isGone(taken.made, secrets)

  const { session } = taken.result
  const drawn: Uint8Array[] = []
  const noting = {
    bytes: (length: number) => drawn[drawn.push(b.random.bytes(length)) - 1] ?? new Uint8Array(),
  }
  const answer = madeDuring(() => sotto.sealMessage(session, utf8('back'), noting))
  assert.deepEqual(
    drawn.map((bytes) => `${bytes.length} ${isZero(bytes) ? 'gone' : 'kept'}`),
    ['32 kept', '32 gone', '24 kept'],
    'ratchet key, randomness of the KEM, nonce',
  )
  const { slot } = answer.result.session
  const { kemSeed } = asked.result.session
  assert.ok(slot && kemSeed)
  const kem = kemDecapsulate(kemSeed, slot.slice(0, 1_088))
  const back = turnSecrets(session, answer.result.session, kem)
  isGone(answer.made, back)
  const heard = madeDuring(() =>
    sotto.openMessage(asked.result.session, a.skipped, answer.result.frame, NOW),
  )
  assert.equal(heard.result.is, 'opened')
  isGone(heard.made, back)
})

test('a handshake leaves none of its exchanges and derived keys, at either end', () => {
  const [alice, bob] = [makePerson(seeded('wipe alice')), makePerson(seeded('wipe bob'))]
  const psk = seeded('wipe psk').bytes(32)
  const peer = offerOf(bob)
  // Drawn before: what the source of a test leaves behind is not what is looked for.
  const source = seeded('wipe init')
  const draws = [source.bytes(32), source.bytes(32)]
  const next = draws.values()
  const random = { bytes: () => next.next().value ?? new Uint8Array() }
  const start = madeDuring(() => meeting.initiate({ own: alice.own, peer, psk, random }))
  const { frame } = sotto.sealMessage(start.result, utf8('first'), alice.random)
  const accepted = madeDuring(() => accept(bob, frame, psk))
  assert.ok(accepted.result.is === 'opened')

  const { prefix } = start.result
  assert.ok(prefix && peer.kem.type === 'pair')
  const ephemeral = dhPair(seeded('wipe init').bytes(32))
  const clear = prefix.subarray(0, CLEAR_BYTES)
  const signedKey = peer.signedPrekey.key
  const shared = {
    d1: dh(alice.device.dhSecret, signedKey),
    d2: dh(ephemeral.secret, bob.device.dhPublic),
    d3: dh(ephemeral.secret, signedKey),
    d4: dh(ephemeral.secret, peer.kem.item.key),
    kem: kemDecapsulate(bob.pair.kemSeed, clear.slice(-1_088)),
  }
  const mixed = mix(shared, psk)
  const chosen = { signedKey, pairKey: peer.kem.item.key, kem: peer.kem.item.kem }
  const transcript = transcriptOf(clear, ownParty(bob.own), chosen)
  const box = deriveBlockKey(transcript, mixed)
  const block = secretboxOpen(box.key, box.nonce, prefix.subarray(CLEAR_BYTES))
  assert.ok(block)
  const keys = deriveStart(transcript, shared.d1, mixed, block)
  assert.deepEqual(keys.root, start.result.rootKey)
  const secrets = {
    ...shared,
    'all exchanges': mixed,
    'block key': box.key,
    'input of the start': concatBytes(new Uint8Array(32).fill(0xff), shared.d1, mixed),
    'all keys of the start': concatBytes(...Object.values(keys)),
  }
  isGone(start.made, secrets)
  assert.ok(
    draws.every(isZero),
    'the ephemeral key and the randomness of the KEM are still in memory',
  )
  isGone(accepted.made, secrets)

  frame.set([(frame[CLEAR_BYTES] ?? 0) ^ 1], CLEAR_BYTES)
  const refused = madeDuring(() => accept(bob, frame, psk))
  assert.equal(refused.result.is, 'refused')
  isGone(refused.made, { 'block key of a refusal': box.key })
})

test('rows at rest leave no row key', () => {
  const dataKey = sotto.makeDataKey(seeded('wipe rows'))
  const rowKey = hmac(dataKey, concatBytes(LABEL.row, utf8('session/1')))
  const sealed = madeDuring(() =>
    sotto.sealRow(dataKey, 'session/1', utf8('row'), seeded('wipe row')),
  )
  isGone(sealed.made, { 'row key': rowKey })
  isGone(madeDuring(() => sotto.openRow(dataKey, 'session/1', sealed.result)).made, {
    'row key': rowKey,
  })
})
