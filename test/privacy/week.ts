// A busy week on the real server: people with the real engine meet, write, stay away for days, come back,
// make invitations that are taken, revoked or forgotten, and the server restarts. The clock of everybody
// moves on by days; all else is real. Noted along the way: everything that nobody may find on the disk.
import { randomBytes } from 'node:crypto'
import { cpSync } from 'node:fs'
import type { Net } from '../../client/engine/ports.ts'
import { openProfile } from '../../client/engine/rows.ts'
import { plainBytes } from '../../protocol/bytes.ts'
import { DAY } from '../../protocol/limits.ts'
import {
  circleDataKey,
  createCircle,
  realRandom,
  type Circle,
  type Person,
} from '../support/circle.ts'
import { firstPerson, inviteFrom, joinBy } from '../support/people.ts'
import { derivedSecrets, SECRET_LENGTHS } from '../support/profile-secrets.ts'
import { freshFolder, removeFolder } from '../support/server.ts'
import { isDatabase, type Known } from './audit.ts'

/** How busy the week is. */
export interface WeekSize {
  readonly people: number
  readonly days: number
  /** Messages of each friendship in each direction a day. */
  readonly messages: number
}

/** What is left of it: the data folder of a server that has stopped, and what to look for. */
export interface Week {
  readonly folder: string
  /** A copy from when it still ran, with its write-ahead log. */
  readonly running: string
  readonly known: Known
  readonly sent: number
  close(): Promise<void>
}

const NAMES = [
  'Annegret',
  'Benedikt',
  'Cleopatra',
  'Dorothea',
  'Emmanuel',
  'Friedrich',
  'Gwendolyn',
]
const nameOf = (at: number): string => `${NAMES[at % NAMES.length] ?? ''} Vogelsang ${at}`

const SEND_TAG = 0x02
const ENVELOPE_AT = 16

/** Hands on everything and notes each envelope that goes out. */
const noting =
  (envelopes: Buffer[]) =>
  (net: Net): Net => ({
    ...net,
    open: (path, events) => {
      const socket = net.open(path, events)
      return {
        origin: socket.origin,
        buffered: () => socket.buffered(),
        close: () => socket.close(),
        send: (frame) => {
          if (frame[0] === SEND_TAG) envelopes.push(Buffer.from(frame.subarray(ENVELOPE_AT)))
          socket.send(frame)
        },
      }
    },
  })

interface Member {
  readonly name: string
  person: Person
  /** The profile, kept while its owner is away. */
  away: boolean
}

interface Scene {
  readonly circle: Circle
  readonly members: Member[]
  readonly texts: string[]
  readonly through: (net: Net) => Net
  /** Friendships as pairs of places in `members`. */
  readonly pairs: [number, number][]
  sent: number
}

/** The person of this name in somebody's list. */
const friendNamed = ({ person }: Member, name: string): string =>
  person.snapshot().people.find((each) => each.name === name)?.id ?? ''

const memberAt = ({ members }: Scene, at: number): Member => {
  const member = members[at]
  if (!member) throw new Error('nobody there')
  return member
}

const write = async (scene: Scene, from: Member, to: Member, day: number): Promise<string> => {
  const text = `day ${day}: ${from.name} to ${to.name}, number ${scene.sent}, with love and squalor`
  const id = randomBytes(16).toString('hex')
  scene.texts.push(text)
  scene.sent += 1
  const person = friendNamed(from, to.name)
  const answer = await from.person.engine.run({ type: 'send', person, text, id })
  if (answer.is !== 'done') throw new Error(`not sent: ${answer.is}`)
  return id
}

const untilState = (from: Member, ids: readonly string[], wanted: readonly string[]) =>
  from.person.untilMessages((all) => {
    const states = new Map(all.map((view) => [view.id, view.state]))
    return ids.every((id) => wanted.includes(states.get(id) ?? ''))
  }, 'the day’s messages arrive')

const converse = async (scene: Scene, day: number, messages: number): Promise<void> => {
  const waits: Promise<void>[] = []
  for (const pair of scene.pairs) {
    const [one, other] = [memberAt(scene, pair[0]), memberAt(scene, pair[1])]
    for (const [from, to] of [
      [one, other],
      [other, one],
    ] as const) {
      if (from.away) continue
      const ids: string[] = []
      for (let count = 0; count < messages; count++) ids.push(await write(scene, from, to, day))
      const wanted = to.away ? ['sent', 'delivered'] : ['delivered']
      waits.push(untilState(from, ids, wanted))
    }
  }
  await Promise.all(waits)
}

/** One member stays away today; who was away yesterday comes back. */
const absences = async (scene: Scene, day: number): Promise<void> => {
  const awayToday = 1 + (day % (scene.members.length - 1))
  for (const [at, member] of scene.members.entries()) {
    if (member.away && at !== awayToday) {
      member.person = await scene.circle.person(member.person.disk, scene.through)
      member.away = false
      await member.person.until(({ connection }) => connection === 'connected', 'back')
    } else if (!member.away && at === awayToday) {
      await member.person.close()
      member.away = true
    }
  }
}

const befriend = async (scene: Scene, host: number, guest: number): Promise<void> => {
  const [one, other] = [memberAt(scene, host), memberAt(scene, guest)]
  const fragment = await inviteFrom(one.person)
  const answer = await other.person.engine.run({ type: 'accept', name: other.name, fragment })
  if (answer.is !== 'person') throw new Error(`not accepted: ${answer.is}`)
  await one.person.until(
    ({ people }) => people.some(({ name }) => name === other.name),
    'the guest appears',
  )
  await other.person.until(
    ({ people }) => people.some(({ name, answered }) => name === one.name && answered),
    'the host answers',
  )
  scene.pairs.push([host, guest])
}

const gather = async (scene: Scene, people: number): Promise<void> => {
  scene.members.push({
    name: nameOf(0),
    person: await firstPerson(scene.circle, nameOf(0)),
    away: false,
  })
  // The first person’s engine was opened by a helper: it is opened again where its envelopes are noted.
  const first = memberAt(scene, 0)
  await first.person.close()
  first.person = await scene.circle.person(first.person.disk, scene.through)
  await first.person.until(({ connection }) => connection === 'connected', 'connected')
  for (let at = 1; at < people; at++) {
    const fragment = await inviteFrom(first.person)
    const joined = await joinBy(scene.circle, fragment, nameOf(at))
    await joined.until(({ people: known }) => known[0]?.answered === true, 'answered')
    await joined.close()
    const person = await scene.circle.person(joined.disk, scene.through)
    await person.until(({ connection }) => connection === 'connected', 'connected')
    scene.members.push({ name: nameOf(at), person, away: false })
    scene.pairs.push([0, at])
  }
  if (people > 2) await befriend(scene, 1, 2)
}

const inviteInVain = async ({ members }: Scene, day: number): Promise<void> => {
  const host = members[0]?.person.engine
  const answer = await host?.run({ type: 'invite', label: `for Tante Hildegard, day ${day}` })
  if (answer?.is === 'invitation' && day % 2 === 0) {
    await host?.run({ type: 'revoke', invitation: answer.invitation.id })
  }
}

interface Kept {
  readonly inboxes: Known['inboxes']
  readonly secrets: Buffer[]
  readonly accounts: Buffer[]
}

/** What the profiles of everybody hold in the end. */
const profilesOf = async ({ members }: Scene): Promise<Kept> => {
  const inboxes: Kept['inboxes'][number][] = []
  const secrets: Buffer[] = []
  const accounts: Buffer[] = []
  for (const { person } of members) {
    const { rows } = await openProfile(person.disk.clone().open(), circleDataKey, realRandom)
    const inbox = rows.get('inbox', 'me')
    const profile = rows.get('profile', 'me')
    if (!inbox || !profile) throw new Error('a profile without an inbox')
    const friendIds = rows.entries('route').map(([key]) => Buffer.from(key, 'hex'))
    const { inboxId, login } = inbox
    inboxes.push({
      inboxId: Buffer.from(inboxId),
      loginKey: Buffer.from(login.publicKey),
      friendIds,
    })
    secrets.push(
      ...(await derivedSecrets(person.disk, circleDataKey)),
      Buffer.from(profile.cardKey),
    )
    const { account, device } = profile
    const keys = [account.publicKey, device.dhPublic, device.sigPublic]
    accounts.push(...keys.map((key) => Buffer.from(key)))
  }
  return { inboxes, secrets, accounts }
}

/** Lives the week. */
export const liveWeek = async ({ people, days, messages }: WeekSize): Promise<Week> => {
  const begun = Date.now()
  let shift = 0
  const drawn: Buffer[] = []
  const log: string[] = []
  const envelopes: Buffer[] = []
  const now = (): number => Date.now() + shift
  const random = {
    bytes: (length: number) => {
      const bytes = plainBytes(randomBytes(length))
      if (SECRET_LENGTHS.has(length)) drawn.push(Buffer.from(bytes))
      return bytes
    },
  }
  const circle = await createCircle(undefined, {
    now,
    random,
    log: (event, fields) => log.push(JSON.stringify({ event, ...fields })),
  })
  const through = noting(envelopes)
  const scene: Scene = { circle, members: [], texts: [], through, pairs: [], sent: 0 }
  await gather(scene, people)
  for (let day = 0; day < days; day++) {
    shift = day * DAY
    await absences(scene, day)
    await inviteInVain(scene, day)
    await converse(scene, day, messages)
    if (day % 7 === 3) await circle.restart()
  }
  const { secrets, accounts, inboxes } = await profilesOf(scene)
  for (const { person } of scene.members) await person.close()
  const running = freshFolder()
  cpSync(circle.folder, running, { recursive: true, filter: isDatabase })
  await circle.stop()
  return {
    running,
    folder: circle.folder,
    sent: scene.sent,
    known: {
      from: begun,
      until: now(),
      words: [...scene.members.map(({ name }) => name), ...scene.texts, 'Tante Hildegard'],
      secrets: [...drawn, ...secrets, ...accounts],
      envelopes,
      inboxes,
      log: log.join('\n'),
    },
    close: async () => {
      removeFolder(running)
      await circle.close()
    },
  }
}
