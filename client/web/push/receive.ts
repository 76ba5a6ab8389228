// What a push asks for (docs/ARCHITECTURE.md, one writer): if an engine lives in a tab, it fetches. Else this one
// takes the lock as a view would that hears nothing, raises the fencing number, opens the engine, receives until
// it has caught up, and lets go: also as soon as a tab asks for a host.
import type { Clock } from '../../engine/ports.ts'
import type { Answer, Command, Engine } from '../../engine/view.ts'
import { LOCK, type Bus } from '../tabs/bus.ts'
import type { Locks } from '../tabs/writer.ts'
import { findHost } from './find-host.ts'
import { follow, LIMIT, type Received } from './follow.ts'

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

const nothing = (): void => undefined

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
  const { bus, clock, view } = parts
  try {
    const host = await findHost(bus, clock, view)
    if (host) return await follow(host.watch, clock, false, host.locked)
    return await alone(parts, (engine, over) => follow(engine.watch, clock, true, over))
  } finally {
    parts.bus.close()
  }
}

/** Runs one command with whoever may write. Undefined when there is nobody, or no answer in time. */
export const runOnce = async (
  parts: ReceiveParts,
  command: Command,
): Promise<Answer | undefined> => {
  const { bus, clock, view } = parts
  try {
    const host = await findHost(bus, clock, view)
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
