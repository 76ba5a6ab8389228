// Web Locks in memory, for run times without them and for tests that hold the clock: one holder per name,
// requests in order, stealing, and withdrawing a request that waits.
import type { Locks } from '../../client/web/tabs/writer.ts'

interface Waiting {
  readonly call: () => Promise<void>
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const aborted = (): DOMException => new DOMException('', 'AbortError')

/** Locks that any number of tabs share. */
export const createLocksMemory = (): Locks => {
  const queues = new Map<string, Waiting[]>()
  const holders = new Map<string, Waiting>()

  const grant = (name: string, waiting: Waiting): void => {
    holders.set(name, waiting)
    const over = (): void => {
      if (holders.get(name) !== waiting) return
      holders.delete(name)
      const next = queues.get(name)?.shift()
      if (next) grant(name, next)
    }
    queueMicrotask(() => {
      waiting
        .call()
        .then(waiting.resolve, waiting.reject)
        .finally(over)
        .catch(() => undefined)
    })
  }
  return {
    request: (name, { steal, signal }, call) =>
      new Promise<void>((resolve, reject) => {
        if (signal?.aborted) return reject(aborted())
        const waiting: Waiting = { call, resolve, reject }
        const queue = queues.get(name) ?? []
        queues.set(name, queue)
        if (steal === true) {
          holders.get(name)?.reject(aborted())
          return grant(name, waiting)
        }
        if (!holders.has(name)) return grant(name, waiting)
        queue.push(waiting)
        signal?.addEventListener('abort', () => {
          const at = queue.indexOf(waiting)
          if (at < 0) return
          queue.splice(at, 1)
          reject(aborted())
        })
      }),
  }
}
