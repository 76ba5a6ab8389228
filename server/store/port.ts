// How the event loop reaches the store's thread: messages, the end of the thread, and a steady clock. The
// simulation puts its own in this place.
import type { Worker } from 'node:worker_threads'
import type { FromWorker, ToWorker } from './worker.ts'

/** The way to the store's thread, and the steady clock beside it. */
export interface StorePort {
  post(message: ToWorker): void
  hear(listener: (message: FromWorker) => void): void
  /** Something ended the thread; told at most once, unasked. */
  ended(listener: (error: Error) => void): void
  /** Milliseconds of a steady clock. */
  now(): number
  /** Calls back once after `delay`; the returned function cancels. */
  after(delay: number, act: () => void): () => void
  terminate(): Promise<unknown>
}

/** The way to a thread that has opened. */
export const portOf = (worker: Worker): StorePort => ({
  post: (message) => worker.postMessage(message),
  hear: (listener) => worker.on('message', listener),
  ended: (listener) => {
    worker.on('error', (error) => listener(error instanceof Error ? error : new Error('store')))
    worker.on('exit', () => listener(new Error('the store ended')))
  },
  now: () => performance.now(),
  after: (delay, act) => {
    if (delay < 1) {
      const soon = setImmediate(act)
      return () => clearImmediate(soon)
    }
    const timer = setTimeout(act, delay)
    return () => clearTimeout(timer)
  },
  terminate: () => worker.terminate(),
})
