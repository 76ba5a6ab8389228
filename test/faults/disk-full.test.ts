// The disk refuses to write, is full, or has become read-only under a running server (PROTOCOL 10 rules 1 and
// 9): no envelope is told stored, what waits is still delivered and acknowledged, nothing ends, and sending
// goes on by itself when the disk does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { problem } from '../../protocol/errors.ts'
import { call, type Place } from '../support/wire.ts'
import { createBadDisk, noBadDisk, type DiskFault } from './bad-disk.ts'
import { pause } from './chance.ts'
import type { Load } from './load.ts'
import { createLoad } from './load.ts'
import type { Sender } from './ledger.ts'
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
