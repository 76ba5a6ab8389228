// One of the servers that the relay bench compares, as a process of its own so that its CPU time and memory
// can be told apart: `bare` forwards over TLS with `ws` and stores nothing, `naive` also puts every message
// into SQLite in a transaction of its own, `sotto` is the real server.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { WebSocketServer, type WebSocket } from 'ws'
import { noLimits } from '../server/limits/limits.ts'
import { silentLog } from '../server/log.ts'
import { serve } from '../server/serve.ts'

/** The servers that run on Node. */
export type NodeKind = 'bare' | 'naive' | 'sotto'
/** Key and certificate, PEM. */
export interface Tls {
  readonly key: string
  readonly cert: string
}
/** What the parent gives. */
export interface ServerOrder {
  readonly kind: NodeKind
  readonly tls: Tls
}
/** Where a server listens, and what creates inboxes there: the house key, in hexadecimal. */
export interface Place {
  readonly httpsPort: number
  readonly wssPort: number
  readonly houseKey: string
}
/** Milliseconds of CPU and bytes of memory of a server. */
export interface Usage {
  readonly cpu: number
  readonly rss: number
}

/** Bytes in front of a message of the plain relays: number 4, time 8. */
const PLAIN_HEAD = 12

const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** What a plain relay does besides forwarding. */
interface Keeping {
  keep(name: string, seq: number, message: Buffer): void
  /** What waits for a receiver that comes. */
  waiting(name: string): Iterable<Buffer>
  acknowledged(name: string, upTo: number): void
}

const keepNothing: Keeping = {
  keep: () => undefined,
  waiting: () => [],
  acknowledged: () => undefined,
}

const keepEach = (): Keeping => {
  const database = new SqliteDatabase(join(freshFolder(), 'naive.db'))
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.exec('CREATE TABLE message (name TEXT, seq INTEGER, body BLOB, PRIMARY KEY (name, seq))')
  const insert = database.prepare('INSERT OR REPLACE INTO message VALUES (?, ?, ?)')
  const select = database
    .prepare<[string], Buffer>('SELECT body FROM message WHERE name = ? ORDER BY seq')
    .pluck()
  const remove = database.prepare('DELETE FROM message WHERE name = ? AND seq <= ?')
  return {
    keep: (name, seq, message) => insert.run(name, seq, message),
    waiting: (name) => select.all(name),
    acknowledged: (name, upTo) => remove.run(name, upTo),
  }
}

// `/rNAME` receives and acknowledges by number, `/sNAME` sends and is told the first bytes of each message.
const startPlain = (tls: Tls, keeping: Keeping): Promise<Place> => {
  const receivers = new Map<string, WebSocket>()
  const server = createServer({ ...tls, minVersion: 'TLSv1.3' })
  const sockets = new WebSocketServer({ server, perMessageDeflate: false, clientTracking: false })
  sockets.on('connection', (socket, { url = '' }) => {
    const name = url.slice(2)
    socket.on('error', () => undefined)
    if (url.startsWith('/r')) {
      receivers.set(name, socket)
      socket.on('close', () => {
        if (receivers.get(name) === socket) receivers.delete(name)
      })
      socket.on('message', (message: Buffer) => keeping.acknowledged(name, message.readUInt32BE(0)))
      for (const message of keeping.waiting(name)) socket.send(message)
      return
    }
    socket.on('message', (message: Buffer) => {
      keeping.keep(name, message.readUInt32BE(0), message)
      receivers.get(name)?.send(message)
      socket.send(message.subarray(0, PLAIN_HEAD))
    })
  })
  return new Promise((resolve) => {
    server.listen({ port: 0, host: '127.0.0.1', backlog: 8_192 }, () => {
      const address = server.address()
      const wssPort = typeof address === 'object' && address ? address.port : 0
      resolve({ httpsPort: wssPort, wssPort, houseKey: '' })
    })
  })
}

const startSotto = async (tls: Tls): Promise<Place> => {
  const dataFolder = freshFolder()
  const running = await serve({
    host: '127.0.0.1',
    httpsPort: 0,
    wssPort: 0,
    dataFolder,
    tls,
    hosts: (ports) => new Set(Object.values(ports).map((port) => `127.0.0.1:${port}`)),
    publicUrl: undefined,
    publicWssUrl: undefined,
    build: new Uint8Array(32),
    pages: (ctx) => {
      ctx.status = 404
    },
    wssPage: '',
    log: silentLog,
    limits: noLimits,
  })
  const { httpsPort, wssPort } = running
  return {
    httpsPort,
    wssPort,
    houseKey: readFileSync(join(dataFolder, 'house-key')).toString('hex'),
  }
}

const start = ({ kind, tls }: ServerOrder): Promise<Place> => {
  if (kind === 'sotto') return startSotto(tls)
  return startPlain(tls, kind === 'naive' ? keepEach() : keepNothing)
}

const usage = (): Usage => {
  const { user, system } = process.cpuUsage()
  return { cpu: (user + system) / 1_000, rss: process.memoryUsage.rss() }
}

process.on('message', (message: ServerOrder | 'usage' | 'collect') => {
  // Garbage says nothing about what a connection needs.
  if (message === 'collect') globalThis.gc?.()
  if (message === 'usage' || message === 'collect') process.send?.(usage())
  else void start(message).then((place) => process.send?.(place))
})
process.on('disconnect', () => process.exit(0))
