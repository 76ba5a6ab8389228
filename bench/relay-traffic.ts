// Messages that are read as they come: 100 pairs that keep 32 under way each, 1,000 pairs with one each (the
// honest picture of a messenger), and 1,000 a second whatever happens. Ratios are medians of rounds.
import { mkdtempSync, openSync, closeSync, fdatasyncSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, percentile, shown, tableOf } from './figures.ts'
import type { Kind, LoadOrder } from './peer-load.ts'
import { isWanted, takeTurns, withPeers, type Rounds } from './relay-scenario.ts'
import type { RelayBench } from './relay.ts'

interface Traffic {
  readonly name: string
  readonly title: string
  readonly pairs: number
  readonly size: number
  readonly order: LoadOrder
}

const windowOf = (size: number): Traffic => ({
  name: 'window',
  title: `100 pairs, 32 under way each, ${shown(size)} bytes`,
  pairs: 100,
  size,
  order: { is: 'window', messages: 40_000, window: 32 },
})
const spreadOf = (size: number): Traffic => ({
  name: 'spread',
  title: `1,000 pairs, 1 under way each, ${shown(size)} bytes`,
  pairs: 1_000,
  size,
  order: { is: 'window', messages: 20_000, window: 1 },
})
const rateOf = (size: number): Traffic => ({
  name: 'rate',
  title: `1,000 messages a second, 100 pairs, ${shown(size)} bytes`,
  pairs: 100,
  size,
  order: { is: 'rate', perSecond: 1_000, seconds: 4 },
})

const ratios = (rounds: Rounds, kind: Kind): number => {
  const bare = rounds.get('bare') ?? []
  return median((rounds.get(kind) ?? []).map(({ cpu }, at) => cpu / (bare[at]?.cpu ?? NaN)))
}

const rowOf = (rounds: Rounds, kind: Kind): readonly string[] => {
  const figures = rounds.get(kind) ?? []
  const latencies = figures.flatMap((each) => each.latencies)
  return [
    kind,
    shown(median(figures.map(({ perSecond }) => perSecond))),
    shown(median(figures.map(({ cpu }) => cpu)), 1),
    shown(ratios(rounds, kind), 2),
    shown(percentile(latencies, 0.5), 2),
    shown(percentile(latencies, 0.99), 2),
  ]
}

const HEAD = ['server', 'messages/s', 'CPU ms per 1,000', 'times bare', 'p50 ms', 'p99 ms']

const SYNCS = 400
/** How long this disk takes for a sync, beside which latencies are read. Milliseconds. */
const measureSync = (): { p50: number; p99: number } => {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  const file = openSync(join(folder, 'sync'), 'w')
  const page = new Uint8Array(8_192)
  const times = Array.from({ length: SYNCS }, () => {
    const begin = performance.now()
    writeSync(file, page)
    fdatasyncSync(file)
    return performance.now() - begin
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return { p50: percentile(times, 0.5), p99: percentile(times, 0.99) }
}

/** Runs the three scenarios with envelopes of both sizes. */
export const benchTraffic = async ({
  kinds,
  sizes,
  tls,
  rounds,
  only,
}: RelayBench): Promise<void> => {
  const all = sizes.flatMap((size) => [windowOf(size), spreadOf(size), rateOf(size)])
  for (const { name, title, pairs, size, order } of all) {
    if (!isWanted(only, name)) continue
    await withPeers(kinds, tls, async (peers) => {
      for (const peer of peers) await peer.open(pairs, size)
      const figures = await takeTurns(peers, order, order.is === 'rate' ? 2 : rounds)
      console.log(`\n${title}`)
      console.log(
        tableOf(
          HEAD,
          kinds.map((kind) => rowOf(figures, kind)),
        ),
      )
    })
    if (order.is !== 'rate') continue
    const { p50, p99 } = measureSync()
    console.log(`a sync of this disk: p50 ${shown(p50, 2)} ms, p99 ${shown(p99, 2)} ms`)
  }
}
