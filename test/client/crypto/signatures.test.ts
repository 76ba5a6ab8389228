// Ed25519: strict verification against Wycheproof, RFC 8032, NaCl and the small-order cases on which
// libraries disagree (PROTOCOL 6). One verifier everywhere, and it refuses all of them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importSigningKey, sign, signingPublic, verify } from '../../../client/crypto/primitives.ts'
import { isSmallOrder } from '../../../client/crypto/small-order.ts'
import { utf8 } from '../../../protocol/bytes.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { base64, hex, vectorJson } from './vectors.ts'

const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

const addOrder = (signature: Uint8Array): Uint8Array => {
  let s = 0n
  for (let at = 63; at >= 32; at--) s = s * 256n + BigInt(signature[at]!)
  s += ORDER
  const changed = signature.slice()
  for (let at = 32; at < 64; at++, s /= 256n) changed[at] = Number(s % 256n)
  return changed
}

test('Ed25519 verification agrees with Wycheproof', () => {
  interface Group {
    readonly publicKey: { readonly pk: string }
    readonly tests: readonly { tcId: number; msg: string; sig: string; result: string }[]
  }
  const { testGroups } = vectorJson<{ testGroups: readonly Group[] }>('wycheproof/ed25519.json')
  for (const group of testGroups) {
    for (const { tcId, msg, sig, result } of group.tests) {
      const good = verify(hex(group.publicKey.pk), hex(msg), hex(sig))
      assert.equal(good, result === 'valid', `tcId ${tcId}`)
    }
  }
})

test('Ed25519 signatures agree with RFC 8032 and NaCl', () => {
  interface Rfc {
    readonly secretKey: string
    readonly publicKey: string
    readonly message: string
    readonly signature: string
  }
  for (const vector of vectorJson<readonly Rfc[]>('rfc/rfc8032_ed25519.json')) {
    const seed = hex(vector.secretKey).slice(0, 32)
    assert.deepEqual(signingPublic(seed), hex(vector.publicKey))
    assert.deepEqual(sign(seed, hex(vector.message)), hex(vector.signature))
    assert.ok(verify(hex(vector.publicKey), hex(vector.message), hex(vector.signature)))
  }
  type Row = readonly [secret: string, message: string, signature: string]
  const { tests } = vectorJson<{ tests: readonly Row[] }>('nacl/sign_spec.json')
  for (const [secret, message, signature] of tests) {
    assert.deepEqual(sign(base64(secret).slice(0, 32), base64(message)), base64(signature))
  }
})

test('no small-order or ZIP215-only signature is accepted', () => {
  interface Zip {
    readonly vk_bytes: string
    readonly sig_bytes: string
  }
  const zip215 = vectorJson<readonly Zip[]>('ed25519/zip215.json')
  assert.equal(zip215.length, 196)
  for (const { vk_bytes: key, sig_bytes: signature } of zip215) {
    assert.equal(verify(hex(key), utf8('Zcash'), hex(signature)), false)
    assert.throws(() => importSigningKey(hex(key)), Malformed)
  }
})

test('edge cases: whatever verifies does so under a key of large order', () => {
  interface Edge {
    readonly message: string
    readonly pub_key: string
    readonly signature: string
  }
  for (const edge of vectorJson<readonly Edge[]>('ed25519/edge_cases.json')) {
    const key = hex(edge.pub_key)
    if (isSmallOrder(key)) assert.equal(verify(key, hex(edge.message), hex(edge.signature)), false)
  }
})

test('the fourteen small-order encodings are refused at import, a real key is not', () => {
  const small = new Set<string>()
  for (const { vk_bytes: key } of vectorJson<readonly { vk_bytes: string }[]>(
    'ed25519/zip215.json',
  )) {
    small.add(key)
  }
  assert.equal(small.size, 14)
  for (const key of small) assert.ok(isSmallOrder(hex(key)))
  const real = signingPublic(new Uint8Array(32).fill(5))
  assert.deepEqual(importSigningKey(real), real)
  assert.throws(() => importSigningKey(real.slice(1)), Malformed)
  const offCurve = new Uint8Array(32).fill(2)
  assert.throws(() => importSigningKey(offCurve), Malformed)
})

test('a signature with the group order added is refused', () => {
  const seed = new Uint8Array(32).fill(6)
  const message = utf8('certificate')
  const signature = sign(seed, message)
  assert.ok(verify(signingPublic(seed), message, signature))
  assert.equal(verify(signingPublic(seed), message, addOrder(signature)), false)
})

test('wrong lengths verify as false and never throw', () => {
  const seed = new Uint8Array(32).fill(7)
  const signature = sign(seed, utf8('x'))
  for (let length = 0; length < 64; length++) {
    assert.equal(verify(signingPublic(seed), utf8('x'), signature.subarray(0, length)), false)
  }
  assert.equal(verify(new Uint8Array(31), utf8('x'), signature), false)
})
