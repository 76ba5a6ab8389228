// Gives memory back that a quiet server does not need: V8 keeps what starting or a busy hour took, for minutes
// and partly for good, unless it is told that nothing is left. A collection stops everything for some tens of
// milliseconds, so it is done once, when nobody has been served for a while.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Milliseconds from look to look; a collection follows the second look that saw no work. */
export const LOOK_EVERY = 5_000

type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void

/** Collects the heap of this thread and gives every page back that is free then. */
const collect = (): void => {
  // Only V8's own function gives pages back; it has no name until it is asked for.
  setFlagsFromString('--expose-gc')
  const gc: unknown = runInNewContext('gc')
  setFlagsFromString('--no-expose-gc')
  if (typeof gc === 'function') {
    const act = gc as Collect // V8 gives no type; other words than these are ignored
    act({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  }
}

/** Whether to collect, looked at now and then: once after the start and once after each time of work. */
export class QuietMemory {
  readonly #work: () => number
  readonly #act: () => void
  #seen = NaN
  #wanted = true

  /** `work` is a number that changes with everything that is done. */
  constructor(work: () => number, act: () => void = collect) {
    this.#work = work
    this.#act = act
  }

  /** One look. */
  look(): void {
    const work = this.#work()
    if (work !== this.#seen) {
      this.#seen = work
      this.#wanted = true
      return
    }
    if (!this.#wanted) return
    this.#wanted = false
    this.#act()
  }
}

/** Looks after the memory of this thread; the returned function ends that. */
export const keepQuietMemory = (work: () => number): (() => void) => {
  const memory = new QuietMemory(work)
  const timer = setInterval(() => memory.look(), LOOK_EVERY)
  timer.unref()
  return () => clearInterval(timer)
}
