// Accounts, device certificates and manifests (PROTOCOL 6): what verifies, what is refused, and in which
// order manifests may follow one another.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { checkCertificate } from '../../../client/crypto/identity.ts'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import { concatBytes } from '../../../protocol/bytes.ts'
import { decode, encode, u53 } from '../../../protocol/codec.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { MANIFEST_BYTES_MAX, MAX_DEVICES } from '../../../protocol/limits.ts'
import { manifestBody, type InitiatorBlock } from '../../../protocol/prekey.ts'
import { LABEL } from '../../../client/crypto/kdf.ts'
import { sign } from '../../../client/crypto/primitives.ts'
import { makePerson, NOW, seeded } from './alice-and-bob.ts'

const person = makePerson(seeded('identity'))
const { account, device } = person
const devices = (count: number): sotto.DeviceKeys[] =>
  Array.from({ length: count }, (_, at) => meeting.makeDevice(account, seeded(`device ${at}`), NOW))
const make = (revision: number, previous: Uint8Array | undefined, list = [device]) =>
  meeting.makeManifest({ account, devices: list, revision, previous, now: NOW + revision })

// A manifest as somebody who does not keep the rules would sign it.
const signRaw = (change: Partial<ReturnType<typeof sotto.readManifest>>): Uint8Array => {
  const body = sotto.readManifest(person.manifest)
  const text = encode(manifestBody, { ...body, ...change })
  return concatBytes(text, sign(account.seed, concatBytes(LABEL.manifest, text)))
}

const block = (): InitiatorBlock => ({
  ...meeting.publicDevice(device),
  account: account.publicKey,
  signature: device.certificate,
  revision: 1,
})

test('a manifest has the documented size and reads back', () => {
  for (const [count, size] of [
    [1, 219],
    [3, 373],
    [5, 527],
  ] as const) {
    const bytes = make(1, undefined, devices(count))
    assert.equal(bytes.length, size)
    const manifest = sotto.readManifest(bytes)
    assert.equal(manifest.version, 1)
    assert.equal(manifest.devices.length, count)
    assert.deepEqual(manifest.hash, sotto.sha256(bytes).slice(0, 16))
    assert.deepEqual(sotto.manifestHash(bytes), manifest.hash)
    assert.deepEqual(sotto.manifestDigest(bytes), manifest.digest)
  }
  assert.equal(MANIFEST_BYTES_MAX, 527)
  assert.throws(() => make(1, undefined, devices(MAX_DEVICES + 1)), RangeError)
  assert.throws(() => make(1, undefined, []), RangeError)
})

test('revisions start at 1 and name the one before', () => {
  assert.throws(() => make(0, undefined), RangeError)
  assert.throws(() => make(2, undefined), RangeError)
  assert.throws(() => make(1, new Uint8Array(32).fill(1)), RangeError)
  const previous = new Uint8Array(32).fill(1)
  assert.throws(() => make(0, previous), RangeError)
  for (const change of [{ revision: 0 }, { revision: 2 }, { previous }, { version: 2 }]) {
    assert.throws(() => sotto.readManifest(signRaw(change)), Malformed, JSON.stringify(change))
  }
  assert.equal(sotto.readManifest(make(2, previous)).revision, 2)
})

test('a manifest with a device twice, without one, or of another version is refused', () => {
  const own = meeting.publicDevice(device)
  const other = meeting.publicDevice(devices(1)[0]!)
  for (const list of [
    [],
    [own, own],
    [own, { ...other, device: own.device }],
    [own, { ...other, identityDh: own.identityDh }],
    [own, { ...other, identitySig: own.identitySig }],
    [{ ...own, version: 2 }],
    [{ ...own, identitySig: new Uint8Array(32) }],
  ]) {
    assert.throws(() => sotto.readManifest(signRaw({ devices: list })), Malformed)
  }
})

test('every changed bit and every cut of a manifest is refused', () => {
  const bytes = person.manifest
  for (let at = 0; at < bytes.length; at += 3) {
    const changed = bytes.slice()
    changed[at]! ^= 1 << (at % 8)
    assert.throws(() => sotto.readManifest(changed), Malformed, `byte ${at}`)
  }
  for (let length = 0; length < bytes.length; length++) {
    assert.throws(() => sotto.readManifest(bytes.subarray(0, length)), Malformed)
  }
  assert.throws(() => sotto.readManifest(concatBytes(bytes, Uint8Array.of(0))), Malformed)
})

test('order of manifests: rollback, fork and another account are told apart', () => {
  const first = sotto.readManifest(make(1, undefined))
  const second = sotto.readManifest(make(2, first.digest))
  const third = sotto.readManifest(make(3, second.digest))
  const forkOfSecond = sotto.readManifest(make(2, first.digest, devices(2)))
  const orphan = sotto.readManifest(make(2, new Uint8Array(32).fill(9)))
  const stranger = sotto.readManifest(makePerson(seeded('stranger')).manifest)
  assert.equal(sotto.compareManifest(first, sotto.readManifest(first.bytes)), 'same')
  assert.equal(sotto.compareManifest(first, second), 'newer')
  assert.equal(sotto.compareManifest(first, third), 'newer')
  assert.equal(sotto.compareManifest(second, first), 'older')
  assert.equal(sotto.compareManifest(second, forkOfSecond), 'forked')
  assert.equal(sotto.compareManifest(first, orphan), 'forked')
  assert.equal(sotto.compareManifest(first, stranger), 'otherAccount')
})

test('a certificate holds for exactly these bytes and this account', () => {
  checkCertificate(block())
  const other = makePerson(seeded('other'))
  const changes: readonly Partial<InitiatorBlock>[] = [
    { version: 2 },
    { account: other.account.publicKey },
    { device: new Uint8Array(4) },
    { identityDh: other.device.dhPublic },
    { identitySig: other.device.sigPublic },
    { created: NOW + 1 },
    { signature: new Uint8Array(64) },
    { account: Uint8Array.of(1, ...new Uint8Array(31)) },
  ]
  for (const change of changes) {
    assert.throws(() => checkCertificate({ ...block(), ...change }), Malformed)
  }
})

test('what the account certified is still refused: a later version, a key of small order', () => {
  const certify = (change: Partial<InitiatorBlock>): InitiatorBlock => {
    const changed = { ...block(), ...change }
    const { version, device: id, identityDh, identitySig, created } = changed
    const text = concatBytes(
      Uint8Array.of(version),
      account.publicKey,
      id,
      identityDh,
      identitySig,
      encode(u53, created),
    )
    return { ...changed, signature: sign(account.seed, concatBytes(LABEL.cert, text)) }
  }
  checkCertificate(certify({ created: NOW + 1 }))
  assert.throws(() => checkCertificate(certify({ version: 2 })), Malformed)
  const smallOrder = Uint8Array.of(1, ...new Uint8Array(31))
  assert.throws(() => checkCertificate(certify({ identitySig: smallOrder })), Malformed)
})

test('a manifest lists exactly the device that the block shows', () => {
  const manifest = sotto.readManifest(person.manifest)
  assert.ok(sotto.listsInitiator(manifest, block()))
  assert.ok(sotto.listsInitiator(manifest, { ...block(), revision: 5 }))
  for (const change of [
    { device: new Uint8Array(4) },
    { created: 1 },
    { identityDh: new Uint8Array(32) },
    { identitySig: new Uint8Array(32) },
    { account: new Uint8Array(32) },
  ]) {
    assert.equal(sotto.listsInitiator(manifest, { ...block(), ...change }), false)
  }
  assert.equal(sotto.findDevice(manifest, new Uint8Array(4)), undefined)
})

test('a sealed manifest is 640 bytes whatever it lists, and opens under its key alone', () => {
  const cardKey = new Uint8Array(32).fill(8)
  for (const count of [1, 5]) {
    const bytes = make(1, undefined, devices(count))
    const sealed = meeting.sealManifest(cardKey, bytes, seeded(count))
    assert.equal(sealed.length, 640)
    assert.deepEqual(meeting.openManifest(cardKey, sealed).bytes, bytes)
    assert.throws(() => meeting.openManifest(new Uint8Array(32), sealed), Malformed)
    assert.throws(() => meeting.openManifest(cardKey, sealed.subarray(1)), Malformed)
    sealed[100]! ^= 1
    assert.throws(() => meeting.openManifest(cardKey, sealed), Malformed)
  }
})

test('account and device keys survive their rows', () => {
  const row = encode(sotto.deviceKeysCodec, device)
  assert.deepEqual(decode(sotto.deviceKeysCodec, row), device)
  assert.deepEqual(decode(sotto.accountKeysCodec, encode(sotto.accountKeysCodec, account)), account)
})

test('two accounts from two draws differ', () => {
  const random = seeded('two')
  assert.notDeepEqual(meeting.makeAccount(random).publicKey, meeting.makeAccount(random).publicKey)
})
