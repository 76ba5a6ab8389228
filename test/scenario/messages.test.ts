// Two people over the real server: what one does with a message shows on the other's screen, survives a restart
// of either process, and leaves nothing on the disk that was deleted.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCircle, type Person } from '../support/circle.ts'
import { friendOf, historyOf, twoPeople, untilDelivered, writeTo } from '../support/people.ts'

const DONE = { is: 'done' }

const orderOf = async (person: Person, id: string): Promise<string> => {
  const found = (await historyOf(person)).find((view) => view.id === id)
  assert.ok(found)
  return found.order
}

test('answered, marked, edited, forwarded and taken back, across restarts', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  const id = await writeTo(ann, 'Shall we?')
  await untilDelivered(ann, id)
  const order = await orderOf(ben, id)
  const run = (person: Person, command: Parameters<Person['engine']['run']>[0]) =>
    person.engine.run(command)
  const answer = 'ab'.repeat(16)
  assert.deepEqual(
    await run(ben, {
      type: 'send',
      person: friendOf(ben),
      text: 'Yes',
      id: answer,
      reply: order,
    }),
    DONE,
  )
  assert.deepEqual(
    await run(ben, { type: 'react', person: friendOf(ben), order, mark: '🎉' }),
    DONE,
  )
  await ann.untilMessages(
    (all) =>
      all.some((view) => view.reply?.text === 'Shall we?') &&
      all.some((view) => view.marks.length > 0),
    'the answer and the mark',
  )
  // The author’s process starts again, changes the text, and forwards it where it came from.
  const later = await ann.reopen()
  await run(later, { type: 'edit', person: friendOf(later), order, text: 'Shall we go?' })
  const forwarded = { orders: [order], to: [friendOf(later)], id: 'cd'.repeat(16) }
  await run(later, { type: 'forward', person: friendOf(later), ...forwarded })
  await ben.untilMessages(
    (all) =>
      all.some(
        (view) => view.id === id && view.text === 'Shall we go?' && view.edited !== undefined,
      ) && all.some((view) => view.forwarded && view.text === 'Shall we go?'),
    'the edit and what was forwarded',
  )
  // The quote is read where it stands: it says what the message says now.
  const quotes = (await historyOf(ben)).map(({ reply }) => reply?.text)
  assert.ok(quotes.includes('Shall we go?'))
  await run(later, { type: 'erase', person: friendOf(later), orders: [order], both: true })
  await ben.untilMessages(
    (all) => all.some((view) => view.id === id && view.erased && view.text === ''),
    'taken back',
  )
  const again = await ben.reopen()
  const left = await historyOf(again)
  assert.deepEqual(
    left.filter((view) => view.id === id).map(({ text, marks, erased }) => [text, marks, erased]),
    [['', [], true]],
  )
  assert.equal(left.find((view) => view.id === answer)?.reply?.gone, true)
  await later.close()
  await again.close()
})
