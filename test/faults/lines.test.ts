// Boxes that hold answers back or break them off, and a server that restarts behind them (PROTOCOL 3.4):
// nothing is lost, doubled or out of order, and a stream that does not arrive is found out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { historyOf } from '../support/people.ts'
import { meet, talk } from '../support/boxed.ts'

test('a box that holds answers back is found out, and long polls do', async (context) => {
  const { ways, ann, ben } = await meet(context, { hold: true })
  await talk(ann, ben, 20, 'to Ben')
  await talk(ben, ann, 20, 'to Ann')
  assert.equal(ways[0], 'stream')
  assert.equal(ways.at(-1), 'poll')
})

test('answers that break off lose nothing and double nothing', async (context) => {
  const { box, ann, ben } = await meet(context, {})
  box.breakAfter = 6_000
  await talk(ann, ben, 40, 'to Ben')
  await talk(ben, ann, 40, 'to Ann')
  const ids = (await historyOf(ben)).map((message) => message.id)
  assert.equal(new Set(ids).size, ids.length)
})

test('the server restarts, and what waited comes on the line that is opened anew', async (context) => {
  const { circle, ann, ben, again } = await meet(context, {})
  await talk(ann, ben, 3, 'before')
  const back = await again()
  await circle.restart()
  await talk(ann, back, 5, 'after')
  await talk(back, ann, 5, 'answer')
})
