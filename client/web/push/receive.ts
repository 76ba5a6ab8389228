// What a push asks for (docs/ARCHITECTURE.md, one writer): if an engine lives in a tab, it fetches. Else this one
// takes the lock as a view would that hears nothing, raises the fencing number, opens the engine, receives until
// it has caught up, and lets go: also as soon as a tab asks for a host.
import type { Clock } from '../../engine/ports.ts'
import type { Answer, Command, Engine, PersonView, Snapshot, ViewEvent } from '../../engine/view.ts'
import { LOCK, type Bus, type HostMessage } from '../tabs/bus.ts'
import type { Locks } from '../tabs/writer.ts'
import { countsOf, type Counts } from './news.ts'

/** How long a host may be silent, and one that is starting, milliseconds. */
export const SILENCE = 1_000
export const STARTING = 5_000
/** Nothing more for so long after it has caught up: receipts have gone by then. */
export const QUIET = 1_000
/** How long it is tried again while the server does not answer. */
export const OFFLINE = 5_000
/** The browser ends a service worker that takes too long: this is over before. */
export const LIMIT = 20_000

/** What came of it. */
export interface Received {
  /** The inbox is known to be empty now. */
  readonly reached: boolean
  /** No tab's engine was there. */
  readonly alone: boolean
  readonly before: Counts
  readonly people: readonly PersonView[]
}

export interface ReceiveParts {
  /** An end of its own, which is closed. */
  readonly bus: Bus
  readonly locks: Locks
  readonly clock: Clock
  /** Random, unlike every tab's. */
  readonly view: string
  /** Raises the fencing number and opens; undefined where nothing can be opened, as under an app lock. */
  readonly open: () => Promise<Engine | undefined>
}

type Watch = (listener: (event: ViewEvent) => void) => () => void

const nothing = (): void => undefined

const hasCaughtUp = ({ connection, catchingUp }: Snapshot): boolean =>
  connection === 'connected' && catchingUp === 0

/** Follows an engine until it is quiet after catching up, cannot go on, or `over` resolves. */
const follow = (
  watch: Watch,
  { clock }: ReceiveParts,
  alone: boolean,
  over: Promise<void>,
): Promise<Received> =>
  new Promise((resolve) => {
    let first: Snapshot | undefined
    let last: Snapshot | undefined
    let cancelQuiet = nothing
    let stop = nothing
    let ended = false
    let cancelOffline: (() => void) | undefined
    const endOffline = (): void => {
      cancelOffline = undefined
      if (last?.connection !== 'connected') end()
    }
    const end = (): void => {
      if (ended) return
      ended = true
      stop()
      cancelQuiet()
      cancelOffline?.()
      cancelLimit()
      const reached = last !== undefined && hasCaughtUp(last)
      resolve({ reached, alone, before: countsOf(first?.people ?? []), people: last?.people ?? [] })
    }
    const cancelLimit = clock.after(LIMIT, end)
    stop = watch((event) => {
      if (event.type === 'snapshot') {
        first ??= event.snapshot
        last = event.snapshot
      }
      cancelQuiet()
      cancelQuiet = nothing
      if (last?.connection === 'offline') cancelOffline ??= clock.after(OFFLINE, endOffline)
      // In a later turn: the first event comes before `stop` is there.
      if (last?.halt !== undefined || last?.phase === 'fresh') queueMicrotask(end)
      else if (last && hasCaughtUp(last)) cancelQuiet = clock.after(QUIET, end)
    })
    void over.then(end)
  })

/** The host that answers on the bus. `locked`: it has no engine, and will not have one. */
interface Heard {
  readonly watch: Watch
  /** Runs a command there; never settles when the host is gone. */
  readonly run: (command: Command) => Promise<Answer>
  readonly locked: Promise<void>
}

/** Finds a host that is alive; undefined after a silence. */
const findHost = ({ bus, clock, view }: ReceiveParts): Promise<Heard | undefined> =>
  new Promise((resolve) => {
    const listeners = new Set<(event: ViewEvent) => void>()
    const locked = Promise.withResolvers<void>()
    let latest: ViewEvent | undefined
    const answered = Promise.withResolvers<Answer>()
    const heard: Heard = {
      watch: (listener) => {
        listeners.add(listener)
        if (latest) listener(latest)
        return () => listeners.delete(listener)
      },
      run: (command) => {
        bus.post({ from: 'view', type: 'command', view, id: 1, command })
        return answered.promise
      },
      locked: locked.promise,
    }
    let cancel = clock.after(SILENCE, () => resolve(undefined))
    let patient = false
    const hear = (message: HostMessage): void => {
      if (message.type === 'starting') {
        // A tab vouches for a Worker to come: once, or it would be waited for without end.
        if (!patient) cancel()
        if (!patient) cancel = clock.after(STARTING, () => resolve(undefined))
        patient = true
        return
      }
      cancel()
      resolve(heard)
      if (message.type === 'trouble' && message.trouble?.is === 'locked') locked.resolve()
      if (message.type === 'answer' && message.view === view) answered.resolve(message.answer)
      if (message.type !== 'event') return
      if (message.event.type === 'snapshot') latest = message.event
      for (const listener of listeners) listener(message.event)
    }
    bus.listen((message) => {
      if (message.from === 'host') hear(message)
    })
    bus.post({ from: 'view', type: 'nudge' })
    bus.post({ from: 'view', type: 'hello' })
  })

/** Resolves when a tab asks for a host. */
const wanted = (bus: Bus): Promise<void> =>
  new Promise((resolve) => {
    bus.listen((message) => {
      if (message.from === 'view') resolve()
    })
  })

/**
 * Does `work` with an engine of its own, as the one writer; undefined when there is none to be had. `over`
 * resolves when it has to end: a tab asks, or took the lock.
 */
const alone = async <T>(
  parts: ReceiveParts,
  work: (engine: Engine, over: Promise<void>) => Promise<T>,
): Promise<T | undefined> => {
  const stolen = Promise.withResolvers<void>()
  const over = Promise.race([wanted(parts.bus), stolen.promise])
  const done = Promise.withResolvers<T | undefined>()
  const hold = async (): Promise<void> => {
    let engine: Engine | undefined
    try {
      engine = await parts.open()
      done.resolve(engine && (await work(engine, over)))
    } catch {
      done.resolve(undefined)
    }
    await engine?.close().catch(nothing)
  }
  let held: Promise<void> | undefined
  await parts.locks.request(LOCK, { steal: true }, () => (held = hold())).catch(nothing)
  // Stolen, or over: what was begun is brought to its end before anything is shown.
  stolen.resolve()
  await held
  done.resolve(undefined)
  return done.promise
}

/** Lets whoever may write receive what waits. Rejects never. */
export const receive = async (parts: ReceiveParts): Promise<Received | undefined> => {
  try {
    const host = await findHost(parts)
    if (host) return await follow(host.watch, parts, false, host.locked)
    return await alone(parts, (engine, over) => follow(engine.watch, parts, true, over))
  } finally {
    parts.bus.close()
  }
}

/** Runs one command with whoever may write. Undefined when there is nobody, or no answer in time. */
export const runOnce = async (
  parts: ReceiveParts,
  command: Command,
): Promise<Answer | undefined> => {
  try {
    const host = await findHost(parts)
    const late = new Promise<undefined>((resolve) => {
      parts.clock.after(LIMIT, () => resolve(undefined))
    })
    if (host)
      return await Promise.race([host.run(command), host.locked.then(() => undefined), late])
    return await alone(parts, (engine, over) =>
      Promise.race([engine.run(command), over.then(() => undefined), late]),
    )
  } finally {
    parts.bus.close()
  }
}
