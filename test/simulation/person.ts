// A person of the world: a profile on a disk, the process that runs it or does not, and what the person wants
// to say. What was not confirmed is said again with the same id, as a screen does (UI commands carry ids).
import { openEngine } from '../../client/engine/index.ts'
import { DiskFault, type Clock, type Disk, type Net } from '../../client/engine/ports.ts'
import type { Answer, Command, Engine, MessageView } from '../../client/engine/view.ts'
import { createDiskMemory, type DiskMemory } from '../support/disk-memory.ts'
import type { Chance } from './chance.ts'
import type { Network } from './network.ts'
import type { Time } from './time.ts'

const DATA_KEY = new Uint8Array(32).fill(7)
const SAY_AGAIN = 1_500
/** After a start that the disk refused. */
const REOPEN = 5_000

/** What a planted bug may change about a person's platform. */
export interface PersonPlant {
  wrapDisk?(disk: Disk): Disk
  wrapNet?(net: Net): Net
  wrapClock?(clock: Clock): Clock
  /** The same random numbers after every start. */
  readonly stuckRandom?: boolean
}

export interface PersonParts {
  readonly name: string
  readonly time: Time
  readonly chance: Chance
  readonly network: Network
  readonly plant: PersonPlant
  trace(line: string): void
  /** Told of every message that the engine tells its views. */
  told(view: MessageView): void
}

/** Something that a person wants done, tried until `done` says that it is. */
export interface Wish {
  command(engine: Engine): Command | undefined
  /** True when nothing more is to be done about it. */
  answered(answer: Answer, engine: Engine): boolean
}

export interface Person {
  readonly name: string
  disk(): DiskMemory
  engine(): Engine | undefined
  wish(wish: Wish): void
  wishes(): number
  start(): void
  /** The process dies; a commit under way is lost or kept. */
  crash(underWay: 'lost' | 'kept', silently: boolean): void
  /** Dies at the `nth` commit from now, while it is under way. */
  crashAtCommit(nth: number, underWay: 'lost' | 'kept', restart: () => void): void
  /** Another window takes the profile; the one before is fenced. */
  steal(): void
  /** Runs a second process on this disk's copy, under the same name, until `end`. */
  runCopy(disk: DiskMemory): { end(): void }
  /** The disk is replaced by an older copy of itself; the process must be dead. */
  replaceDisk(disk: DiskMemory): void
  turnClock(by: number): void
  /** What a fault of the code threw, if anything did. */
  broken(): string | undefined
}

interface Process {
  alive: boolean
  engine: Engine | undefined
}

const firstSayable = (wishes: readonly Wish[], engine: Engine): [Wish?, Command?] => {
  for (const wish of wishes) {
    const command = wish.command(engine)
    if (command) return [wish, command]
  }
  return []
}

export const createPerson = (parts: PersonParts): Person => {
  const { name, time, network, chance } = parts
  const pause = (): Promise<void> =>
    new Promise((resolve) => {
      time.after(chance.maybe(0.05) ? chance.below(300) : chance.below(4), () => resolve())
    })
  let disk = createDiskMemory({ pause })
  let process: Process = { alive: false, engine: undefined }
  /** All that run on this disk: windows that were fenced end with the others. */
  const running = new Set<Process>()
  let boots = 0
  let skew = 0
  let broken: string | undefined
  let busy = false
  let waiting: (() => void) | undefined
  let armed: { left: number; act: () => void } | undefined
  const wishes: Wish[] = []

  const clockOf = (mine: Process): Clock => ({
    now: () => time.now() + skew,
    after: (delay, call) => time.after(delay, () => mine.alive && call()),
  })
  const diskOf = (opened: Disk): Disk => ({
    ...opened,
    commit: (writes) => {
      const result = opened.commit(writes)
      if (armed) {
        armed.left -= 1
        if (armed.left <= 0) {
          const { act } = armed
          armed = undefined
          time.after(0, act)
        }
      }
      return result
    },
  })
  const run = (mine: Process, on: DiskMemory, label: string): void => {
    mine.alive = true
    running.add(mine)
    const opened = on.open()
    const net = network.netOf(name, () => mine.alive)
    const clock = clockOf(mine)
    const random = chance.split(parts.plant.stuckRandom === true ? label : `${label} ${boots++}`)
    openEngine({
      disk: diskOf(parts.plant.wrapDisk?.(opened) ?? opened),
      net: parts.plant.wrapNet?.(net) ?? net,
      clock: parts.plant.wrapClock?.(clock) ?? clock,
      random,
      dataKey: DATA_KEY,
    }).then(
      (engine) => {
        if (!mine.alive) return
        mine.engine = engine
        engine.watch((event) => {
          if (event.type === 'messages' && mine.alive) event.messages.forEach(parts.told)
        })
        parts.trace(`${name} runs`)
        say()
      },
      (error: unknown) => {
        if (!mine.alive) return
        mine.alive = false
        if (!(error instanceof DiskFault) || error.kind === 'broken') {
          broken = `did not open: ${String(error)}`
        } else if (mine === process) time.after(REOPEN, () => mine === process && start())
      },
    )
  }
  const say = (): void => {
    const mine = process
    const { engine } = mine
    if (busy || wishes.length === 0 || !engine || !mine.alive) return
    // The first that can be said now: to somebody not met yet nothing can.
    const [wish, command] = firstSayable(wishes, engine)
    const again = (): void => {
      waiting?.()
      waiting = time.after(SAY_AGAIN, say)
    }
    if (!command || !wish) return again()
    busy = true
    engine.run(command).then(
      (answer) => {
        if (!mine.alive) return
        busy = false
        parts.trace(`${name} ${command.type} ${answer.is}`)
        if (!wish.answered(answer, engine)) return again()
        wishes.splice(wishes.indexOf(wish), 1)
        say()
      },
      (error: unknown) => {
        broken = `command threw: ${String(error)}`
      },
    )
  }
  const start = (): void => {
    if (process.alive) return
    process = { alive: false, engine: undefined }
    run(process, disk, name)
  }
  const end = (): void => {
    for (const each of running) each.alive = false
    running.clear()
    process = { alive: false, engine: undefined }
    busy = false
  }
  return {
    name,
    disk: () => disk,
    engine: () => process.engine,
    wish: (wish) => {
      wishes.push(wish)
      say()
    },
    wishes: () => wishes.length,
    start,
    crash: (underWay, silently) => {
      disk.crash(underWay)
      network.drop(name, silently)
      armed = undefined
      end()
    },
    crashAtCommit: (nth, underWay, restart) => {
      armed = {
        left: nth,
        act: () => {
          disk.crash(underWay)
          network.drop(name, false)
          end()
          parts.trace(`${name} died committing, ${underWay}`)
          restart()
        },
      }
    },
    steal: () => {
      if (!process.alive) return
      const fenced = process
      process = { alive: false, engine: undefined }
      busy = false
      run(process, disk, name)
      // A view without an answer leaves the old writer to itself; here it ends once it was fenced.
      time.after(30_000, () => {
        fenced.alive = false
      })
    },
    runCopy: (copy) => {
      const other: Process = { alive: false, engine: undefined }
      run(other, copy, `${name} copy`)
      return {
        end: () => {
          other.alive = false
          copy.crash('lost')
        },
      }
    },
    replaceDisk: (older) => {
      disk = older
    },
    turnClock: (by) => {
      skew += by
    },
    broken: () => broken,
  }
}
