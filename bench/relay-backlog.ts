// 50,000 messages for receivers that are away: how fast they are stored, and how fast they are drained when
// all come back. The bare relay keeps nothing, so it has no row.
import { median, shown, tableOf } from './figures.ts'
import type { Kind } from './peer-load.ts'
import type { Figures } from './peers.ts'
import { isWanted, withPeers } from './relay-scenario.ts'
import type { RelayBench } from './relay.ts'

const MESSAGES = 50_000
/** Below the quota of a channel. */
const PAIRS = 100
const MOST_ROUNDS = 3

interface Backlog {
  readonly stored: Figures[]
  readonly drained: Figures[]
}

const rowOf = (kind: Kind, { stored, drained }: Backlog): readonly string[] => [
  kind,
  ...[stored, drained].flatMap((figures) => [
    shown(median(figures.map(({ perSecond }) => perSecond))),
    shown(median(figures.map(({ cpu }) => cpu)), 1),
  ]),
]

const HEAD = ['server', 'stored/s', 'CPU ms per 1,000', 'drained/s', 'CPU ms per 1,000']

/** Runs the scenario with envelopes of both sizes. */
export const benchBacklog = async ({
  kinds,
  sizes,
  tls,
  rounds,
  only,
}: RelayBench): Promise<void> => {
  if (!isWanted(only, 'backlog')) return
  const keeping = kinds.filter((kind) => kind !== 'bare')
  for (const size of sizes) {
    await withPeers(keeping, tls, async (peers) => {
      const all = new Map<Kind, Backlog>(keeping.map((kind) => [kind, { stored: [], drained: [] }]))
      for (const peer of peers) await peer.open(PAIRS, size)
      for (let round = 0; round < Math.min(rounds, MOST_ROUNDS); round++) {
        for (const peer of peers) {
          await peer.measure({ is: 'rest' })
          const stored = await peer.measure({ is: 'store', messages: MESSAGES })
          const drained = await peer.measure({ is: 'drain', messages: MESSAGES })
          all.get(peer.kind)?.stored.push(stored)
          all.get(peer.kind)?.drained.push(drained)
        }
      }
      console.log(`\n${shown(MESSAGES)} messages of ${shown(size)} bytes for ${PAIRS} who are away`)
      console.log(
        tableOf(
          HEAD,
          [...all].map(([kind, backlog]) => rowOf(kind, backlog)),
        ),
      )
    })
  }
}
