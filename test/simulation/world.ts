// Runs a story: people, host and network in one thread under virtual time. What happens follows from the
// story and its seed alone, so a story replays exactly; the trace's hash proves it.
import { createHash } from 'node:crypto'
import { encodeLink } from '../../protocol/invite.ts'
import type { ActScene } from './acts.ts'
import { createChance, type Chance } from './chance.ts'
import { createChecks, type Checks } from './checks.ts'
import { applyFault, type Stage } from './faults.ts'
import { createLiar } from './liar.ts'
import { createNetwork } from './network.ts'
import { createPerson, type Person, type PersonPlant } from './person.ts'
import { probe } from './probe.ts'
import { createServer, type ServerPlant } from './server.ts'
import type { Story } from './story.ts'
import { createTime } from './time.ts'

const START = 1_800_000_000_000
const SECOND = 1_000
const SEND = 0x02
const DELIVER = 0x93
/** How many of the frames that arrive are tried with a bit turned. */
const PROBED = 0.02
const HOUR = 3_600_000
/** After the faults: how long until everything must have arrived (resets wait up to a day). */
const QUIET = 60 * HOUR
const LOOK_EVERY = 20 * SECOND
const BACKUP_EVERY = 20 * SECOND
const SNAPSHOTS_KEPT = 8
const TRACE_KEPT = 4_000
/** No story needs more; more is a loop. */
const MOST_STEPS = 400_000

/** How long a story may take to come to rest: virtual milliseconds, and steps in all. */
export interface Patience {
  readonly quiet: number
  readonly steps: number
}
export const patience: Patience = { quiet: QUIET, steps: MOST_STEPS }

/** Deliberate bugs, to show that the simulation finds them. */
export interface Plant {
  readonly person?: PersonPlant
  readonly server?: ServerPlant
}

/** What came of a story. */
export interface Outcome {
  readonly failures: readonly string[]
  readonly steps: number
  readonly messages: number
  readonly faults: Readonly<Record<string, number>>
  /** Virtual milliseconds that the people needed after the faults stopped. */
  readonly quiet: number
  readonly hash: string
  readonly trace: readonly string[]
}

const nameOf = (who: number): string => `P${who}`

/** Runs a story to its end. */
export const runStory = async (
  story: Story,
  plant: Plant = {},
  within = patience,
): Promise<Outcome> => {
  const time = createTime(START)
  const chance = createChance(`world ${story.seed}`)
  const digest = createHash('sha256')
  const trace: string[] = []
  let over = false
  const note = (line: string): void => {
    if (over) return
    const stamped = `${time.now() - START} ${line}`
    digest.update(stamped)
    // Pongs say nothing, and what went wrong began long before the end.
    if (trace.length < TRACE_KEPT && !line.endsWith(' 135 1')) trace.push(stamped)
  }
  const server = createServer({ time, chance: chance.split('server'), plant: plant.server ?? {} })
  const liar = createLiar(chance.split('liar'))
  const checks = createChecks(time, liar)
  const probes = chance.split('probes')
  const probing: Promise<void>[] = []
  const network = createNetwork({
    time,
    chance: chance.split('network'),
    server,
    liar,
    sent: (who, path, frame) => {
      if (over) return
      checks.sent(who, path, frame)
      // The others carry the host's nonce or epoch, which no seed decides.
      digest.update(frame[0] === SEND ? frame : frame.subarray(0, 1))
    },
    heard: (who, frame) => {
      const person = people.find(({ name }) => name === who)
      if (over || !person || frame[0] !== DELIVER || !probes.maybe(PROBED)) return
      probing.push(probeArrival(person, frame, { chance: probes, now: time.now(), checks }))
    },
    trace: note,
  })
  const people = Array.from({ length: story.people }, (_, who) =>
    createPerson({
      name: nameOf(who),
      time,
      chance: chance.split(nameOf(who)),
      network,
      plant: plant.person ?? {},
      trace: note,
      told: (view) => checks.told(nameOf(who), view),
    }),
  )
  const stage: Stage = {
    time,
    chance: chance.split('faults'),
    server,
    network,
    liar,
    people,
    checks,
    note,
    backups: [],
    snapshots: new Map(),
    healing: [],
    counts: {},
    slept: 0,
    within,
  }
  try {
    await play(story, stage)
  } catch (error) {
    checks.fail(`threw: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  over = true
  await Promise.all(probing)
  for (const person of people) person.crash('lost', false)
  server.close()
  return {
    failures: checks.failures(),
    steps: time.steps(),
    messages: checks.messages(),
    faults: stage.counts,
    quiet: stage.quiet ?? 0,
    hash: digest.digest('hex'),
    trace,
  }
}

const probeArrival = async (
  person: Person,
  frame: Uint8Array,
  {
    chance,
    now,
    checks,
  }: { readonly chance: Chance; readonly now: number; readonly checks: Checks },
): Promise<void> => {
  try {
    const changed = await probe(person.disk(), frame, chance, now)
    if (changed !== undefined)
      checks.fail(`a frame that does not open changed ${changed} of ${person.name}`)
  } catch (error) {
    checks.fail(`a turned frame threw: ${String(error)}`)
  }
}

const play = async (story: Story, stage: Stage): Promise<void> => {
  const { time, people, checks } = stage
  for (const person of people) person.start()
  meet(story, stage)
  keepCopies(stage)
  const stop = (): boolean => checks.failures().length > 0 || time.steps() > stage.within.steps
  for (const scene of story.scenes) {
    await time.runUntil(START + scene.at + stage.slept, stop)
    if (scene.is === 'say') say(stage, scene.from, scene.to, scene.size)
    else if (scene.is === 'act') act(stage, scene)
    else {
      stage.counts[scene.is] = (stage.counts[scene.is] ?? 0) + 1
      stage.note(`fault ${JSON.stringify(scene)}`)
      applyFault(stage, scene)
    }
  }
  await time.runUntil(START + story.span + stage.slept, stop)
  stage.healed = true
  for (const heal of stage.healing) heal()
  const end = time.now()
  await settleDown(stage, stop, 'after the faults')
  stage.quiet = time.now() - end
  checks.exemptionsEnd()
  for (const pair of checks.pairs()) say(stage, pair[0], pair[1], 10)
  stage.lastRound = true
  await settleDown(stage, stop, 'in the last round')
  if (time.steps() > stage.within.steps) checks.fail('the world does not come to rest')
}

/** Until everybody has everything, or for QUIET. */
const settleDown = async (stage: Stage, stop: () => boolean, when: string): Promise<void> => {
  const { time, people, checks } = stage
  const until = time.now() + stage.within.quiet
  while (time.now() < until && !stop()) {
    await time.runUntil(time.now() + LOOK_EVERY, stop)
    if (!checks.looksCalm(people)) continue
    if ((await judge(stage, stop)).length === 0) return
  }
  if (stop()) return
  for (const fault of await judge(stage, stop)) checks.fail(`${when}: ${fault}`)
  for (const fault of checks.unrest(people)) checks.fail(`${when}: ${fault}`)
}

const judge = async (stage: Stage, stop: () => boolean): Promise<readonly string[]> => {
  const { time, people, checks } = stage
  let found: readonly string[] | undefined
  checks.judge(people, stage.lastRound === true).then(
    (faults) => {
      found = faults
    },
    (error: unknown) => {
      found = [`a page could not be read: ${String(error)}`]
    },
  )
  const until = time.now() + 60 * SECOND
  await time.runUntil(until, () => found !== undefined || stop())
  return found ?? ['pages took too long']
}

/** Copies of disks and of the database, to go back to. */
const keepCopies = (stage: Stage): void => {
  const { time, server, people, backups, snapshots, checks } = stage
  const keep = (): void => {
    if (stage.healed) return
    time.after(BACKUP_EVERY, keep)
    // A device set back to before it met anybody is another person: not this world's business.
    if (!checks.haveMet(people)) return
    backups.push({ at: time.now(), image: server.backup() })
    if (backups.length > SNAPSHOTS_KEPT) backups.shift()
    for (const person of people) {
      const kept = snapshots.get(person) ?? []
      kept.push({ at: time.now(), disk: person.disk().clone() })
      if (kept.length > SNAPSHOTS_KEPT) kept.shift()
      snapshots.set(person, kept)
    }
  }
  time.after(10 * SECOND, keep)
}

/** The first person comes with the host's ticket, each other one by an invitation. */
const meet = (story: Story, stage: Stage): void => {
  const { people, server, checks } = stage
  const [first] = people
  first?.wish({
    command: (engine) => {
      // In already: the answer was lost in a crash.
      if (engine.snapshot().phase === 'ready') return { type: 'dismiss', notice: 999 }
      if (!server.isUp()) return undefined
      const fragment = encodeLink({ type: 'firstPerson', ticket: server.ticket() })
      return { type: 'start', name: first.name, fragment }
    },
    answered: (answer, engine) => answer.is === 'done' || engine.snapshot().phase === 'ready',
  })
  for (const [at, by] of story.inviters.entries()) {
    const guest = people[at + 1]
    const host = people[by]
    if (!guest || !host) continue
    checks.pair(by, at + 1)
    introduce(host, guest)
  }
}

const friendOf = (person: Person, name: string) =>
  person
    .engine()
    ?.snapshot()
    .people.find((friend) => friend.name === name)

const introduce = (host: Person, guest: Person): void => {
  let fragment: string | undefined
  let asked = false
  const invite = (): void => {
    if (asked) return
    asked = true
    host.wish({
      command: (engine) =>
        engine.snapshot().phase === 'ready' ? { type: 'invite', label: guest.name } : undefined,
      answered: (answer) => {
        if (answer.is === 'invitation') fragment = answer.invitation.fragment
        return answer.is === 'invitation'
      },
    })
  }
  guest.wish({
    command: (engine) => {
      if (!fragment) {
        invite()
        return undefined
      }
      return engine.snapshot().people.some(({ name }) => name === host.name)
        ? { type: 'look', fragment }
        : { type: 'accept', name: guest.name, fragment }
    },
    answered: (answer, engine) => {
      if (engine.snapshot().people.some(({ name }) => name === host.name)) return true
      const over = answer.is === 'refused' && !['offline', 'busy', 'storage'].includes(answer.why)
      const preparing = host
        .engine()
        ?.snapshot()
        .invitations.some((made) => made.fragment === fragment && made.state === 'preparing')
      if (over && preparing !== true) {
        fragment = undefined
        asked = false
      }
      return false
    },
  })
}

/** Something is done with a message that is there by now; what the engine refuses is not to be done. */
const act = (stage: Stage, scene: ActScene): void => {
  const { people, checks } = stage
  const [author, reader] = [people[scene.from], people[scene.to]]
  if (!author || !reader || !checks.areFriends(scene.from, scene.to)) return
  const command = checks.doings.commandOf(scene, author, reader)
  if (!command) return
  stage.note(`${author.name} wants ${command.type}`)
  author.wish({
    command: () => command,
    answered: (answer) => answer.is !== 'refused' || answer.why !== 'storage',
  })
}

/** Something to say, once the two know each other. */
const say = (stage: Stage, from: number, to: number, size: number): void => {
  const { people, checks } = stage
  const [author, reader] = [people[from], people[to]]
  if (!author || !reader || !checks.areFriends(from, to)) return
  const entry = checks.write(stage.chance, from, to, size)
  author.wish({
    command: () => {
      const friend = friendOf(author, reader.name)
      return friend && { type: 'send', person: friend.id, text: entry.text, id: entry.id }
    },
    answered: (answer) => {
      if (answer.is === 'done') checks.confirmed(entry)
      return answer.is === 'done'
    },
  })
}
