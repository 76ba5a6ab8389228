// The first conversation, with the real server and the real engine: ticket, invitation, both write, offline,
// restarts of everything. What a person would notice is what is asserted.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { MessageView } from '../../client/engine/view.ts'
import { createCircle, type Circle, type Person } from '../support/circle.ts'

const newId = (): string => randomBytes(16).toString('hex')

const firstPerson = async (circle: Circle, name: string): Promise<Person> => {
  const person = await circle.person()
  const answer = await person.engine.run({ type: 'start', name, fragment: await circle.ticket() })
  assert.deepEqual(answer, { is: 'done' })
  await person.until(({ connection }) => connection === 'connected', 'first person connects')
  return person
}

const invitationOf = async (person: Person): Promise<string> => {
  const answer = await person.engine.run({ type: 'invite', label: '' })
  assert.equal(answer.is, 'invitation')
  await person.until(({ invitations }) => invitations[0]?.state === 'open', 'invitation opens')
  return answer.is === 'invitation' ? answer.invitation.fragment : ''
}

const join = async (circle: Circle, fragment: string, name: string): Promise<Person> => {
  const person = await circle.person()
  assert.deepEqual(await person.engine.run({ type: 'look', fragment }), {
    is: 'invitedBy',
    name: 'Ann',
  })
  assert.equal((await person.engine.run({ type: 'accept', name, fragment })).is, 'person')
  return person
}

const write = async (person: Person, text: string): Promise<string> => {
  const id = newId()
  const to = person.snapshot().people[0]?.id ?? ''
  assert.deepEqual(await person.engine.run({ type: 'send', person: to, text, id }), { is: 'done' })
  return id
}

const texts = (messages: readonly MessageView[], mine: boolean): string[] =>
  messages.filter((view) => view.mine === mine).map(({ text }) => text)

const history = async (person: Person): Promise<readonly MessageView[]> => {
  const answer = await person.engine.run({
    type: 'page',
    person: person.snapshot().people[0]?.id ?? '',
    before: undefined,
    limit: 500,
  })
  assert.equal(answer.is, 'page')
  return answer.is === 'page' ? answer.messages : []
}

const delivered = (person: Person, id: string): Promise<void> =>
  person.untilMessages(
    (all) => all.some((view) => view.id === id && view.state === 'delivered'),
    `delivery of ${id}`,
  )

test('two people meet by a link and write, online and offline, across restarts', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  let ann = await firstPerson(circle, 'Ann')
  const fragment = await invitationOf(ann)
  let ben = await join(circle, fragment, 'Ben')
  await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben appears at Ann')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
  assert.equal(ben.snapshot().people[0]?.name, 'Ann')

  await delivered(ann, await write(ann, 'hello Ben'))
  await delivered(ben, await write(ben, 'hello Ann'))
  assert.deepEqual(texts(await history(ann), false), ['hello Ann'])
  assert.deepEqual(texts(await history(ben), false), ['hello Ben'])

  await ben.close()
  const ids = []
  for (let number = 0; number < 10; number++) ids.push(await write(ann, `offline ${number}`))
  const last = ids.at(-1) ?? ''
  await ann.untilMessages(
    (all) => all.some((view) => view.id === last && view.state === 'sent'),
    'the server has the last one',
  )
  await circle.restart()
  ben = await circle.person(ben.disk)
  await ben.untilMessages((all) => texts(all, false).length === 10, 'ten messages')
  assert.deepEqual(
    texts(await history(ben), false).slice(-10),
    Array.from({ length: 10 }, (_, number) => `offline ${number}`),
  )
  await delivered(ann, last)

  ann = await ann.reopen()
  await delivered(ann, await write(ann, 'after a restart of Ann'))
  await delivered(ben, await write(ben, 'and of the server'))
  assert.equal((await history(ann)).length, 14)
  assert.equal((await history(ben)).length, 14)
  await ann.close()
  await ben.close()
})
