// Whatever two people do with their messages, and in whatever order it arrives, whenever sessions are opened
// anew, both histories come to the same (PROTOCOL 8.1).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { sealAllAgain } from '../../../client/engine/outgoing.ts'
import { must } from '../../../client/engine/turn.ts'
import { edit, erase, historyAt, react, settle } from '../../support/doings.ts'
import { carryOn, invited, type Carried, type Side } from '../../support/two-profiles.ts'

type Step =
  | { readonly is: 'say' | 'again' | 'carry'; readonly by: number; readonly pick: number }
  | {
      readonly is: 'react' | 'edit' | 'erase' | 'drop'
      readonly by: number
      readonly pick: number
    }

const anyStep: fc.Arbitrary<Step> = fc.record({
  is: fc.constantFrom('say', 'say', 'react', 'edit', 'erase', 'drop', 'again', 'carry', 'carry'),
  by: fc.nat(1),
  pick: fc.nat(1_000),
})

const MARKS = ['', '👍', '❤️', '😂']

/** One deposit of those that wait, from any place: the server's order is another thing than that of counts. */
const carryOne = async (from: Side, to: Side, pick: number, taken: Set<string>): Promise<void> => {
  const nameOf = ({ channel, seq }: Carried): string => `${channel} ${seq}`
  const waiting = from.outbox().filter((one) => !taken.has(nameOf(one)))
  const deposit = waiting[pick % Math.max(1, waiting.length)]
  if (!deposit) return
  taken.add(nameOf(deposit))
  await to.take(deposit)
}

const act = async (side: Side, step: Step, forgotten: Set<string>): Promise<void> => {
  const rows = await historyAt(side)
  const one = rows[step.pick % Math.max(1, rows.length)]
  if (!one) return
  if (step.is === 'react') await react(side, one.order, MARKS[step.pick % MARKS.length] ?? '')
  else if (step.is === 'edit') await edit(side, one.order, `text ${step.pick}`)
  else if (step.is === 'erase') await erase(side, [one.order], true)
  else if (step.is === 'drop') {
    forgotten.add(one.id)
    await erase(side, [one.order], false)
  }
}

/** What both must agree on, written down as one side would see it. */
const agreed = async (side: Side, first: boolean, forgotten: ReadonlySet<string>) =>
  (await historyAt(side))
    .filter(({ id, erased }) => !forgotten.has(id) && !erased)
    .map(({ id, text, edited, marks, mine }) => ({
      id,
      text,
      edited: edited !== undefined,
      byFirst: mine === first,
      marks: marks.map((one) => `${one.mine === first} ${one.mark}`).toSorted(),
    }))

test('any doings, in any order of arrival, come to the same on both sides', async () => {
  let round = 0
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 20 }), async (steps) => {
      const { ann, ben } = await invited(`converge ${round++}`)
      await carryOn(ben, ann)
      const sides = [ann, ben] as const
      const forgotten = new Set<string>()
      const taken = new Set<string>()
      for (const step of steps) {
        const [side, other] = step.by === 0 ? sides : [ben, ann]
        side.now += 1_000
        if (step.is === 'say') await side.say(`said ${step.pick}`)
        else if (step.is === 'carry') await carryOne(side, other, step.pick, taken)
        else if (step.is === 'again')
          await side.decide((turn) => sealAllAgain(turn, must(turn.draft.entries('device')[0])[0]))
        else await act(side, step, forgotten)
      }
      await settle(ann, ben)
      assert.deepEqual(await agreed(ann, true, forgotten), await agreed(ben, false, forgotten))
      for (const side of sides)
        assert.deepEqual(side.profile().rows.entries('pending'), [], 'everything is receipted')
    }),
    { seed: 20_261_121, numRuns: 16 },
  )
})
