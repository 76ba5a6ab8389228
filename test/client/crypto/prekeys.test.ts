// Prekeys, bundles and cards (PROTOCOL 6): sizes, freshness, and that no kind of key stands in for another
// (type confusion, another device's or account's key, stale or expired keys, bad KEM keys).
import assert from 'node:assert/strict'
import { createPublicKey, verify } from 'node:crypto'
import { test } from 'node:test'
import { sealBox } from '../../../client/crypto/box.ts'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import { LABEL } from '../../../client/crypto/kdf.ts'
import { EXPIRY_TOLERANCE } from '../../../client/crypto/prekeys.ts'
import { sign } from '../../../client/crypto/primitives.ts'
import { concatBytes, utf8 } from '../../../protocol/bytes.ts'
import { decode, encode, u32, u53 } from '../../../protocol/codec.ts'
import { Malformed } from '../../../protocol/errors.ts'
import type { Bundle } from '../../../protocol/exchange.ts'
import { PREKEY_EXPIRES } from '../../../protocol/limits.ts'
import { cardContent, lastResortKey, oneTimePair, signedPrekey } from '../../../protocol/prekey.ts'
import { accept, makePerson, NOW, PAIR_ID, seeded } from './alice-and-bob.ts'
import { hex, vectorText } from './vectors.ts'

const bob = makePerson(seeded('bob'))
const carol = makePerson(seeded('carol'))
const check: meeting.PrekeyCheck = {
  account: bob.account.publicKey,
  device: meeting.publicDevice(bob.device),
  now: NOW,
}
const strangers: readonly meeting.PrekeyCheck[] = [
  { ...check, account: carol.account.publicKey },
  { ...check, device: meeting.publicDevice(carol.device) },
  { ...check, device: { ...check.device, device: new Uint8Array(4) } },
]

test('prekeys have the documented sizes and read back', () => {
  assert.equal(bob.signedPrekey.public.length, 108)
  assert.equal(bob.pair.public.length, 1_284)
  assert.equal(bob.lastResort.public.length, 1_260)
  assert.equal(
    meeting.readSignedPrekey(bob.signedPrekey.public, check).expires,
    NOW + PREKEY_EXPIRES,
  )
  assert.equal(meeting.readPair(bob.pair.public, check).id, PAIR_ID)
  assert.equal(meeting.readLastResort(bob.lastResort.public, check).kem.length, 1_184)
})

test('another account, device or device id is refused', () => {
  for (const stranger of strangers) {
    assert.throws(() => meeting.readSignedPrekey(bob.signedPrekey.public, stranger), Malformed)
    assert.throws(() => meeting.readPair(bob.pair.public, stranger), Malformed)
    assert.throws(() => meeting.readLastResort(bob.lastResort.public, stranger), Malformed)
  }
})

test('expired and stale prekeys are refused at their bounds', () => {
  const last = NOW + PREKEY_EXPIRES + EXPIRY_TOLERANCE
  const read = (now: number, seenExpiry?: number) =>
    meeting.readSignedPrekey(bob.signedPrekey.public, { ...check, now, seenExpiry })
  read(last)
  assert.throws(() => read(last + 1), Malformed)
  read(NOW, NOW + PREKEY_EXPIRES)
  assert.throws(() => read(NOW, NOW + PREKEY_EXPIRES + 1), Malformed)
  meeting.readLastResort(bob.lastResort.public, { ...check, now: last })
  assert.throws(
    () => meeting.readLastResort(bob.lastResort.public, { ...check, now: last + 1 }),
    Malformed,
  )
})

test('ids of one-time and last-resort keys never mix', () => {
  const of = { account: bob.account.publicKey, device: bob.device, now: NOW }
  const random = seeded('ids')
  assert.throws(() => meeting.makePair({ ...of, id: 0x8000_0000 }, random), RangeError)
  assert.throws(() => meeting.makeLastResort({ ...of, id: 0x7fff_ffff }, random), RangeError)
  assert.equal(meeting.makePair({ ...of, id: 0x7fff_ffff }, random).id, 0x7fff_ffff)
})

test('ids of the wrong kind are refused, though signed', () => {
  const { account, device } = check
  const pair = { ...decode(oneTimePair, bob.pair.public), id: 0x8000_0001 }
  const pairText = [LABEL.otp, account, device.device, encode(u32, pair.id), pair.key, pair.kem]
  const signature = sign(bob.device.sigSeed, concatBytes(...pairText))
  const item = encode(oneTimePair, { ...pair, signature })
  assert.throws(() => meeting.readPair(item, check), { code: 'prekey id' })
  const last = { ...decode(lastResortKey, bob.lastResort.public), id: 1 }
  const expires = encode(u53, last.expires)
  const lastText = [LABEL.lrk, account, device.device, encode(u32, last.id), last.kem, expires]
  const lastSignature = sign(bob.device.sigSeed, concatBytes(...lastText))
  const lastItem = encode(lastResortKey, { ...last, signature: lastSignature })
  assert.throws(() => meeting.readLastResort(lastItem, check), { code: 'prekey id' })
})

test('a signature under one label is worth nothing under another', () => {
  const pair = decode(oneTimePair, bob.pair.public)
  const spk = decode(signedPrekey, bob.signedPrekey.public)
  // The X25519 half of a one-time pair, offered as a signed prekey with the pair's signature.
  const forged = encode(signedPrekey, { ...spk, key: pair.key, signature: pair.signature })
  assert.throws(() => meeting.readSignedPrekey(forged, check), Malformed)
  // The right fields, signed under each wrong label.
  const fields = [check.account, check.device.device, encode(u32, pair.id), pair.key, pair.kem]
  for (const [name, label] of Object.entries(LABEL)) {
    const signature = sign(bob.device.sigSeed, concatBytes(label, ...fields))
    const item = encode(oneTimePair, { ...pair, signature })
    if (name === 'otp') assert.deepEqual(meeting.readPair(item, check).key, pair.key)
    else assert.throws(() => meeting.readPair(item, check), Malformed, name)
  }
})

test('a login signature over a chosen nonce cannot be a prekey signature', () => {
  const login = sotto.signLogin(bob.device.sigSeed, 'x', new Uint8Array(32), new Uint8Array(16))
  const spk = decode(signedPrekey, bob.signedPrekey.public)
  const item = encode(signedPrekey, { ...spk, signature: login })
  assert.throws(() => meeting.readSignedPrekey(item, check), Malformed)
})

test('a signed KEM key above the modulus is refused', () => {
  const bad = hex(vectorText('cctv/mlkem768_modulus_sample.txt').split('\n')[0]!)
  const pair = { ...decode(oneTimePair, bob.pair.public), kem: bad }
  const { account, device } = check
  const text = [LABEL.otp, account, device.device, encode(u32, pair.id), pair.key, bad]
  const signature = sign(bob.device.sigSeed, concatBytes(...text))
  const item = encode(oneTimePair, { ...pair, signature })
  assert.throws(() => meeting.readPair(item, check), Malformed)

  const last = { ...decode(lastResortKey, bob.lastResort.public), kem: bad }
  const lastText = [LABEL.lrk, account, device.device, encode(u32, last.id), bad]
  const lastSigned = sign(bob.device.sigSeed, concatBytes(...lastText, encode(u53, last.expires)))
  const lastItem = encode(lastResortKey, { ...last, signature: lastSigned })
  assert.throws(() => meeting.readLastResort(lastItem, check), /kem key/)
})

test('a prekey is signed under its label, its owner and all of its parts, as the documents say', () => {
  const x = Buffer.from(bob.device.sigPublic).toString('base64url')
  const signer = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  const owner = [bob.account.publicKey, bob.device.device]
  for (const [label, { public: item }] of [
    ['spk', bob.signedPrekey],
    ['otp', bob.pair],
    ['lrk', bob.lastResort],
  ] as const) {
    // id | keys | expiry stand in the item as they are signed.
    const [parts, signature] = [item.subarray(0, -64), item.subarray(-64)]
    const text = Buffer.concat([Buffer.from(`sotto/v1/${label}\0`), ...owner, parts])
    assert.ok(verify(null, text, signer, signature), label)
  }
})

test('every cut of an item is refused', () => {
  const { public: spk } = bob.signedPrekey
  for (let length = 0; length < spk.length; length++) {
    assert.throws(() => meeting.readSignedPrekey(spk.subarray(0, length), check), Malformed)
  }
})

test('private halves survive their rows', () => {
  // A profile outlives the program that wrote it.
  assert.equal(encode(sotto.kemSecret, bob.pair)[0], 1)
  assert.equal(encode(sotto.kemSecret, bob.lastResort)[0], 2)
  for (const kem of [bob.pair, bob.lastResort]) {
    assert.deepEqual(decode(sotto.kemSecret, encode(sotto.kemSecret, kem)), kem)
  }
  const row = encode(sotto.signedPrekeySecret, bob.signedPrekey)
  assert.deepEqual(decode(sotto.signedPrekeySecret, row), bob.signedPrekey)
})

const cardKey = new Uint8Array(32).fill(4)
const card: meeting.CardInput = {
  manifest: bob.manifest,
  signedPrekey: bob.signedPrekey.public,
  pair: bob.pair.public,
  houseKey: new Uint8Array(32).fill(5),
  name: 'Bob',
}

test('a card opens for the account of the link and shows what the inviter put in', () => {
  const sealed = meeting.sealCard(cardKey, card, seeded(1))
  assert.equal(sealed.length, 2_048)
  const opened = meeting.openCard(cardKey, sealed, bob.account.publicKey, NOW)
  assert.equal(opened.name, 'Bob')
  assert.deepEqual(opened.houseKey, card.houseKey)
  assert.deepEqual(opened.device.identityDh, bob.device.dhPublic)
  const without = meeting.sealCard(cardKey, { ...card, houseKey: undefined }, seeded(2))
  assert.equal(meeting.openCard(cardKey, without, bob.account.publicKey, NOW).houseKey, undefined)
})

test('a session starts from a card, with its one-time pair', () => {
  const opened = meeting.openCard(
    cardKey,
    meeting.sealCard(cardKey, card, seeded(1)),
    bob.account.publicKey,
    NOW,
  )
  const session = meeting.initiate({
    own: carol.own,
    peer: opened,
    psk: cardKey,
    random: seeded(2),
  })
  const { frame } = sotto.sealMessage(session, utf8('hello'), seeded(3))
  assert.equal(accept(bob, frame, cardKey).is, 'opened')
})

test('the largest card fits: five devices and a name of 52 bytes, not 53', () => {
  const devices = Array.from({ length: 4 }, (_, at) =>
    meeting.makeDevice(bob.account, seeded(`more ${at}`), NOW),
  )
  const manifest = meeting.makeManifest({
    account: bob.account,
    devices: [...devices, bob.device],
    revision: 1,
    previous: undefined,
    now: NOW,
  })
  const full = { ...card, manifest, name: 'n'.repeat(52) }
  const sealed = meeting.sealCard(cardKey, full, seeded(3))
  assert.equal(sealed.length, 2_048)
  const opened = meeting.openCard(cardKey, sealed, bob.account.publicKey, NOW)
  assert.deepEqual(opened.device.device, bob.device.device)
  assert.throws(
    () => meeting.sealCard(cardKey, { ...full, name: 'n'.repeat(53) }, seeded(4)),
    RangeError,
  )
})

test('a card is refused under another key, for another account, tampered, cut, or expired', () => {
  const sealed = meeting.sealCard(cardKey, card, seeded(5))
  const open = (key: Uint8Array, bytes: Uint8Array, account: Uint8Array, now = NOW) =>
    assert.throws(() => meeting.openCard(key, bytes, account, now), Malformed)
  const { publicKey } = bob.account
  open(new Uint8Array(32), sealed, publicKey)
  open(cardKey, sealed, carol.account.publicKey)
  open(cardKey, sealed.subarray(1), publicKey)
  open(cardKey, sealed, publicKey, NOW + PREKEY_EXPIRES + EXPIRY_TOLERANCE + 1)
  for (let at = 0; at < sealed.length; at += 97) {
    const changed = sealed.slice()
    changed[at]! ^= 128
    open(cardKey, changed, publicKey)
  }
  const { public: foreign } = carol.signedPrekey
  open(cardKey, meeting.sealCard(cardKey, { ...card, signedPrekey: foreign }, seeded(6)), publicKey)
  const foreignPair = { ...card, pair: carol.pair.public }
  open(cardKey, meeting.sealCard(cardKey, foreignPair, seeded(7)), publicKey)
})

test('a card that says it holds no house key, yet does, is refused; so is a later version', () => {
  const content = {
    version: 1,
    manifest: card.manifest,
    signedPrekey: card.signedPrekey,
    pair: card.pair,
    hasHouseKey: false,
    houseKey: new Uint8Array(32),
    name: '',
  }
  const sealed = (change: Partial<typeof content>): Uint8Array => {
    const padded = new Uint8Array(2_008)
    padded.set(encode(cardContent, { ...content, ...change }))
    return sealBox(cardKey, padded, seeded(9))
  }
  const open = (bytes: Uint8Array) => meeting.openCard(cardKey, bytes, bob.account.publicKey, NOW)
  assert.equal(open(sealed({})).houseKey, undefined)
  assert.throws(() => open(sealed({ houseKey: new Uint8Array(32).fill(1) })), Malformed)
  assert.throws(() => open(sealed({ version: 2 })), Malformed)
})

test('another account is named as the reason', () => {
  const reason = { code: 'another account' }
  const sealed = meeting.sealCard(cardKey, card, seeded(10))
  const { publicKey } = carol.account
  assert.throws(() => meeting.openCard(cardKey, sealed, publicKey, NOW), reason)
  assert.throws(() => meeting.openBundle(bundle(), { ...expected, account: publicKey }), reason)
})

const bundle = (change: Partial<Bundle> = {}): Bundle => ({
  sealedManifest: meeting.sealManifest(cardKey, bob.manifest, seeded(8)),
  signedPrekey: bob.signedPrekey.public,
  kem: { type: 'pair', item: bob.pair.public },
  ...change,
})
const expected: meeting.BundleCheck = {
  cardKey,
  account: bob.account.publicKey,
  device: bob.device.device,
  now: NOW,
}

test('a bundle opens with a pair or a last-resort key', () => {
  assert.equal(meeting.openBundle(bundle(), expected).kem.type, 'pair')
  const last = bundle({ kem: { type: 'lastResort', item: bob.lastResort.public } })
  assert.equal(meeting.openBundle(last, expected).kem.type, 'lastResort')
})

test('a bundle of another account or device, or with parts exchanged, is refused', () => {
  const refused = (value: Bundle, against: meeting.BundleCheck): void =>
    assert.throws(() => meeting.openBundle(value, against), Malformed)
  refused(bundle(), { ...expected, account: carol.account.publicKey })
  refused(bundle(), { ...expected, device: carol.device.device })
  refused(bundle(), { ...expected, cardKey: new Uint8Array(32) })
  refused(bundle(), { ...expected, seenExpiry: NOW + PREKEY_EXPIRES + 1 })
  refused(bundle({ signedPrekey: carol.signedPrekey.public }), expected)
  refused(bundle({ kem: { type: 'pair', item: carol.pair.public } }), expected)
  refused(bundle({ kem: { type: 'lastResort', item: carol.lastResort.public } }), expected)
  refused(bundle({ kem: { type: 'pair', item: bob.lastResort.public } }), expected)
  refused(bundle({ kem: { type: 'lastResort', item: bob.pair.public } }), expected)
})
