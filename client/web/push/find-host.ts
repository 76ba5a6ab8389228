// Is there a tab whose engine lives? Asked on the bus, as a view asks (tabs/pulse.ts), and not for long.
import type { Clock } from '../../engine/ports.ts'
import type { Answer, Command, ViewEvent } from '../../engine/view.ts'
import type { Bus, HostMessage } from '../tabs/bus.ts'
import type { Watch } from './follow.ts'

/** How long a host may be silent, and one that is starting, milliseconds. */
export const SILENCE = 1_000
export const STARTING = 5_000

/** The host that answers. `locked`: it has no engine, and will not have one soon. */
export interface LivingHost {
  readonly watch: Watch
  /** Runs a command there; never settles when the host is gone. */
  readonly run: (command: Command) => Promise<Answer>
  readonly locked: Promise<void>
}

/** What a host says, sorted. */
const createHeard = (bus: Bus, view: string) => {
  const listeners = new Set<(event: ViewEvent) => void>()
  const locked = Promise.withResolvers<void>()
  const answered = Promise.withResolvers<Answer>()
  let latest: ViewEvent | undefined
  const host: LivingHost = {
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
  const take = (message: HostMessage): void => {
    if (message.type === 'trouble' && message.trouble?.is === 'locked') locked.resolve()
    if (message.type === 'answer' && message.view === view) answered.resolve(message.answer)
    if (message.type !== 'event') return
    if (message.event.type === 'snapshot') latest = message.event
    for (const listener of listeners) listener(message.event)
  }
  return { host, take }
}

/** Finds it, and nudges it to look at the server now; undefined after a silence. `view`: random, unlike every tab's. */
export const findHost = (bus: Bus, clock: Clock, view: string): Promise<LivingHost | undefined> =>
  new Promise((resolve) => {
    const { host, take } = createHeard(bus, view)
    let patient = false
    let cancel = clock.after(SILENCE, () => resolve(undefined))
    const wait = (): void => {
      // A tab vouches for a Worker to come: once, or it would be waited for without end.
      if (patient) return
      patient = true
      cancel()
      cancel = clock.after(STARTING, () => resolve(undefined))
    }
    bus.listen((message) => {
      if (message.from !== 'host') return
      if (message.type === 'starting') return wait()
      // Zero is a tab whose Worker has failed: nobody writes there.
      if (message.fence === 0) return
      cancel()
      resolve(host)
      take(message)
    })
    bus.post({ from: 'view', type: 'nudge' })
    bus.post({ from: 'view', type: 'hello' })
  })
