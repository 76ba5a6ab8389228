// X25519 and secretbox against Wycheproof, RFC 7748 and NaCl; what the wrapper refuses that the library
// takes (PROTOCOL 6).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  dh,
  dhPair,
  digest16,
  secretboxOpen,
  secretboxSeal,
  sha256,
} from '../../../client/crypto/primitives.ts'
import { isZero } from '../../../protocol/bytes.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { base64, hex, vectorJson, wycheproof } from './vectors.ts'

interface Exchange {
  readonly public: string
  readonly private: string
  readonly shared: string
}

test('X25519 agrees with Wycheproof and refuses every all-zero output', () => {
  let refused = 0
  for (const vector of wycheproof<Exchange>('x25519')) {
    const shared = hex(vector.shared)
    const run = (): Uint8Array => dh(hex(vector.private), hex(vector.public))
    if (isZero(shared)) {
      assert.throws(run, Malformed, `tcId ${vector.tcId}`)
      refused++
    } else assert.deepEqual(run(), shared, `tcId ${vector.tcId}`)
  }
  assert.equal(refused, 31)
})

test('X25519 agrees with RFC 7748 and NaCl', () => {
  const rfc = vectorJson<{
    scalarmult: readonly { k: string; u: string; out: string }[]
    iterated: { start: string; after1: string; after1000: string }
    dh: { aPriv: string; aPub: string; bPriv: string; bPub: string; shared: string }
  }>('rfc/rfc7748_x25519.json')
  for (const { k, u, out } of rfc.scalarmult) assert.deepEqual(dh(hex(k), hex(u)), hex(out))
  assert.deepEqual(dhPair(hex(rfc.dh.aPriv)).public, hex(rfc.dh.aPub))
  assert.deepEqual(dh(hex(rfc.dh.aPriv), hex(rfc.dh.bPub)), hex(rfc.dh.shared))
  assert.deepEqual(dh(hex(rfc.dh.bPriv), hex(rfc.dh.aPub)), hex(rfc.dh.shared))
  let [k, u] = [hex(rfc.iterated.start), hex(rfc.iterated.start)]
  for (let round = 0; round < 1_000; round++) {
    const next = dh(k, u)
    if (round === 0) assert.deepEqual(next, hex(rfc.iterated.after1))
    u = k
    k = next
  }
  assert.deepEqual(k, hex(rfc.iterated.after1000))
  type Row = readonly [pk1: string, sk1: string, pk2: string, sk2: string, shared: string]
  const random = vectorJson<{ tests: readonly Row[] }>('nacl/scalarmult_random.json')
  for (const [pk1, sk1, pk2, sk2, shared] of random.tests) {
    assert.deepEqual(dhPair(base64(sk1)).public, base64(pk1))
    assert.deepEqual(dh(base64(sk1), base64(pk2)), base64(shared))
    assert.deepEqual(dh(base64(sk2), base64(pk1)), base64(shared))
  }
})

test('X25519 refuses keys of the wrong length', () => {
  const key = new Uint8Array(32).fill(9)
  for (const length of [0, 31, 33]) {
    assert.throws(() => dh(key, new Uint8Array(length).fill(9)), Malformed)
    assert.throws(() => dh(new Uint8Array(length).fill(9), key), Malformed)
    assert.throws(() => dhPair(new Uint8Array(length)), Malformed)
  }
})

test('secretbox agrees with NaCl, and opens nothing shorter than its tag', () => {
  type Row = readonly [key: string, nonce: string, plaintext: string, box: string]
  const { tests } = vectorJson<{ tests: readonly Row[] }>('nacl/secretbox_random.json')
  for (const row of tests) {
    const [key, nonce, plaintext, box] = [...row].map(base64)
    assert.ok(key && nonce && plaintext && box)
    assert.deepEqual(secretboxSeal(key, nonce, plaintext), box)
    assert.deepEqual(secretboxOpen(key, nonce, box), plaintext)
    const forged = box.slice()
    forged[forged.length - 1]! ^= 1
    assert.equal(secretboxOpen(key, nonce, forged), undefined)
    for (const length of [0, 1, 15, 16]) {
      const cut = box.subarray(0, Math.min(length, box.length - 1))
      assert.equal(secretboxOpen(key, nonce, cut), undefined)
    }
  }
})

test('SHA-256 of the empty string, and its first half as an envelope digest', () => {
  const empty = hex('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
  assert.deepEqual(sha256(new Uint8Array()), empty)
  assert.deepEqual(digest16(new Uint8Array()), empty.slice(0, 16))
})
