// Starts servers and load generators for the relay bench, and measures one order at a time: its count, its
// time, and what the server spent on it.
import { fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import type { Kind, LoadFigures, LoadOrder } from './peer-load.ts'
import { startMosquitto, type Broker } from './peer-mosquitto.ts'
import type { Place, ServerOrder, Tls, Usage } from './peer-server.ts'

/** What an order gave; `cpu` in milliseconds of the server per 1,000 messages or connections. */
export interface Figures extends LoadFigures {
  readonly cpu: number
  readonly perSecond: number
}

const start = (file: string, flags: readonly string[]): ChildProcess =>
  fork(fileURLToPath(new URL(file, import.meta.url)), {
    serialization: 'advanced',
    execArgv: [...process.execArgv, ...flags],
  })

// The other ends are peer-server.ts and peer-load.ts, which answer each message once.
const ask = <T>(
  child: ChildProcess,
  message: ServerOrder | LoadOrder | 'usage' | 'collect',
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

const asBroker = async (kind: Exclude<Kind, 'mosquitto'>, tls: Tls): Promise<ServerProcess> => {
  const child = start('peer-server.ts', ['--expose-gc', ...profileFlags(kind)])
  const place = await ask<Place>(child, { kind, tls })
  return {
    place,
    usage: () => ask<Usage>(child, 'usage'),
    collect: () => ask<Usage>(child, 'collect'),
    stop: () => child.disconnect(),
  }
}

interface ServerProcess extends Omit<Broker, 'usage'> {
  usage(): Usage | Promise<Usage>
  /** The same after its garbage is collected, where there is any. */
  collect?(): Promise<Usage>
}

/** With SOTTO_BENCH_PROFILE set to a folder, the real server leaves a profile of its CPU there. */
const profileFlags = (kind: Kind): readonly string[] => {
  const folder = process.env['SOTTO_BENCH_PROFILE']
  if (kind !== 'sotto' || folder === undefined || folder === '') return []
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`]
}

/** One kind of server with its load generator. */
export class Peer {
  readonly kind: Kind
  readonly #server: ServerProcess
  readonly #load: ChildProcess

  private constructor(kind: Kind, server: ServerProcess) {
    this.kind = kind
    this.#server = server
    this.#load = start('peer-load.ts', [])
  }

  /** Starts a server; nothing is connected yet. */
  static async start(kind: Kind, tls: Tls): Promise<Peer> {
    return new Peer(
      kind,
      kind === 'mosquitto' ? await startMosquitto(tls) : await asBroker(kind, tls),
    )
  }

  /** Connects so many pairs with messages of `size` bytes. */
  open(pairs: number, size: number): Promise<Figures> {
    return this.measure({ is: 'open', kind: this.kind, place: this.#server.place, pairs, size })
  }

  /** Runs one order. */
  async measure(order: LoadOrder): Promise<Figures> {
    const before = await this.#server.usage()
    const figures = await ask<LoadFigures>(this.#load, order)
    const after = await this.#server.usage()
    const { count, milliseconds } = figures
    const cpu = ((after.cpu - before.cpu) / count) * 1_000
    return { ...figures, cpu, perSecond: (count / milliseconds) * 1_000 }
  }

  /** Bytes of memory that the server has just now. */
  async memory(): Promise<number> {
    return (await (this.#server.collect?.() ?? this.#server.usage())).rss
  }

  /** Ends both processes. */
  stop(): void {
    this.#load.disconnect()
    this.#server.stop()
  }
}
