// A sender that is refused (PROTOCOL 3.1 and 10 rule 8): by friends who removed this one, or by a server that was
// restored and does not know a friend yet. It holds up nobody else, and it is asked again soon.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { createCircle, type Person } from '../support/circle.ts'
import { firstPerson, friendOf, inviteFrom, joinBy, untilDelivered } from '../support/people.ts'

const writeToEach = async (from: Person, people: readonly string[]): Promise<readonly string[]> => {
  const ids: string[] = []
  for (const person of people) {
    const id = randomBytes(16).toString('hex')
    const answer = await from.engine.run({ type: 'send', person, text: 'hello', id })
    assert.deepEqual(answer, { is: 'done' })
    ids.push(id)
  }
  return ids
}

test('friends who removed somebody do not hold up what that one writes to others', async () => {
  const circle = await createCircle()
  const people: Person[] = []
  try {
    const ann = await firstPerson(circle, 'Ann')
    people.push(ann)
    const friends: Person[] = []
    for (const name of ['Ben', 'Cyd', 'Dan', 'Eve']) {
      const friend = await joinBy(circle, await inviteFrom(ann), name)
      await friend.until(({ people }) => people[0]?.answered === true, `Ann answers ${name}`)
      await ann.until(({ people }) => people.some((one) => one.name === name), `${name} is there`)
      people.push(friend)
      friends.push(friend)
    }
    const idOf = (name: string): string =>
      ann.snapshot().people.find((one) => one.name === name)?.id ?? ''
    for (const friend of friends.slice(0, 3)) {
      const person = friendOf(friend)
      const answer = await friend.engine.run({ type: 'remove', person, forget: false })
      assert.deepEqual(answer, { is: 'done' })
    }
    const gone = ['Ben', 'Cyd', 'Dan'].map(idOf)
    await writeToEach(ann, gone)
    await ann.until(
      ({ people }) => gone.every((id) => people.find((one) => one.id === id)?.unreachable === true),
      'all three refuse Ann',
    )
    // These wait for ever: nobody takes them.
    await writeToEach(ann, gone)
    // A server that knows no channel yet answers all in the order in which they were asked for.
    await circle.restart()
    const [id = ''] = await writeToEach(ann, [idOf('Eve')])
    await untilDelivered(ann, id)
  } finally {
    for (const person of people) await person.close()
    await circle.close()
  }
})
