// Connections that rest, and ten thousand that drop and return at once: memory of each in the server, and how
// many a second are taken. Half of them send (attached), half receive (logged in).
import { shown, tableOf } from './figures.ts'
import { isWanted, withPeers } from './relay-scenario.ts'
import type { RelayBench } from './relay.ts'

const WARM_PAIRS = 50
const SIZE = 512

const benchIdle = async ({ kinds, tls, connections }: RelayBench): Promise<void> => {
  const rows: string[][] = []
  let bareEach = NaN
  for (const kind of kinds.filter((each) => each !== 'naive')) {
    await withPeers([kind], tls, async ([peer]) => {
      if (!peer) return
      // The first connections bring the code itself into memory.
      await peer.open(WARM_PAIRS, SIZE)
      await peer.measure({ is: 'drop' })
      const before = await peer.memory()
      const { count, perSecond, cpu } = await peer.open(connections / 2, SIZE)
      const each = ((await peer.memory()) - before) / count
      if (kind === 'bare') bareEach = each
      rows.push([
        kind,
        shown(each / 1_024, 1),
        shown(each / bareEach, 2),
        shown(perSecond),
        shown(cpu / 1_000, 2),
      ])
    })
  }
  console.log(`\n${shown(connections)} connections that rest`)
  const head = ['server', 'KB each', 'times bare', 'connected/s', 'CPU ms each']
  console.log(tableOf(head, rows))
}

const benchStorm = async ({ kinds, tls, connections }: RelayBench): Promise<void> => {
  const rows: string[][] = []
  for (const kind of kinds.filter((each) => each !== 'naive')) {
    await withPeers([kind], tls, async ([peer]) => {
      if (!peer) return
      await peer.open(connections, SIZE)
      await peer.measure({ is: 'drop' })
      const { milliseconds, perSecond, cpu } = await peer.measure({ is: 'return' })
      rows.push([kind, shown(milliseconds / 1_000, 1), shown(perSecond), shown(cpu / 1_000, 2)])
    })
  }
  console.log(`\n${shown(2 * connections)} connections that drop and return at once`)
  console.log(tableOf(['server', 'all back after s', 'returned/s', 'CPU ms each'], rows))
}

/** Runs both scenarios. */
export const benchConnections = async (bench: RelayBench): Promise<void> => {
  if (isWanted(bench.only, 'idle')) await benchIdle(bench)
  if (isWanted(bench.only, 'storm')) await benchStorm(bench)
}
