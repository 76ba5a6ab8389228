// Whether a message costs more where there is more of everything: with 100 to 5,000 connections open, and
// with 1,000 to so many envelopes waiting in the store for others. The work itself stays the same.
import { median, shown, tableOf } from './figures.ts'
import type { Kind } from './peer-load.ts'
import { isWanted, takeTurns, withPeers } from './relay-scenario.ts'
import type { RelayBench } from './relay.ts'

const SIZE = 512
const CONNECTIONS = [100, 1_000, 5_000]
/** Below the quota of a channel, so that a store of some size needs so many inboxes. */
const EACH = 900
const MESSAGES = 20_000

const benchConnected = async ({ kinds, tls, rounds }: RelayBench): Promise<void> => {
  const rows: string[][] = []
  for (const connections of CONNECTIONS) {
    await withPeers(kinds, tls, async (peers) => {
      for (const peer of peers) await peer.open(connections / 2, SIZE)
      const order = { is: 'rate', perSecond: 2_000, seconds: 3 } as const
      const figures = await takeTurns(peers, order, Math.min(rounds, 3))
      const cpuOf = (kind: Kind): string =>
        shown(median((figures.get(kind) ?? []).map(({ cpu }) => cpu)), 1)
      rows.push([shown(connections), ...kinds.map(cpuOf)])
    })
  }
  console.log('\nCPU ms per 1,000 messages at 2,000 a second, by connections open')
  console.log(tableOf(['connections', ...kinds], rows))
}

const benchStored = async ({ tls, rounds, stored: most }: RelayBench): Promise<void> => {
  const rows: string[][] = []
  for (let stored = 1_000; stored <= most; stored *= 10) {
    // Two servers' worth of load on one: pairs that are away fill the store, others write.
    await withPeers(['sotto'], tls, async ([peer]) => {
      if (!peer) return
      const pairs = Math.max(2, Math.ceil(stored / EACH))
      await peer.open(pairs, SIZE)
      await peer.measure({ is: 'rest' })
      await peer.measure({ is: 'store', messages: stored })
      await peer.open(100, SIZE)
      const order = { is: 'window', messages: MESSAGES, window: 32 } as const
      const figures = (await takeTurns([peer], order, rounds)).get('sotto') ?? []
      rows.push([
        shown(stored),
        shown(median(figures.map(({ perSecond }) => perSecond))),
        shown(median(figures.map(({ cpu }) => cpu)), 1),
      ])
    })
  }
  console.log('\n100 pairs, 32 under way each, 512 bytes, by envelopes that wait for others')
  console.log(tableOf(['waiting', 'messages/s', 'CPU ms per 1,000'], rows))
}

/** Runs both scenarios. */
export const benchGrowth = async (bench: RelayBench): Promise<void> => {
  if (isWanted(bench.only, 'connections')) await benchConnected(bench)
  if (isWanted(bench.only, 'stored')) await benchStored(bench)
}
