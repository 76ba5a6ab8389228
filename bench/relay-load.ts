// The load generator, a process of its own: pairs with a full window, pairs at a fixed rate, and a backlog
// that waited while its receivers were away. Tells figures to the parent; judges nothing.
import { createBarePair, createSottoPair, type Pair } from './relay-peer.ts'
import type { ServerReady } from './relay-server.ts'

/** What the parent gives. */
export interface LoadOrder {
  readonly kind: 'bare' | 'sotto'
  readonly place: ServerReady
  readonly pairs: number
}
/** A part of the run that the parent starts, and between whose answers it reads CPU times. */
export type LoadPart = 'window' | 'rate' | 'backlog' | 'drain'
/** What a part gives: messages, milliseconds, and latencies where they were taken. */
export interface LoadFigures {
  readonly messages: number
  readonly milliseconds: number
  readonly latencies: readonly number[]
}

const WINDOW = 32
const WINDOW_MESSAGES = 20_000
const RATE_PER_SECOND = 1_000
const RATE_SECONDS = 4
const BACKLOG_EACH = 900

let pairs: Pair[] = []
let sent: number[] = []

const sendOne = (at: number): void => {
  const seq = (sent[at] ?? 0) + 1
  sent[at] = seq
  pairs[at]?.send(seq, performance.now())
}

const windowed = (total: number, window: number, wantDelivered: boolean): Promise<void> => {
  let left = total
  let stored = 0
  let delivered = 0
  return new Promise((resolve) => {
    const check = (): void => {
      if (stored === total && (!wantDelivered || delivered === total)) resolve()
    }
    const perPair = Math.floor(total / pairs.length)
    for (const [at, pair] of pairs.entries()) {
      let mine = perPair
      let storedUpTo = sent[at] ?? 0
      const more = (): void => {
        while (mine > 0 && (sent[at] ?? 0) < storedUpTo + window) {
          mine -= 1
          left -= 1
          sendOne(at)
        }
      }
      pair.onStored = (upTo) => {
        stored += upTo - storedUpTo
        storedUpTo = upTo
        more()
        check()
      }
      pair.onDelivered = () => {
        delivered += 1
        check()
      }
      more()
    }
  })
}

const atRate = (latencies: number[]): Promise<number> => {
  const total = RATE_PER_SECOND * RATE_SECONDS
  let done = 0
  let started = 0
  const begin = performance.now()
  return new Promise((resolve) => {
    for (const pair of pairs) {
      pair.onStored = () => undefined
      pair.onDelivered = (stamp) => {
        latencies.push(performance.now() - stamp)
        done += 1
        if (done === total) resolve(total)
      }
    }
    const timer = setInterval(() => {
      const due = Math.min(
        total,
        Math.floor(((performance.now() - begin) / 1_000) * RATE_PER_SECOND),
      )
      for (; started < due; started++) sendOne(started % pairs.length)
      if (started === total) clearInterval(timer)
    }, 1)
  })
}

const drain = async (): Promise<number> => {
  const total = BACKLOG_EACH * pairs.length
  let done = 0
  const all = new Promise<void>((resolve) => {
    for (const pair of pairs) {
      pair.onDelivered = () => {
        done += 1
        if (done === total) resolve()
      }
    }
  })
  await Promise.all(pairs.map((pair) => pair.receive()))
  await all
  return total
}

const messagesOf = async (part: LoadPart, latencies: number[]): Promise<number> => {
  switch (part) {
    case 'window': {
      const total = WINDOW_MESSAGES - (WINDOW_MESSAGES % pairs.length)
      await windowed(total, WINDOW, true)
      return total
    }
    case 'rate':
      return atRate(latencies)
    case 'backlog':
      await windowed(BACKLOG_EACH * pairs.length, WINDOW, false)
      return BACKLOG_EACH * pairs.length
    case 'drain':
      return drain()
  }
}

const run = async (part: LoadPart): Promise<LoadFigures> => {
  if (part === 'backlog') await Promise.all(pairs.map((pair) => pair.rest()))
  const latencies: number[] = []
  const begin = performance.now()
  const messages = await messagesOf(part, latencies)
  return { messages, milliseconds: performance.now() - begin, latencies }
}

const open = async ({ kind, place, pairs: count }: LoadOrder): Promise<void> => {
  const create = kind === 'bare' ? createBarePair : createSottoPair
  pairs = await Promise.all(Array.from({ length: count }, (_, at) => create(place, at)))
  sent = pairs.map(() => 0)
  await Promise.all(pairs.map((pair) => pair.receive()))
}

process.on('message', (message: LoadOrder | LoadPart) => {
  const answer = typeof message === 'string' ? run(message) : open(message)
  answer.then(
    (figures) => process.send?.(figures ?? 'open'),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
