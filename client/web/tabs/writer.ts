// Which tab runs the engine. Every tab queues for one Web Lock; the holder starts the Worker and keeps the
// lock for life, so the next tab takes over by itself when it closes. A view that hears nothing steals the
// lock from a tab that the browser froze: that tab then ends its Worker and queues again. What the old
// Worker still writes is refused by the fencing number, not by the lock.
import type { Clock } from '../../engine/ports.ts'
import { LOCK, type Bus } from './bus.ts'

/** How long a tab vouches for a Worker that has not spoken yet, milliseconds. */
export const STARTING_LIFE = 30_000
/** Wait after a Worker that failed, milliseconds; doubled each time up to the most. */
export const WAIT_FIRST = 2_000
export const WAIT_MOST = 60_000

/** The Web Locks this needs; `navigator.locks` has this shape. */
export interface Locks {
  request(
    name: string,
    options: { readonly steal?: boolean; readonly signal?: AbortSignal },
    callback: () => Promise<void>,
  ): Promise<unknown>
}

/**
 * What a Worker reports: it answers for itself, another writer replaced it, its storage went away under it
 * or never came, or it broke.
 */
export interface WorkerReport {
  readonly is: 'speaking' | 'fenced' | 'lost' | 'failed'
}

/** A Worker that runs. `end` stops it at once. */
export interface RunningWorker {
  end(): void
}

/** What the election needs from its tab. */
export interface WriterParts {
  readonly locks: Locks
  /** An end of its own: the view of the same tab has to hear it. */
  readonly bus: Bus
  readonly clock: Clock
  /** Starts a Worker; `report` is called in later turns. */
  readonly startWorker: (report: (what: WorkerReport) => void) => RunningWorker
}

/** Why this tab's term as host ended. */
type TermEnd = 'replaced' | 'failed'

// Runs a Worker until it reports its end or `left` is aborted, and vouches for it until it speaks.
const serveTerm = (parts: WriterParts, left: AbortSignal, spoke: () => void): Promise<TermEnd> =>
  new Promise((resolve) => {
    const { bus, clock } = parts
    let vouching = true
    const vouch = (): void => {
      if (vouching) bus.post({ from: 'host', fence: 0, type: 'starting' })
    }
    const silence = (): void => {
      vouching = false
      cancel()
    }
    const cancel = clock.after(STARTING_LIFE, silence)
    const end = (why: TermEnd): void => {
      silence()
      worker.end()
      resolve(why)
    }
    const report = ({ is }: WorkerReport): void => {
      if (left.aborted) return
      silence()
      if (is === 'speaking') return spoke()
      if (is === 'fenced') return end('replaced')
      // Of its storage the Worker has told the views itself.
      if (is === 'failed')
        bus.post({ from: 'host', fence: 0, type: 'trouble', trouble: { is: 'workerFailed' } })
      end('failed')
    }
    bus.listen((message) => {
      if (message.from === 'view') vouch()
    })
    vouch()
    const worker = parts.startWorker(report)
    left.addEventListener('abort', () => end('replaced'))
  })

/** One tab's part in the election; it queues when it is made. */
export class Writer {
  readonly #parts: WriterParts
  #leave: AbortController = new AbortController()
  #failures = 0
  #cancelWait: () => void = () => undefined
  #closed = false

  constructor(parts: WriterParts) {
    this.#parts = parts
    this.#request(false)
  }

  /** Takes the lock from whoever holds it, from this tab's own dead Worker too. */
  steal(): void {
    const before = this.#leave
    this.#request(true)
    // After the new request: the lock must not pass to a queued tab in between.
    before.abort()
  }

  close(): void {
    this.#closed = true
    this.#cancelWait()
    this.#leave.abort()
    this.#parts.bus.close()
  }

  #request(steal: boolean): void {
    this.#cancelWait()
    const left = new AbortController()
    this.#leave = left
    // The interface of the locks takes one or the other, never both.
    const options = steal ? { steal } : { signal: left.signal }
    this.#parts.locks
      .request(LOCK, options, () => this.#hold(left.signal))
      .catch((error: unknown) => this.#refused(error))
      .finally(() => this.#over(left))
      .catch(() => undefined)
  }

  // Aborted when another tab stole the lock, and when this request was withdrawn. Anything else is a
  // browser that gives this site no storage, and no lock over it either.
  #refused(error: unknown): void {
    if (error instanceof Error || error instanceof DOMException) {
      if (error.name === 'AbortError') return
    }
    this.#failures++
    this.#parts.bus.post({ from: 'host', fence: 0, type: 'trouble', trouble: { is: 'noStorage' } })
  }

  async #hold(left: AbortSignal): Promise<void> {
    if (left.aborted) return
    const end = await serveTerm(this.#parts, left, () => {
      this.#failures = 0
    })
    if (end === 'failed') this.#failures++
  }

  #over(left: AbortController): void {
    const withdrawn = left !== this.#leave
    left.abort()
    if (withdrawn || this.#closed) return
    if (this.#failures === 0) return this.#request(false)
    const wait = Math.min(WAIT_MOST, WAIT_FIRST * 2 ** (this.#failures - 1))
    this.#cancelWait = this.#parts.clock.after(wait, () => this.#request(false))
  }
}
