// The first conversation, with the real server and the real engine: ticket, invitation, both write, offline,
// restarts of everything. What a person would notice is what is asserted.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createCircle } from '../support/circle.ts'
import {
  firstPerson,
  historyOf,
  inviteFrom,
  joinBy,
  textsOf,
  untilDelivered,
  writeTo,
} from '../support/people.ts'

test('two people meet by a link and write, online and offline, across restarts', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  let ann = await firstPerson(circle, 'Ann')
  let ben = await joinBy(circle, await inviteFrom(ann), 'Ben')
  await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben appears at Ann')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
  assert.equal(ben.snapshot().people[0]?.name, 'Ann')

  await untilDelivered(ann, await writeTo(ann, 'hello Ben'))
  await untilDelivered(ben, await writeTo(ben, 'hello Ann'))
  assert.deepEqual(textsOf(await historyOf(ann), false), ['hello Ann'])
  assert.deepEqual(textsOf(await historyOf(ben), false), ['hello Ben'])

  await ben.close()
  const offline = Array.from({ length: 10 }, (_, number) => `offline ${number}`)
  let last = ''
  for (const text of offline) last = await writeTo(ann, text)
  await ann.untilMessages(
    (all) => all.some((view) => view.id === last && view.state === 'sent'),
    'the server has the last one',
  )
  await circle.restart()
  ben = await circle.person(ben.disk)
  await ben.untilMessages((all) => textsOf(all, false).length === 10, 'ten messages')
  assert.deepEqual(textsOf(await historyOf(ben), false).slice(-10), offline)
  await untilDelivered(ann, last)

  ann = await ann.reopen()
  await untilDelivered(ann, await writeTo(ann, 'after a restart of Ann'))
  await untilDelivered(ben, await writeTo(ben, 'and of the server'))
  assert.equal((await historyOf(ann)).length, 14)
  assert.equal((await historyOf(ben)).length, 14)
  await ann.close()
  await ben.close()
})
