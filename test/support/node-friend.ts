// A friend whose device is the engine in this process, over real connections: what their screen would show
// is at hand for a test of somebody else's screen.
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import { openEngine } from '../../client/engine/index.ts'
import type { Engine, MessageView } from '../../client/engine/view.ts'
import { realClock, realRandom } from './circle.ts'
import { createDiskMemory } from './disk-memory.ts'
import type { House } from './house.ts'
import { createNetNode } from './net-node.ts'
import { watchShown } from './shown.ts'

/** How long anything may take here, milliseconds. */
const PATIENCE = 60_000

export interface NodeFriend {
  readonly engine: Engine
  /** Id of the person who invited, in this friend's profile. */
  readonly person: string
  /** Texts that came in, in order of arrival. */
  readonly heard: () => readonly string[]
  /** Writes; resolves when the server has it, or with `until` when their device has it. */
  write(text: string, until?: 'sent' | 'delivered'): Promise<void>
  /** Resolves when this text has come in. */
  hears(text: string): Promise<void>
  /** Resolves when this own text is on their device. */
  delivered(text: string): Promise<void>
  close(): Promise<void>
}

const within = <T>(promise: Promise<T>, what: string): Promise<T> => {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`did not happen: ${what}`)), PATIENCE)
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}

/** Resolves when a message for which `holds` is told. */
const untilTold = (engine: Engine, holds: (message: MessageView) => boolean): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const stop = watchShown(engine, (shown) => {
    if ([...shown.values()].some(holds)) resolve()
  })
  return promise.then(() => {
    stop()
  })
}

/** Joins by the fragment of an invitation and waits for the first answer. */
export const joinAsFriend = async (
  house: House,
  fragment: string,
  name: string,
): Promise<NodeFriend> => {
  const ca = await readFile(join(house.folder, 'tls', 'ca.pem'), 'utf8')
  const engine = await openEngine({
    disk: createDiskMemory().open(),
    net: createNetNode({ https: house.url, wss: `wss://localhost:${house.wssPort}`, ca }),
    clock: realClock,
    random: realRandom,
    dataKey: realRandom.bytes(32),
  })
  const heard: string[] = []
  engine.watch((event) => {
    if (event.type !== 'messages') return
    for (const { mine, text } of event.messages) if (!mine) heard.push(text)
  })
  const answer = await engine.run({ type: 'accept', name, fragment })
  if (answer.is !== 'person') throw new Error(`${name} cannot join: ${JSON.stringify(answer)}`)
  const { person } = answer
  const answered = Promise.withResolvers<void>()
  const stop = engine.watch((event) => {
    if (event.type === 'snapshot' && event.snapshot.people[0]?.answered === true) answered.resolve()
  })
  await within(answered.promise, `${name} is answered`)
  stop()
  return {
    engine,
    person,
    heard: () => heard,
    write: async (text, until = 'sent') => {
      const id = randomBytes(16).toString('hex')
      const states = until === 'sent' ? ['sent', 'delivered'] : ['delivered']
      const told = untilTold(engine, (one) => one.id === id && states.includes(one.state))
      await engine.run({ type: 'send', person, text, id })
      await within(told, `"${text}" is ${until}`)
    },
    hears: async (text) => {
      const told = untilTold(engine, (one) => !one.mine && one.text === text)
      if (!heard.includes(text)) await within(told, `"${text}" is heard`)
    },
    delivered: async (text) => {
      const isThere = ({ mine, text: own, state }: MessageView): boolean =>
        mine && own === text && state === 'delivered'
      const told = untilTold(engine, isThere)
      const page = await engine.run({ type: 'page', person, before: undefined, limit: 50 })
      if (page.is === 'page' && page.messages.some(isThere)) return
      await within(told, `"${text}" is delivered`)
    },
    close: () => engine.close(),
  }
}
