// Tabs of one browser profile in one process: a channel between them, one lock, one storage, one clock, and
// per tab a page that may be frozen, hidden or closed. The Worker's engine is a small one that keeps lines
// of text on the real Disk interface: what is tested is who may write, not what.
import type { Disk } from '../../client/engine/ports.ts'
import type {
  Answer,
  Command,
  Engine,
  MessageView,
  Snapshot,
  ViewEvent,
} from '../../client/engine/view.ts'
import type { Bus, BusMessage, Trouble } from '../../client/web/tabs/bus.ts'
import { createHost } from '../../client/web/tabs/host.ts'
import { View } from '../../client/web/tabs/view.ts'
import {
  Writer,
  type Locks,
  type RunningWorker,
  type WorkerReport,
} from '../../client/web/tabs/writer.ts'
import { plainMessage } from '../../client/engine/view.ts'
import { createManualClock, type ManualClock } from './clock-manual.ts'
import { createDiskMemory, type DiskMemory } from './disk-memory.ts'
import { createLocksMemory } from './locks-memory.ts'

/** An end of the channel that a frozen tab does not read. */
export interface Hub {
  open(frozen: () => boolean): Bus
  /** Delivers what frozen tabs left unread. */
  thaw(): void
}

/** A channel in memory: in order, to every end but the sender's, in a later turn, as a copy. */
export const createHub = (): Hub => {
  const ends = new Set<{
    hear: (message: BusMessage) => void
    frozen: () => boolean
    queue: BusMessage[]
  }>()
  const flush = (): void => {
    for (const end of ends) {
      if (!end.frozen()) for (const message of end.queue.splice(0)) end.hear(message)
    }
  }
  return {
    open: (frozen) => {
      const end = { hear: (_: BusMessage): void => undefined, frozen, queue: [] as BusMessage[] }
      ends.add(end)
      return {
        post: (message) => {
          if (!ends.has(end) || frozen()) return
          for (const other of ends) if (other !== end) other.queue.push(structuredClone(message))
          queueMicrotask(flush)
        },
        listen: (call) => {
          end.hear = call
        },
        close: () => ends.delete(end),
      }
    },
    thaw: () => queueMicrotask(flush),
  }
}

const empty: Snapshot = {
  phase: 'ready',
  halt: undefined,
  name: '',
  picture: 0,
  shares: { reads: true, typing: true },
  connection: 'connected',
  retryAt: undefined,
  catchingUp: 0,
  people: [],
  invitations: [],
  notices: [],
}

const line = (id: string, text: string): MessageView => ({
  id,
  person: 'p',
  mine: true,
  text,
  time: 0,
  order: id,
  state: 'sending',
  ...plainMessage,
})

/** A small engine over a Disk: `send` keeps a line under its id, `page` reads all of them. */
export const createSmallEngine = (disk: Disk, ran: (command: Command) => void): Engine => {
  const listeners = new Set<(event: ViewEvent) => void>()
  const run = async (command: Command): Promise<Answer> => {
    ran(command)
    if (command.type === 'page') {
      const rows = await disk.scan('message')
      const messages = rows.map((row) => line(row.key, new TextDecoder().decode(row.value)))
      return { is: 'page', messages, more: false }
    }
    if (command.type !== 'send') return { is: 'done' }
    const { id: key, text } = command
    await disk.commit([{ table: 'message', key, value: new TextEncoder().encode(text) }])
    for (const listener of listeners) listener({ type: 'messages', messages: [line(key, text)] })
    return { is: 'done' }
  }
  return {
    run,
    snapshot: () => empty,
    watch: (listener) => {
      listeners.add(listener)
      listener({ type: 'snapshot', snapshot: empty })
      return () => listeners.delete(listener)
    },
    nudge: () => ran({ type: 'retry' }),
    close: () => disk.close(),
  }
}

/** One browser profile. `ran` is every command that any engine ran, with the tab that hosted it. */
export interface Profile {
  readonly clock: ManualClock
  readonly memory: DiskMemory
  readonly locks: Locks
  readonly hub: Hub
  readonly ran: { readonly tab: string; readonly command: Command }[]
  /** Workers that were started and not ended, by tab. */
  readonly workers: string[]
  fences: number
}

export const createProfile = (pause?: () => Promise<void>): Profile => ({
  clock: createManualClock(),
  memory: createDiskMemory(pause ? { pause } : {}),
  locks: createLocksMemory(),
  hub: createHub(),
  ran: [],
  workers: [],
  fences: 0,
})

/** How a tab differs from a plain one. */
export interface TabOptions {
  /** Awaited between the fencing number and the engine. */
  readonly opening?: () => Promise<void>
  readonly workerFails?: () => boolean
  readonly visible?: () => boolean
}

/** One tab. */
export interface Tab {
  readonly view: View
  readonly troubles: (Trouble | undefined)[]
  readonly events: ViewEvent[]
  freeze(): void
  thaw(): void
  /** The tab goes, and its Worker with it, in the middle of whatever they do. */
  kill(): void
}

type Report = (what: WorkerReport) => void

// The Worker of a tab; its Disk is fenced as the browser's is.
const startWorker =
  (profile: Profile, name: string, frozen: () => boolean, options: TabOptions) =>
  (report: Report): RunningWorker => {
    let ended = false
    const bus = profile.hub.open(() => frozen())
    profile.workers.push(name)
    const start = async (): Promise<void> => {
      if (options.workerFails?.()) return report({ is: 'failed' })
      const fence = ++profile.fences
      const disk = profile.memory.open()
      const host = createHost({ bus, fence, onReplaced: () => report({ is: 'fenced' }) })
      await options.opening?.()
      if (ended) return
      host.serve(createSmallEngine(disk, (command) => profile.ran.push({ tab: name, command })))
      report({ is: 'speaking' })
    }
    queueMicrotask(() => {
      if (!ended) start().catch(() => report({ is: 'failed' }))
    })
    return {
      end: () => {
        if (ended) return
        ended = true
        bus.close()
        profile.workers.splice(profile.workers.indexOf(name), 1)
      },
    }
  }

/** Opens a tab of the profile. */
export const openTab = (profile: Profile, name: string, options: TabOptions = {}): Tab => {
  let frozen = false
  const isFrozen = (): boolean => frozen
  const late: (() => void)[] = []
  const clock = {
    now: profile.clock.now,
    after: (delay: number, call: () => void) =>
      profile.clock.after(delay, () => (frozen ? late.push(call) : call())),
  }
  const troubles: (Trouble | undefined)[] = []
  const events: ViewEvent[] = []
  const writer = new Writer({
    locks: profile.locks,
    bus: profile.hub.open(isFrozen),
    clock,
    startWorker: startWorker(profile, name, isFrozen, options),
  })
  const view = new View({
    bus: profile.hub.open(isFrozen),
    clock,
    id: name,
    visible: options.visible ?? (() => true),
    steal: () => writer.steal(),
    onTrouble: (trouble) => troubles.push(trouble),
    onAbout: () => undefined,
  })
  view.watch((event) => events.push(event))
  return {
    view,
    troubles,
    events,
    freeze: () => {
      frozen = true
    },
    thaw: () => {
      frozen = false
      for (const call of late.splice(0)) call()
      profile.hub.thaw()
    },
    kill: () => {
      writer.close()
      view.close().catch(() => undefined)
    },
  }
}
