// Counting: exactly so many pass, the next hears when to come again, and neighbours have their own count.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NETWORK_FACTOR, noLimits, type LimitName } from '../../../server/limits/limits.ts'
import { Meters } from '../../../server/limits/meters.ts'
import { OpenConnections } from '../../../server/limits/open-connections.ts'
import { Window } from '../../../server/limits/window.ts'

const KEY = new Uint8Array(32).fill(9)

const metersWith = (limits: Partial<Record<LimitName, number>>) => {
  const hits: LimitName[] = []
  return { hits, meters: new Meters({ ...noLimits, ...limits }, (name) => hits.push(name), KEY) }
}

test('an address has so many, its neighbour as many again, the network four times', async () => {
  const { meters, hits } = metersWith({ postsPerAddress: 3 })
  const ask = (address: string) => meters.address('postsPerAddress', meters.marks.of(address))
  for (let count = 0; count < 3; count++) assert.equal(await ask('192.0.2.1'), 0)
  const wait = await ask('192.0.2.1')
  assert.ok(wait >= 1 && wait <= 60)
  assert.deepEqual(hits, ['postsPerAddress'])
  // What was refused above took nothing from the network.
  let passed = 3
  for (let host = 2; host < 20; host++) if ((await ask(`192.0.2.${host}`)) === 0) passed += 1
  assert.equal(passed, 3 * NETWORK_FACTOR)
  assert.equal(await ask('198.51.100.1'), 0)
  meters.close()
})

test('IPv6 addresses of one /64 share, those of another do not', async () => {
  const { meters } = metersWith({ failuresPerAddress: 1 })
  const ask = (address: string) => meters.address('failuresPerAddress', meters.marks.of(address))
  assert.equal(await ask('2001:db8:1:2::1'), 0)
  assert.ok((await ask('2001:db8:1:2::2')) > 0)
  assert.equal(await ask('2001:db8:1:3::1'), 0)
  meters.close()
})

test('points count by their number', async () => {
  const { meters } = metersWith({ bytesPerAddress: 1_000 })
  const mark = meters.marks.of('192.0.2.1')
  assert.equal(await meters.address('bytesPerAddress', mark, 1_000), 0)
  assert.ok((await meters.address('bytesPerAddress', mark, 1)) > 0)
  meters.close()
})

test('one friendId or inbox counts on its own', async () => {
  const { meters, hits } = metersWith({ cardsPerFriendId: 1, loginsPerInbox: 1 })
  assert.equal(await meters.id('cardsPerFriendId', KEY), 0)
  assert.ok((await meters.id('cardsPerFriendId', KEY)) > 0)
  assert.equal(await meters.id('cardsPerFriendId', KEY.slice(1)), 0)
  assert.equal(meters.login(1, 5_000), 0)
  assert.equal(meters.login(1, 10_000), 50)
  assert.equal(meters.login(2, 10_000), 0)
  assert.equal(meters.login(1, 60_000), 0)
  assert.deepEqual(hits, ['cardsPerFriendId', 'loginsPerInbox'])
  meters.close()
})

test('everybody together', async () => {
  const { meters } = metersWith({ inboxesPerHour: 1 })
  assert.equal(await meters.server('inboxesPerHour'), 0)
  assert.ok((await meters.server('inboxesPerHour')) > 60)
  meters.close()
})

test('a window starts again when its time is over, also for whoever kept a count', () => {
  const window = new Window(2, 60)
  const slot = window.slot('a')
  assert.deepEqual([window.take(slot), window.take(slot), window.take(slot)], [true, true, false])
  assert.equal(window.take(window.slot('b')), true)
  window.tick(60_000)
  assert.equal(window.take(slot), true)
  // A second asker of the same key in the new minute finds the same count.
  assert.equal(window.slot('a'), slot)
  assert.equal(window.take(window.slot('a')), true)
  assert.equal(window.take(slot), false)
})

test('open connections are counted until they close, once each', () => {
  const open = new OpenConnections(2)
  const mark = { near: 1, network: 7 }
  const leave = open.enter(mark)
  assert.ok(leave && open.enter(mark))
  assert.equal(open.enter(mark), undefined)
  leave()
  leave()
  assert.ok(open.enter(mark))
  assert.equal(open.enter(mark), undefined)
  const rest = [2, 3, 4, 5].flatMap((near) => [near, near])
  const entered = rest.filter((near) => open.enter({ near, network: 7 }) !== undefined)
  assert.equal(entered.length, 2 * NETWORK_FACTOR - 2)
})
