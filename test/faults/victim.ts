// The server as a host runs it, to be hurt: `server/main.ts` in a process of its own, on a folder and on ports
// that outlive it. It may be killed, starved and started again; what it printed and how it ended is kept.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdir, readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { decodeLink } from '../../protocol/invite.ts'
import type { Place } from '../support/wire.ts'
import { pause } from './chance.ts'
import { atEnd, endingFolder } from './endings.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Compiled code is kept between starts, as sotto.js does it. */
const COMPILED = join(root, 'node_modules', '.cache', 'sotto')
const LINK = /\/i#([\w-]+)/
const READY = /Stop: /
// Below the ports that this machine takes for outgoing connections: nobody slips in between two lives.
const LOWEST_PORT = 11_000
const PORTS = 18_000
const TRIES = 50

/** How a life ended. */
export interface End {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** What may be set apart from the folder. */
export interface VictimOptions {
  /** The data folder; a fresh one that goes with the test where it is missing. */
  readonly folder?: string
  /** Environment on top of the usual, also of the fault libraries. */
  readonly env?: Readonly<Record<string, string>>
  readonly log?: 'warn' | 'info'
}

/** A server that can be hurt. Ports stay the same over all its lives. */
export interface Victim extends Place {
  readonly folder: string
  readonly url: string
  readonly wssUrl: string
  /** Starts a life, with more environment for this one alone. Rejects when it ends instead. */
  start(env?: Readonly<Record<string, string>>): Promise<void>
  /** Sends SIGKILL and waits for the end. */
  kill(): Promise<void>
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<End>
  signal(signal: NodeJS.Signals): void
  /** Stops it where it stands: no thread returns to its own code until SIGCONT or the end. */
  freeze(): Promise<void>
  /** Resolves when the current life ends. */
  ended(): Promise<End>
  /** The ticket of the first person, as the last start printed it. */
  ticket(): Uint8Array
  /** Everything that the current life printed on both channels. */
  printed(): string
  /** Bytes of memory in use (RSS), and open files. */
  memory(): Promise<number>
  openFiles(): Promise<number>
  /** True while the server holds a connection whose other end is this local port. */
  hasConnectionFrom(port: number): Promise<boolean>
  /** The local authority's certificate (PEM). */
  authority(): Promise<string>
}

const isFree = async (port: number): Promise<boolean> => {
  const server = createServer()
  const free = new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
  return free
}

const freePort = async (): Promise<number> => {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const port = LOWEST_PORT + Math.floor(Math.random() * PORTS)
    if (await isFree(port)) return port
  }
  throw new Error('no free port')
}

/** True when no thread runs code of the program: all are stopped, or inside the kernel. */
const standsStill = async (pid: number): Promise<boolean> => {
  const threads = await readdir(`/proc/${pid}/task`)
  const states = await Promise.all(
    threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
  )
  return states.every((stat) => /\) [TtD] /.test(stat))
}

/** One life of the process. */
class Life {
  readonly child: ChildProcess
  readonly end: Promise<End>
  printed = ''

  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, ['server/main.ts'], {
      cwd: root,
      env: { PATH: process.env['PATH'] ?? '', NODE_COMPILE_CACHE: COMPILED, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    for (const channel of [this.child.stdout, this.child.stderr]) {
      channel?.setEncoding('utf8').on('data', (text: string) => (this.printed += text))
    }
    this.end = once(this.child, 'close').then(([code, signal]) => ({ code, signal }) as End)
  }

  async ready(): Promise<void> {
    const { stdout } = this.child
    while (stdout && !READY.test(this.printed)) {
      const more = once(stdout, 'data').then(() => undefined)
      const ended = await Promise.race([more, this.end])
      if (ended) throw new Error(`the server did not start: ${this.printed}`)
    }
  }
}

/** A server with an empty folder of its own, not started yet; it ends with the test. */
export const createVictim = async (
  context: TestContext,
  options: VictimOptions = {},
): Promise<Victim> => {
  const folder = options.folder ?? (await endingFolder(context))
  const [httpsPort, wssPort] = [await freePort(), await freePort()]
  let life: Life | undefined
  let ticket = ''
  const now = (): Life => {
    if (!life) throw new Error('the server was never started')
    return life
  }
  const end = (signal: NodeJS.Signals): Promise<End> => {
    now().child.kill(signal)
    return now().end
  }
  atEnd(context, async () => {
    if (life) await end('SIGKILL')
  })
  return {
    httpsPort,
    wssPort,
    folder,
    url: `https://127.0.0.1:${httpsPort}`,
    wssUrl: `wss://127.0.0.1:${wssPort}`,
    start: async (env = {}) => {
      life = new Life({
        SOTTO_DATA: folder,
        SOTTO_HOST: '127.0.0.1',
        SOTTO_HTTPS_PORT: String(httpsPort),
        SOTTO_WSS_PORT: String(wssPort),
        SOTTO_LOG: options.log ?? 'info',
        ...options.env,
        ...env,
      })
      await life.ready()
      ticket = LINK.exec(life.printed)?.[1] ?? ''
    },
    kill: async () => {
      await end('SIGKILL')
    },
    stop: () => end('SIGTERM'),
    signal: (signal) => now().child.kill(signal),
    freeze: async () => {
      const { child } = now()
      child.kill('SIGSTOP')
      while (child.pid !== undefined && !(await standsStill(child.pid))) await pause(1)
    },
    ended: () => now().end,
    ticket: () => {
      const link = decodeLink(ticket)
      if (link.type !== 'firstPerson') throw new Error('not the link of a first person')
      return link.ticket
    },
    printed: () => now().printed,
    memory: async () => {
      const status = await readFile(`/proc/${now().child.pid}/status`, 'utf8')
      return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1_024
    },
    openFiles: async () => (await readdir(`/proc/${now().child.pid}/fd`)).length,
    hasConnectionFrom: async (port) => {
      const far = `:${port.toString(16).toUpperCase().padStart(4, '0')} `
      const near = [httpsPort, wssPort].map((own) => `:${own.toString(16).toUpperCase()}`)
      const table = await readFile('/proc/net/tcp', 'utf8')
      const rows = table.split('\n').map((row) => row.trim().split(/\s+/))
      return rows.some(
        ([, local = '', remote = '', state]) =>
          state === '01' && `${remote} `.endsWith(far) && near.some((own) => local.endsWith(own)),
      )
    },
    authority: () => readFile(join(folder, 'tls', 'ca.pem'), 'utf8'),
  }
}
