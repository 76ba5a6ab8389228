// The disk refuses to write, is full, or has become read-only under a running server (PROTOCOL 10 rules 1 and
// 9): no envelope is told stored, what waits is still delivered and acknowledged, nothing ends, and sending
// goes on by itself when the disk does.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { problem } from '../../protocol/errors.ts'
import { call, dialReceiver, logIn, type Place } from '../support/wire.ts'
import { createBadDisk, noBadDisk, type DiskFault } from './bad-disk.ts'
import { pause } from './chance.ts'
import type { Load } from './load.ts'
import { createLoad } from './load.ts'
import type { Sender } from './ledger.ts'
import { createMount, noMount } from './mounts.ts'
import { createVictim } from './victim.ts'

const SENT_BEFORE = 60
const PATIENCE = 15_000

/** Deposits `count` envelopes; gives how many were told stored. */
const deposit = async (place: Place, sender: Sender, count: number): Promise<number> => {
  const before = sender.stored
  await sender.run(place, () => sender.next > before + count)
  return sender.stored - before
}

/** One envelope on a fresh attachment: the code of its refusal, or `stored`. */
export const tryOne = async (place: Place, sender: Sender): Promise<number | 'stored'> => {
  const socket = await sender.open(place)
  const seq = sender.next++
  sender.say(socket, seq)
  const told = await socket.arrivals.next()
  await socket.close()
  if (told?.type === 'stored') {
    sender.hear(told.upTo)
    return 'stored'
  }
  if (told?.type !== 'rejected') throw new Error(`heard ${told?.type ?? 'the end'}`)
  sender.next = told.seq
  return told.code
}

const readyStatus = async ({ httpsPort }: Place): Promise<number> =>
  (await call(httpsPort, 'GET', '/ready')).status

const untilReady = async (place: Place, status: number): Promise<void> => {
  const until = performance.now() + PATIENCE
  while ((await readyStatus(place)) !== status) {
    if (performance.now() > until) assert.fail(`/ready never answered ${status}`)
    await pause(100)
  }
}

/** Sending is refused, receiving goes on, and both again when the fault is over. */
const passThrough = async (
  place: Place,
  load: Load,
  act: { begin(): void; end(): void },
): Promise<void> => {
  const [sender, other] = load.senders
  const [reader] = load.readers
  assert.ok(sender && other && reader)
  assert.equal(await deposit(place, sender, SENT_BEFORE), SENT_BEFORE)
  act.begin()
  assert.equal(await tryOne(place, other), problem.storeFailed)
  await untilReady(place, 503)
  // Two readings: the acknowledgements of the first could not be written down either.
  const wanted = new Map([[sender.index, SENT_BEFORE]])
  await reader.run(place, wanted)
  await reader.open(place).then(({ socket }) => socket.close())
  assert.equal(await tryOne(place, other), problem.storeFailed)
  act.end()
  await untilReady(place, 200)
  assert.equal(await tryOne(place, other), 'stored')
  await load.settle()
}

for (const fault of ['full', 'readOnly'] satisfies DiskFault[]) {
  test(
    `the disk is ${fault}: refusals, deliveries, and back by itself`,
    { skip: noBadDisk() },
    async (context) => {
      const disk = await createBadDisk(context)
      const victim = await createVictim(context, { env: disk.env })
      await victim.start()
      const load = await createLoad(victim, victim.ticket(), { people: 1 })
      await passThrough(victim, load, {
        begin: () => disk.set(fault),
        end: () => disk.set('none'),
      })
      assert.ok(disk.struck() > 0)
      assert.equal((await victim.stop()).code, 0)
    },
  )
}

/** Sends until the disk is full: gives the code of the next refusal. */
const sendUntilRefused = async (place: Place, sender: Sender): Promise<number | 'stored'> => {
  await sender.run(place, () => sender.rejections > 0)
  return tryOne(place, sender)
}

test(
  'a file system without room: the reserve lets acknowledgements through',
  { skip: noMount('tmpfs') },
  async (context) => {
    const mount = await createMount(context, 'tmpfs', 48)
    const victim = await createVictim(context, { folder: join(mount.folder, 'data') })
    await victim.start()
    const load = await createLoad(victim, victim.ticket(), { people: 1 })
    const [sender, other] = load.senders
    const [reader] = load.readers
    assert.ok(sender && other && reader)
    assert.equal(await deposit(victim, sender, SENT_BEFORE), SENT_BEFORE)
    mount.fill()
    assert.equal(await sendUntilRefused(victim, other), problem.storeFailed)
    const wanted = [sender, other].map(({ index, stored }) => [index, stored] as const)
    await reader.run(victim, new Map(wanted))
    assert.match(victim.printed(), /storeRefused/)
    assert.equal((await victim.stop()).code, 0)
    // The disk is full still: it starts all the same, and knows what was acknowledged meanwhile.
    await victim.start()
    const socket = await dialReceiver(victim)
    assert.equal((await logIn(victim, socket, reader.device)).pending, 0)
    await socket.close()
    assert.equal(await sendUntilRefused(victim, other), problem.storeFailed)
    mount.free()
    await untilReady(victim, 200)
    assert.equal(await tryOne(victim, other), 'stored')
    await load.settle()
    assert.match(victim.printed(), /storeAgain/)
    assert.equal((await victim.stop()).code, 0)
  },
)

test(
  'a file system that turned read-only: refusals, deliveries, and a start that says why',
  { skip: noMount('ext4') },
  async (context) => {
    const mount = await createMount(context, 'ext4', 96)
    const victim = await createVictim(context, { folder: join(mount.folder, 'data') })
    await victim.start()
    const load = await createLoad(victim, victim.ticket(), { people: 1 })
    const [sender, other] = load.senders
    const [reader] = load.readers
    assert.ok(sender && other && reader)
    assert.equal(await deposit(victim, sender, SENT_BEFORE), SENT_BEFORE)
    mount.fail()
    assert.equal(await tryOne(victim, other), problem.storeFailed)
    await untilReady(victim, 503)
    await reader.run(victim, new Map([[sender.index, SENT_BEFORE]]))
    assert.equal(await tryOne(victim, other), problem.storeFailed)
    assert.equal((await victim.stop()).code, 0, 'it ends in good order all the same')
    await assert.rejects(victim.start(), /Cannot write to the data folder/)
    mount.unmount()
    mount.remount()
    await victim.start()
    assert.equal(await tryOne(victim, other), 'stored')
    await load.settle()
  },
)
