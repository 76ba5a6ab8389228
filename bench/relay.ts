// The relay beside its peers: the same work in the same run, turn by turn, on a bare `ws` TLS relay without
// storage, the same with a transaction for every message, and Mosquitto. Prints medians and ratios, never a
// verdict. In all of them receivers acknowledge.
//   node bench/relay.ts [--peers] [--only NAME,..] [--rounds N] [--stored N]
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
  /** How often each kind takes its turn. */
  readonly rounds: number
  /** Most envelopes that wait in the growth scenario. */
  readonly stored: number
  /** Names of scenarios; empty is all. */
  readonly only: readonly string[]
}

const createTls = async (): Promise<Tls> => {
  const name = [{ name: 'commonName', value: 'localhost' }]
  const made = await generate(name, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })
  return { key: made.private, cert: made.cert }
}

const kindsOf = (peers: boolean): readonly Kind[] => {
  if (!peers) return ['bare', 'sotto']
  const why = whyNoMosquitto()
  if (why === undefined) return ['bare', 'naive', 'mosquitto', 'sotto']
  console.log(`Mosquitto is left out: ${why}`)
  return ['bare', 'naive', 'sotto']
}

/** Runs the scenarios and prints. */
export const benchRelay = async (words: readonly string[]): Promise<void> => {
  const { values } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: {
      peers: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      rounds: { type: 'string', default: '5' },
      stored: { type: 'string', default: '100000' },
    },
  })
  const bench: RelayBench = {
    tls: await createTls(),
    kinds: kindsOf(values.peers),
    rounds: Number(values.rounds),
    stored: Number(values.stored),
    only: values.only === '' ? [] : values.only.split(','),
  }
  await benchTraffic(bench)
  await benchBacklog(bench)
  await benchConnections(bench)
  await benchGrowth(bench)
}

if (import.meta.main) await benchRelay(process.argv.slice(2))
