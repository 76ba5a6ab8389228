// A disk that fails or is slow (PROTOCOL 10 rule 1). A sync or a write that fails ends the server: nothing of that
// batch is told stored, and the next start finds all that was. A slow disk slows answers and nothing else.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { call, dialReceiver, logIn } from '../support/wire.ts'
import { createBadDisk, noBadDisk, type BadDisk, type DiskFault } from './bad-disk.ts'
import { chanceFrom, pause, roundsOf, seedOfRun } from './chance.ts'
import { createLoad, type Load } from './load.ts'
import { createVictim, type Victim } from './victim.ts'

interface Scene {
  readonly disk: BadDisk
  readonly victim: Victim
  readonly load: Load
}

const begin = async (context: TestContext): Promise<Scene> => {
  const disk = await createBadDisk(context)
  const victim = await createVictim(context, { env: disk.env })
  await victim.start()
  return { disk, victim, load: await createLoad(victim, victim.ticket()) }
}

const FAILURES = roundsOf(4, 50)

for (const fault of ['syncFails', 'writeFails'] satisfies DiskFault[]) {
  test(
    `${fault}, ${FAILURES} times: the server ends and says so, and nothing told is lost`,
    { skip: noBadDisk() },
    async (context) => {
      const seed = seedOfRun()
      const chance = chanceFrom(seed)
      const { disk, victim, load } = await begin(context)
      for (let round = 0; round < FAILURES; round++) {
        const running = load.untilGone(chance() < 0.5)
        await pause(20 + chance() * 300)
        disk.set(fault)
        const { code } = await victim.ended()
        await running
        assert.equal(code, 1)
        assert.match(victim.printed(), /The disk under .* failed, so Sotto ended; .* start again/)
        assert.doesNotMatch(victim.printed(), / {4}at /, 'no stack')
        disk.set('none')
        await victim.start()
      }
      const told = await load.settle()
      context.diagnostic(`seed ${seed}: ${FAILURES} ends, ${told} envelopes told stored`)
      assert.ok(told > 0)
    },
  )
}

const SLOW = 400

test(
  'a slow disk: answers wait for it, sockets and pages do not',
  { skip: noBadDisk() },
  async (context) => {
    const { disk, victim, load } = await begin(context)
    const [sender] = load.senders
    const [reader] = load.readers
    assert.ok(sender && reader)
    const before = await victim.memory()
    disk.set('syncSlow', SLOW)
    // The second half goes when the first is told stored: each waits for a sync of its own, at least.
    const half = (upTo: number): Promise<number> => sender.run(victim, () => sender.next > upTo)
    const sending = half(100).then(() => half(200))
    const reading = reader.run(victim, new Map([[sender.index, 200]]))
    let answered = 0
    const health = async (): Promise<void> => {
      for (; answered < 20; answered++) {
        assert.equal((await call(victim.httpsPort, 'GET', '/health')).status, 200)
      }
    }
    await health()
    const other = load.readers[1]
    assert.ok(other)
    const socket = await dialReceiver(victim)
    await logIn(victim, socket, other.device)
    socket.say({ type: 'ping' })
    await socket.hear('pong')
    assert.ok(sender.stored < 200, 'twenty pages went out while the disk was at work')
    await Promise.all([sending, reading])
    assert.equal(sender.told, 200)
    assert.ok(disk.struck() > 1)
    disk.set('none')
    socket.say({ type: 'ping' })
    await socket.hear('pong')
    await socket.close()
    await load.settle()
    assert.ok((await victim.memory()) - before < 64 * 1_048_576)
    assert.equal((await victim.stop()).code, 0)
  },
)
