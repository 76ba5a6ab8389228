// The relay beside its peers: the same work in the same run, turn by turn, on a bare `ws` TLS relay without
// storage, the same with a transaction for every message, and Mosquitto. Prints medians and ratios, never a
// verdict. In all of them receivers acknowledge.
//   node bench/relay.ts [--peers] [--only NAME,..] [--kinds KIND,..] [--sizes N,..] [--rounds N] [--stored N] [--connections N]
import { parseArgs } from 'node:util'
import { generate } from 'selfsigned'
import type { Kind } from './peer-load.ts'
import { whyNoMosquitto } from './peer-mosquitto.ts'
import type { Tls } from './peer-server.ts'
import { benchBacklog } from './relay-backlog.ts'
import { benchConnections } from './relay-connections.ts'
import { benchGrowth } from './relay-growth.ts'
import { benchTraffic } from './relay-traffic.ts'

/** What a scenario is given. */
export interface RelayBench {
  readonly tls: Tls
  readonly kinds: readonly Kind[]
  /** Bytes of an envelope. */
  readonly sizes: readonly number[]
  /** How often each kind takes its turn. */
  readonly rounds: number
  /** Most envelopes that wait in the growth scenario. */
  readonly stored: number
  /** Connections that rest; twice as many return at once. */
  readonly connections: number
  /** Names of scenarios; empty is all. */
  readonly only: readonly string[]
}

const createTls = async (): Promise<Tls> => {
  const name = [{ name: 'commonName', value: 'localhost' }]
  const made = await generate(name, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })
  return { key: made.private, cert: made.cert }
}

const listOf = (text: string): readonly string[] => (text === '' ? [] : text.split(','))

const ALL: readonly Kind[] = ['bare', 'naive', 'mosquitto', 'sotto']

const kindsOf = (peers: boolean, named: readonly string[]): readonly Kind[] => {
  if (named.length > 0) return ALL.filter((kind) => named.includes(kind))
  if (!peers) return ['bare', 'sotto']
  const why = whyNoMosquitto()
  if (why === undefined) return ALL
  console.log(`Mosquitto is left out: ${why}`)
  return ALL.filter((kind) => kind !== 'mosquitto')
}

/** Runs the scenarios and prints. */
export const benchRelay = async (words: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      peers: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      kinds: { type: 'string', default: '' },
      sizes: { type: 'string', default: '512,2048' },
      rounds: { type: 'string', default: '5' },
      stored: { type: 'string', default: '100000' },
      connections: { type: 'string', default: '5000' },
    },
  })
  const bench: RelayBench = {
    tls: await createTls(),
    kinds: kindsOf(values.peers, listOf(values.kinds)),
    sizes: listOf(values.sizes).map(Number),
    rounds: Number(values.rounds),
    stored: Number(values.stored),
    connections: Number(values.connections),
    only: listOf(values.only),
  }
  await benchTraffic(bench)
  await benchBacklog(bench)
  await benchConnections(bench)
  await benchGrowth(bench)
}

if (import.meta.main) await benchRelay(process.argv.slice(2))
