// Invitations that cannot be taken: each has its own answer, and nothing is made or lost by trying.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { decodeLink, encodeLink } from '../../protocol/invite.ts'
import type { Answer } from '../../client/engine/view.ts'
import { createCircle, type Circle, type Person } from '../support/circle.ts'
import { firstPerson, friendOf, inviteFrom, joinBy, twoPeople } from '../support/people.ts'

const look = (person: Person, fragment: string): Promise<Answer> =>
  person.engine.run({ type: 'look', fragment })
const refusedAs = (why: string): unknown => ({ is: 'refused', why })

const within = async (act: (circle: Circle) => Promise<void>): Promise<void> => {
  const circle = await createCircle()
  try {
    await act(circle)
  } finally {
    await circle.close()
  }
}

test('a taken invitation says so to the next one who opens it, and the inviter is not disturbed', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const fragment = await inviteFrom(ann)
    const ben = await joinBy(circle, fragment, 'Ben')
    await ann.until(({ people }) => people.length === 1, 'Ben joins')
    await ann.until(({ invitations }) => invitations[0]?.state === 'used', 'it is used')
    const eve = await circle.person()
    const answer = await look(eve, fragment)
    // Until the card is deleted it says `used`; afterwards the link leads nowhere.
    assert.ok(answer.is === 'refused' && ['used', 'gone'].includes(answer.why))
    assert.equal(eve.snapshot().phase, 'fresh')
    assert.deepEqual(await look(ben, fragment), { is: 'person', person: friendOf(ben) })
    assert.equal(ann.snapshot().people.length, 1)
    await Promise.all([ann.close(), ben.close(), eve.close()])
  }))

test('a revoked invitation, one of another server and a mangled one', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const fragment = await inviteFrom(ann)
    const [invitation] = ann.snapshot().invitations
    assert.ok(invitation)
    await ann.engine.run({ type: 'revoke', invitation: invitation.id })
    const ben = await circle.person()
    await ann.until(({ invitations }) => invitations.length === 0, 'it is off the list')
    // The server hears of it in a moment; opening it meanwhile would still be the friend's good right.
    let answer = await look(ben, fragment)
    while (answer.is !== 'refused') answer = await look(ben, fragment)
    assert.deepEqual(answer, refusedAs('gone'))

    const link = decodeLink(fragment)
    assert.ok(link.type === 'invitation')
    const elsewhere = encodeLink({ ...link, secret: new Uint8Array(16).fill(9) })
    assert.deepEqual(await look(ben, elsewhere), refusedAs('gone'))
    assert.deepEqual(await look(ben, fragment.slice(0, -3)), refusedAs('mangled'))
    assert.deepEqual(await look(ben, `${fragment}x`), refusedAs('mangled'))
    assert.deepEqual(await look(ben, ''), refusedAs('mangled'))
    assert.deepEqual(await look(ben, `Ag${fragment.slice(2)}`), refusedAs('newer'))
    assert.deepEqual(
      await ben.engine.run({ type: 'accept', name: 'Ben', fragment: elsewhere }),
      refusedAs('gone'),
    )
    assert.equal(ben.snapshot().phase, 'fresh')
    await Promise.all([ann.close(), ben.close()])
  }))

test('my own invitation is recognised, and so is one of a friend, without asking the server', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const fragment = await inviteFrom(ann)
    assert.deepEqual(await look(ann, fragment), refusedAs('own'))
    assert.deepEqual(await ann.engine.run({ type: 'accept', name: '', fragment }), refusedAs('own'))
    assert.deepEqual(await look(ben, fragment), { is: 'person', person: friendOf(ben) })
    await Promise.all([ann.close(), ben.close()])
  }))

test('a ticket is good once; a used one leaves no account behind', () =>
  within(async (circle) => {
    const fragment = await circle.ticket()
    const ann = await circle.person()
    assert.deepEqual(await look(ann, fragment), { is: 'ticket' })
    assert.deepEqual(
      await ann.engine.run({ type: 'start', name: ' ​ ', fragment }),
      refusedAs('badName'),
    )
    assert.deepEqual(await ann.engine.run({ type: 'start', name: 'Ann', fragment }), { is: 'done' })
    const eve = await circle.person()
    assert.deepEqual(
      await eve.engine.run({ type: 'start', name: 'Eve', fragment }),
      refusedAs('notInvited'),
    )
    assert.equal(eve.snapshot().phase, 'fresh')
    assert.deepEqual(await look(ann, fragment), refusedAs('already'))
    await Promise.all([ann.close(), eve.close()])
  }))

test('two who open one invitation at the same moment: one is a friend, the other learns nothing', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const fragment = await inviteFrom(ann)
    const [ben, eve] = [await circle.person(), await circle.person()]
    for (const person of [ben, eve]) {
      assert.deepEqual(await look(person, fragment), { is: 'invitedBy', name: 'Ann' })
    }
    await Promise.all([
      ben.engine.run({ type: 'accept', name: 'Ben', fragment }),
      eve.engine.run({ type: 'accept', name: 'Eve', fragment }),
    ])
    const { people } = await ann.until(
      ({ people: all, notices }) =>
        all.length > 0 && notices.some(({ type }) => type === 'linkTriedTwice'),
      'one joins and the other is noticed',
    )
    assert.equal(people.length, 1)
    const winner = people[0]?.name === 'Ben' ? ben : eve
    await winner.until(({ people: [first] }) => first?.answered === true, 'the first is answered')
    const loser = winner === ben ? eve : ben
    assert.equal(loser.snapshot().people[0]?.answered, false)
    await Promise.all([ann.close(), ben.close(), eve.close()])
  }))

test('a server that is full says so, and leaves nobody half inside', async () => {
  const circle = await createCircle({ inboxes: 1 })
  try {
    const ann = await firstPerson(circle, 'Ann')
    const fragment = await inviteFrom(ann)
    const ben = await circle.person()
    assert.deepEqual(
      await ben.engine.run({ type: 'accept', name: 'Ben', fragment }),
      refusedAs('full'),
    )
    assert.equal(ben.snapshot().phase, 'fresh')
    await Promise.all([ann.close(), ben.close()])
  } finally {
    await circle.close()
  }
})

test('too many looks at a card are told as busy, and the link stays good', async () => {
  const circle = await createCircle({ cardsPerFriendId: 2 })
  try {
    const ann = await firstPerson(circle, 'Ann')
    const fragment = await inviteFrom(ann)
    const curious = await circle.person()
    for (let count = 0; count < 2; count++) {
      assert.deepEqual(await look(curious, fragment), { is: 'invitedBy', name: 'Ann' })
    }
    assert.deepEqual(await look(curious, fragment), refusedAs('busy'))
    await Promise.all([ann.close(), curious.close()])
  } finally {
    await circle.close()
  }
})
