// Argon2id against the RFC's own vector, the reference implementation's, and two independent implementations. The
// package takes no associated data, so the RFC's vector goes through one that does, and both through the rest.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import { argon2id } from '@noble/hashes/argon2.js'
import fc from 'fast-check'
import sodium from 'libsodium-wrappers-sumo'
import { fromHex, toHex, utf8 } from '../../../protocol/bytes.ts'
import { COST, slowHash } from '../../../client/web/slow-hash.ts'

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array()

test('the vector of RFC 9106, 5.3', async () => {
  const file = new URL('../../vectors/rfc/rfc9106_argon2id.json', import.meta.url)
  const vector = JSON.parse(await readFile(file, 'utf8')) as Record<string, string> & {
    readonly [name in 'memoryKiB' | 'iterations' | 'parallelism' | 'tagLength']: number
  }
  const made = argon2id(bytes(vector['password'] ?? ''), bytes(vector['salt'] ?? ''), {
    t: vector.iterations,
    m: vector.memoryKiB,
    p: vector.parallelism,
    dkLen: vector.tagLength,
    key: bytes(vector['secret'] ?? ''),
    personalization: bytes(vector['ad'] ?? ''),
  })
  assert.equal(toHex(made), vector['tag'])
})

// Version 0x13, Argon2id, of the reference implementation's test.c: passes, memory in KiB, lanes.
const reference = [
  [
    2,
    256,
    1,
    'password',
    'somesalt',
    '9dfeb910e80bad0311fee20f9c0e2b12c17987b4cac90c2ef54d5b3021c68bfe',
  ],
  [
    2,
    256,
    2,
    'password',
    'somesalt',
    '6d093c501fd5999645e0ea3bf620d7b8be7fd2db59c20d9fff9539da2bf57037',
  ],
  [
    2,
    65_536,
    1,
    'password',
    'somesalt',
    '09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7',
  ],
  [
    2,
    65_536,
    1,
    'password',
    'diffsalt',
    'bdf32b05ccc42eb15d58fd19b1f856b113da1e9a5874fdcc544308565aa8141c',
  ],
] as const

test('the vectors of the reference implementation', async () => {
  for (const [passes, memory, lanes, passphrase, salt, tag] of reference) {
    const made = await slowHash(utf8(passphrase), utf8(salt), { passes, memory, lanes })
    assert.equal(toHex(made), tag)
  }
})

test('as an independent implementation, for any passphrase and cost', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ minLength: 1, maxLength: 200 }),
      fc.uint8Array({ minLength: 16, maxLength: 16 }),
      fc.record({
        memory: fc.integer({ min: 32, max: 200 }),
        passes: fc.integer({ min: 1, max: 3 }),
        lanes: fc.integer({ min: 1, max: 4 }),
      }),
      async (passphrase, salt, cost) => {
        const own = await slowHash(passphrase, salt, cost)
        const { memory: m, passes: t, lanes: p } = cost
        assert.deepEqual(own, argon2id(passphrase, salt, { m, t, p, dkLen: 32 }))
      },
    ),
    { numRuns: 25, seed: 9106 },
  )
})

test('as libsodium, at the cost of a new lock', async () => {
  await sodium.ready
  const salt = new Uint8Array(16).fill(7)
  const theirs = sodium.crypto_pwhash(
    32,
    'seven herons, no hurry',
    salt,
    COST.passes,
    COST.memory * 1_024,
    sodium.crypto_pwhash_ALG_ARGON2ID13,
  )
  assert.equal(COST.lanes, 1)
  assert.deepEqual(await slowHash(utf8('seven herons, no hurry'), salt, COST), theirs)
})
