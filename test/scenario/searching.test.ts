// Two people who search what they wrote to each other, over the real engine: what is found is what is there.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Found } from '../../client/engine/search-view.ts'
import { createCircle, type Person } from '../support/circle.ts'
import { friendOf, twoPeople, untilDelivered, writeTo } from '../support/people.ts'

/** Resolves with the next state of a search that satisfies `holds`. */
const nextFound = (person: Person, holds: (found: Found) => boolean): Promise<Found> =>
  new Promise((resolve) => {
    const leave = person.engine.watch((event) => {
      if (event.type !== 'found' || !holds(event)) return
      queueMicrotask(() => leave())
      resolve(event)
    })
  })

const search = async (person: Person, text: string): Promise<Found> => {
  const found = nextFound(person, (one) => one.done && one.text === text)
  const asked = { type: 'search', slot: 'field', text, person: undefined, limit: 10 } as const
  assert.deepEqual(await person.engine.run(asked), { is: 'done' })
  return found
}

test('what is written is found on both sides, after a restart too, and stays found as it comes', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  await untilDelivered(ann, await writeTo(ann, 'See you at the *Café*, Zoë'))
  await untilDelivered(ben, await writeTo(ben, 'Кафе — ёлка!'))
  const atBen = await search(ben, 'cafe zoe')
  assert.deepEqual(
    atBen.hits.map(({ text, mine, person }) => [text, mine, person]),
    [['See you at the Café, Zoë', false, friendOf(ben)]],
  )
  const again = await ann.reopen()
  assert.equal((await search(again, 'елка')).hits[0]?.text, 'Кафе — ёлка!')
  // The field still stands there while another message comes in.
  const grown = nextFound(again, ({ count }) => count === 2)
  await writeTo(ben, 'ЁЛКА again')
  assert.equal((await grown).hits[0]?.text, 'ЁЛКА again')
  const order = (await grown).hits[1]?.order ?? ''
  const page = { type: 'page', person: friendOf(again), before: undefined, limit: 5 } as const
  const behind = await again.engine.run({ ...page, after: order })
  assert.ok(behind.is === 'page')
  assert.deepEqual([behind.messages.map(({ text }) => text), behind.more], [['ЁЛКА again'], false])
  await again.close()
  await ben.close()
})
