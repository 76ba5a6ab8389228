// Virtual time: a heap of events ordered by (time, order of asking). One event is one step; everything it
// promised has happened before the next one starts. Nothing here knows a real clock.

/** The time of a world, in milliseconds. */
export interface Time {
  now(): number
  /** Calls back after `delay`; the returned function cancels. */
  after(delay: number, call: () => void): () => void
  /** One event and all that follows from it without time passing; false when none is left. */
  step(): Promise<boolean>
  /** Events until `until`, then the time is `until`. Stops early when `stop` says so. */
  runUntil(until: number, stop?: () => boolean): Promise<void>
  /** Nobody does anything for so long: what was to come comes that much later. */
  leap(by: number): void
  /** Events so far. */
  steps(): number
  waiting(): number
}

interface Event {
  due: number
  readonly order: number
  call: (() => void) | undefined
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

const before = (a: Event, b: Event): boolean =>
  a.due < b.due || (a.due === b.due && a.order < b.order)

const push = (heap: Event[], event: Event): void => {
  let at = heap.length
  heap.push(event)
  while (at > 0) {
    const parent = (at - 1) >> 1
    const above = heap[parent]
    if (!above || !before(event, above)) break
    heap[at] = above
    at = parent
  }
  heap[at] = event
}

const pop = (heap: Event[]): Event | undefined => {
  const first = heap[0]
  const last = heap.pop()
  if (!first || !last || heap.length === 0) return first
  let at = 0
  for (;;) {
    const left = heap[2 * at + 1]
    const right = heap[2 * at + 2]
    const child = right && left && before(right, left) ? right : left
    if (!child || before(last, child)) break
    heap[at] = child
    at = child === left ? 2 * at + 1 : 2 * at + 2
  }
  heap[at] = last
  return first
}

/** A time that starts at `start`. */
export const createTime = (start: number): Time => {
  const heap: Event[] = []
  let now = start
  let order = 0
  let steps = 0
  const step = async (): Promise<boolean> => {
    const event = pop(heap)
    if (!event) return false
    now = Math.max(now, event.due)
    if (!event.call) return true
    steps += 1
    event.call()
    await settle()
    return true
  }
  return {
    now: () => now,
    after: (delay, call) => {
      const event: Event = { due: now + Math.max(0, delay), order: order++, call }
      push(heap, event)
      return () => {
        event.call = undefined
      }
    },
    step,
    runUntil: async (until, stop = () => false) => {
      while (!stop()) {
        const next = heap[0]
        if (!next || next.due > until) {
          now = Math.max(now, until)
          return
        }
        await step()
      }
    },
    leap: (by) => {
      now += by
      for (const event of heap) event.due += by
    },
    steps: () => steps,
    waiting: () => heap.length,
  }
}
