// HKDF and HMAC against Wycheproof and RFC 5869, the chain step against Signal's, and the label table
// (PROTOCOL 12).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chainStep, deriveInvitation, hashToken, LABEL } from '../../../client/crypto/kdf.ts'
import { hkdf, hmac, sha256 } from '../../../client/crypto/primitives.ts'
import { equalBytes, fromUtf8, utf8 } from '../../../protocol/bytes.ts'
import { hex, vectorJson, wycheproof } from './vectors.ts'

test('HKDF agrees with RFC 5869 and Wycheproof', () => {
  interface Rfc {
    readonly ikm: string
    readonly salt: string
    readonly info: string
    readonly L: number
    readonly okm: string
  }
  const rfc = vectorJson<{ tests: readonly Rfc[] }>('rfc/rfc5869_hkdf_sha256.json')
  for (const { ikm, salt, info, L, okm } of rfc.tests) {
    assert.deepEqual(hkdf(hex(salt), hex(ikm), hex(info), L), hex(okm))
  }
  type Row = Omit<Rfc, 'L'> & { readonly size: number; readonly result: string }
  for (const { tcId, ikm, salt, info, size, okm, result } of wycheproof<Row>('hkdf_sha256')) {
    const run = (): Uint8Array => hkdf(hex(salt), hex(ikm), hex(info), size)
    if (result === 'valid') assert.deepEqual(run(), hex(okm), `tcId ${tcId}`)
    else assert.throws(run, `tcId ${tcId}`)
  }
})

test('HMAC agrees with Wycheproof', () => {
  interface Row {
    readonly key: string
    readonly msg: string
    readonly tag: string
    readonly result: string
  }
  for (const { tcId, key, msg, tag, result } of wycheproof<Row>('hmac_sha256')) {
    const full = hmac(hex(key), hex(msg)).subarray(0, tag.length / 2)
    assert.equal(equalBytes(full, hex(tag)), result === 'valid', `tcId ${tcId}`)
  }
})

test('one chain step is the one that Signal takes', () => {
  const { chain_step: step } = vectorJson<{
    chain_step: { ck: string; cipher_key: string; mac_key: string; next_ck: string }
  }>('signal/chain_step_and_fingerprint.json')
  const { messageKey, next } = chainStep(hex(step.ck))
  assert.deepEqual(next, hex(step.next_ck))
  const keys = hkdf(new Uint8Array(), messageKey, utf8('WhisperMessageKeys'), 80)
  assert.deepEqual(keys.slice(0, 32), hex(step.cipher_key))
  assert.deepEqual(keys.slice(32, 64), hex(step.mac_key))
})

test('labels: one form, ending in zero, none twice, none the start of another', () => {
  const labels = Object.values(LABEL)
  for (const label of labels) assert.match(fromUtf8(label) ?? '', /^sotto\/v1\/[a-z-]+\0$/)
  for (const one of labels) {
    for (const other of labels) {
      if (one !== other) assert.ok(!equalBytes(one, other.subarray(0, one.length)))
    }
  }
})

test('an invitation gives four unrelated values of the documented lengths', () => {
  const account = new Uint8Array(32).fill(1)
  const secret = new Uint8Array(16).fill(2)
  const keys = deriveInvitation(account, secret)
  assert.deepEqual(
    [keys.friendId, keys.sendToken, keys.psk, keys.cardKey].map((key) => key.length),
    [16, 32, 32, 32],
  )
  assert.deepEqual(keys.psk, hkdf(account, secret, utf8('sotto/v1/inv-psk\0'), 32))
  assert.equal(new Set([keys.sendToken, keys.psk, keys.cardKey].map(String)).size, 3)
  assert.deepEqual(hashToken(keys.sendToken), sha256(keys.sendToken))
  const other = deriveInvitation(account, new Uint8Array(16).fill(3))
  assert.notDeepEqual(other.friendId, keys.friendId)
})
