// An older backup is put in place (PROTOCOL 10 rule 8), with people whose clients are the real engine: what was on
// the server and is there no more is sent again, who came in after the backup is in again, and no message that
// was shown as sent vanishes or shows twice. Once with the host's commands, once as a host may do it by hand.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { cp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { it, suite } from 'node:test'
import { promisify } from 'node:util'
import { fileURLToPath } from 'node:url'
import { friendOf, inviteFrom, joinBy, twoPeople, untilDelivered } from '../support/people.ts'
import { endingFolder } from './endings.ts'
import { circleAt, received, write } from './story.ts'
import { createVictim, type Victim } from './victim.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
const command = promisify(execFile)

/** How a copy is made and put back. */
interface Way {
  readonly name: string
  save(victim: Victim, to: string): Promise<void>
  /** With the server ended. */
  bringBack(victim: Victim, from: string): Promise<void>
}

const sotto = async (victim: Victim, ...words: readonly string[]): Promise<void> => {
  await command(process.execPath, [main, ...words], {
    env: {
      PATH: process.env['PATH'],
      SOTTO_DATA: victim.folder,
      SOTTO_BACKUP_PASSPHRASE: 'seven small otters',
    },
  })
}

const ways: readonly Way[] = [
  {
    name: 'sotto backup and restore',
    save: (victim, to) => sotto(victim, 'backup', join(to, 'backup')),
    bringBack: (victim, from) => sotto(victim, 'restore', join(from, 'backup'), '--force'),
  },
  {
    name: 'files copied by hand',
    save: async (victim, to) => {
      await victim.stop()
      await cp(victim.folder, join(to, 'copy'), { recursive: true })
      await victim.start()
    },
    bringBack: async (victim, from) => {
      await rm(victim.folder, { recursive: true })
      await cp(join(from, 'copy'), victim.folder, { recursive: true })
    },
  },
]

suite('an older backup', { concurrency: true }, () => {
  for (const way of ways) {
    it(`${way.name}: clients notice and heal, nothing shown as sent vanishes`, async (context) => {
      const victim = await createVictim(context)
      await victim.start()
      const circle = circleAt(context, victim)
      const [ann, ben] = await twoPeople(circle)
      const [annAtBen, benAtAnn] = [friendOf(ben), friendOf(ann)]
      await untilDelivered(ann, await write(ann, benAtAnn, 'before'))
      await untilDelivered(ben, await write(ben, annAtBen, 'answer'))
      const kept = await endingFolder(context)
      await way.save(victim, kept)

      // After the backup: more is delivered, somebody comes in, and texts wait on the server for Ben.
      await untilDelivered(ann, await write(ann, benAtAnn, 'delivered after'))
      const cyd = await joinBy(circle, await inviteFrom(ann), 'Cyd')
      await ann.until(({ people }) => people.length === 2, 'Cyd appears at Ann')
      await cyd.until(({ people }) => people[0]?.answered === true, 'Ann answers Cyd')
      await ben.close()
      const waiting = [
        await write(ann, benAtAnn, 'waiting one'),
        await write(ann, benAtAnn, 'waiting two'),
      ]
      await ann.untilMessages(
        (all) => waiting.every((id) => all.some((view) => view.id === id && view.state === 'sent')),
        'the texts are on the server',
      )

      await victim.kill()
      await way.bringBack(victim, kept)
      await victim.start()
      const back = await circle.person(ben.disk)
      for (const id of waiting) await untilDelivered(ann, id)
      const texts = ['before', 'delivered after', 'waiting one', 'waiting two']
      assert.deepEqual(await received(back, annAtBen), texts)
      await untilDelivered(back, await write(back, annAtBen, 'all here'))
      assert.deepEqual(await received(ann, benAtAnn), ['answer', 'all here'])
      // Who came in after the backup is in again, with the same friends.
      await untilDelivered(cyd, await write(cyd, friendOf(cyd), 'still in'))
      for (const person of [ann, back, cyd]) {
        assert.equal(person.snapshot().connection, 'connected')
      }
    })
  }
})
