// The small parts in both implementations (PROTOCOL 6.1, 6.3, 6.4, 3.2): what follows from an invitation, the
// safety number, successors of a manifest, keys that prove nothing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as sotto from '../../client/crypto/index.ts'
import * as meeting from '../../client/crypto/meeting.ts'
import { fromHex, toHex, zeros } from './bytes.ts'
import { checkKemKey, importSignKey, sha256, signPair } from './crypto.ts'
import * as identity from './identity.ts'
import { derive } from './invitation.ts'
import { seeded } from './scenes.ts'

test('what follows from an invitation', () => {
  const draws = seeded('invitation')
  for (let count = 0; count < 8; count += 1) {
    const [account, secret] = [signPair(draws.bytes(32)).public, draws.bytes(16)]
    assert.deepEqual(derive(account, secret), { ...sotto.deriveInvitation(account, secret) })
  }
})

test('the safety number', () => {
  const draws = seeded('safety')
  const [a, b] = [signPair(draws.bytes(32)).public, signPair(draws.bytes(32)).public]
  const digits = identity.safetyNumber(a, b)
  assert.match(digits, /^\d{60}$/)
  assert.deepEqual([meeting.safetyNumber(a, b), meeting.safetyNumber(b, a)], [digits, digits])
})

const manifests = () => {
  const draws = seeded('manifests')
  const account = signPair(draws.bytes(32))
  const devices = [0, 1].map((number) => ({
    version: 1,
    device: draws.bytes(4),
    identityDh: draws.bytes(32),
    identitySig: signPair(draws.bytes(32)).public,
    created: number,
  }))
  const make = (revision: number, previous: Uint8Array, few = 1) =>
    identity.makeManifest(account.secret, {
      version: 1,
      account: account.public,
      revision,
      previous,
      created: revision,
      devices: devices.slice(0, few),
    })
  const first = make(1, zeros(32))
  return { first, next: make(2, sha256(first), 2), forked: make(2, zeros(32).fill(1)), make }
}

test('manifests of one account: read alike, followed alike', () => {
  const { first, next, forked } = manifests()
  const read = sotto.readManifest
  assert.deepEqual(read(next).devices, identity.openManifest(next).devices)
  assert.deepEqual(sotto.manifestHash(next), identity.manifestHash(next))
  for (const [held, offered, fits] of [
    [first, next, true],
    [first, forked, false],
    [next, first, false],
    [next, forked, false],
  ] as const) {
    assert.equal(identity.followsManifest(held, offered), fits)
    assert.equal(sotto.compareManifest(read(held), read(offered)) === 'newer', fits)
  }
})

test('manifests against the rules are refused by both', () => {
  const { make, first } = manifests()
  const spoiled = Uint8Array.from(first)
  spoiled[140] = (spoiled[140] ?? 0) ^ 1
  const bad = [
    make(0, zeros(32)),
    make(1, zeros(32).fill(1)),
    make(2, zeros(32)),
    make(1, zeros(32), 0),
    spoiled,
    first.slice(0, -1),
  ]
  for (const manifest of bad) {
    assert.throws(() => identity.openManifest(manifest))
    assert.throws(() => sotto.readManifest(manifest))
  }
})

test('keys that prove nothing are refused by both', () => {
  const { first } = manifests()
  const p = 'ff'.repeat(30)
  const weak = ['00'.repeat(32), `01${'00'.repeat(31)}`, `ec${p}7f`, `ed${p}7f`, `ee${p}ff`]
  for (const key of weak.map(fromHex)) {
    assert.throws(() => importSignKey(key), toHex(key))
    const manifest = Uint8Array.from(first)
    manifest.set(key, 1)
    assert.throws(() => sotto.readManifest(manifest))
    assert.throws(() => identity.openManifest(manifest))
  }
  assert.throws(() => checkKemKey(new Uint8Array(1184).fill(255)))
})
