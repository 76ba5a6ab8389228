// The load generator of the relay bench, a process of its own: pairs that keep a window full, pairs at a
// fixed rate, a backlog that waits while its receivers are away, and connections that come, rest, drop and
// return. Tells figures to the parent; judges nothing.
import { createMosquittoPair } from './peer-mosquitto.ts'
import { createPlainPair, persist, type Pair, type PairOptions } from './peer-pair.ts'
import type { NodeKind, Place } from './peer-server.ts'
import { createSottoPair } from './peer-sotto.ts'

/** Everything that is compared. */
export type Kind = NodeKind | 'mosquitto'
/** Makes so many pairs, sending and receiving, with messages of so many bytes. */
export interface OpenOrder {
  readonly is: 'open'
  readonly kind: Kind
  readonly place: Place
  readonly pairs: number
  readonly size: number
}
/** A part of a run; between orders the parent reads CPU times. */
export type LoadOrder =
  | OpenOrder
  /** Pairs with so many messages under way; `idle` receivers are away. */
  | { readonly is: 'window'; readonly messages: number; readonly window: number }
  | { readonly is: 'rate'; readonly perSecond: number; readonly seconds: number }
  | { readonly is: 'store'; readonly messages: number }
  | { readonly is: 'drain'; readonly messages: number }
  /** Receivers go away; all connections are cut; all return at once. */
  | { readonly is: 'rest' | 'drop' | 'return' }
/** What an order gives: messages or connections, milliseconds, and latencies where they were taken. */
export interface LoadFigures {
  readonly count: number
  readonly milliseconds: number
  readonly latencies: readonly number[]
}

/** Pairs that are being connected at a time. */
const AT_ONCE = 64
const STORE_WINDOW = 32

let pairs: Pair[] = []
let sent: number[] = []

const sendOne = (at: number): void => {
  const seq = (sent[at] ?? 0) + 1
  sent[at] = seq
  pairs[at]?.send(seq, performance.now())
}

const eachPair = async (act: (at: number) => Promise<void>, count: number): Promise<void> => {
  let next = 0
  const work = async (): Promise<void> => {
    while (next < count) await act(next++)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
}

const create = (kind: Kind, options: PairOptions): Promise<Pair> => {
  if (kind === 'sotto') return createSottoPair(options)
  return kind === 'mosquitto' ? createMosquittoPair(options) : createPlainPair(options)
}

const openPairs = async ({ kind, place, pairs: count, size }: OpenOrder): Promise<number> => {
  const made: Pair[] = []
  const add = async (name: number): Promise<void> => {
    const pair = await persist(() => create(kind, { place, name, size }))
    made[name] = pair
    await persist(() => pair.receive())
  }
  await eachPair(add, count)
  pairs = made
  sent = made.map(() => 0)
  return 2 * count
}

const windowed = (total: number, window: number, wantDelivered: boolean): Promise<number> => {
  const each = Math.floor(total / pairs.length)
  const all = each * pairs.length
  let stored = 0
  let delivered = 0
  return new Promise((resolve) => {
    const check = (): void => {
      if (stored === all && (!wantDelivered || delivered === all)) resolve(all)
    }
    for (const [at, pair] of pairs.entries()) {
      let mine = each
      let storedUpTo = sent[at] ?? 0
      const more = (): void => {
        while (mine > 0 && (sent[at] ?? 0) < storedUpTo + window) {
          mine -= 1
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

const atRate = (perSecond: number, seconds: number, latencies: number[]): Promise<number> => {
  const total = perSecond * seconds
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
    // Not a timer: it comes late by up to a millisecond, which would send in bursts of two.
    const step = (): void => {
      const due = Math.min(total, Math.floor(((performance.now() - begin) / 1_000) * perSecond))
      for (; started < due; started++) sendOne(started % pairs.length)
      if (started < total) setTimeout(step, 0)
    }
    step()
  })
}

const drain = async (total: number): Promise<number> => {
  const all = Math.floor(total / pairs.length) * pairs.length
  let done = 0
  const complete = new Promise<void>((resolve) => {
    for (const pair of pairs) {
      pair.onDelivered = () => {
        done += 1
        if (done === all) resolve()
      }
    }
  })
  await eachPair((at) => persist(() => pairs[at]?.receive() ?? Promise.resolve()), pairs.length)
  await complete
  return all
}

const comeBack = async (): Promise<number> => {
  await Promise.all(
    pairs.flatMap((pair) => [persist(() => pair.dial()), persist(() => pair.receive())]),
  )
  return 2 * pairs.length
}

const act = async (order: LoadOrder, latencies: number[]): Promise<number> => {
  switch (order.is) {
    case 'open':
      return openPairs(order)
    case 'window':
      return windowed(order.messages, order.window, true)
    case 'rate':
      return atRate(order.perSecond, order.seconds, latencies)
    case 'store':
      return windowed(order.messages, STORE_WINDOW, false)
    case 'drain':
      return drain(order.messages)
    case 'rest':
      await Promise.all(pairs.map((pair) => pair.rest()))
      return pairs.length
    case 'drop':
      for (const pair of pairs) pair.drop()
      return 2 * pairs.length
    case 'return':
      return comeBack()
  }
}

const run = async (order: LoadOrder): Promise<LoadFigures> => {
  const latencies: number[] = []
  const begin = performance.now()
  const count = await act(order, latencies)
  return { count, milliseconds: performance.now() - begin, latencies }
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (figures) => process.send?.(figures),
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`)
      process.exit(1)
    },
  )
})
process.on('disconnect', () => process.exit(0))
