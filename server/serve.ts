// Puts the server together: store, relay, the two TLS listeners, and an orderly end (PROTOCOL 3 and 4).
// Nothing here decides about envelopes.
import { createServer, type Server } from 'node:https'
import type { Socket } from 'node:net'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type Koa from 'koa'
import { ENVELOPE_LIFE_DAYS } from '../protocol/limits.ts'
import type { TrustedProxies } from './client-address.ts'
import { createExchange, exchangeLimits, type ExchangeLimits } from './exchange.ts'
import { hostOf } from './gateway-host.ts'
import { gatewayLimits, type GatewayLimits } from './gateway-limits.ts'
import { Gateway } from './gateway.ts'
import { openHouseKey } from './house-key.ts'
import type { Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { observe } from './metrics-sources.ts'
import { Friends } from './relay-friends.ts'
import {
  Records,
  relayLimits,
  type Channel,
  type Inbox,
  type RelayLimits,
} from './relay-records.ts'
import { Relay } from './relay.ts'
import { Store } from './store/store.ts'
import { Tickets } from './ticket.ts'

/** Limits of the listeners. */
export interface ListenLimits {
  /** Connections of one address at a time, both ports together. */
  readonly connectionsPerAddress: number
  readonly connections: number
  /** Milliseconds for a TLS handshake, for the head of a request and for a whole request. */
  readonly handshake: number
  readonly headers: number
  readonly request: number
}
export const listenLimits: ListenLimits = {
  connectionsPerAddress: 256,
  connections: 20_000,
  handshake: 5_000,
  headers: 8_000,
  request: 30_000,
}
/** Every limit that a caller may set. */
export type ServeLimits = RelayLimits & GatewayLimits & ExchangeLimits & ListenLimits

/** What a server is made of. */
export interface ServeOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly httpsPort: number
  readonly wssPort: number
  readonly dataFolder: string
  readonly tls: { readonly key: string; readonly cert: string }
  /** Allowed Host headers with port, lower case; asked once the ports are known. */
  readonly hosts: (ports: { httpsPort: number; wssPort: number }) => ReadonlySet<string>
  /** Proxies whose word on the client's address is taken; none unless given. */
  readonly proxies?: TrustedProxies
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
  /** 32 bytes that name the web client's build. */
  readonly build: Uint8Array
  /** Answers what is no exchange route, after the Host header was checked. */
  readonly pages: Koa.Middleware
  /** HTML for `GET /` on the WebSocket port. */
  readonly wssPage: string
  readonly limits?: Partial<ServeLimits>
  readonly log: Log
  /** Where the server counts; its own when left out. */
  readonly metrics?: Metrics
  /** Milliseconds since 1970. */
  readonly now?: () => number
}

/** A running server. */
export interface Running {
  readonly httpsPort: number
  readonly wssPort: number
  /** A ticket with which a first person may create an inbox, within an hour. */
  newTicket(): Promise<Uint8Array>
  hasInbox(): Promise<boolean>
  /** Uses a renewed certificate for connections from now on. Throws when it is not usable. */
  replaceTls(tls: { readonly key: string; readonly cert: string }): void
  /** Stops accepting, tells clients, stores what came, and ends within ten seconds. */
  close(): Promise<void>
  /** Resolves when the store failed in a way that only a restart can mend. */
  readonly failed: Promise<Error>
}

const HOUR = 3_600_000
const SWEEP_STEP = 2_000
const DRAIN_WITHIN = 3_000
const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.removeListener('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })

/** Counts connections by address; one address cannot take them all. */
const limitConnections = (servers: readonly Server[], limits: ListenLimits): void => {
  const counts = new Map<string, number>()
  const accept = (socket: Socket): void => {
    const address = socket.remoteAddress ?? ''
    const count = counts.get(address) ?? 0
    if (count >= limits.connectionsPerAddress) {
      socket.destroy()
      return
    }
    counts.set(address, count + 1)
    socket.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1
      if (left > 0) counts.set(address, left)
      else counts.delete(address)
    })
  }
  for (const server of servers) {
    server.maxConnections = limits.connections
    server.on('connection', accept)
  }
}

const createListener = (tls: ServeOptions['tls'], limits: ListenLimits): Server => {
  const server = createServer({
    key: tls.key,
    cert: tls.cert,
    minVersion: 'TLSv1.3',
    handshakeTimeout: limits.handshake,
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 8_192,
  })
  // A client that fails is its own affair: its socket ends, nothing is logged about it.
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  server.on('clientError', (_error, socket) => socket.destroy())
  return server
}

const answerWssPort =
  (hosts: () => ReadonlySet<string>, page: string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const known = hostOf(request, hosts()) !== undefined
    const wanted = request.method === 'GET' ? request.url : undefined
    request.resume()
    if (!known) response.writeHead(421).end()
    else if (wanted === '/') response.writeHead(200, PAGE_HEADERS).end(page)
    else if (wanted === '/health') response.writeHead(200).end('ok\n')
    else response.writeHead(404).end()
  }

interface Parts {
  readonly store: Store<Channel, Inbox>
  readonly gateway: Gateway
  readonly servers: readonly [https: Server, wss: Server]
  readonly timer: NodeJS.Timeout
  readonly log: Log
  readonly watch: { close(): void }
}

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

const end = async ({ store, gateway, servers, timer, log, watch }: Parts): Promise<void> => {
  log('stopping')
  clearInterval(timer)
  watch.close()
  const closed = servers.map(closeServer)
  await gateway.close(DRAIN_WITHIN)
  for (const server of servers) server.closeAllConnections()
  await Promise.all(closed)
  await store.close()
  log('stopped')
}

interface Tidied {
  readonly store: Store<Channel, Inbox>
  readonly friends: Friends
  readonly relay: Relay
  readonly log: Log
}

/** Every hour: what waited too long goes, and the write-ahead log is emptied. */
const tidy = async ({ store, friends, relay, log }: Tidied): Promise<void> => {
  try {
    const count = await friends.expire(store.day - ENVELOPE_LIFE_DAYS, SWEEP_STEP)
    relay.counts.expired += count
    if (count > 0) log('expired', { count })
    await store.ask('checkpoint', {})
  } catch {
    log('storeRefused')
  }
}

const limitsOf = ({ limits }: ServeOptions): ServeLimits => ({
  ...relayLimits,
  ...gatewayLimits,
  ...exchangeLimits,
  ...listenLimits,
  ...limits,
})

/** Starts a server. Rejects with StartFault, or with the error of `listen`. */
export const serve = async (options: ServeOptions): Promise<Running> => {
  const { log, now = Date.now, metrics = new Metrics() } = options
  const limits = limitsOf(options)
  const houseKey = openHouseKey(options.dataFolder, now)
  const servers = [
    createListener(options.tls, limits),
    createListener(options.tls, limits),
  ] as const
  const [https, wss] = servers
  const store = await Store.open<Channel, Inbox>(options.dataFolder, now)
  const records = new Records()
  const relay = new Relay(store, records, limits, log)
  const friends = new Friends(store, records)
  const tickets = new Tickets(now)
  const ports = { httpsPort: 0, wssPort: 0 }
  // Filled once the ports are known; nobody is answered before.
  let hosts: ReadonlySet<string> = new Set()
  const gateway = new Gateway({
    relay,
    limits,
    hosts: () => hosts,
    houseKey: () => houseKey.current,
    log,
    metrics,
  })
  const app = createExchange(
    {
      ...options,
      proxies: options.proxies ?? [],
      store,
      friends,
      houseKey,
      tickets,
      hosts: () => hosts,
      wssPort: () => ports.wssPort,
      limits,
      now,
      metrics,
    },
    options.pages,
  )
  const answer = app.callback()
  https.on('request', (request, response) => void answer(request, response))
  wss.on(
    'request',
    answerWssPort(() => hosts, options.wssPage),
  )
  for (const server of servers) {
    server.on('upgrade', (request, socket, head) => gateway.upgrade(request, socket, head))
  }
  limitConnections(servers, limits)
  const tidied: Tidied = { store, friends, relay, log }
  const timer = setInterval(() => void tidy(tidied), HOUR)
  timer.unref()
  const watch = observe(metrics, { store, records, relay, gateway })
  const parts: Parts = { store, gateway, servers, timer, log, watch }
  try {
    ports.httpsPort = await listen(https, options.httpsPort, options.host)
    ports.wssPort = await listen(wss, options.wssPort, options.host)
  } catch (error) {
    await end(parts)
    throw error
  }
  hosts = options.hosts(ports)
  void tidy(tidied)
  log('started', { port: ports.httpsPort })
  let ended: Promise<void> | undefined
  return {
    ...ports,
    newTicket: () => Promise.resolve(tickets.create()),
    hasInbox: () => store.ask('hasInbox', {}),
    replaceTls: (tls) => {
      for (const server of servers) server.setSecureContext({ ...tls, minVersion: 'TLSv1.3' })
      log('tlsReplaced')
    },
    close: () => (ended ??= end(parts)),
    failed: store.failed,
  }
}
