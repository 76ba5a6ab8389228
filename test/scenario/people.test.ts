// What people do with each other beside writing: reads and typing, disappearing messages, names and pictures,
// blocking, removing and meeting again; over the real server and real engines.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createCircle, type Circle, type Person } from '../support/circle.ts'
import {
  friendOf,
  historyOf,
  inviteFrom,
  textsOf,
  twoPeople,
  untilDelivered,
  writeTo,
} from '../support/people.ts'

/** The beginning of a WebP picture of this size. */
const fakeWebp = (width: number, height: number): Uint8Array => {
  const bytes = new Uint8Array(40)
  bytes.set(Buffer.from('RIFF....WEBPVP8X'))
  bytes.set([(width - 1) & 0xff, (width - 1) >> 8], 24)
  bytes.set([(height - 1) & 0xff, (height - 1) >> 8], 27)
  return bytes
}

const withTwo = async (
  story: (ann: Person, ben: Person, circle: Circle) => Promise<void>,
): Promise<void> => {
  const circle = await createCircle()
  const [ann, ben] = await twoPeople(circle)
  try {
    await story(ann, ben, circle)
  } finally {
    await ann.close()
    await ben.close()
    await circle.close()
  }
}

const DONE = { is: 'done' } as const
const first = (person: Person) => person.snapshot().people[0]

const seeAll = async (person: Person): Promise<void> => {
  const theirs = (await historyOf(person)).findLast(({ mine }) => !mine)
  assert.ok(theirs)
  const seen = theirs.order
  await person.engine.run({ type: 'read', person: friendOf(person), left: 0, seen })
}

test('what was read is told, unless somebody does not share it', () =>
  withTwo(async (ann, ben) => {
    await untilDelivered(ann, await writeTo(ann, 'one'))
    await seeAll(ben)
    const [one] = await historyOf(ann)
    await ann.until(() => first(ann)?.theyRead === one?.order, 'Ann hears that it was read')
    await ben.engine.run({ type: 'share', person: undefined, what: 'reads', on: false })
    await untilDelivered(ann, await writeTo(ann, 'two'))
    await seeAll(ben)
    await untilDelivered(ben, await writeTo(ben, 'an answer'))
    assert.equal(first(ann)?.theyRead, one?.order, 'only the first one')
    // Told once it may be, what was seen meanwhile stays untold.
    await ben.engine.run({ type: 'share', person: friendOf(ben), what: 'reads', on: true })
    await untilDelivered(ann, await writeTo(ann, 'three'))
    await seeAll(ben)
    const three = (await historyOf(ann)).at(-1)
    await ann.until(() => first(ann)?.theyRead === three?.order, 'read again')
    // Who does not tell is not told.
    await ann.engine.run({ type: 'share', person: undefined, what: 'reads', on: false })
    assert.equal(first(ann)?.theyRead, '')
  }))

test('typing shows while both share it', () =>
  withTwo(async (ann, ben) => {
    let heard = 0
    const typed = Promise.withResolvers<void>()
    ann.engine.watch((event) => {
      if (event.type !== 'typing') return
      heard += 1
      typed.resolve()
    })
    const type = () => ben.engine.run({ type: 'typing', person: friendOf(ben) })
    const again = setInterval(() => void type(), 300)
    await typed.promise
    clearInterval(again)
    await ann.engine.run({ type: 'share', person: friendOf(ann), what: 'typing', on: false })
    const before = heard
    await type()
    await untilDelivered(ben, await writeTo(ben, 'behind it'))
    assert.equal(heard, before)
    // The other way it is not even sent.
    let back = 0
    ben.engine.watch((event) => {
      if (event.type === 'typing') back += 1
    })
    await ann.engine.run({ type: 'typing', person: friendOf(ann) })
    await untilDelivered(ann, await writeTo(ann, 'behind it'))
    assert.equal(back, 0)
  }))

test('messages disappear on both sides, the friend’s from when it was seen', () =>
  withTwo(async (ann, ben) => {
    const timer = { type: 'timer', person: friendOf(ann), seconds: 1 } as const
    assert.deepEqual(await ann.engine.run(timer), DONE)
    await ben.until(() => first(ben)?.timer === 1, 'Ben has the timer')
    const id = await writeTo(ann, 'not for long')
    await untilDelivered(ann, id)
    const gone = (person: Person) => () => !person.messages.has(id)
    await ann.untilMessages(gone(ann), 'gone at Ann')
    // Unseen it stays.
    assert.deepEqual(textsOf(await historyOf(ben), false).at(-1), 'not for long')
    await seeAll(ben)
    await ben.untilMessages(gone(ben), 'gone at Ben')
    const left = (await historyOf(ben)).map(({ event, text }) => event?.is ?? text)
    assert.deepEqual(left, ['timer'])
    await ben.until(() => first(ben)?.last?.kind === 'event', 'the list shows what is left')
    assert.equal(
      ben.disk.rows('message').some(({ key }) => key.includes(id)),
      false,
    )
    const off = { type: 'timer', person: friendOf(ben), seconds: 0 } as const
    assert.deepEqual(await ben.engine.run(off), DONE)
    await ann.until(() => first(ann)?.timer === 0, 'off again')
  }))

test('a name and a picture reach who is there and who comes', () =>
  withTwo(async (ann, ben, circle) => {
    const webp = fakeWebp(256, 256)
    assert.deepEqual(await ann.engine.run({ type: 'rename', name: 'Anna' }), DONE)
    assert.deepEqual(await ann.engine.run({ type: 'picture', webp }), DONE)
    await ben.until(() => first(ben)?.name === 'Anna', 'the new name')
    await ben.until(() => (first(ben)?.picture ?? 0) > 0, 'the picture')
    const shown = await ben.engine.run({ type: 'pictureOf', person: friendOf(ben) })
    assert.deepEqual(shown, { is: 'picture', webp })
    const eve = await circle.person()
    const fragment = await inviteFrom(ann)
    assert.equal((await eve.engine.run({ type: 'accept', name: 'Eve', fragment })).is, 'person')
    await eve.until(() => (first(eve)?.picture ?? 0) > 0, 'the picture comes to who is new')
    await eve.close()
    assert.deepEqual(await ann.engine.run({ type: 'picture', webp: new Uint8Array(0) }), DONE)
    await ben.until(() => first(ben)?.picture === 0, 'no picture any more')
    for (const webp of [new Uint8Array(40), fakeWebp(513, 4)]) {
      const wrong = { type: 'picture', webp } as const
      assert.deepEqual(await ann.engine.run(wrong), { is: 'refused', why: 'noPicture' })
    }
    const large = { type: 'picture', webp: new Uint8Array(24_577) } as const
    assert.deepEqual(await ann.engine.run(large), { is: 'refused', why: 'tooLong' })
    assert.deepEqual(await ann.engine.run({ type: 'rename', name: ' ' }), {
      is: 'refused',
      why: 'badName',
    })
  }))

test('who is blocked reaches nobody, and what they wrote comes when it is taken back', () =>
  withTwo(async (ann, ben) => {
    await untilDelivered(ben, await writeTo(ben, 'before'))
    const block = (on: boolean) => ann.engine.run({ type: 'block', person: friendOf(ann), on })
    assert.deepEqual(await block(true), DONE)
    const said = { type: 'send', person: friendOf(ann), text: 'x', id: 'cd'.repeat(16) } as const
    assert.deepEqual(await ann.engine.run(said), { is: 'refused', why: 'blocked' })
    await writeTo(ben, 'meanwhile')
    await ben.until(() => first(ben)?.unreachable === true, 'Ben is not let in')
    assert.deepEqual(textsOf(await historyOf(ann), false), ['before'])
    assert.deepEqual(await block(false), DONE)
    await ann.untilMessages((all) => all.some(({ text }) => text === 'meanwhile'), 'it comes')
    await untilDelivered(ann, await writeTo(ann, 'hello again'))
    await untilDelivered(ben, await writeTo(ben, 'and back'))
  }))

test('removed friends meet again by an invitation, in the same conversation', () =>
  withTwo(async (ann, ben) => {
    await untilDelivered(ann, await writeTo(ann, 'before'))
    const person = friendOf(ann)
    assert.deepEqual(await ann.engine.run({ type: 'remove', person, forget: false }), DONE)
    assert.equal(first(ann)?.removed, true)
    const said = { type: 'send', person, text: 'x', id: 'cd'.repeat(16) } as const
    assert.deepEqual(await ann.engine.run(said), { is: 'refused', why: 'removed' })
    await writeTo(ben, 'into the void')
    await ben.until(() => first(ben)?.unreachable === true, 'Ben is not let in')
    const fragment = await inviteFrom(ann)
    const answer = await ben.engine.run({ type: 'accept', name: '', fragment })
    assert.deepEqual(answer, { is: 'person', person: friendOf(ben) })
    await ann.until(() => first(ann)?.removed === false, 'Ann has Ben again')
    await untilDelivered(ben, await writeTo(ben, 'after'))
    await untilDelivered(ann, await writeTo(ann, 'and back'))
    assert.deepEqual(textsOf(await historyOf(ann), true), ['before', 'and back'])
    assert.equal(ann.snapshot().people.length, 1)
  }))

test('a conversation that is forgotten leaves nothing on the disk', () =>
  withTwo(async (ann, ben) => {
    await untilDelivered(ann, await writeTo(ann, 'mine'))
    await untilDelivered(ben, await writeTo(ben, 'theirs'))
    const person = friendOf(ann)
    assert.deepEqual(await ann.engine.run({ type: 'remove', person, forget: true }), DONE)
    assert.deepEqual(ann.snapshot().people, [])
    for (const table of ['message', 'person', 'device', 'session', 'channel', 'pending'] as const) {
      assert.equal(ann.disk.rows(table).length, 0, table)
    }
  }))

test('notes to oneself go nowhere and stay', () =>
  withTwo(async (ann) => {
    const answer = await ann.engine.run({ type: 'notes' })
    assert.equal(answer.is, 'person')
    if (answer.is !== 'person') return
    const { person } = answer
    const waiting = ann.disk.rows('pending').length
    const note = { type: 'send', person, text: 'milk', id: 'ee'.repeat(16) } as const
    assert.deepEqual(await ann.engine.run(note), DONE)
    assert.deepEqual(await ann.engine.run({ type: 'notes' }), answer, 'there is one')
    const page = await ann.engine.run({ type: 'page', person, before: undefined, limit: 9 })
    assert.ok(page.is === 'page')
    assert.deepEqual(
      page.messages.map(({ text, state }) => [text, state]),
      [['milk', 'delivered']],
    )
    assert.ok(ann.disk.rows('pending').length <= waiting)
    assert.equal(ann.snapshot().people.find(({ id }) => id === person)?.self, true)
  }))

test('how a conversation stands in the list stays here', () =>
  withTwo(async (ann, ben) => {
    const person = friendOf(ann)
    const run = (command: Parameters<typeof ann.engine.run>[0]) => ann.engine.run(command)
    await run({ type: 'mute', person, until: Infinity })
    await run({ type: 'archive', person, on: true })
    await run({ type: 'markUnread', person, on: true })
    await run({ type: 'top', person, on: true })
    const now = first(ann)
    assert.deepEqual([now?.mutedUntil, now?.archived, now?.unreadMark], [Infinity, true, true])
    assert.ok((now?.pinned ?? 0) > 0)
    // Muted, it stays in the archive; not muted, it comes back.
    await untilDelivered(ben, await writeTo(ben, 'psst'))
    assert.equal(first(ann)?.archived, true)
    await run({ type: 'mute', person, until: 0 })
    await untilDelivered(ben, await writeTo(ben, 'hello'))
    assert.equal(first(ann)?.archived, false)
    await seeAll(ann)
    assert.equal(first(ann)?.unreadMark, false)
  }))
