// A conversation in which one of two sits behind a box (middlebox.ts), with the real server and engine.
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Net } from '../../client/engine/ports.ts'
import { forgetWays } from '../../client/web/line-web.ts'
import type { Way } from '../../client/web/net-web.ts'
import { createCircle, realClock, type Circle, type Person } from './circle.ts'
import { createDiskMemory } from './disk-memory.ts'
import { createMiddlebox, netThrough, type Manners, type Middlebox } from './middlebox.ts'
import {
  firstPerson,
  historyOf,
  inviteFrom,
  joinBy,
  textsOf,
  untilDelivered,
  writeTo,
} from './people.ts'

/** Two people who know each other. */
export interface Scene {
  readonly circle: Circle
  readonly box: Middlebox
  readonly ways: Way[]
  readonly ann: Person
  readonly ben: Person
  /** Somebody on Ben's profile, again behind the box. */
  again(): Promise<Person>
}

/** Ann sits in the open, Ben behind the box. */
export const meet = async (context: TestContext, manners: Partial<Manners>): Promise<Scene> => {
  forgetWays()
  const circle = await createCircle()
  const box = await createMiddlebox(() => circle.running().httpsPort, manners)
  const ways: Way[] = []
  const people = new Set<Person>()
  context.after(async () => {
    for (const person of people) await person.close().catch(() => undefined)
    await circle.close()
    await box.close()
  })
  const through = (net: Net): Net => netThrough(box, net.origin, realClock, (way) => ways.push(way))
  const boxed: Circle = { ...circle, person: (disk) => circle.person(disk, through) }
  const ann = await firstPerson(circle, 'Ann')
  people.add(ann)
  const ben = await joinBy(boxed, await inviteFrom(ann), 'Ben')
  people.add(ben)
  await ann.until(({ people: seen }) => seen[0]?.name === 'Ben', 'Ben appears at Ann')
  await ben.until(({ people: seen }) => seen[0]?.answered === true, 'Ann answers Ben')
  return {
    circle,
    box,
    ways,
    ann,
    ben,
    again: async () => {
      await ben.close()
      const person = await boxed.person(ben.disk ?? createDiskMemory())
      people.add(person)
      return person
    },
  }
}

/** Writes `count` messages and waits until they are there, in order. */
export const talk = async (
  from: Person,
  to: Person,
  count: number,
  name: string,
): Promise<void> => {
  const texts = Array.from({ length: count }, (_, number) => `${name} ${number}`)
  let last = ''
  for (const text of texts) last = await writeTo(from, text)
  await untilDelivered(from, last)
  assert.deepEqual(textsOf(await historyOf(to), false).slice(-count), texts)
}
