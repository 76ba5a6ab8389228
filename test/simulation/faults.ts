// Makes the faults of a story happen to the world, and notes what each may excuse: only a device that was
// destroyed or set back may lose a message, and a lying host may withhold one.
import { toHex } from '../../protocol/bytes.ts'
import { DAY } from '../../protocol/limits.ts'
import type { DiskMemory } from '../support/disk-memory.ts'
import type { Chance } from './chance.ts'
import type { Checks } from './checks.ts'
import { doEvil } from './evil.ts'
import type { Liar } from './liar.ts'
import type { Network } from './network.ts'
import type { Person } from './person.ts'
import type { SimServer } from './server.ts'
import type { Fault } from './story.ts'
import type { Time } from './time.ts'
import type { Patience } from './world.ts'

const DATA_KEY = new Uint8Array(32).fill(7)

/** Everything that faults may touch. */
export interface Stage {
  readonly time: Time
  readonly chance: Chance
  readonly server: SimServer
  readonly network: Network
  readonly liar: Liar
  readonly people: readonly Person[]
  readonly checks: Checks
  note(line: string): void
  readonly backups: { readonly at: number; readonly image: Buffer }[]
  readonly snapshots: Map<Person, { readonly at: number; readonly disk: DiskMemory }[]>
  /** What ends a fault that is still going on. */
  readonly healing: (() => void)[]
  readonly counts: Record<string, number>
  readonly within: Patience
  healed?: boolean
  lastRound?: boolean
  /** Milliseconds that everybody slept. */
  slept: number
  quiet?: number
}

/** Ends a fault after `span`, or when the faults stop. */
const later = (stage: Stage, span: number, act: () => void): void => {
  let over = false
  const once = (): void => {
    if (over) return
    over = true
    act()
  }
  stage.healing.push(once)
  stage.time.after(span, once)
}

type Do = { readonly [K in Fault['is']]: (stage: Stage, fault: Extract<Fault, { is: K }>) => void }

const personOf = (stage: Stage, who: number): Person => {
  const person = stage.people[who]
  if (!person) throw new Error('nobody of that number')
  return person
}

const acts: Do = {
  crash: (stage, { who, fate, span }) => {
    const person = personOf(stage, who)
    person.crash(fate, stage.chance.maybe(0.3))
    later(stage, span, () => person.start())
  },
  crashAtCommit: (stage, { who, nth, fate, span }) => {
    const person = personOf(stage, who)
    person.crashAtCommit(nth, fate, () => {
      if (stage.healed) person.start()
      else later(stage, span, () => person.start())
    })
  },
  cut: (stage, { who, span }) => stage.network.cut(personOf(stage, who).name, span),
  freeze: (stage, { who }) => stage.network.freeze(personOf(stage, who).name),
  diskFull: (stage, { who, span }) => {
    const person = personOf(stage, who)
    const disk = person.disk()
    disk.fail('full')
    later(stage, span, () => disk.fail(undefined))
  },
  steal: (stage, { who }) => personOf(stage, who).steal(),
  rollBack: (stage, { who, back }) => {
    const person = personOf(stage, who)
    const kept = stage.snapshots.get(person) ?? []
    const older = kept[Math.max(0, kept.length - back)]
    if (!older) return
    person.crash('lost', false)
    person.disk().fail(undefined)
    stage.checks.setBack(person.name, older.at)
    person.replaceDisk(older.disk.clone())
    person.start()
  },
  copy: (stage, { who, span }) => {
    const person = personOf(stage, who)
    if (!stage.checks.haveMet(stage.people)) return
    const copy = person.runCopy(person.disk().clone())
    stage.checks.copied(person.name)
    later(stage, span, () => {
      copy.end()
      stage.checks.copied(person.name)
    })
  },
  clock: (stage, { who, by }) => personOf(stage, who).turnClock(by),
  serverCrash: (stage, { fate, span }) => {
    stage.server.crash(fate)
    stage.network.cutAll()
    later(stage, span, () => stage.server.start())
  },
  serverRestore: (stage, { back, span }) => {
    const older = stage.backups[Math.max(0, stage.backups.length - back)]
    if (!older) return
    stage.server.crash('lost')
    stage.checks.serverRestored()
    stage.network.cutAll()
    stage.server.restore(older.image)
    later(stage, span, () => stage.server.start())
  },
  serverFull: (stage, { span }) => {
    stage.server.full(true)
    later(stage, span, () => stage.server.full(false))
  },
  lie: (stage, { who, how, span }) => {
    const { name } = personOf(stage, who)
    stage.liar.lie(name, how)
    stage.checks.liedTo(name)
    later(stage, span, () => {
      stage.liar.lie(name, undefined)
      stage.checks.liedTo(name)
    })
  },
  evil: (stage, { who, how }) => {
    const person = personOf(stage, who)
    if (!stage.checks.haveMet(stage.people)) return
    person.crash('kept', false)
    stage.checks.evil(person.name)
    const disk = person.disk()
    const writing = doEvil(
      disk.open(),
      DATA_KEY,
      how,
      stage.chance.split(`evil ${stage.time.now()}`),
    )
    writing.then(
      (count) => {
        stage.note(`${person.name} put ${count} of ${how}`)
        person.start()
      },
      () => person.start(),
    )
  },
  night: (stage, { who, span, days }) => {
    // Before they know each other, invitations and the host's ticket would only run out.
    if (!stage.checks.haveMet(stage.people)) return
    personOf(stage, who).crash('kept', false)
    later(stage, span, () => {
      for (const person of stage.people) person.crash('kept', false)
      stage.time.leap(days * DAY)
      stage.slept += days * DAY
      stage.checks.slept(days * DAY)
      stage.server.sweep()
      for (const person of stage.people) person.start()
    })
  },
}

/** Makes a fault happen. */
export const applyFault = (stage: Stage, fault: Fault): void => {
  const act = acts[fault.is] as (stage: Stage, fault: Fault) => void // the act of this very kind
  act(stage, fault)
}

/** A random id as commands carry it. */
export const newId = (chance: Chance): string => toHex(chance.bytes(16))
