// Bodies of the HTTPS routes: the sizes and maxima that PROTOCOL 4 and 13 quote.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import {
  bearer,
  bundle,
  cardAnswer,
  challenge,
  config,
  createInbox,
  friendRight,
  login,
  problemBody,
  publishPrekeys,
  putFriendIds,
  revokeFriendIds,
} from '../../protocol/exchange.ts'
import { MAX_FRIEND_IDS, MAX_PAIRS_STORED } from '../../protocol/limits.ts'

const zeros = (length: number): Uint8Array => new Uint8Array(length)
const friendId = (card?: Uint8Array) => ({
  friendId: zeros(16),
  tokenHash: zeros(32),
  expiresDay: 0,
  quota: 0,
  card,
})

test('bodies without lists have these sizes', () => {
  const sizes = (codec: { min: number; max: number }): readonly number[] => [codec.min, codec.max]
  assert.deepEqual(sizes(createInbox), [66, 82])
  assert.deepEqual(sizes(challenge), [32, 32])
  assert.deepEqual(sizes(login), [113, 113])
  assert.deepEqual(sizes(bearer), [32, 32])
  assert.deepEqual(sizes(friendRight), [48, 48])
  assert.deepEqual(sizes(bundle), [2_009, 2_033])
  assert.deepEqual(sizes(cardAnswer), [2_049, 2_049])
  assert.deepEqual(sizes(problemBody), [6, 6])
})

test('at most 100 pairs are published at once', () => {
  const body = (count: number) => ({
    replace: true,
    sealedManifest: zeros(640),
    signedPrekey: zeros(108),
    lastResort: zeros(1_260),
    pairs: Array.from({ length: count }, (_, id) => ({ id, item: zeros(1_284) })),
  })
  const full = encode(publishPrekeys, body(MAX_PAIRS_STORED))
  assert.equal(full.length, 2_010 + 1_288 * MAX_PAIRS_STORED)
  assert.equal(decode(publishPrekeys, full).pairs.length, MAX_PAIRS_STORED)
  assert.throws(() => encode(publishPrekeys, body(MAX_PAIRS_STORED + 1)), RangeError)
  const over = new Uint8Array(full.length + 1_288)
  over.set(full)
  over[2_009] = MAX_PAIRS_STORED + 1
  assert.throws(() => decode(publishPrekeys, over), Malformed)
})

test('at most 512 friendIds are put or revoked at once, with or without cards', () => {
  for (const card of [undefined, zeros(2_048)]) {
    const body = (count: number) => ({
      complete: true,
      entries: Array.from({ length: count }, () => friendId(card)),
    })
    const full = encode(putFriendIds, body(MAX_FRIEND_IDS))
    assert.equal(decode(putFriendIds, full).entries.length, MAX_FRIEND_IDS)
    assert.ok(full.length <= putFriendIds.max)
    assert.throws(() => encode(putFriendIds, body(MAX_FRIEND_IDS + 1)), RangeError)
  }
  const ids = (count: number) => ({ friendIds: Array.from({ length: count }, () => zeros(16)) })
  assert.equal(encode(revokeFriendIds, ids(MAX_FRIEND_IDS)).length, 2 + 16 * MAX_FRIEND_IDS)
  assert.throws(() => encode(revokeFriendIds, ids(MAX_FRIEND_IDS + 1)), RangeError)
})

test('a short body cannot claim many entries', () => {
  assert.throws(() => decode(putFriendIds, Uint8Array.of(1, 2, 0, 0)), Malformed)
  assert.throws(() => decode(revokeFriendIds, Uint8Array.of(2, 0)), Malformed)
})

test('a right to create an inbox is a house key or a ticket', () => {
  const body = encode(createInbox, {
    version: 1,
    inboxId: zeros(16),
    loginKey: zeros(32),
    right: { type: 'ticket', ticket: zeros(16) },
  })
  body[49] = 3
  assert.throws(() => decode(createInbox, body), Malformed)
})

test('a configuration takes addresses up to 255 bytes', () => {
  const body = (length: number) => ({
    versionMin: 1,
    versionMax: 1,
    publicUrl: 'u'.repeat(length),
    wssUrl: '',
    build: zeros(32),
  })
  assert.equal(encode(config, body(255)).length, 292)
  assert.throws(() => encode(config, body(256)), RangeError)
})
