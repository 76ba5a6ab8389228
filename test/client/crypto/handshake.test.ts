// The handshake (PROTOCOL 7): what opens, and that a stranger, a replay, an exchanged key or a changed byte
// never does. A refusal uses nothing up: the true INIT still opens afterwards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CLEAR_BYTES, PREFIX_BYTES } from '../../../client/crypto/frame-sizes.ts'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import { equalBytes, fromUtf8, utf8 } from '../../../protocol/bytes.ts'
import { Malformed } from '../../../protocol/errors.ts'
import {
  accept,
  begin,
  connect,
  hear,
  heard,
  makePerson,
  NOW,
  offerOf,
  say,
  seeded,
} from './alice-and-bob.ts'
import { hex, wycheproof } from './vectors.ts'

const flip = (bytes: Uint8Array, at: number): Uint8Array => {
  const changed = bytes.slice()
  changed[at]! ^= 1
  return changed
}

const smallOrderKeys = wycheproof<{ public: string; shared: string }>('x25519')
  .filter(({ shared }) => /^0+$/.test(shared))
  .map((vector) => hex(vector.public))

const bob = makePerson(seeded('bob'))
const alice = makePerson(seeded('alice'))
const initiation = (): meeting.Initiation => ({
  own: alice.own,
  peer: offerOf(bob),
  psk: undefined,
  random: seeded('init'),
})

test('a session starts with a pair, a last-resort key, and with a psk', () => {
  for (const kem of ['pair', 'lastResort'] as const) {
    const { a, b, accepted, alice: from } = begin(kem, kem)
    assert.ok(accepted.is === 'opened')
    assert.equal(fromUtf8(accepted.content), 'first')
    assert.deepEqual(accepted.peer.account, from.account.publicKey)
    assert.deepEqual(a.session.sid, b.session.sid)
    assert.equal(a.session.initiator, true)
    assert.equal(b.session.initiator, false)
    assert.equal(heard(a, say(b, 'answer')), 'answer')
    assert.equal(heard(b, say(a, 'again')), 'again')
  }
  const psk = new Uint8Array(32).fill(7)
  const session = meeting.initiate({ ...initiation(), psk })
  const { frame } = sotto.sealMessage(session, utf8('hi'), alice.random)
  assert.equal(accept(bob, frame, psk).is, 'opened')
  assert.equal(accept(bob, frame).is, 'refused')
  assert.equal(accept(bob, frame, new Uint8Array(32).fill(8)).is, 'refused')
  assert.throws(() => meeting.initiate({ ...initiation(), psk: new Uint8Array(16) }), RangeError)
  // A fault of our own is no refusal: it would look like a stranger's bytes and be thrown away.
  assert.throws(() => accept(bob, frame, new Uint8Array(16)), RangeError)
})

test('an INIT frame is 4,096 bytes and starts with the cleartext', () => {
  const { first, bob: to } = begin('sizes')
  assert.equal(first.length, 4_096)
  assert.equal(PREFIX_BYTES, 1_323)
  const clear = sotto.readInitClear(first)
  assert.equal(clear?.spkId, to.signedPrekey.id)
  assert.equal(clear?.kemId, to.pair.id)
})

test('the prefix repeats byte for byte until the first answer opens, and each repeat is heard', () => {
  const { a, b, first } = begin('repeat')
  for (const text of ['two', 'three']) {
    const frame = say(a, text)
    assert.deepEqual(frame.subarray(0, PREFIX_BYTES), first.subarray(0, PREFIX_BYTES))
    assert.equal(heard(b, frame), text)
  }
  assert.equal(heard(a, say(b, 'answer')), 'answer')
  assert.equal(a.session.prefix, undefined)
  const frame = say(a, 'short')
  assert.equal(frame.length, 2_048)
  assert.equal(heard(b, frame), 'short')
  assert.equal(sotto.answered(a.session), a.session)
})

test('a later INIT message may come first', () => {
  const { alice: from, bob: to } = begin('late')
  const session = meeting.initiate({
    own: from.own,
    peer: offerOf(to),
    psk: undefined,
    random: from.random,
  })
  const a = { session, skipped: new Map(), random: from.random }
  const [one, two, three] = [say(a, 'one'), say(a, 'two'), say(a, 'three')]
  const accepted = accept(to, three)
  assert.ok(accepted.is === 'opened')
  // Dated, or their life would never end.
  assert.deepEqual(
    accepted.added.map(({ stored }) => stored),
    [NOW, NOW],
  )
  const b = { session: accepted.session, skipped: new Map(), random: to.random }
  sotto.applySkipped(b.skipped, accepted)
  assert.equal(heard(b, one), 'one')
  assert.equal(heard(b, two), 'two')
  assert.equal(b.skipped.size, 0)
})

test('an answer to a session set back to before its first message is unreadable, not an error', () => {
  const pristine = meeting.initiate(initiation())
  const a = { session: pristine, skipped: new Map(), random: alice.random }
  const accepted = accept(bob, say(a, 'first'))
  assert.ok(accepted.is === 'opened')
  const b = { session: accepted.session, skipped: new Map(), random: bob.random }
  const answer = say(b, 'answer')
  assert.equal(sotto.openMessage(pristine, new Map(), answer, NOW).is, 'unreadable')
  assert.equal(heard(a, answer), 'answer')
})

test('a replayed INIT gives no second message in the session that it made', () => {
  const { a, b, first } = begin('replay')
  assert.deepEqual(hear(b, first), { is: 'unreadable', behind: 1 })
  heard(a, say(b, 'answer'))
  heard(b, say(a, 'next chain'))
  assert.equal(hear(b, first).is, 'unreadable')
})

test('small-order keys abort the start, whichever key they replace', () => {
  assert.equal(smallOrderKeys.length, 31)
  const good = offerOf(bob)
  assert.ok(good.kem.type === 'pair')
  const { item } = good.kem
  for (const key of smallOrderKeys) {
    const peers: readonly meeting.PeerOffer[] = [
      { ...good, device: { ...good.device, identityDh: key } },
      { ...good, signedPrekey: { ...good.signedPrekey, key } },
      { ...good, kem: { type: 'pair', item: { ...item, key } } },
    ]
    for (const peer of peers) {
      assert.throws(() => meeting.initiate({ ...initiation(), peer }), Malformed)
    }
  }
})

test('a small-order ephemeral key is refused', () => {
  const { bob: to, first } = begin('ephemeral')
  for (const key of smallOrderKeys) {
    const frame = first.slice()
    frame.set(key, 10)
    assert.equal(accept(to, frame).is, 'refused')
  }
  assert.equal(accept(to, first).is, 'opened')
})

test('another person, another prekey or another KEM key of the same id opens nothing', () => {
  const { bob: to, first } = begin('confusion')
  const carol = makePerson(seeded('carol'))
  assert.equal(accept(carol, first).is, 'refused')
  const mixed = (change: Partial<typeof to>): sotto.Accepted => accept({ ...to, ...change }, first)
  assert.equal(mixed({ signedPrekey: carol.signedPrekey }).is, 'refused')
  assert.equal(mixed({ pair: carol.pair }).is, 'refused')
  // The secret halves right but the public ones another's: the transcript differs.
  assert.equal(mixed({ pair: { ...to.pair, public: carol.pair.public } }).is, 'refused')
  assert.equal(mixed({ own: { ...to.own, account: carol.account.publicKey } }).is, 'refused')
  const device = { ...to.device, device: new Uint8Array(4) }
  assert.equal(mixed({ own: { ...to.own, device } }).is, 'refused')
  assert.equal(mixed({ pair: { ...to.pair, id: to.pair.id + 1 } }).is, 'refused')
  const spk = { ...to.signedPrekey, id: to.signedPrekey.id + 1 }
  assert.equal(mixed({ signedPrekey: spk }).is, 'refused')
  assert.equal(mixed({}).is, 'opened')
})

test('a shared secret re-encapsulated to another KEM key gives another session', () => {
  // Same ephemeral and KEM randomness, another key: everything derived must differ.
  const peer = offerOf(bob)
  assert.ok(peer.kem.type === 'pair')
  const carol = offerOf(makePerson(seeded('carol')))
  const kem = { type: 'pair', item: { ...peer.kem.item, kem: carol.kem.item.kem } } as const
  const one = meeting.initiate(initiation())
  const other = meeting.initiate({ ...initiation(), peer: { ...peer, kem } })
  assert.notDeepEqual(one.sid, other.sid)
  assert.notDeepEqual(one.rootKey, other.rootKey)
  assert.notDeepEqual(one.ad, other.ad)
})

test('a device that certifies a key it does not own cannot start as its owner', () => {
  const { bob: to } = begin('uks')
  // Mallory lists Alice's X25519 key in a certificate of her own account.
  const mallory = makePerson(seeded('mallory'))
  const device = { ...mallory.device, dhPublic: alice.device.dhPublic }
  const session = meeting.initiate({
    own: { ...mallory.own, device },
    peer: offerOf(to),
    psk: undefined,
    random: seeded('m'),
  })
  const { frame } = sotto.sealMessage(session, utf8('x'), seeded('m2'))
  assert.equal(accept(to, frame).is, 'refused')
})

test('an initiator without a valid certificate is refused', () => {
  const { bob: to } = begin('certificate')
  const mallory = makePerson(seeded('mallory'))
  const start = (device: sotto.DeviceKeys, account = mallory.account.publicKey): sotto.Accepted => {
    const own = { ...mallory.own, account, device }
    const session = meeting.initiate({
      own,
      peer: offerOf(to),
      psk: undefined,
      random: seeded('c'),
    })
    return accept(to, sotto.sealMessage(session, utf8('x'), seeded('c2')).frame)
  }
  assert.equal(start(mallory.device).is, 'opened')
  // Her keys under Alice's account, with her own certificate or none.
  assert.equal(start(mallory.device, alice.account.publicKey).is, 'refused')
  assert.equal(start({ ...mallory.device, certificate: new Uint8Array(64) }).is, 'refused')
  assert.equal(start({ ...mallory.device, certificate: alice.device.certificate }).is, 'refused')
})

test('the two accounts and devices are bound into every message', () => {
  const { a, b } = connect('bound')
  const other = { ...b, session: { ...b.session, ad: a.session.ad.map((byte) => byte ^ 1) } }
  const frame = say(a, 'bound')
  assert.equal(hear(other, frame).is, 'unreadable')
  assert.equal(heard(b, frame), 'bound')
})

test('an INIT from the own device is refused', () => {
  const session = meeting.initiate({ ...initiation(), own: bob.own })
  const { frame } = sotto.sealMessage(session, utf8('x'), seeded('own'))
  assert.equal(accept(bob, frame).is, 'refused')
})

test('a lower or stripped INIT is not an INIT', () => {
  const { bob: to, first } = begin('downgrade')
  for (const at of [0, 1]) {
    assert.equal(sotto.readInitClear(flip(first, at)), undefined)
    assert.equal(accept(to, flip(first, at)).is, 'refused')
  }
  // A message whose random nonce begins as an INIT does.
  assert.equal(sotto.readInitClear(first.subarray(0, 2_048)), undefined)
  const stripped = first.slice()
  stripped.fill(0, 42, CLEAR_BYTES)
  assert.equal(accept(to, stripped).is, 'refused')
  // A pair's INIT offered as one with the last-resort key.
  const relabelled = first.slice()
  relabelled[6] = 0x80
  assert.equal(accept(to, relabelled, undefined, to.lastResort).is, 'refused')
})

test('an INIT changed anywhere is refused; its body is bound to its header', () => {
  const { bob: to, first } = begin('changed')
  for (let at = 0; at < first.length; at += 61) {
    assert.equal(accept(to, flip(first, at)).is, 'refused', `byte ${at}`)
  }
  assert.equal(accept(to, first).is, 'opened')
})

test('an INIT cut at any length is refused, and so are foreign lengths', () => {
  const { bob: to, first } = begin('cut')
  for (let length = 0; length < first.length; length++) {
    assert.equal(accept(to, first.subarray(0, length)).is, 'refused')
  }
  for (const length of [2_048, 8_192, 65_536, 65_537]) {
    const padded = new Uint8Array(length)
    padded.set(first.subarray(0, length))
    assert.equal(accept(to, padded).is, 'refused')
  }
})

test('one-time key given to two senders: both INITs open, as two sessions', () => {
  const { bob: to, first } = begin('twice')
  const dave = makePerson(seeded('dave'))
  const session = meeting.initiate({
    own: dave.own,
    peer: offerOf(to),
    psk: undefined,
    random: dave.random,
  })
  const { frame } = sotto.sealMessage(session, utf8('dave'), dave.random)
  const [one, two] = [accept(to, first), accept(to, frame)]
  assert.ok(one.is === 'opened' && two.is === 'opened')
  assert.ok(!equalBytes(one.session.sid, two.session.sid))
  assert.ok(!equalBytes(one.ephemeral, two.ephemeral))
})

test('taking an INIT leaves the prekey secrets untouched, also after the session is wiped', () => {
  const { bob: to, first } = begin('secrets')
  const before = [to.signedPrekey.secret, to.pair.dhSecret, to.pair.kemSeed].map((key) =>
    key.slice(),
  )
  const accepted = accept(to, first)
  assert.ok(accepted.is === 'opened')
  sotto.wipeReplaced(accepted.session, undefined)
  assert.deepEqual([to.signedPrekey.secret, to.pair.dhSecret, to.pair.kemSeed], before)
  assert.equal(accept(to, first).is, 'opened')
})

test('opening an INIT of another session is not mine', () => {
  const { first } = begin('one')
  const { b } = begin('two')
  assert.deepEqual(sotto.openInitMessage(b.session, new Map(), first, NOW), { is: 'notMine' })
})
