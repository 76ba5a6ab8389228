// Safety numbers, logins, volatile frames and rows at rest (PROTOCOL 3.2, 6, 11).
import assert from 'node:assert/strict'
import { createHash, createHmac, createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { openBox, sealBox } from '../../../client/crypto/box.ts'
import { halfFingerprint, joinHalves } from '../../../client/crypto/fingerprint.ts'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import { isLogin } from '../../../client/crypto/login.ts'
import { VOLATILE_TOLERANCE } from '../../../client/crypto/volatile.ts'
import { utf8 } from '../../../protocol/bytes.ts'
import { decode, encode } from '../../../protocol/codec.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { connect, NOW, seeded } from './alice-and-bob.ts'
import { hex, vectorJson } from './vectors.ts'

test('the fingerprint is the one that Signal shows', () => {
  const { numeric_fingerprint: known } = vectorJson<{
    numeric_fingerprint: {
      alice_key: string
      alice_id: string
      bob_key: string
      bob_id: string
      display: string
    }
  }>('signal/chain_step_and_fingerprint.json')
  const alice = halfFingerprint(hex(known.alice_key), utf8(known.alice_id))
  const bob = halfFingerprint(hex(known.bob_key), utf8(known.bob_id))
  assert.equal(joinHalves(alice, bob), known.display)
  assert.equal(joinHalves(bob, alice), known.display)
})

test('a safety number is sixty digits, the same from both sides, another for another person', () => {
  const [one, two, three] = [1, 2, 3].map((seed) => meeting.makeAccount(seeded(seed)).publicKey)
  assert.ok(one && two && three)
  const number = meeting.safetyNumber(one, two)
  assert.match(number, /^\d{60}$/)
  assert.equal(meeting.safetyNumber(two, one), number)
  assert.notEqual(meeting.safetyNumber(one, three), number)
})

test('a login counts for one origin, nonce, inbox and key', () => {
  const keys = sotto.makeLogin(seeded('login'))
  const login = {
    origin: 'https://a.example:8444',
    nonce: seeded(1).bytes(32),
    inboxId: seeded(2).bytes(16),
  }
  const signature = sotto.signLogin(keys.seed, login.origin, login.nonce, login.inboxId)
  assert.ok(isLogin(keys.publicKey, signature, login))
  assert.ok(!isLogin(keys.publicKey, signature, { ...login, origin: 'https://b.example:8444' }))
  assert.ok(!isLogin(keys.publicKey, signature, { ...login, nonce: seeded(3).bytes(32) }))
  assert.ok(!isLogin(keys.publicKey, signature, { ...login, inboxId: seeded(4).bytes(16) }))
  assert.ok(!isLogin(sotto.makeLogin(seeded('other')).publicKey, signature, login))
  assert.throws(
    () => sotto.signLogin(keys.seed, 'x', new Uint8Array(31), login.inboxId),
    RangeError,
  )
  assert.throws(() => sotto.signLogin(keys.seed, 'x', login.nonce, new Uint8Array(15)), RangeError)
  assert.deepEqual(decode(sotto.loginKeysCodec, encode(sotto.loginKeysCodec, keys)), keys)
})

test('a login signs the label, the hash of the origin, the nonce and the inbox, as the documents say', () => {
  const keys = sotto.makeLogin(seeded('login bytes'))
  const [origin, nonce, inboxId] = ['https://a.example', seeded(1).bytes(32), seeded(2).bytes(16)]
  const hash = createHash('sha256').update(origin).digest()
  const text = Buffer.concat([Buffer.from('sotto/v1/login\0'), hash, nonce, inboxId])
  const x = Buffer.from(keys.publicKey).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  assert.ok(verify(null, text, key, sotto.signLogin(keys.seed, origin, nonce, inboxId)))
})

const typing: sotto.VolatileContent = {
  kind: 1,
  counter: NOW,
  time: NOW,
  body: utf8('typing'),
}
const fresh: sotto.VolatileCheck = { lastCounter: NOW - 1, peerNow: NOW }

test('a volatile frame is 256 bytes and goes one way', () => {
  const { a, b } = connect('volatile')
  const frame = sotto.sealVolatile(a.session, typing, seeded(5))
  assert.equal(frame.length, 256)
  const opened = sotto.openVolatile(b.session, frame, fresh)
  assert.equal(opened?.kind, 1)
  assert.deepEqual(opened?.body.subarray(0, 6), utf8('typing'))
  assert.equal(sotto.openVolatile(a.session, frame, fresh), undefined)
  assert.ok(sotto.openVolatile(a.session, sotto.sealVolatile(b.session, typing, seeded(6)), fresh))
})

test('repeated, late, changed and cut volatile frames are dropped', () => {
  const { a, b } = connect('volatile refusals')
  const frame = sotto.sealVolatile(a.session, typing, seeded(7))
  const open = (bytes: Uint8Array, check: Partial<sotto.VolatileCheck> = {}) =>
    sotto.openVolatile(b.session, bytes, { ...fresh, ...check })
  assert.equal(open(frame, { lastCounter: NOW }), undefined)
  assert.equal(VOLATILE_TOLERANCE, 30_000)
  assert.ok(open(frame, { peerNow: NOW + VOLATILE_TOLERANCE }))
  assert.equal(open(frame, { peerNow: NOW + VOLATILE_TOLERANCE + 1 }), undefined)
  assert.equal(open(frame, { peerNow: NOW - VOLATILE_TOLERANCE - 1 }), undefined)
  for (let length = 0; length < 256; length++)
    assert.equal(open(frame.subarray(0, length)), undefined)
  for (let at = 0; at < 256; at += 17) {
    const changed = frame.slice()
    changed[at]! ^= 1
    assert.equal(open(changed), undefined)
  }
  assert.ok(sotto.sealVolatile(a.session, { ...typing, body: new Uint8Array(199) }, seeded(8)))
  assert.throws(
    () => sotto.sealVolatile(a.session, { ...typing, body: new Uint8Array(200) }, seeded(9)),
    RangeError,
  )
})

test('a volatile frame that a friend sealed over nonsense is dropped', () => {
  const { a, b } = connect('volatile nonsense')
  const frame = sealBox(a.session.volatileSend, new Uint8Array(216).fill(0xff), seeded(13))
  assert.equal(sotto.openVolatile(b.session, frame, { lastCounter: 0, peerNow: NOW }), undefined)
})

test('a row opens in its place, under its key, unchanged, and nowhere else', () => {
  const key = sotto.makeDataKey(seeded('rows'))
  const row = utf8('a row')
  const sealed = sotto.sealRow(key, 'session/1', row, seeded(10))
  assert.equal(sealed.length, row.length + sotto.ROW_COST)
  assert.deepEqual(sotto.openRow(key, 'session/1', sealed), row)
  const refused = (context: string, bytes: Uint8Array, under = key): void =>
    assert.throws(() => sotto.openRow(under, context, bytes), Malformed)
  refused('session/2', sealed)
  refused('message/1', sealed)
  refused('session/1', sealed, sotto.makeDataKey(seeded('other')))
  for (let length = 0; length < sealed.length; length++)
    refused('session/1', sealed.subarray(0, length))
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.slice()
    changed[at]! ^= 1
    refused('session/1', changed)
  }
  assert.notDeepEqual(sotto.sealRow(key, 'session/1', row, seeded(11)), sealed)
})

test('a blind row id is stable, of 16 bytes, and differs by name and profile', () => {
  const [key, other] = [sotto.makeDataKey(seeded('one')), sotto.makeDataKey(seeded('two'))]
  const id = sotto.blindRowId(key, 'person/1')
  assert.equal(id.length, 16)
  assert.deepEqual(sotto.blindRowId(key, 'person/1'), id)
  assert.notDeepEqual(sotto.blindRowId(key, 'person/2'), id)
  assert.notDeepEqual(sotto.blindRowId(other, 'person/1'), id)
})

test('rows and their ids are those of earlier builds: a profile outlives the program that wrote it', () => {
  const key = new Uint8Array(32).fill(1)
  const place = (label: string): Buffer =>
    createHmac('sha256', key).update(`sotto/v1/${label}\0person/1`).digest()
  assert.deepEqual(
    sotto.blindRowId(key, 'person/1'),
    Uint8Array.from(place('row-id').subarray(0, 16)),
  )
  const sealed = sotto.sealRow(key, 'person/1', utf8('a row'), seeded(12))
  assert.deepEqual(openBox(Uint8Array.from(place('row')), sealed), utf8('a row'))
})
