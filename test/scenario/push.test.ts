// Being woken, with the real server, the real engine and a push service that speaks the real protocol: what a
// device states is pushed to, is stated again to a restored server, and is noticed when the server has a new key.
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import assert from 'node:assert/strict'
import type { Answer, PushState } from '../../client/engine/view.ts'
import { openAsIs, renewEpoch } from '../../server/store/database.ts'
import { createCircle, type Circle, type Person } from '../support/circle.ts'
import { firstPerson, inviteFrom, joinBy, untilDelivered, writeTo } from '../support/people.ts'
import { createDiskMemory } from '../support/disk-memory.ts'
import { createPushDouble, type PushDouble } from '../support/push-double.ts'

const createScene = async (
  use: (circle: Circle, double: PushDouble) => Promise<void>,
): Promise<void> => {
  const double = await createPushDouble()
  const circle = await createCircle(undefined, {
    push: {
      rules: { hosts: [], any: false, origins: [double.origin] },
      contact: () => 'https://sotto.example',
      ca: double.ca,
    },
  })
  try {
    await use(circle, double)
  } finally {
    await circle.close()
    await double.close()
  }
}

const keyFor = async ({ engine }: Person): Promise<Uint8Array> => {
  const answer = await engine.run({ type: 'pushKey' })
  assert.ok(answer.is === 'pushKey')
  return answer.key
}

/** Subscribes as the browser of this person would; gives the path at the push service. */
const turnOn = async (person: Person, double: PushDouble): Promise<string> => {
  const key = await keyFor(person)
  const endpoint = double.subscribe(key)
  assert.deepEqual(await person.engine.run({ type: 'push', endpoint, key }), {
    is: 'push',
    endpoint,
    state: 'on',
  })
  return new URL(endpoint).pathname
}

const stateOf = async ({ engine }: Person): Promise<Answer> => engine.run({ type: 'pushState' })

const twoPeople = async (circle: Circle) => {
  const ann = await firstPerson(circle, 'Ann')
  const ben = await joinBy(circle, await inviteFrom(ann), 'Ben')
  await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
  await untilDelivered(ann, await writeTo(ann, 'hello Ben'))
  return { ann, ben }
}

test('a message wakes the friend who is away; one who turned it off is left alone', async () => {
  await createScene(async (circle, double) => {
    const { ann, ben } = await twoPeople(circle)
    assert.deepEqual(await stateOf(ben), { is: 'push', endpoint: '', state: 'off' })
    const path = await turnOn(ben, double)
    const annPath = await turnOn(ann, double)
    await ben.close()
    await writeTo(ann, 'are you there?')
    await double.takenFor(path)
    assert.deepEqual(double.refused, [])

    const again = await circle.person(ben.disk)
    await again.until(({ people }) => people[0]?.unread === 2, 'Ben has both')
    const off = { type: 'push', endpoint: '', key: new Uint8Array(0) } as const
    assert.deepEqual(await again.engine.run(off), { is: 'push', endpoint: '', state: 'off' })
    assert.deepEqual(await again.engine.run(off), { is: 'push', endpoint: '', state: 'off' })
    const before = double.taken.filter((one) => one.path === path).length
    await again.close()
    await writeTo(ann, 'and now?')
    await ann.close()
    // Ann is woken by what Ben answers: all that came before was decided then.
    const last = await circle.person(ben.disk)
    await last.until(({ people }) => people[0]?.unread === 3, 'Ben has it')
    await writeTo(last, 'here')
    await double.takenFor(annPath)
    assert.equal(double.taken.filter((one) => one.path === path).length, before)
    await last.close()
  })
})

test('what could not be told is told later; a restored server is told again; a new key is noticed', async () => {
  await createScene(async (circle, double) => {
    const { ann, ben } = await twoPeople(circle)
    const key = await keyFor(ben)
    await circle.stop()
    const endpoint = double.subscribe(key)
    const later = await ben.engine.run({ type: 'push', endpoint, key })
    assert.deepEqual(later, { is: 'push', endpoint, state: 'waiting' })
    await circle.start()
    const told = ben.until(({ connection }) => connection === 'connected', 'Ben is back')
    ben.engine.nudge()
    await told
    await untilState(ben, 'on')

    // A backup from before: the subscription is not in it, and the store begins a new life.
    await circle.stop()
    const database = openAsIs(circle.folder)
    database.exec('DELETE FROM push')
    renewEpoch(database)
    database.close()
    await circle.start()
    ann.engine.nudge()
    ben.engine.nudge()
    await ben.until(({ connection }) => connection === 'connected', 'Ben meets the restored server')
    await untilState(ben, 'on')
    await untilRow(circle)

    // The key is gone with the folder it was in.
    await circle.stop()
    await rm(join(circle.folder, 'push-key'))
    const store = openAsIs(circle.folder)
    renewEpoch(store)
    store.close()
    await circle.start()
    ben.engine.nudge()
    await untilState(ben, 'stale')
    await turnOn(ben, double)
    await ann.close()
    await ben.close()
  })
})

test('a server that does not push to this service says so, and is not asked for ever', async () => {
  await createScene(async (circle, double) => {
    const { ann, ben } = await twoPeople(circle)
    const key = await keyFor(ben)
    const endpoint = 'https://push.elsewhere.example/x'
    const answer = await ben.engine.run({ type: 'push', endpoint, key })
    assert.deepEqual(answer, { is: 'push', endpoint, state: 'refused' })
    assert.ok((await turnOn(ben, double)) !== '')
    await ann.close()
    await ben.close()
  })
})

test('a device that comes back knows when it has all that waited', async () => {
  await createScene(async (circle) => {
    // A commit takes so long that what waits comes before the login is stored.
    const slow = createDiskMemory({ pause: () => new Promise((done) => setTimeout(done, 20)) })
    const ann = await firstPerson(circle, 'Ann')
    const ben = await circle.person(slow)
    await ben.engine.run({ type: 'accept', name: 'Ben', fragment: await inviteFrom(ann) })
    await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers Ben')
    await ben.close()
    for (const text of ['one', 'two', 'three']) await writeTo(ann, text)
    await ann.untilMessages(
      (all) => all.filter(({ state }) => state === 'sent').length === 3,
      'the server has them',
    )
    const back = await circle.person(ben.disk)
    await back.until(({ people }) => people[0]?.unread === 3, 'Ben has them')
    await back.until(
      ({ connection, catchingUp }) => connection === 'connected' && catchingUp === 0,
      'nothing is awaited any more',
    )
    await ann.close()
    await back.close()
  })
})

const untilState = (person: Person, wanted: PushState): Promise<void> =>
  new Promise((resolve) => {
    const stop = person.engine.watch(() => {
      void stateOf(person).then((answer) => {
        if (answer.is !== 'push' || answer.state !== wanted) return
        stop()
        resolve()
      })
    })
  })

/** The server has been told: it is in its file. */
const untilRow = async (circle: Circle): Promise<void> => {
  await circle.stop()
  const database = openAsIs(circle.folder)
  const count = database.prepare('SELECT count(*) FROM push').pluck().get()
  database.close()
  await circle.start()
  assert.equal(count, 1)
}
