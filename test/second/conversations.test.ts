// Random conversations (PROTOCOL 9.1): the same talk, losses, repetitions and late frames in all four
// castings of product and second implementation. Every frame has the same bytes, and each frame opens,
// or is refused, alike - also far behind, where chains and keys have been forgotten.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { MakeMember, Talk } from './cast.ts'
import { toHex } from './bytes.ts'
import { sha256 } from './crypto.ts'
import { makeProduct } from './product-member.ts'
import { seeded } from './scenes.ts'
import { makeSecond } from './second-member.ts'

const SEED = 20_261_121

interface Move {
  readonly by: 0 | 1
  readonly act: 'seal' | 'open'
  /** Which of the frames under way, counted from the newest; or the length of a content. */
  readonly pick: number
}
const move: fc.Arbitrary<Move> = fc.record({
  by: fc.constantFrom(0, 1),
  act: fc.constantFrom('seal', 'open', 'open'),
  pick: fc.oneof(fc.constant(0), fc.constant(0), fc.nat(900)),
})

const attempt = (act: () => Uint8Array): string => {
  try {
    return toHex(sha256(act()))
  } catch {
    return 'refused'
  }
}

/** What came of every move. */
const converse = (makes: readonly [MakeMember, MakeMember], moves: readonly Move[]): string[] => {
  const draws = seeded('conversation')
  const [alice, bob] = [makes[0](draws), makes[1](draws)]
  const start = alice.start(draws, bob.public, 'pair', null)
  const first = start.seal(draws, Uint8Array.of(1))
  const talks: readonly [Talk, Talk] = [start, bob.take(first, 'pair', null).talk]
  const sent: readonly [Uint8Array[], Uint8Array[]] = [[first], []]
  return moves.map(({ by, act, pick }) => {
    if (act === 'seal') {
      const frame = talks[by].seal(draws, new Uint8Array(pick).fill(7))
      sent[by].push(frame)
      return toHex(sha256(frame))
    }
    const frames = sent[by === 0 ? 1 : 0]
    const frame = frames.at(-1 - (pick % Math.max(1, frames.length)))
    return frame ? attempt(() => talks[by].open(frame)) : 'nothing'
  })
}

test('random conversations go alike, whoever plays whom', () => {
  const outcomes = { opened: 0, refused: 0 }
  const play = (moves: readonly Move[]): void => {
    const expected = converse([makeSecond, makeSecond], moves)
    moves.forEach(({ act }, at) => {
      if (act === 'open') outcomes[expected[at] === 'refused' ? 'refused' : 'opened'] += 1
    })
    for (const makes of [
      [makeProduct, makeSecond],
      [makeSecond, makeProduct],
    ] as const) {
      assert.deepEqual(converse(makes, moves), expected)
    }
  }
  fc.assert(fc.property(fc.array(move, { minLength: 20, maxLength: 40 }), play), {
    seed: SEED,
    numRuns: 5,
  })
  assert.ok(outcomes.opened > 10 && outcomes.refused > 10, JSON.stringify(outcomes))
})

test('a chain older than the last five is forgotten by both', () => {
  const turns = Array.from({ length: 7 }, (): Move[] => [
    { by: 1, act: 'seal', pick: 1 },
    { by: 0, act: 'open', pick: 0 },
    { by: 0, act: 'seal', pick: 1 },
    { by: 1, act: 'open', pick: 0 },
  ]).flat()
  // Alice skips nothing; Bob's first chain has a second frame that she opens late, or too late.
  const late = (after: number, back: number): Move[] => [
    { by: 1, act: 'seal', pick: 2 },
    { by: 1, act: 'seal', pick: 3 },
    { by: 0, act: 'open', pick: 0 },
    { by: 0, act: 'seal', pick: 1 },
    { by: 1, act: 'open', pick: 0 },
    ...turns.slice(0, 4 * after),
    { by: 0, act: 'open', pick: back },
  ]
  for (const [after, opens] of [
    [4, true],
    [5, true],
    [6, false],
  ] as const) {
    for (const alice of [makeProduct, makeSecond]) {
      const outs = converse([alice, makeSecond], late(after, after + 1))
      assert.equal(outs.at(-1) !== 'refused', opens, `after ${after} turns`)
    }
  }
})
