// Attacks on a profile: killed between sealing and sending, set back to an old copy, taken away, started with a
// broken random source; and a host that hands out prekeys as it likes to whoever has to start anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openEngine } from '../../client/engine/index.ts'
import { toHex } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { bundle, publishPrekeys } from '../../protocol/exchange.ts'
import { createCircle, realClock, realRandom, type Circle, type Person } from '../support/circle.ts'
import { createDiskMemory } from '../support/disk-memory.ts'
import {
  firstPerson,
  historyOf,
  inviteFrom,
  joinBy,
  textsOf,
  twoPeople,
  untilDelivered,
  writeTo,
} from '../support/people.ts'
import { createLyingHost, type Deposit } from './lying-host.ts'

const within = async (act: (circle: Circle) => Promise<void>): Promise<void> => {
  const circle = await createCircle()
  try {
    await act(circle)
  } finally {
    await circle.close()
  }
}

/** Bytes by channel and number: two bodies under one number are a repeated key. */
const assertOneBody = (deposits: readonly Deposit[]): void => {
  const bodies = new Map<string, string>()
  for (const { friendId, seq, envelope } of deposits) {
    const place = `${friendId}/${seq}`
    const body = toHex(envelope)
    assert.equal(bodies.get(place) ?? body, body, 'another body under the same number')
    bodies.set(place, body)
  }
}

/** The random part of each distinct frame's header: never the same twice. */
const assertFreshHeaders = (deposits: readonly Deposit[]): void => {
  const frames = new Set(deposits.map(({ envelope }) => toHex(envelope)))
  const ordinary = [...frames].filter((frame) => frame.length === 2 * 2_048)
  assert.ok(ordinary.length > 3)
  assert.equal(new Set(ordinary.map((frame) => frame.slice(0, 48))).size, ordinary.length)
}

test('attack 25: killed between sealing and sending, the same bytes go out again', () =>
  within(async (circle) => {
    let swallow = false
    const host = createLyingHost({ swallow: () => swallow })
    const ann = await circle.person(undefined, host.through)
    const fragment = await circle.ticket()
    await ann.engine.run({ type: 'start', name: 'Ann', fragment })
    const ben = await joinBy(circle, await inviteFrom(ann), 'Ben')
    await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers')
    await untilDelivered(ann, await writeTo(ann, 'before'))
    swallow = true
    const sent = host.deposited.length
    for (const text of ['one', 'two', 'three']) await writeTo(ann, text)
    while (host.deposited.length < sent + 3) await new Promise((done) => setImmediate(done))
    const lost = host.deposited.slice(sent)
    ann.disk.crash('kept')
    void ann.close()
    swallow = false
    const again = await circle.person(ann.disk, host.through)
    await ben.untilMessages((all) => textsOf(all, false).length === 4, 'all came')
    assert.deepEqual(textsOf(await historyOf(ben), false), ['before', 'one', 'two', 'three'])
    assertOneBody(host.deposited)
    const later = host.deposited.slice(sent + 3)
    for (const { seq, envelope } of lost) {
      assert.deepEqual(later.find((one) => one.seq === seq)?.envelope, envelope)
    }
    await Promise.all([again.close(), ben.close()])
  }))

test('attack 26: a profile set back to an old copy repeats no key, says so, and goes on', () =>
  within(async (circle) => {
    const host = createLyingHost()
    const [ann, ben] = await twoPeople(circle)
    const old = ann.disk.clone()
    await ann.close()
    const first = await circle.person(ann.disk, host.through)
    for (const text of ['one', 'two']) await untilDelivered(first, await writeTo(first, text))
    await untilDelivered(ben, await writeTo(ben, 'answer'))
    await first.close()
    const restored = await circle.person(old, host.through)
    await restored.until(
      ({ notices }) => notices.some(({ type }) => type === 'profileCopied'),
      'it is noticed',
    )
    await untilDelivered(restored, await writeTo(restored, 'three'))
    await untilDelivered(ben, await writeTo(ben, 'good'))
    // The old copy does not know what it wrote: where its message stands among those is open.
    const shown = textsOf(await historyOf(ben), false)
    assert.deepEqual(shown.toSorted(), ['one', 'three', 'two'])
    assert.deepEqual(textsOf(await historyOf(restored), false), ['good'])
    assertFreshHeaders(host.deposited)
    await Promise.all([restored.close(), ben.close()])
  }))

test('attack 45: with its storage gone the app starts fresh and makes no new person by itself', () =>
  within(async (circle) => {
    const host = createLyingHost()
    const gone = await circle.person(createDiskMemory(), host.through)
    assert.equal(gone.snapshot().phase, 'fresh')
    assert.equal(gone.snapshot().name, '')
    await gone.close()
    assert.deepEqual(host.asked, [])
    assert.equal(gone.disk.rows('profile').length, 0)
  }))

test('attack 50: with a constant random source the engine does not open', async () => {
  const disk = createDiskMemory()
  const parts = {
    disk: disk.open(),
    net: {
      origin: 'https://nowhere',
      post: () => Promise.reject(new Error()),
      open: () => assert.fail(),
    },
    clock: realClock,
    dataKey: new Uint8Array(32),
  }
  const constant = { bytes: (length: number) => new Uint8Array(length).fill(4) }
  await assert.rejects(openEngine({ ...parts, random: constant }), /random source/)
  assert.equal(disk.commits(), 0)
})

/** What a device publishes: its last-resort key among it. */
const listening = () => {
  const seen: { bundle?: Uint8Array } = {}
  const host = createLyingHost({
    answer: (path, answer, body) => {
      if (path === '/keys/prekeys') {
        const { sealedManifest, signedPrekey, lastResort } = decode(publishPrekeys, body)
        const kem = { type: 'lastResort', item: lastResort } as const
        seen.bundle = encode(bundle, { sealedManifest, signedPrekey, kem })
      }
      return answer
    },
  })
  return { host, seen }
}

/** This person's profile as it was, opened later: it has to start anew with everybody. */
const setBack = async (person: Person, friend: Person): Promise<() => Person['disk']> => {
  const old = person.disk.clone()
  const text = `to be forgotten ${realRandom.bytes(2).join('')}`
  await untilDelivered(friend, await writeTo(friend, text))
  await person.close()
  return () => old
}

test('attacks 13 and 15: with no pair left the last-resort key serves, and its INIT counts once', () =>
  within(async (circle) => {
    const ann = await firstPerson(circle, 'Ann')
    const { host, seen } = listening()
    const ben = await circle.person(undefined, host.through)
    await ben.engine.run({ type: 'accept', name: 'Ben', fragment: await inviteFrom(ann) })
    await ben.until(({ people }) => people[0]?.answered === true, 'Ann answers')
    const old = await setBack(ann, ben)
    let served = 0
    const drained = createLyingHost({
      answer: (path, answer) => {
        if (path !== '/keys/bundle' || !seen.bundle) return answer
        served++
        return { status: 200, body: seen.bundle }
      },
    })
    const restored = await circle.person(old(), drained.through)
    await untilDelivered(restored, await writeTo(restored, 'by the last resort'))
    assert.equal(served, 1)
    const [sessions, shown] = [ben.disk.rows('session').length, await historyOf(ben)]
    for (const envelope of host.delivered.slice()) host.inject(envelope)
    await untilDelivered(restored, await writeTo(restored, 'after'))
    assert.equal(ben.disk.rows('session').length, sessions)
    assert.equal((await historyOf(ben)).length, shown.length + 1)
    await Promise.all([restored.close(), ben.close()])
  }))

test('attack 14: one pair handed to two people: the first is heard at once, the second after a reset', () =>
  within(async (circle) => {
    const [ann, ben] = await twoPeople(circle)
    const cat = await joinBy(circle, await inviteFrom(ben), 'Cat')
    await ben.until(({ people }) => people.some(({ name }) => name === 'Cat'), 'Cat appears')
    await cat.until(({ people }) => people[0]?.answered === true, 'Ben answers')
    const write = async (name: string, text: string): Promise<string> => {
      const id = toHex(realRandom.bytes(16))
      const person = ben.snapshot().people.find((one) => one.name === name)?.id ?? ''
      assert.deepEqual(await ben.engine.run({ type: 'send', person, text, id }), { is: 'done' })
      return id
    }
    const olds = [ann.disk.clone(), cat.disk.clone()]
    for (const name of ['Ann', 'Cat']) await untilDelivered(ben, await write(name, 'forgotten'))
    await Promise.all([ann.close(), cat.close()])
    let handed: Uint8Array | undefined
    const host = () =>
      createLyingHost({
        answer: (path, answer) => {
          if (path !== '/keys/bundle' || answer.status !== 200) return answer
          handed ??= answer.body
          return { status: 200, body: handed }
        },
      })
    const firstAgain = await circle.person(olds[0], host().through)
    await untilDelivered(firstAgain, await writeTo(firstAgain, 'from Ann'))
    const secondAgain = await circle.person(olds[1], host().through)
    await untilDelivered(secondAgain, await writeTo(secondAgain, 'from Cat'))
    const shown = [...ben.messages.values()].filter(({ mine }) => !mine).map(({ text }) => text)
    assert.deepEqual(shown.toSorted(), ['from Ann', 'from Cat'])
    await Promise.all([firstAgain.close(), secondAgain.close(), ben.close()])
  }))
