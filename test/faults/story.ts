// People with the real engine at a server of their own process.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import type { TestContext } from 'node:test'
import { encodeLink } from '../../protocol/invite.ts'
import { openPerson, type Person } from '../support/circle.ts'
import { createDiskMemory } from '../support/disk-memory.ts'
import { textsOf, type Meeting } from '../support/people.ts'
import { atEnd } from './endings.ts'
import type { Victim } from './victim.ts'

/** What a story may take on a machine with other work. */
const PATIENCE = 120_000

/** A server's people, as the stories know them. */
export const circleAt = (context: TestContext, victim: Victim): Meeting => ({
  ticket: () => Promise.resolve(encodeLink({ type: 'firstPerson', ticket: victim.ticket() })),
  person: async (disk = createDiskMemory(), through = (net) => net) => {
    const reach = { https: victim.url, wss: victim.wssUrl, ca: await victim.authority() }
    const person = await openPerson({ reach, patience: PATIENCE }, disk, through)
    atEnd(context, () => person.close())
    return person
  },
})

/** Writes to one friend; gives the message's id. */
export const write = async (from: Person, person: string, text: string): Promise<string> => {
  const id = randomBytes(16).toString('hex')
  assert.deepEqual(await from.engine.run({ type: 'send', person, text, id }), { is: 'done' })
  return id
}

/** What one friend wrote, as the screen shows it. */
export const received = async (by: Person, person: string): Promise<readonly string[]> => {
  const answer = await by.engine.run({ type: 'page', person, before: undefined, limit: 500 })
  if (answer.is !== 'page') throw new Error(`no page: ${answer.is}`)
  return textsOf(answer.messages, false)
}
