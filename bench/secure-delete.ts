// What it costs that deleted envelopes leave no bytes: the same batches stored and acknowledged by the store's
// own ledger with SQLite's secure_delete on, as the server runs, and off. Rounds take turns; medians.
//   node bench/secure-delete.ts
import { random } from '../test/support/wire.ts'
import { freshFolder, removeFolder } from '../test/support/server.ts'
import { Bench } from '../test/support/ledger.ts'

const ROUNDS = 7
const BATCHES = 40
const BATCH = 64
const BODY = 2_048

interface Cost {
  /** Milliseconds of processor and of the clock for 1,000 envelopes. */
  readonly processor: number
  readonly clock: number
}

const body = random(BODY)

const cost = (bench: Bench, first: number): Cost => {
  const start = performance.now()
  const used = process.cpuUsage()
  let seq = first
  for (let batch = 0; batch < BATCHES; batch++) {
    const puts = Array.from({ length: BATCH }, () => ({ seq: ++seq, channelSeq: seq, body }))
    bench.put(...puts)
  }
  // Put into their place first, so that it is rows and pages that are deleted.
  bench.page(0, 1)
  for (let upTo = first + BATCH; upTo <= seq; upTo += BATCH) bench.ack(upTo)
  const { user, system } = process.cpuUsage(used)
  const thousands = (BATCHES * BATCH) / 1_000
  return {
    processor: (user + system) / 1_000 / thousands,
    clock: (performance.now() - start) / thousands,
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

const measure = (): void => {
  const folders = [freshFolder(), freshFolder()]
  const benches = folders.map((folder) => new Bench(folder))
  const costs: Cost[][] = [[], []]
  for (const [at, bench] of benches.entries()) {
    bench.database.pragma(`secure_delete = ${at === 0 ? 'ON' : 'OFF'}`)
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [at, bench] of benches.entries()) {
      costs[at]?.push(cost(bench, round * BATCHES * BATCH))
    }
  }
  const [on, off] = costs.map((each) => ({
    processor: median(each.map(({ processor }) => processor)),
    clock: median(each.map(({ clock }) => clock)),
  }))
  for (const bench of benches) bench.close()
  for (const folder of folders) removeFolder(folder)
  if (!on || !off) return
  console.log(
    `1,000 envelopes of ${BODY} bytes stored and acknowledged: ` +
      `${on.processor.toFixed(1)} ms of processor with secure_delete, ${off.processor.toFixed(1)} without ` +
      `(${(on.processor / off.processor).toFixed(2)} times); by the clock ${on.clock.toFixed(1)} and ` +
      `${off.clock.toFixed(1)} ms (${(on.clock / off.clock).toFixed(2)} times)`,
  )
}

measure()
