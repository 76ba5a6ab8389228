// One of the two servers that bench/relay.ts compares, as a process of its own so that its CPU time can be
// told apart: `bare` forwards over TLS with `ws` and stores nothing, `sotto` is the real server.
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WebSocketServer, type WebSocket } from 'ws'
import { silentLog } from '../server/log.ts'
import { serve } from '../server/serve.ts'

/** What the parent gives. */
export interface ServerOrder {
  readonly kind: 'bare' | 'sotto'
  readonly tls: { readonly key: string; readonly cert: string }
}
/** What the child tells when it listens. */
export interface ServerReady {
  readonly httpsPort: number
  readonly wssPort: number
  readonly tickets: readonly string[]
}

const TICKETS = 16

const startBare = (tls: ServerOrder['tls']): Promise<ServerReady> => {
  const receivers = new Map<string, WebSocket>()
  const server = createServer({ ...tls, minVersion: 'TLSv1.3' })
  const sockets = new WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (socket, { url = '' }) => {
    const name = url.slice(2)
    if (url.startsWith('/r')) {
      receivers.set(name, socket)
      return
    }
    socket.on('message', (message: Buffer) => {
      receivers.get(name)?.send(message)
      socket.send(message.subarray(0, 12))
    })
  })
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      const wssPort = typeof address === 'object' && address ? address.port : 0
      resolve({ httpsPort: wssPort, wssPort, tickets: [] })
    })
  })
}

const startSotto = async (tls: ServerOrder['tls']): Promise<ServerReady> => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  process.on('exit', () => rmSync(dataFolder, { recursive: true, force: true }))
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
    limits: { connectionsPerAddress: 20_000, postsPerMinute: 100_000 },
  })
  const { httpsPort, wssPort } = running
  const tickets = []
  for (let at = 0; at < TICKETS; at++) {
    tickets.push(Buffer.from(await running.newTicket()).toString('hex'))
  }
  return { httpsPort, wssPort, tickets }
}

process.on('message', (message: ServerOrder | 'cpu') => {
  if (message === 'cpu') process.send?.(process.cpuUsage())
  else {
    const start = message.kind === 'bare' ? startBare : startSotto
    void start(message.tls).then((ready) => process.send?.(ready))
  }
})
process.on('disconnect', () => process.exit(0))
