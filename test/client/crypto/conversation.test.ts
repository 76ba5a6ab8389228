// Two people over a bad network (PROTOCOL 9): any mix of bursts, loss, repetition and reordering. What
// opens is what was said, once; what was not lost opens in the end; both sides can always go on.
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { test } from 'node:test'
import { fromUtf8 } from '../../../protocol/bytes.ts'
import { MAX_CHAINS } from '../../../protocol/limits.ts'
import { begin, cloneSide, hear, say, type Side } from './alice-and-bob.ts'

const RUNS = 40
const SEED = 20_260_101
const WINDOW = 30

type Step =
  | { readonly is: 'say'; readonly alice: boolean; readonly burst: number }
  | { readonly is: 'deliver'; readonly toAlice: boolean; readonly pick: number }
  | { readonly is: 'lose'; readonly toAlice: boolean; readonly pick: number }
  | { readonly is: 'repeat'; readonly toAlice: boolean; readonly pick: number }
  | { readonly is: 'restart'; readonly alice: boolean }

const pick = fc.nat({ max: WINDOW - 1 })
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      is: fc.constant('say' as const),
      alice: fc.boolean(),
      burst: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ is: fc.constant('deliver' as const), toAlice: fc.boolean(), pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('lose' as const), toAlice: fc.boolean(), pick }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ is: fc.constant('repeat' as const), toAlice: fc.boolean(), pick }),
  },
  { weight: 1, arbitrary: fc.record({ is: fc.constant('restart' as const), alice: fc.boolean() }) },
)

interface Letter {
  readonly text: string
  readonly frame: Uint8Array
  /** Which of its sender's chains it belongs to, from 1. */
  readonly chain: number
}

// One direction of the network: letters under way, and what came out of the other end.
interface Line {
  readonly letters: Letter[]
  readonly opened: Set<string>
  chains: number
}

const take = (line: Line, at: number): Letter | undefined =>
  line.letters.splice(Math.min(at, line.letters.length - 1), 1)[0]

const deliver = (side: Side, line: Line, letter: Letter): void => {
  const opening = hear(side, letter.frame)
  if (line.opened.has(letter.text)) {
    assert.notEqual(opening.is, 'opened', 'opened twice')
    return
  }
  // Chains older than the five that are kept are forgotten, by rule.
  if (side.session.receive.chain - letter.chain > MAX_CHAINS) {
    assert.equal(opening.is, 'notMine')
    return
  }
  assert.ok(opening.is === 'opened', `${letter.text} did not open: ${opening.is}`)
  assert.equal(fromUtf8(opening.content), letter.text)
  line.opened.add(letter.text)
}

const run = (steps: readonly Step[]): void => {
  const { a: alice, b: bob } = begin('conversation')
  const sides = { alice, bob }
  const toAlice: Line = { letters: [], opened: new Set(), chains: 0 }
  // Alice's first chain began with her INIT.
  const toBob: Line = { letters: [], opened: new Set(), chains: 1 }
  let count = 0
  const speak = (isAlice: boolean): void => {
    const text = `${isAlice ? 'alice' : 'bob'} ${count++}`
    const side = isAlice ? sides.alice : sides.bob
    const line = isAlice ? toBob : toAlice
    if (side.session.turn) line.chains++
    line.letters.push({ text, frame: say(side, text), chain: line.chains })
  }
  for (const at of steps) {
    if (at.is === 'say') for (let said = 0; said < at.burst; said++) speak(at.alice)
    else if (at.is === 'restart') {
      if (at.alice) sides.alice = cloneSide(sides.alice)
      else sides.bob = cloneSide(sides.bob)
    } else {
      const line = at.toAlice ? toAlice : toBob
      const side = at.toAlice ? sides.alice : sides.bob
      const letter = at.is === 'repeat' ? line.letters[at.pick] : take(line, at.pick)
      if (letter && at.is !== 'lose') deliver(side, line, letter)
    }
  }
  while (toAlice.letters.length > 0) deliver(sides.alice, toAlice, take(toAlice, 0)!)
  while (toBob.letters.length > 0) deliver(sides.bob, toBob, take(toBob, 0)!)
  for (const isAlice of [true, false, true]) {
    speak(isAlice)
    const line = isAlice ? toBob : toAlice
    deliver(isAlice ? sides.bob : sides.alice, line, take(line, 0)!)
  }
}

test('any conversation over a bad network: all that was not lost opens, once', () => {
  fc.assert(fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), run), {
    numRuns: RUNS,
    seed: SEED,
  })
})
