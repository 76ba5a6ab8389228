// Sessions as rows (PROTOCOL 9): they fit 4,096 bytes at their largest, survive the disk, refuse damage, and
// what was replaced can be wiped. Skipped keys likewise.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as sotto from '../../../client/crypto/index.ts'
import { settleSkipped } from '../../../client/crypto/skipped.ts'
import { encode } from '../../../protocol/codec.ts'
import { Malformed } from '../../../protocol/errors.ts'
import { MAX_SKIPPED_STORED, SKIPPED_LIFE } from '../../../protocol/limits.ts'
import { begin, cloneSide, connect, heard, NOW, say } from './alice-and-bob.ts'

const ROW_MAX = 4_096

test('every session that occurs fits its row and survives it', () => {
  const { a, b } = begin('rows')
  const sizes: number[] = []
  const check = (): void => {
    for (const { session } of [a, b]) {
      const row = sotto.encodeSession(session)
      sizes.push(row.length)
      assert.deepEqual(sotto.decodeSession(row), session)
    }
  }
  check()
  for (let turn = 0; turn < 7; turn++) {
    heard(a, say(b, 'b'))
    check()
    heard(b, say(a, 'a'))
    check()
  }
  assert.ok(Math.max(...sizes) <= ROW_MAX, `${Math.max(...sizes)}`)
})

test('the largest possible states fit: pending initiator, responder with a key and a slot', () => {
  const { a, b } = connect('largest')
  heard(b, say(a, 'x'))
  const old = Array.from({ length: 5 }, (_, chain) => ({ chain, headerKey: new Uint8Array(32) }))
  const responder = { ...b.session, oldChains: old, peerKem: new Uint8Array(1_184) }
  const pending = { ...a.session, oldChains: old, prefix: new Uint8Array(1_323) }
  assert.ok(responder.slot && pending.slot)
  assert.ok(sotto.encodeSession({ ...responder, kemSeed: undefined }).length <= ROW_MAX)
  assert.ok(sotto.encodeSession(pending).length <= ROW_MAX)
})

test('a row says its version first, and has no room for a sixth old chain', () => {
  const { session } = connect('row version').a
  assert.equal(sotto.encodeSession(session)[0], 1)
  const chains = (count: number) =>
    Array.from({ length: count }, (_, chain) => ({ chain, headerKey: new Uint8Array(32) }))
  sotto.encodeSession({ ...session, oldChains: chains(5) })
  assert.throws(() => sotto.encodeSession({ ...session, oldChains: chains(6) }), RangeError)
})

test('a read session keeps no view of its row', () => {
  const { a } = connect('views')
  const row = sotto.encodeSession(a.session)
  const read = sotto.decodeSession(row)
  row.fill(0)
  assert.deepEqual(read, a.session)
})

test('damaged, cut and later rows are refused', () => {
  const { a } = connect('damage')
  const row = sotto.encodeSession(a.session)
  for (let length = 0; length < row.length; length += 7) {
    assert.throws(() => sotto.decodeSession(row.subarray(0, length)), Malformed)
  }
  const later = row.slice()
  later[0] = 2
  assert.throws(() => sotto.decodeSession(later), Malformed)
})

test('what was replaced is wiped, what stays is not', () => {
  const { a, b } = connect('wipe')
  const before = a.session
  const frame = say(a, 'x')
  const expected = sotto.encodeSession(a.session)
  const { chainKey, headerKey } = before.send
  sotto.wipeReplaced(before, a.session)
  assert.deepEqual(sotto.encodeSession(a.session), expected)
  assert.ok(chainKey?.every((byte) => byte === 0) ?? before.turn)
  assert.ok(headerKey === undefined || headerKey === a.session.send.headerKey || headerKey[0] === 0)
  assert.equal(heard(b, frame), 'x')
  assert.equal(heard(a, say(b, 'y')), 'y')
})

test('wiping after every step never hurts the conversation', () => {
  const { a, b } = connect('wipe all')
  for (let turn = 0; turn < 6; turn++) {
    for (const [from, to] of [
      [a, b],
      [b, a],
    ] as const) {
      const [sentFrom, heardBy] = [from.session, to.session]
      const frame = say(from, `${turn}`)
      sotto.wipeReplaced(sentFrom, from.session)
      assert.equal(heard(to, frame), `${turn}`)
      sotto.wipeReplaced(heardBy, to.session)
    }
  }
})

test('wiping without a successor clears a discarded session', () => {
  const { session } = cloneSide(connect('discard').a)
  sotto.wipeReplaced(session, undefined)
  assert.ok(session.rootKey.every((byte) => byte === 0))
  assert.ok(session.volatileSend.every((byte) => byte === 0))
})

test('skipped keys survive their rows and come back oldest first', () => {
  const { a, b } = connect('skipped rows')
  for (let at = 0; at < 5; at++) say(a, '')
  heard(b, say(a, 'x'))
  const rows = [...b.skipped.values()].map((row) => encode(sotto.skippedKeyCodec, row))
  const read = sotto.skippedKeysOf(rows.toReversed().map(sotto.decodeSkippedKey))
  assert.deepEqual([...read], [...b.skipped])
  assert.throws(() => sotto.decodeSkippedKey(rows[0]!.subarray(1)), Malformed)
})

test('the order of skipped keys, which decides what is forgotten first: time, chain, number', () => {
  const row = (stored: number, chain: number, number: number): sotto.SkippedKey => ({
    sid: new Uint8Array(16),
    key: new Uint8Array(32),
    stored,
    chain,
    number,
  })
  const sorted = [row(0, 9, 9), row(1, 1, 8), row(1, 2, 3), row(1, 2, 5), row(2, 1, 1)]
  const names = sorted.map(({ chain, number }) => sotto.skippedName(chain, number))
  for (const at of sorted.keys()) {
    const turned = [...sorted.slice(at), ...sorted.slice(0, at)]
    assert.deepEqual([...sotto.skippedKeysOf(turned).keys()], names)
    assert.deepEqual([...sotto.skippedKeysOf(turned.toReversed()).keys()], names)
  }
})

test('one key above the bound drops exactly the oldest one', () => {
  const row = (number: number): sotto.SkippedKey => ({
    sid: new Uint8Array(16),
    key: new Uint8Array(32),
    stored: number,
    chain: 1,
    number,
  })
  const full = sotto.skippedKeysOf(Array.from({ length: MAX_SKIPPED_STORED }, (_, at) => row(at)))
  const none = (): boolean => false
  assert.deepEqual(settleSkipped(full, [], none).removed, [])
  assert.deepEqual(settleSkipped(full, [row(5_000)], none).removed, [row(0)])
  assert.equal(settleSkipped(full, [row(5_000), row(5_001)], none).removed.length, 2)
})

test('no row name contains a key', () => {
  assert.equal(sotto.skippedName(3, 14), '3/14')
})

test('a clock set back keeps skipped keys longer, never forever forward', () => {
  const { a, b } = connect('clock')
  say(a, '')
  heard(b, say(a, 'x'))
  assert.equal(sotto.expiredSkipped(b.skipped, 0).length, 0)
  assert.equal(sotto.expiredSkipped(b.skipped, NOW + SKIPPED_LIFE + 1).length, 1)
  assert.ok(b.skipped.size <= MAX_SKIPPED_STORED)
})
