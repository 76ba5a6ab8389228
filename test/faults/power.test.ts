// Power cuts (PROTOCOL 10 rule 1): the file system under a busy server is shut down without writing anything
// more, unmounted and mounted again. What was told stored is there, also when a sync failed just before. That the
// tests can fail is shown by a disk that claims to have synced and has not, by a database opened without syncs at
// commits, and by a server that does not hear of a failed sync.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { createBadDisk, noBadDisk } from './bad-disk.ts'
import { chanceFrom, isOver, pause, roundsOf, seedOfRun } from './chance.ts'
import { createLoad, type Load } from './load.ts'
import { Broken } from './ledger.ts'
import { createMount, noMount, type Mount } from './mounts.ts'
import { createVictim, type Victim } from './victim.ts'

const LONGEST_LIFE = 500
const MEGABYTES = 96
const MOST_WAITS = 1_000
const FAILURES = roundsOf(3, 50)
/** A planted fault need not show at every cut: some come just after the system wrote by itself. */
const TRIES = 8
const planted = (file: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--import=${new URL(file, import.meta.url).href}`,
})

const toldBy = ({ senders }: Load): number => senders.reduce((sum, { told }) => sum + told, 0)

/** One life under load that ends with the power; afterwards the server runs again. */
const cutOnce = async (
  victim: Victim,
  mount: Mount,
  load: Load,
  { life, reading, strike }: { life: number; reading: boolean; strike?: () => void },
): Promise<void> => {
  const running = load.untilGone(reading)
  await pause(life / 2)
  strike?.()
  const before = toldBy(load)
  await pause(life / 2)
  // A machine with other work may not have told anything yet, and then a cut shows nothing.
  for (let waits = 0; waits < MOST_WAITS && toldBy(load) === before; waits++) await pause(10)
  // A machine without power says nothing more; the kernel here lives on, and calls a sync done that was under
  // way when the cut undid it: a program of its own that appends, syncs and counts loses its last page the same
  // way, on ext4 and on xfs. So the process stands still, in the middle of its syncs too, when the cut comes.
  await victim.freeze()
  mount.cut()
  await Promise.all([victim.kill(), running])
  mount.unmount()
  mount.remount()
}

const startOn = async (
  context: TestContext,
  kind: 'ext4' | 'xfs',
  env: Readonly<Record<string, string>> = {},
): Promise<{ victim: Victim; mount: Mount; load: Load }> => {
  const mount = await createMount(context, kind, MEGABYTES)
  const victim = await createVictim(context, { folder: join(mount.folder, 'data'), env })
  await victim.start()
  const load = await createLoad(victim, victim.ticket())
  // The people themselves must not be what a cut takes: they are on the disk from here on.
  await victim.stop()
  mount.unmount()
  mount.remount()
  await victim.start()
  return { victim, mount, load }
}

for (const kind of ['ext4', 'xfs'] as const) {
  const cuts = roundsOf(4, 100)
  test(
    `${cuts} power cuts on ${kind} lose nothing that was told stored`,
    { skip: noMount(kind) },
    async (context) => {
      const seed = seedOfRun()
      const chance = chanceFrom(seed)
      const { victim, mount, load } = await startOn(context, kind)
      let done = 0
      for (; done < cuts && !isOver(); done++) {
        const life = 30 + chance() * LONGEST_LIFE
        await cutOnce(victim, mount, load, { life, reading: chance() < 0.5 })
        await victim.start()
      }
      const told = await load.settle()
      context.diagnostic(
        `seed ${seed}: ${done} power cuts on ${kind}, ${told} envelopes told stored`,
      )
      assert.ok(told > done)
      assert.equal((await victim.stop()).code, 0)
    },
  )
}

test(
  `a sync that fails, ${FAILURES} times, and then the power: nothing told is lost`,
  { skip: noMount('ext4') ?? noBadDisk() },
  async (context) => {
    const seed = seedOfRun()
    const chance = chanceFrom(seed)
    const disk = await createBadDisk(context)
    const { victim, mount, load } = await startOn(context, 'ext4', disk.env)
    for (let round = 0; round < FAILURES; round++) {
      const running = load.untilGone(chance() < 0.5)
      await pause(50 + chance() * LONGEST_LIFE)
      disk.set('syncFailsOnce')
      // Whoever tried the same sync again would be told that all is well.
      assert.equal((await victim.ended()).code, 1)
      mount.cut()
      await running
      mount.unmount()
      mount.remount()
      disk.set('none')
      await victim.start()
    }
    const told = await load.settle()
    context.diagnostic(
      `seed ${seed}: ${FAILURES} failed syncs before a power cut, ${told} envelopes told stored`,
    )
    assert.ok(told > FAILURES)
  },
)

const plants = [
  { plant: 'syncLies', fault: 'syncLies', env: {} },
  { plant: 'normal', fault: 'none', env: planted('plant-normal.mjs') },
  { plant: 'deaf', fault: 'syncFailsOnce', env: planted('plant-deaf.mjs') },
] as const

for (const { plant, fault, env } of plants) {
  const skip = noMount('ext4') ?? noBadDisk()
  test(`a ${plant} fault is found out: what was told stored is lost`, { skip }, async (context) => {
    const disk = await createBadDisk(context)
    const { victim, mount, load } = await startOn(context, 'ext4', { ...disk.env, ...env })
    const lose = async (): Promise<void> => {
      for (let round = 0; round < TRIES; round++) {
        const strike = (): void => disk.set(fault)
        await cutOnce(victim, mount, load, { life: 300, reading: false, strike })
        disk.set('none')
        await victim.start()
        for (const sender of load.senders) await (await sender.open(victim)).close()
      }
    }
    await assert.rejects(lose, Broken)
  })
}
