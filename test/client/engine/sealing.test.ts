// Sealing again (PROTOCOL 9.3): frames that are dropped may have carried a receipt; it must not go with them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealAllAgain } from '../../../client/engine/outgoing.ts'
import { must } from '../../../client/engine/turn.ts'
import { carryAll, carryOn, invited } from '../../support/two-profiles.ts'

test('a receipt that rode in a frame that is sealed again still arrives', async () => {
  const { ann, ben } = await invited('riding')
  await carryOn(ben, ann)
  await ann.say('from Ann')
  await carryAll(ann, ben)
  await ben.say('from Ben, with the receipt')
  await ben.decide((turn) => sealAllAgain(turn, must(turn.draft.entries('device')[0])[0]))
  await carryAll(ben, ann)
  assert.deepEqual(await ann.shown(), ['from Ben, with the receipt'])
  const waiting = ann.profile().rows.entries('pending')
  assert.equal(waiting.filter(([, row]) => row.shown).length, 0, 'nothing waits for a receipt')
})
