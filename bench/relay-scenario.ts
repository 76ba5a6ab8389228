// What the scenarios of the relay bench share: peers that are started together and take turns, so that what
// else the machine does hits all of them alike.
import type { Kind, LoadOrder } from './peer-load.ts'
import type { Tls } from './peer-server.ts'
import { Peer, type Figures } from './peers.ts'

/** Runs `act` with one started peer of each kind, and ends them. */
export const withPeers = async (
  kinds: readonly Kind[],
  tls: Tls,
  act: (peers: readonly Peer[]) => Promise<void>,
): Promise<void> => {
  const peers: Peer[] = []
  try {
    for (const kind of kinds) peers.push(await Peer.start(kind, tls))
    await act(peers)
  } finally {
    for (const peer of peers) peer.stop()
  }
}

/** Figures by kind of server, one for each round. */
export type Rounds = ReadonlyMap<Kind, readonly Figures[]>

/** Peers that are so slow that they get a part of the messages. */
const SHARE: Partial<Record<Kind, number>> = { naive: 0.1, mosquitto: 0.5 }
const shareOf = (kind: Kind, order: LoadOrder): LoadOrder =>
  order.is === 'window'
    ? { ...order, messages: Math.ceil(order.messages * (SHARE[kind] ?? 1)) }
    : order

/** Lets every peer run an order in each round, in turn; `warm` rounds before are not counted. */
export const takeTurns = async (
  peers: readonly Peer[],
  order: LoadOrder,
  rounds: number,
  warm = 1,
): Promise<Rounds> => {
  const all = new Map<Kind, Figures[]>(peers.map(({ kind }) => [kind, []]))
  for (let round = 0; round < rounds + warm; round++) {
    for (const peer of peers) {
      const figures = await peer.measure(shareOf(peer.kind, order))
      if (round >= warm) all.get(peer.kind)?.push(figures)
    }
  }
  return all
}

/** True when a scenario is wanted. */
export const isWanted = (only: readonly string[], name: string): boolean =>
  only.length === 0 || only.includes(name)
