// The relay against a bare `ws` TLS relay without storage, turn by turn in the same run: CPU time of the
// server process per 1,000 messages of 2,048 bytes, delivery latency at 1,000 messages a second, and how
// fast a backlog is stored and drained. Prints medians and ratios, never a verdict. At most a minute.
//   node bench/relay.ts
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import type { LoadFigures, LoadOrder, LoadPart } from './relay-load.ts'
import type { ServerOrder, ServerReady } from './relay-server.ts'

const PAIRS = 10
/** Both servers take turns so often; more of the short parts, because a busy machine spreads them. */
const ROUNDS = { window: 7, rate: 2, backlog: 3 } as const

const start = (file: string): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), { serialization: 'advanced' })

// The other ends are bench/relay-server.ts and bench/relay-load.ts, which answer each message once.
const ask = <T>(
  child: ChildProcess,
  message: ServerOrder | LoadOrder | LoadPart | 'cpu',
): Promise<T> =>
  new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a process of the bench ended'))
    child.once('exit', ended)
    child.once('message', (answer) => {
      child.removeListener('exit', ended)
      resolve(answer as T)
    })
    child.send(message)
  })

interface PartFigures extends LoadFigures {
  /** CPU milliseconds of the server per 1,000 messages. */
  readonly cpu: number
}

const measure = async (
  server: ChildProcess,
  load: ChildProcess,
  part: LoadPart,
): Promise<PartFigures> => {
  const before = await ask<NodeJS.CpuUsage>(server, 'cpu')
  const figures = await ask<LoadFigures>(load, part)
  const after = await ask<NodeJS.CpuUsage>(server, 'cpu')
  const spent = (after.user + after.system - before.user - before.system) / 1_000
  return { ...figures, cpu: (spent / figures.messages) * 1_000 }
}

interface Server {
  readonly process: ChildProcess
  readonly load: ChildProcess
  readonly figures: Record<LoadPart, PartFigures[]>
}

const open = async (kind: 'bare' | 'sotto', tls: ServerOrder['tls']): Promise<Server> => {
  const [process, load] = [start('relay-server.ts'), start('relay-load.ts')]
  const place = await ask<ServerReady>(process, { kind, tls })
  await ask(load, { kind, place, pairs: PAIRS })
  // Once unmeasured: the first messages compile the code.
  await measure(process, load, 'window')
  return { process, load, figures: { window: [], rate: [], backlog: [], drain: [] } }
}

const run = async ({ process, load, figures }: Server, part: LoadPart): Promise<void> => {
  figures[part].push(await measure(process, load, part))
}

const runAll = async (bare: Server, sotto: Server): Promise<void> => {
  for (const part of ['window', 'rate'] as const) {
    for (let round = 0; round < ROUNDS[part]; round++) {
      await run(bare, part)
      await run(sotto, part)
    }
  }
  for (let round = 0; round < ROUNDS.backlog; round++) {
    await run(sotto, 'backlog')
    await run(sotto, 'drain')
  }
}

const percentile = (values: readonly number[], part: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? NaN
const median = (values: readonly number[]): number => percentile(values, 0.5)

const cpuOf = ({ figures }: Server, part: LoadPart): number =>
  median(figures[part].map(({ cpu }) => cpu))

const line = (server: Server, part: LoadPart): string => {
  const figures = server.figures[part]
  if (figures.length === 0) return `  ${part.padEnd(8)} -`
  const rate = median(figures.map(({ messages, milliseconds }) => messages / milliseconds)) * 1_000
  const seconds = (cpuOf(server, part) / 1_000).toFixed(4)
  const latencies = figures.flatMap((each) => each.latencies)
  const late =
    latencies.length > 0
      ? `, latency ms p50 ${median(latencies).toFixed(2)} p99 ${percentile(latencies, 0.99).toFixed(2)}`
      : ''
  return `  ${part.padEnd(8)} ${Math.round(rate)} messages/s, ${seconds} CPU-seconds per 1,000${late}`
}

const print = (bare: Server, sotto: Server): void => {
  const out = [`relay, ${PAIRS} pairs, envelopes of 2,048 bytes; medians`]
  out.push('bare ws, nothing stored', line(bare, 'window'), line(bare, 'rate'))
  out.push('sotto, durable before told')
  for (const part of ['window', 'rate', 'backlog', 'drain'] as const) out.push(line(sotto, part))
  for (const part of ['window', 'rate'] as const) {
    const ratio = cpuOf(sotto, part) / cpuOf(bare, part)
    out.push(`CPU per message, ${part}: ${ratio.toFixed(2)} times the bare relay`)
  }
  process.stdout.write(`${out.join('\n')}\n`)
}

/** Runs both and prints. */
export const benchRelay = async (): Promise<void> => {
  const name = [{ name: 'commonName', value: 'localhost' }]
  const made = await generate(name, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })
  const tls = { key: made.private, cert: made.cert }
  const servers: Server[] = []
  try {
    const bare = await open('bare', tls)
    servers.push(bare)
    const sotto = await open('sotto', tls)
    servers.push(sotto)
    await runAll(bare, sotto)
    print(bare, sotto)
  } finally {
    for (const { load, process: server } of servers) {
      load.disconnect()
      server.disconnect()
    }
  }
}

if (import.meta.main) await benchRelay()
