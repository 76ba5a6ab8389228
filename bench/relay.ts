// The relay against a bare `ws` TLS relay without storage, in the same run: CPU time of the server process
// per 1,000 messages of 2,048 bytes, delivery latency at a fixed rate, and how fast a backlog is stored and
// drained. Prints figures and ratios, never a verdict. At most a minute.
//   node bench/relay.ts
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { generate } from 'selfsigned'
import type { LoadFigures, LoadOrder, LoadPart } from './relay-load.ts'
import type { ServerOrder, ServerReady } from './relay-server.ts'

const PAIRS = 10

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

type Figures = Readonly<Record<LoadPart, PartFigures | undefined>>

const runKind = async (kind: 'bare' | 'sotto', tls: ServerOrder['tls']): Promise<Figures> => {
  const server = start('relay-server.ts')
  const load = start('relay-load.ts')
  try {
    const place = await ask<ServerReady>(server, { kind, tls })
    await ask(load, { kind, place, pairs: PAIRS })
    await measure(server, load, 'window')
    const window = await measure(server, load, 'window')
    const rate = await measure(server, load, 'rate')
    if (kind === 'bare') return { window, rate, backlog: undefined, drain: undefined }
    const backlog = await measure(server, load, 'backlog')
    return { window, rate, backlog, drain: await measure(server, load, 'drain') }
  } finally {
    load.disconnect()
    server.disconnect()
  }
}

const percentile = (values: readonly number[], part: number): string => {
  const sorted = values.toSorted((a, b) => a - b)
  return (sorted[Math.floor(sorted.length * part)] ?? NaN).toFixed(2)
}

const line = (name: string, figures: PartFigures | undefined): string => {
  if (!figures) return `  ${name.padEnd(10)} -`
  const { messages, milliseconds, latencies, cpu } = figures
  const rate = Math.round((messages / milliseconds) * 1_000)
  const late =
    latencies.length > 0
      ? `, latency ms p50 ${percentile(latencies, 0.5)} p99 ${percentile(latencies, 0.99)}`
      : ''
  return `  ${name.padEnd(10)} ${rate} messages/s, server CPU ${cpu.toFixed(1)} ms per 1,000${late}`
}

/** Runs both and prints. */
export const benchRelay = async (): Promise<void> => {
  const name = [{ name: 'commonName', value: 'localhost' }]
  const made = await generate(name, { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' })
  const tls = { key: made.private, cert: made.cert }
  const all = { bare: await runKind('bare', tls), sotto: await runKind('sotto', tls) }
  const out: string[] = [`relay, ${PAIRS} pairs, envelopes of 2,048 bytes`]
  for (const [kind, figures] of Object.entries(all)) {
    out.push(kind)
    for (const part of ['window', 'rate', 'backlog', 'drain'] as const)
      out.push(line(part, figures[part]))
  }
  for (const part of ['window', 'rate'] as const) {
    const ratio = (all.sotto[part]?.cpu ?? NaN) / (all.bare[part]?.cpu ?? NaN)
    out.push(`CPU per message, ${part}: ${ratio.toFixed(2)} times the bare relay`)
  }
  process.stdout.write(`${out.join('\n')}\n`)
}

if (import.meta.main) await benchRelay()
