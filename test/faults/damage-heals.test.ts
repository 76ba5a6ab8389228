// A message whose envelope was damaged on the server's disk (PROTOCOL 10 rules 9 and 10): the ones around it
// arrive, and the sender's client deposits it again, because it lacks a receipt.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import SqliteDatabase from 'better-sqlite3'
import { databasePath } from '../../server/store/database.ts'
import { friendOf, twoPeople, untilDelivered } from '../support/people.ts'
import { circleAt, received, write } from './story.ts'
import { createVictim } from './victim.ts'

test('a damaged envelope is deposited again by its sender and arrives', async (context) => {
  const victim = await createVictim(context)
  await victim.start()
  const circle = circleAt(context, victim)
  const [ann, ben] = await twoPeople(circle)
  const [annAtBen, benAtAnn] = [friendOf(ben), friendOf(ann)]
  await untilDelivered(ann, await write(ann, benAtAnn, 'hello'))
  await untilDelivered(ben, await write(ben, annAtBen, 'hello you'))
  await ben.close()
  const ids = [
    await write(ann, benAtAnn, 'one'),
    await write(ann, benAtAnn, 'two'),
    await write(ann, benAtAnn, 'three'),
  ]
  await ann.untilMessages(
    (all) => ids.every((id) => all.some((view) => view.id === id && view.state === 'sent')),
    'the texts are on the server',
  )
  await victim.stop()
  const database = new SqliteDatabase(databasePath(victim.folder))
  // The last but one of those that wait: the numbers of rows are too large for a number here.
  const spoil = database.prepare(
    `UPDATE envelope SET body = randomblob(length(body))
     WHERE id = (SELECT id FROM envelope ORDER BY id DESC LIMIT 1 OFFSET 1)`,
  )
  assert.equal(spoil.run().changes, 1)
  database.close()
  await victim.start()
  const back = await circle.person(ben.disk)
  const last = await write(ann, benAtAnn, 'four')
  for (const id of [...ids, last]) await untilDelivered(ann, id)
  assert.match(victim.printed(), /rowsDamaged/)
  // Written in this order, and shown in it, whatever way each of them took.
  assert.deepEqual(await received(back, annAtBen), ['hello', 'one', 'two', 'three', 'four'])
})
