// Attacks by a host that lies, against real engines over the real server. Each test is named by its number in
// docs/ASSURANCE.md. What is asserted is what people would notice, and what must not have happened.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Snapshot } from '../../client/engine/view.ts'
import { toHex } from '../../protocol/bytes.ts'
import { flip } from '../support/bits.ts'
import { createCircle, realRandom, type Circle, type Person } from '../support/circle.ts'
import {
  firstPerson,
  friendOf,
  historyOf,
  inviteFrom,
  textsOf,
  untilDelivered,
  writeTo,
} from '../support/people.ts'
import { createLyingHost, type LyingHost, type Lies } from './lying-host.ts'

const within = async (act: (circle: Circle) => Promise<void>): Promise<void> => {
  const circle = await createCircle()
  try {
    await act(circle)
  } finally {
    await circle.close()
  }
}

const writeFirst = async (from: Person, name: string, text: string): Promise<string> => {
  const id = toHex(realRandom.bytes(16))
  const person = from.snapshot().people.find((one) => one.name === name)?.id ?? ''
  assert.deepEqual(await from.engine.run({ type: 'send', person, text, id }), { is: 'done' })
  return id
}

/** Ann by an honest way and Ben behind the host's lies, met and quiet. */
const meet = async (
  circle: Circle,
  lies: Lies = {},
): Promise<{ ann: Person; ben: Person; host: LyingHost }> => {
  const host = createLyingHost(lies)
  const ann = await firstPerson(circle, 'Ann')
  const fragment = await inviteFrom(ann)
  const ben = await circle.person(undefined, host.through)
  assert.equal((await ben.engine.run({ type: 'accept', name: 'Ben', fragment })).is, 'person')
  await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben appears')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers')
  return { ann, ben, host }
}

const withoutConnection = ({ people, notices, invitations }: Snapshot) => ({
  people: people.map(({ id, name, unread, last }) => ({ id, name, unread, last })),
  notices,
  invitations,
})

test('attack 1: a card that another account made opens nothing, and no keys are made', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const [hers, other] = [await inviteFrom(ann), await inviteFrom(ann)]
    let stolen: Uint8Array | undefined
    const thief = createLyingHost({
      answer: (path, answer) => {
        if (path === '/keys/card') stolen = answer.body
        return answer
      },
    })
    const curious = await circle.person(undefined, thief.through)
    await curious.engine.run({ type: 'look', fragment: other })
    const host = createLyingHost({
      answer: (path, answer) =>
        path === '/keys/card' && stolen ? { status: 200, body: stolen } : answer,
    })
    const ben = await circle.person(undefined, host.through)
    const answer = await ben.engine.run({ type: 'accept', name: 'Ben', fragment: hers })
    assert.deepEqual(answer, { is: 'refused', why: 'mangled' })
    assert.equal(ben.snapshot().phase, 'fresh')
    assert.deepEqual(host.asked, ['/keys/card'])
    await Promise.all([ann.close(), ben.close(), curious.close()])
  }))

test('attacks 12, 13 and 24: everything delivered again, before and after a restart, changes nothing', () =>
  within(async (circle) => {
    const { ann, ben, host } = await meet(circle)
    for (const text of ['one', 'two', 'three']) await untilDelivered(ann, await writeTo(ann, text))
    await untilDelivered(ben, await writeTo(ben, 'answer'))
    const before = withoutConnection(ben.snapshot())
    const sessions = ben.disk.rows('session').length
    for (const envelope of host.delivered.slice()) host.inject(envelope)
    for (const envelope of host.delivered.slice().toReversed()) host.inject(envelope)
    await untilDelivered(ann, await writeTo(ann, 'after'))
    await ben.close()
    const again = await circle.person(ben.disk, host.through)
    await again.until(({ connection }) => connection === 'connected', 'Ben is back')
    for (const envelope of host.delivered.slice()) host.inject(envelope)
    await untilDelivered(ann, await writeTo(ann, 'last'))
    const shown = textsOf(await historyOf(again), false)
    assert.deepEqual(shown, ['one', 'two', 'three', 'after', 'last'])
    assert.equal(ben.disk.rows('session').length, sessions)
    assert.deepEqual(again.snapshot().notices, before.notices)
    assert.ok(!host.asked.includes('/keys/bundle'), 'nothing was opened anew')
    await Promise.all([ann.close(), again.close()])
  }))

test('attack 20: a flipped bit in a body costs nothing; the true envelope still opens', () =>
  within(async (circle) => {
    const { ann, ben, host } = await meet(circle, {
      deliver: (one) => [
        { ...one, envelope: flip(one.envelope, 8 * one.envelope.length - 1) },
        one,
      ],
    })
    for (const text of ['one', 'two']) await untilDelivered(ann, await writeTo(ann, text))
    assert.deepEqual(textsOf(await historyOf(ben), false), ['one', 'two'])
    assert.ok(host.delivered.length > 2)
    await Promise.all([ann.close(), ben.close()])
  }))

test('attack 22: own frames that come back are not opened and not shown', () =>
  within(async (circle) => {
    const { ann, ben, host } = await meet(circle)
    await untilDelivered(ann, await writeTo(ann, 'to Ben'))
    await untilDelivered(ben, await writeTo(ben, 'to Ann'))
    const friendId = host.delivered.at(-1)?.friendId ?? new Uint8Array(16)
    const before = (await historyOf(ben)).length
    for (const { envelope } of host.deposited.slice()) host.inject({ friendId, envelope })
    await untilDelivered(ann, await writeTo(ann, 'after'))
    assert.equal((await historyOf(ben)).length, before + 1)
    assert.deepEqual(textsOf(await historyOf(ben), false), ['to Ben', 'after'])
    await Promise.all([ann.close(), ben.close()])
  }))

test('attack 23: delivered in another order, everything is shown once and in the order of writing', () =>
  within(async (circle) => {
    const held: { friendId: Uint8Array; envelope: Uint8Array }[] = []
    let holding = false
    const { ann, ben, host } = await meet(circle, {
      deliver: (one) => {
        if (!holding) return [one]
        held.push(one)
        return []
      },
    })
    holding = true
    const texts = Array.from({ length: 12 }, (_, number) => `number ${number}`)
    const ids: string[] = []
    for (const text of texts) ids.push(await writeTo(ann, text))
    await ann.untilMessages(
      (all) => all.filter(({ state }) => state === 'sent').length === texts.length,
      'all are on the server',
    )
    while (held.length < texts.length) await new Promise((resolve) => setImmediate(resolve))
    holding = false
    const lost = held.splice(5, 1)
    for (const one of held.toReversed()) host.inject(one)
    await ben.untilMessages((all) => all.length === texts.length - 1, 'all but one')
    for (const one of lost) host.inject(one)
    for (const id of ids) await untilDelivered(ann, id)
    assert.deepEqual(textsOf(await historyOf(ben), false), texts)
    await Promise.all([ann.close(), ben.close()])
  }))

test('attack 29: with every frame corrupted one reset happens and no more, and nothing weaker', () =>
  within(async (circle) => {
    let corrupt = false
    const { ann, ben, host } = await meet(circle, {
      deliver: (one) => (corrupt ? [{ ...one, envelope: flip(one.envelope, 100) }] : [one]),
    })
    corrupt = true
    const friendId = host.delivered.at(-1)?.friendId ?? new Uint8Array(16)
    for (let number = 0; number < 20; number++) await writeTo(ann, `lost ${number}`)
    await ben.until(({ notices }) => notices.length > 0, 'it is noticed')
    assert.equal(ben.snapshot().people[0]?.renewals.times, 0)
    for (let number = 0; number < 20; number++) {
      host.inject({ friendId, envelope: realRandom.bytes(2_048) })
    }
    corrupt = false
    await untilDelivered(ann, await writeTo(ann, 'the end'))
    await ben.untilMessages((all) => all.filter(({ mine }) => !mine).length === 21, 'all came')
    for (const side of [ann, ben]) {
      const { times, at } = side.snapshot().people[0]?.renewals ?? { times: 0, at: 0 }
      assert.equal(times, 1, 'both can see that it happened')
      assert.ok(at > 0)
    }
    assert.equal(host.asked.filter((path) => path === '/keys/bundle').length, 1)
    assert.equal(textsOf(await historyOf(ben), false).length, 21)
    await Promise.all([ann.close(), ben.close()])
  }))

test('attack 11: an INIT for another person is dropped without a trace on the screen', () =>
  within(async (circle) => {
    const { ann, ben, host } = await meet(circle)
    const sent = createLyingHost()
    const cat = await circle.person(undefined, sent.through)
    const fragment = await inviteFrom(ann)
    await cat.engine.run({ type: 'accept', name: 'Cat', fragment })
    await cat.until(({ people }) => people[0]?.answered === true, 'Ann answers Cat')
    const before = withoutConnection(ben.snapshot())
    const friendId = host.delivered.at(-1)?.friendId ?? new Uint8Array(16)
    const init = sent.deposited.find(({ envelope }) => envelope[0] === 1 && envelope[1] === 1)
    assert.ok(init, 'Cat sent an INIT to Ann')
    // Under Ann's address, and under one that nobody has.
    for (const under of [friendId, realRandom.bytes(16)]) {
      host.inject({ friendId: under, envelope: init.envelope })
    }
    await untilDelivered(ann, await writeFirst(ann, 'Ben', 'still here'))
    assert.equal(ben.snapshot().people.length, 1)
    assert.deepEqual(textsOf(await historyOf(ben), false), ['still here'])
    assert.equal(friendOf(ben), before.people[0]?.id)
    await Promise.all([ann.close(), ben.close(), cat.close()])
  }))
