// Prekeys, certificates, manifests and the card: the sizes that PROTOCOL 6 and the limits quote.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, decodePadded, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  CARD_BYTES,
  LAST_RESORT_BYTES,
  MANIFEST_BYTES_MAX,
  MAX_DEVICES,
  MAX_NAME_BYTES,
  PAIR_BYTES,
  SEALED_MANIFEST_BYTES,
  SIGNATURE_BYTES,
  SPK_BYTES,
} from '../../protocol/limits.ts'
import {
  ONE_TIME_LIMIT,
  cardContent,
  initiatorBlock,
  isLastResortId,
  lastResortKey,
  manifestBody,
  manifestDevice,
  oneTimePair,
  paddedManifest,
  signedPrekey,
} from '../../protocol/prekey.ts'

const SEAL_BYTES = 24 + 16
const zeros = (length: number): Uint8Array => new Uint8Array(length)
const device = {
  version: 1,
  device: zeros(4),
  identityDh: zeros(32),
  identitySig: zeros(32),
  created: 0,
}
const manifest = (count: number) => ({
  version: 1,
  account: zeros(32),
  revision: 0,
  previous: zeros(32),
  created: 0,
  devices: Array.from({ length: count }, () => device),
})
const card = (name: string) => ({
  version: 1,
  manifest: zeros(MANIFEST_BYTES_MAX),
  signedPrekey: zeros(SPK_BYTES),
  pair: zeros(PAIR_BYTES),
  hasHouseKey: true,
  houseKey: zeros(32),
  name,
})

test('prekey items have one size each', () => {
  for (const [codec, size, limit] of [
    [signedPrekey, 108, SPK_BYTES],
    [oneTimePair, 1_284, PAIR_BYTES],
    [lastResortKey, 1_260, LAST_RESORT_BYTES],
    [initiatorBlock, 177, 177],
    [manifestDevice, 77, 77],
  ] as const) {
    assert.deepEqual([codec.min, codec.max, limit], [size, size, size])
  }
})

test('a manifest of n devices has 142 + 77 n bytes with its signature', () => {
  for (let count = 0; count <= MAX_DEVICES; count++) {
    const size = encode(manifestBody, manifest(count)).length + SIGNATURE_BYTES
    assert.equal(size, 142 + 77 * count)
  }
  assert.equal(manifestBody.max + SIGNATURE_BYTES, MANIFEST_BYTES_MAX)
  assert.throws(() => encode(manifestBody, manifest(MAX_DEVICES + 1)), RangeError)
})

test('the largest manifest fits its sealed form', () => {
  assert.equal(SEALED_MANIFEST_BYTES - SEAL_BYTES, 600)
  assert.ok(paddedManifest.max <= 600)
})

test('the largest card fits its sealed form', () => {
  assert.equal(CARD_BYTES - SEAL_BYTES, 2_008)
  assert.equal(cardContent.max, 2_008)
  const full = card('n'.repeat(MAX_NAME_BYTES))
  assert.equal(encode(cardContent, full).length, 2_008)
  assert.throws(() => encode(cardContent, card('n'.repeat(MAX_NAME_BYTES + 1))), RangeError)
})

test('a card is padded with zeros and with nothing else', () => {
  const inner = zeros(2_008)
  inner.set(encode(cardContent, card('Ann')))
  assert.deepEqual(decodePadded(cardContent, inner), card('Ann'))
  inner[2_007] = 1
  assert.throws(() => decodePadded(cardContent, inner), Malformed)
})

test('a card whose name runs over its maximum is refused', () => {
  const inner = encode(cardContent, card('n'.repeat(MAX_NAME_BYTES)))
  inner[inner.length - MAX_NAME_BYTES - 1] = MAX_NAME_BYTES + 1
  assert.throws(() => decode(cardContent, inner), Malformed)
})

test('the top bit of an id tells a last-resort key from a pair', () => {
  assert.equal(ONE_TIME_LIMIT, 2 ** 31)
  assert.ok(!isLastResortId(0))
  assert.ok(!isLastResortId(2 ** 31 - 1))
  assert.ok(isLastResortId(2 ** 31))
  assert.ok(isLastResortId(2 ** 32 - 1))
})
