// Steps that most stories begin with: the first person, an invitation, a friend who joins, a message.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { MessageView } from '../../client/engine/view.ts'
import type { Circle, Person } from './circle.ts'

/** What a story needs of a circle. */
export type Meeting = Pick<Circle, 'person' | 'ticket'>

/** The first person, connected. */
export const firstPerson = async (circle: Meeting, name: string): Promise<Person> => {
  const person = await circle.person()
  const answer = await person.engine.run({ type: 'start', name, fragment: await circle.ticket() })
  assert.deepEqual(answer, { is: 'done' })
  await person.until(({ connection }) => connection === 'connected', `${name} connects`)
  return person
}

/** The fragment of a new invitation that can be opened by now. */
export const inviteFrom = async (person: Person): Promise<string> => {
  const answer = await person.engine.run({ type: 'invite', label: '' })
  if (answer.is !== 'invitation') throw new Error(`no invitation: ${answer.is}`)
  const { id, fragment } = answer.invitation
  await person.until(
    ({ invitations }) => invitations.some((one) => one.id === id && one.state === 'open'),
    'the invitation opens',
  )
  return fragment
}

/** Somebody new who accepts an invitation. */
export const joinBy = async (circle: Meeting, fragment: string, name: string): Promise<Person> => {
  const person = await circle.person()
  const answer = await person.engine.run({ type: 'accept', name, fragment })
  assert.equal(answer.is, 'person')
  return person
}

/** Two people who have met. */
export const twoPeople = async (circle: Meeting): Promise<readonly [ann: Person, ben: Person]> => {
  const ann = await firstPerson(circle, 'Ann')
  const ben = await joinBy(circle, await inviteFrom(ann), 'Ben')
  await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben appears at Ann')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
  return [ann, ben]
}

/** The local id of the first friend in the list. */
export const friendOf = (person: Person): string => {
  const [first] = person.snapshot().people
  if (!first) throw new Error('no friend yet')
  return first.id
}

/** Writes to the first friend; gives the message's id. */
export const writeTo = async (person: Person, text: string): Promise<string> => {
  const id = randomBytes(16).toString('hex')
  const answer = await person.engine.run({ type: 'send', person: friendOf(person), text, id })
  assert.deepEqual(answer, { is: 'done' })
  return id
}

/** Waits until a message is on the friend's device. */
export const untilDelivered = (person: Person, id: string): Promise<void> =>
  person.untilMessages(
    (all) => all.some((view) => view.id === id && view.state === 'delivered'),
    'a message is delivered',
  )

/** The whole conversation with the first friend. */
export const historyOf = async (person: Person): Promise<readonly MessageView[]> => {
  const answer = await person.engine.run({
    type: 'page',
    person: friendOf(person),
    before: undefined,
    limit: 500,
  })
  if (answer.is !== 'page') throw new Error(`no page: ${answer.is}`)
  return answer.messages
}

/** Texts of one side, in the order of the screen. */
export const textsOf = (messages: readonly MessageView[], mine: boolean): string[] =>
  messages.filter((view) => view.mine === mine).map(({ text }) => text)
