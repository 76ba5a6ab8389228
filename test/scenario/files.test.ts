// Files between two people over a real server (PROTOCOL 4.1 and 14): they arrive whole or not at all, whatever
// breaks on the way, and nothing a host or a friend makes up is shown as a file.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test, type TestContext } from 'node:test'
import type { Net } from '../../client/engine/ports.ts'
import type { ViewEvent } from '../../client/engine/view.ts'
import { blobLength, blobPart } from '../../protocol/blob.ts'
import { decode, encode } from '../../protocol/codec.ts'
import type { ServeOptions } from '../../server/serve.ts'
import { createCircle, type Circle, type Person } from '../support/circle.ts'
import { createDiskMemory } from '../support/disk-memory.ts'
import { attachmentOf, bytesOf, sealFor, sendFile, untilFile } from '../support/files.ts'
import {
  firstPerson,
  friendOf,
  historyOf,
  inviteFrom,
  twoPeople,
  untilDelivered,
  writeTo,
} from '../support/people.ts'

const content = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
const circleFor = async (t: TestContext, limits?: ServeOptions['limits']): Promise<Circle> => {
  const circle = await createCircle(limits)
  t.after(() => circle.close())
  return circle
}
const endAll = async (...people: readonly Person[]): Promise<void> => {
  for (const person of people) await person.close()
}
const waits = (events: readonly ViewEvent[]): unknown =>
  events
    .flatMap((event) => (event.type === 'transfers' ? event.transfers : []))
    .map((transfer) => transfer.waits)
    .findLast((why) => why !== undefined)

/** Ben, whose way to the server is a test's own. */
const joinThrough = async (
  circle: Circle,
  ann: Person,
  through: (net: Net) => Net,
): Promise<Person> => {
  const ben = await circle.person(createDiskMemory(), through)
  const fragment = await inviteFrom(ann)
  assert.equal((await ben.engine.run({ type: 'accept', name: 'Ben', fragment })).is, 'person')
  await ann.until(({ people }) => people[0]?.name === 'Ben', 'Ben appears at Ann')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
  return ben
}

test('a file with a caption arrives whole; texts written meanwhile keep their place', async (t) => {
  const circle = await circleFor(t)
  const [ann, ben] = await twoPeople(circle)
  const bytes = content(3_000_000)
  const events: ViewEvent[] = []
  ann.engine.watch((event) => events.push(event))
  const told = { name: '../plan\u202Efdp.exe', mediaType: 'text/html', width: 20, height: 10 }
  const sealed = await sealFor(ann, bytes)
  const id = await sendFile(ann, attachmentOf(sealed, told), 'the plan')
  const shown = ann.messages.get(id)
  assert.deepEqual([shown?.state, shown?.attachment?.state], ['sending', 'uploading'])
  await writeTo(ann, 'second')
  await untilDelivered(ann, id)
  assert.equal(ann.messages.get(id)?.attachment?.state, 'here')
  const arrived = await untilFile(ben, id, 'remote')
  assert.deepEqual(
    [arrived.text, arrived.attachment?.name.unsafe, arrived.attachment?.mediaType],
    ['the plan', '_planfdp.exe', 'application/octet-stream'],
  )
  assert.equal(arrived.attachment?.size, bytes.length)
  const person = friendOf(ben)
  assert.deepEqual(await ben.engine.run({ type: 'file', person, order: arrived.order }), {
    is: 'refused',
    why: 'unknown',
  })
  await ben.engine.run({ type: 'fetch', person, order: arrived.order })
  assert.deepEqual(await bytesOf(ben, await untilFile(ben, id, 'here')), bytes)
  assert.deepEqual(await bytesOf(ann, ann.messages.get(id) ?? assert.fail()), bytes)
  await ben.untilMessages((all) => all.length === 2, 'both are there')
  assert.deepEqual(
    (await historyOf(ben)).map(({ text }) => text),
    ['the plan', 'second'],
  )
  assert.ok(events.some((event) => event.type === 'transfers'))
  const stored = await ben.engine.run({ type: 'files' })
  assert.equal(stored.is === 'files' && stored.bytes, bytes.length)
  await endAll(ann, ben)
})

/** So many bytes that say they are a WebP picture of 64 by 64. */
const smallWebp = (length: number): Uint8Array => {
  const bytes = content(length)
  bytes.set(Buffer.from('RIFF....WEBPVP8X'))
  bytes.set([63, 0, 0, 63, 0, 0], 24)
  return bytes
}

test('small pictures are fetched unasked; what was freed is fetched again', async (t) => {
  const circle = await circleFor(t)
  const [ann, ben] = await twoPeople(circle)
  const bytes = content(40_000)
  const told = { name: 'cat.jpg', mediaType: 'image/jpeg', thumbnail: smallWebp(900) }
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, bytes), told))
  const view = await untilFile(ben, id, 'here')
  assert.deepEqual(view.attachment?.thumbnail, told.thumbnail)
  assert.equal(ben.snapshot().people[0]?.last?.kind, 'photo')
  assert.deepEqual(await bytesOf(ben, view), bytes)
  const at = { person: friendOf(ben), order: view.order }
  assert.deepEqual(await ben.engine.run({ type: 'free', ...at }), { is: 'done' })
  await untilFile(ben, id, 'remote')
  await ben.engine.run({ type: 'fetch', ...at })
  assert.deepEqual(await bytesOf(ben, await untilFile(ben, id, 'here')), bytes)
  assert.equal(ben.blobs.names().length, 1)
  await endAll(ann, ben)
})

/** A way to the server that counts what is appended, and breaks after so many appends. */
const breaking = (after: number) => {
  const seen = { appended: 0, appends: 0, broken: false }
  const through = (net: Net): Net => ({
    ...net,
    post: async (path, body, bearer) => {
      if (path.startsWith('/blobs') && seen.broken) throw new Error('broken')
      if (path === '/blobs/append') {
        seen.appends += 1
        seen.appended += body.length
        if (seen.appends === after) seen.broken = true
      }
      return net.post(path, body, bearer)
    },
  })
  return { seen, through }
}

test('an upload that breaks off goes on where it was: after the end of the process, and of the server', async (t) => {
  const circle = await circleFor(t)
  const { seen, through } = breaking(4)
  const ann = await circle.person(createDiskMemory(), through)
  await ann.engine.run({ type: 'start', name: 'Ann', fragment: await circle.ticket() })
  const ben = await joinThrough(circle, ann, (net) => net)
  const bytes = content(5_000_000)
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, bytes)))
  while (!seen.broken) await new Promise((resolve) => setTimeout(resolve, 5))
  const before = seen.appended
  const again = await ann.reopen()
  await circle.restart()
  seen.broken = false
  again.engine.nudge()
  await ben.untilMessages((all) => all.some((view) => view.id === id), 'it arrives')
  const { order } = ben.messages.get(id) ?? assert.fail()
  await ben.engine.run({ type: 'fetch', person: friendOf(ben), order })
  assert.deepEqual(await bytesOf(ben, await untilFile(ben, id, 'here')), bytes)
  // Little is sent twice: at most the pieces that were under way.
  assert.ok(before > 500_000)
  assert.ok(seen.appended < blobLength(bytes.length) + 1_100_000, String(seen.appended))
  await endAll(again, ben)
})

test('a host that gives other bytes, fewer, more or another length: refused, and nothing is kept', async (t) => {
  const circle = await circleFor(t)
  const ann = await firstPerson(circle, 'Ann')
  let spoil: (bytes: Uint8Array, length: number) => { bytes: Uint8Array; length: number } = (
    bytes,
    length,
  ) => ({ bytes, length })
  const ben = await joinThrough(circle, ann, (net) => ({
    ...net,
    post: async (path, body, bearer) => {
      const answer = await net.post(path, body, bearer)
      if (path !== '/blobs/read' || answer.status !== 200) return answer
      const { bytes, length } = decode(blobPart, answer.body)
      const spoilt = spoil(Uint8Array.from(bytes), length)
      return { status: 200, body: encode(blobPart, spoilt) }
    },
  }))
  const bytes = content(300_000)
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, bytes)))
  const { order } = await untilFile(ben, id, 'remote')
  const at = { person: friendOf(ben), order }
  const ways: (typeof spoil)[] = [
    (part, length) => ({
      bytes: part.map((byte, index) => (index === 7 ? byte ^ 1 : byte)),
      length,
    }),
    (part, length) => ({ bytes: part.toReversed(), length }),
    (part, length) => ({ bytes: part, length: length - 1 }),
    (part, length) => ({ bytes: part, length: length + 65_552 }),
    (_, length) => ({ bytes: new Uint8Array(0), length }),
    (part, length) => ({ bytes: new Uint8Array(part.length), length }),
  ]
  for (const way of ways) {
    spoil = way
    await ben.engine.run({ type: 'fetch', ...at })
    await untilFile(ben, id, 'refused')
    assert.equal((await ben.engine.run({ type: 'file', ...at })).is, 'refused')
    assert.deepEqual(ben.blobs.names(), [])
  }
  spoil = (part, length) => ({ bytes: part, length })
  await ben.engine.run({ type: 'fetch', ...at })
  assert.deepEqual(await bytesOf(ben, await untilFile(ben, id, 'here')), bytes)
  await endAll(ann, ben)
})

test('one blob under two keys: whichever is opened first, the other is refused', async (t) => {
  const circle = await circleFor(t)
  const [ann, ben] = await twoPeople(circle)
  const person = friendOf(ben)
  const fetch = async (id: string): Promise<string> => {
    const { order } = ben.messages.get(id) ?? assert.fail()
    return (await ben.engine.run({ type: 'fetch', person, order })).is
  }
  for (const [opened, refused] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const [one, two] = [await sealFor(ann, content(9_000)), await sealFor(ann, content(9_000))]
    const ids = [await sendFile(ann, attachmentOf(one))]
    await untilDelivered(ann, ids[0] ?? '')
    ids.push(await sendFile(ann, attachmentOf({ ...two, blobId: one.blobId })))
    await untilFile(ben, ids[1] ?? '', 'remote')
    await fetch(ids[opened] ?? '')
    // The bytes are the first one's: under the second hash they are not what was promised.
    await untilFile(ben, ids[opened] ?? '', opened === 0 ? 'here' : 'refused')
    assert.equal(await fetch(ids[refused] ?? ''), 'refused')
    await historyOf(ben).then((all) =>
      assert.equal(all.find(({ id }) => id === ids[refused])?.attachment?.state, 'refused'),
    )
  }
  await endAll(ann, ben)
})

test('bytes that the server has no more are told as gone', async (t) => {
  const circle = await circleFor(t)
  const ann = await firstPerson(circle, 'Ann')
  const ben = await joinThrough(circle, ann, (net) => ({
    ...net,
    post: (path, body, bearer) =>
      net.post(path, body, path === '/blobs/read' ? new Uint8Array(32) : bearer),
  }))
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, content(5_000))))
  const { order } = await untilFile(ben, id, 'remote')
  await ben.engine.run({ type: 'fetch', person: friendOf(ben), order })
  await untilFile(ben, id, 'gone')
  assert.deepEqual(ben.blobs.names(), [])
  await endAll(ann, ben)
})

test('an upload that is stopped never was: no message, no bytes, and the conversation goes on', async (t) => {
  const circle = await circleFor(t)
  const { seen, through } = breaking(2)
  const ann = await circle.person(createDiskMemory(), through)
  await ann.engine.run({ type: 'start', name: 'Ann', fragment: await circle.ticket() })
  const ben = await joinThrough(circle, ann, (net) => net)
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, content(2_000_000))))
  while (!seen.broken) await new Promise((resolve) => setTimeout(resolve, 5))
  const { order } = ann.messages.get(id) ?? assert.fail()
  const at = { person: friendOf(ann), order }
  assert.deepEqual(await ann.engine.run({ type: 'stop', ...at }), { is: 'done' })
  assert.equal(ann.messages.has(id), false)
  assert.deepEqual(await ann.engine.run({ type: 'stop', ...at }), { is: 'refused', why: 'unknown' })
  seen.broken = false
  await untilDelivered(ann, await writeTo(ann, 'never mind'))
  assert.deepEqual(
    (await historyOf(ben)).map(({ text }) => text),
    ['never mind'],
  )
  assert.deepEqual(
    (await historyOf(ann)).map(({ text }) => text),
    ['never mind'],
  )
  assert.deepEqual(ann.blobs.names(), [])
  await endAll(ann, ben)
})

test('too large for this server: it says so and stays; no room: it waits, says why, and goes when there is', async (t) => {
  const circle = await circleFor(t, {
    fileBytes: 100_000,
    blobBytesPerFriendId: blobLength(90_000),
  })
  const [ann, ben] = await twoPeople(circle)
  assert.deepEqual(await ann.engine.run({ type: 'terms' }), { is: 'terms', maxFile: 100_000 })
  const large = await sendFile(ann, attachmentOf(await sealFor(ann, content(200_000))))
  await untilFile(ann, large, 'failed')
  assert.equal(ann.messages.get(large)?.state, 'failed')
  const first = await sendFile(ann, attachmentOf(await sealFor(ann, content(80_000))))
  await untilDelivered(ann, first)
  const events: ViewEvent[] = []
  ann.engine.watch((event) => events.push(event))
  const second = await sendFile(ann, attachmentOf(await sealFor(ann, content(50_000))))
  while (waits(events) !== 'full') await new Promise((resolve) => setTimeout(resolve, 20))
  assert.equal(ann.messages.get(second)?.state, 'sending')
  // Texts are not held up by it.
  await untilDelivered(ann, await writeTo(ann, 'meanwhile'))
  assert.equal(ben.messages.has(second), false)
  const order = ann.messages.get(second)?.order ?? ''
  await ann.engine.run({ type: 'stop', person: friendOf(ann), order })
  await endAll(ann, ben)
})

test('a disk that is full while bytes come: nothing is said to be here, and it goes on later', async (t) => {
  const circle = await circleFor(t)
  const [ann, ben] = await twoPeople(circle)
  const bytes = content(1_200_000)
  const id = await sendFile(ann, attachmentOf(await sealFor(ann, bytes)))
  const { order } = await untilFile(ben, id, 'remote')
  ben.blobs.fail('full')
  await ben.engine.run({ type: 'fetch', person: friendOf(ben), order })
  await untilFile(ben, id, 'loading')
  ben.blobs.fail(undefined)
  assert.deepEqual(await bytesOf(ben, await untilFile(ben, id, 'here')), bytes)
  await endAll(ann, ben)
})
