// ML-KEM-768 against NIST ACVP, Wycheproof and CCTV, and the refusal of keys above the modulus
// (PROTOCOL 6; FIPS 203 7.2).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  importKemKey,
  kemDecapsulate,
  kemEncapsulate,
  kemPublic,
} from '../../../client/crypto/primitives.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { hex, vectorJson, vectorText, wycheproof } from './vectors.ts'

interface Acvp<T> {
  readonly testGroups: readonly { readonly function?: string; readonly tests: readonly T[] }[]
}

test('key generation agrees with ACVP and Wycheproof', () => {
  const acvp = vectorJson<Acvp<{ d: string; z: string; ek: string }>>('acvp/mlkem768_keygen.json')
  const tests = acvp.testGroups.flatMap((group) => group.tests)
  assert.equal(tests.length, 25)
  for (const { d, z, ek } of tests) assert.deepEqual(kemPublic(hex(d + z)), hex(ek))
  for (const { seed, ek } of wycheproof<{ seed: string; ek: string }>('mlkem_768_keygen_seed')) {
    assert.deepEqual(kemPublic(hex(seed)), hex(ek))
  }
})

test('encapsulation agrees with ACVP', () => {
  interface Row {
    readonly ek: string
    readonly m: string
    readonly c: string
    readonly k: string
    readonly testPassed?: boolean
  }
  const acvp = vectorJson<Acvp<Row>>('acvp/mlkem768_encapdecap.json')
  const of = (name: string): readonly Row[] =>
    acvp.testGroups.filter((group) => group.function === name).flatMap((group) => group.tests)
  assert.equal(of('encapsulation').length, 25)
  for (const { ek, m, c, k } of of('encapsulation')) {
    const { ciphertext, secret } = kemEncapsulate(hex(ek), hex(m))
    assert.deepEqual(ciphertext, hex(c))
    assert.deepEqual(secret, hex(k))
  }
  assert.equal(of('encapsulationKeyCheck').length, 10)
  for (const { ek, testPassed } of of('encapsulationKeyCheck')) {
    if (testPassed) assert.deepEqual(importKemKey(hex(ek)), hex(ek))
    else assert.throws(() => importKemKey(hex(ek)), Malformed)
  }
})

test('encapsulation agrees with Wycheproof, bad keys refused', () => {
  interface Row {
    readonly ek: string
    readonly m: string
    readonly c: string
    readonly K: string
    readonly result: string
  }
  for (const { tcId, ek, m, c, K, result } of wycheproof<Row>('mlkem_768_encaps')) {
    const run = () => kemEncapsulate(hex(ek), hex(m))
    if (result === 'valid') {
      assert.deepEqual(run().ciphertext, hex(c), `tcId ${tcId}`)
      assert.deepEqual(run().secret, hex(K), `tcId ${tcId}`)
    } else assert.throws(run, Malformed, `tcId ${tcId}`)
  }
})

test('decapsulation agrees with Wycheproof', () => {
  interface Row {
    readonly seed: string
    readonly c: string
    readonly K: string
    readonly result: string
  }
  for (const { tcId, seed, c, K, result } of wycheproof<Row>('mlkem_768_decaps')) {
    const run = (): Uint8Array => kemDecapsulate(hex(seed), hex(c))
    if (result === 'valid') assert.deepEqual(run(), hex(K), `tcId ${tcId}`)
    else assert.throws(run, Malformed, `tcId ${tcId}`)
  }
})

test('sixty keys with one coefficient at or above the modulus are refused', () => {
  const lines = vectorText('cctv/mlkem768_modulus_sample.txt').trim().split('\n')
  assert.equal(lines.length, 60)
  for (const line of lines) {
    assert.throws(() => importKemKey(hex(line)), Malformed)
    assert.throws(() => kemEncapsulate(hex(line), new Uint8Array(32)), Malformed)
  }
})

// These two are of the draft, whose key generation differs from FIPS 203; encapsulation does not.
test('the unlucky sample and the intermediate values of CCTV', () => {
  for (const name of ['unluckysample', 'intermediate']) {
    const lines = vectorText(`cctv/mlkem768_${name}.txt`).trim().split('\n')
    const valueOf = (key: string): Uint8Array =>
      hex((lines.find((line) => line.startsWith(`${key} = `)) ?? '').slice(key.length + 3))
    const { ciphertext, secret } = kemEncapsulate(valueOf('ek'), valueOf('m'))
    assert.deepEqual(ciphertext, valueOf('c'))
    assert.deepEqual(secret, valueOf('K'))
  }
})

test('a forged ciphertext gives another secret, not an error', () => {
  const seed = new Uint8Array(64).fill(3)
  const { ciphertext, secret } = kemEncapsulate(kemPublic(seed), new Uint8Array(32).fill(4))
  ciphertext[5]! ^= 1
  const other = kemDecapsulate(seed, ciphertext)
  assert.equal(other.length, 32)
  assert.notDeepEqual(other, secret)
})

test('seeds, randomness and ciphertexts of another length are refused', () => {
  const seed = new Uint8Array(64).fill(1)
  const key = kemPublic(seed)
  const { ciphertext } = kemEncapsulate(key, new Uint8Array(32).fill(2))
  for (const length of [0, 63, 65]) {
    assert.throws(() => kemPublic(new Uint8Array(length)), Malformed)
    assert.throws(() => kemDecapsulate(new Uint8Array(length), ciphertext), Malformed)
  }
  for (const length of [0, 31, 33]) {
    assert.throws(() => kemEncapsulate(key, new Uint8Array(length)), Malformed)
  }
  assert.throws(() => kemDecapsulate(seed, ciphertext.subarray(1)), Malformed)
  for (const wrong of [key.subarray(1), new Uint8Array(0), new Uint8Array([...key, 0])]) {
    assert.throws(() => importKemKey(wrong), Malformed)
  }
})
