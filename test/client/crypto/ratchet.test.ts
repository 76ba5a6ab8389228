// The ratchet (PROTOCOL 9.1, 9.2): sizes, order, forgery, flooding, reflection, rollback. `hear` proves in
// every case that neither the session nor the frame was changed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { contentCapacity, frameSizeFor } from '../../../client/crypto/frame-sizes.ts'
import * as sotto from '../../../client/crypto/index.ts'
import { utf8 } from '../../../protocol/bytes.ts'
import {
  FRAME_SIZES,
  MAX_CHAINS,
  MAX_SKIP,
  MAX_SKIPPED_STORED,
  SKIPPED_LIFE,
} from '../../../protocol/limits.ts'
import {
  begin,
  cloneSide,
  connect,
  hear,
  heard,
  NOW,
  say,
  seeded,
  type Side,
} from './alice-and-bob.ts'

const flip = (bytes: Uint8Array, at: number): Uint8Array => {
  const changed = bytes.slice()
  changed[at]! ^= 1
  return changed
}

test('content fills each frame exactly, and one byte more takes the next', () => {
  const { a, b } = connect('sizes')
  assert.deepEqual([contentCapacity(2_048, false), contentCapacity(4_096, false)], [763, 2_811])
  assert.equal(contentCapacity(4_096, true), 1_488)
  for (const [at, size] of FRAME_SIZES.entries()) {
    const capacity = contentCapacity(size, false)
    for (const length of [capacity, capacity + 1]) {
      const content = new Uint8Array(length).fill(0xee)
      const expected = length === capacity ? size : FRAME_SIZES[at + 1]
      if (expected === undefined) {
        assert.throws(() => say(a, content), RangeError)
        continue
      }
      const frame = say(a, content)
      assert.equal(frame.length, expected)
      const opening = hear(b, frame)
      assert.ok(opening.is === 'opened')
      assert.deepEqual(opening.content, content)
    }
  }
})

test('INIT frames: 4,096 at least, and their own boundaries', () => {
  const { a, b } = begin('init sizes')
  assert.equal(frameSizeFor(0, true), 4_096)
  for (const [length, size] of [
    [0, 4_096],
    [1_488, 4_096],
    [1_489, 8_192],
    [contentCapacity(65_536, true), 65_536],
  ] as const) {
    const frame = say(a, new Uint8Array(length))
    assert.equal(frame.length, size)
    assert.equal(hear(b, frame).is, 'opened')
  }
  assert.throws(() => say(a, new Uint8Array(contentCapacity(65_536, true) + 1)), RangeError)
})

test('both sides turn the ratchet; chains, roots and KEM keys change each time', () => {
  const { a, b } = connect('turns')
  const roots = new Set<string>()
  for (let turn = 0; turn < 8; turn++) {
    assert.equal(heard(b, say(a, `ping ${turn}`)), `ping ${turn}`)
    assert.equal(heard(a, say(b, `pong ${turn}`)), `pong ${turn}`)
    roots.add(String(a.session.rootKey))
    assert.ok(sotto.encodeSession(a.session).length <= 4_096)
    assert.ok(sotto.encodeSession(b.session).length <= 4_096)
  }
  assert.equal(roots.size, 8)
  assert.equal(a.skipped.size + b.skipped.size, 0)
  assert.equal(a.session.oldChains.length, MAX_CHAINS)
})

test('one KEM seed and one peer key are live at most, each erased when it has served', () => {
  const { a, b } = begin('erased')
  for (let turn = 0; turn < 3; turn++) {
    assert.ok(a.session.kemSeed && !a.session.peerKem)
    assert.ok(b.session.peerKem && !b.session.kemSeed)
    const answer = say(b, 'answer')
    assert.equal(b.session.peerKem, undefined)
    heard(a, answer)
    assert.equal(a.session.kemSeed, undefined)
    const next = say(a, 'next')
    assert.ok(a.session.kemSeed)
    heard(b, next)
  }
})

test('a ratchet secret is replaced by the side that turns', () => {
  const { a, b } = connect('secrets')
  const [first, root] = [a.session.ownRatchet?.secret, a.session.rootKey]
  const frame = say(a, 'turn')
  assert.notDeepEqual(a.session.ownRatchet?.secret, first)
  assert.notDeepEqual(a.session.rootKey, root)
  heard(b, frame)
  assert.deepEqual(b.session.rootKey, a.session.rootKey)
})

test('shuffled and thinned: all others open, gaps stay as keys', () => {
  const { a, b } = connect('shuffle')
  const frames = Array.from({ length: 200 }, (_, at) => ({ text: `${at}`, frame: say(a, `${at}`) }))
  const kept = frames.filter((_, at) => at % 20 !== 7)
  kept.sort((one, two) => one.frame[30]! - two.frame[30]!)
  for (const { text, frame } of kept) assert.equal(heard(b, frame), text)
  assert.ok(b.skipped.size <= 10)
})

test('the same frame three times opens once, also after the profile was read again', () => {
  const { a, b } = connect('duplicate')
  const frame = say(a, 'once')
  assert.equal(heard(b, frame), 'once')
  assert.deepEqual(hear(b, frame), { is: 'unreadable', behind: 1 })
  const restarted = cloneSide(b)
  assert.equal(hear(restarted, frame).is, 'unreadable')
})

test('a used skipped key is gone', () => {
  const { a, b } = connect('skipped once')
  const [late, next] = [say(a, 'late'), say(a, 'next')]
  heard(b, next)
  assert.equal(b.skipped.size, 1)
  assert.equal(heard(b, late), 'late')
  assert.equal(b.skipped.size, 0)
  assert.deepEqual(hear(b, late), { is: 'unreadable', behind: 2 })
})

test('skipped keys end with their life', () => {
  const { a, b } = connect('life')
  const [late, later, next] = [say(a, 'late'), say(a, 'later'), say(a, 'next')]
  heard(b, next)
  assert.equal(hear(b, late, NOW + SKIPPED_LIFE).is, 'opened')
  assert.equal(hear(b, later, NOW + SKIPPED_LIFE + 1).is, 'unreadable')
  assert.equal(sotto.expiredSkipped(b.skipped, NOW + SKIPPED_LIFE).length, 0)
  assert.equal(sotto.expiredSkipped(b.skipped, NOW + SKIPPED_LIFE + 1).length, 1)
})

test('a flipped bit anywhere leaves the state as it was; the true frame still opens', () => {
  const { a, b } = connect('forged')
  const frame = say(a, 'true')
  for (let at = 0; at < frame.length; at += 37) {
    const outcome = hear(b, flip(frame, at)).is
    assert.equal(outcome, at < 1_265 ? 'notMine' : 'unreadable', `byte ${at}`)
  }
  assert.equal(heard(b, frame), 'true')
})

test('every length but the six is not a frame; cut and empty tags never throw', () => {
  const { a, b } = connect('cut')
  const frame = say(a, 'whole')
  for (let length = 0; length < frame.length; length++) {
    assert.deepEqual(hear(b, frame.subarray(0, length)), { is: 'notMine' })
  }
  for (const length of [2_049, 3_000, 4_096, 65_536, 65_537]) {
    const longer = new Uint8Array(length)
    longer.set(frame)
    assert.notEqual(hear(b, longer).is, 'opened')
  }
  assert.equal(heard(b, frame), 'whole')
})

test('a gap of exactly MAX_SKIP opens, one more does not', () => {
  const { a, b } = connect('gap')
  for (let at = 0; at < MAX_SKIP; at++) say(a, '')
  const reachable = say(a, 'reachable')
  const tooFar = say(a, 'too far')
  assert.equal(hear(b, tooFar).is, 'unreadable')
  assert.equal(heard(b, reachable), 'reachable')
  assert.equal(b.skipped.size, MAX_SKIP)
  assert.equal(heard(b, tooFar), 'too far')
})

test('a spoiled frame is no sign of a copy: only one whose number has passed is behind', () => {
  const { a, b } = connect('behind')
  assert.equal(heard(b, say(a, 'one')), 'one')
  const old = cloneSide(a)
  const two = say(a, 'two')
  const spoiled = two.slice()
  spoiled[2_047]! ^= 1
  assert.deepEqual(hear(b, spoiled), { is: 'unreadable', behind: undefined })
  assert.equal(heard(b, two), 'two')
  assert.deepEqual(hear(b, say(old, 'of the copy')), { is: 'unreadable', behind: 1 })
})

test('the same holds inside a chain that was begun', () => {
  const { a, b } = connect('gap inside')
  assert.equal(heard(b, say(a, 'begun')), 'begun')
  for (let at = 0; at < MAX_SKIP; at++) say(a, '')
  const reachable = say(a, 'reachable')
  assert.equal(hear(b, say(a, 'too far')).is, 'unreadable')
  assert.equal(heard(b, reachable), 'reachable')
})

test('the same holds for the first chain of all, before anything was heard', () => {
  const { a, b } = begin('first gap')
  const frames = Array.from({ length: MAX_SKIP + 2 }, () => say(b, ''))
  assert.equal(hear(a, frames[MAX_SKIP + 1]!).is, 'unreadable')
  assert.equal(hear(a, frames[MAX_SKIP]!).is, 'opened')
  assert.equal(a.skipped.size, MAX_SKIP)
})

test('flooding with gaps keeps at most the bound, the oldest go first', () => {
  const { a, b } = connect('flood')
  const early = say(a, 'early')
  for (let turn = 0; turn < 4; turn++) {
    for (let at = 0; at < 999; at++) say(a, '')
    heard(b, say(a, 'turn'))
    assert.ok(b.skipped.size <= MAX_SKIPPED_STORED)
    heard(a, say(b, 'back'))
  }
  assert.equal(b.skipped.size, MAX_SKIPPED_STORED)
  assert.equal(hear(b, early).is, 'unreadable')
})

test('the header keys of five old chains are kept; keys of older ones are removed', () => {
  const { a, b } = connect('chains')
  const late: Uint8Array[] = []
  for (let turn = 0; turn < MAX_CHAINS + 2; turn++) {
    late.push(say(a, `late ${turn}`))
    heard(b, say(a, 'now'))
    heard(a, say(b, 'back'))
  }
  assert.equal(b.session.oldChains.length, MAX_CHAINS)
  assert.equal(b.skipped.size, MAX_CHAINS + 1)
  assert.equal(hear(b, late[0]!).is, 'notMine')
  for (let turn = 1; turn < late.length; turn++) {
    assert.equal(heard(b, late[turn]!), `late ${turn}`)
  }
  assert.equal(b.skipped.size, 0)
  // A late duplicate is still recognised as of this session: its header key is there.
  assert.equal(hear(b, late[3]!).is, 'unreadable')
})

test('reflection: own frames are not mine, in either direction', () => {
  const { a, b, first } = connect('reflect')
  for (const side of [a, b]) {
    const frame = say(side, 'echo')
    assert.deepEqual(hear(side, frame), { is: 'notMine' })
  }
  assert.deepEqual(hear(a, first), { is: 'notMine' })
})

test('a rolled-back sender never repeats a keystream, and is noticed', () => {
  const { a, b } = connect('rollback')
  heard(b, say(a, 'x'))
  const restored: Side = { ...cloneSide(a), random: seeded('other randomness') }
  const [one, two] = [say(a, 'same text'), say(restored, 'same text')]
  // Same chain key and counter, yet other nonces and so other body keys.
  assert.notDeepEqual(one.subarray(0, 24), two.subarray(0, 24))
  assert.notDeepEqual(one.subarray(1_265), two.subarray(1_265))
  assert.equal(heard(b, one), 'same text')
  assert.deepEqual(hear(b, two), { is: 'unreadable', behind: 1 })
})

test('a responder cannot seal before it has opened a message', () => {
  const { b } = begin('early')
  const untouched: sotto.Session = { ...b.session, turn: false, send: { ...b.session.send } }
  assert.throws(() => sotto.sealMessage(untouched, utf8('x'), seeded(1)), /cannot send/)
})

test('random noise of a frame size is not mine', () => {
  const { b } = connect('noise')
  const random = seeded('noise bytes')
  for (const size of FRAME_SIZES) {
    assert.deepEqual(hear(b, random.bytes(size)), { is: 'notMine' })
  }
})
