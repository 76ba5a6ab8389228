// Puts the server together: store, relay, the two TLS listeners, and an orderly end (PROTOCOL 3 and 4).
// Nothing here decides about envelopes.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Server as TlsServer } from 'node:https'
import type { Duplex } from 'node:stream'
import type Koa from 'koa'
import { ENVELOPE_LIFE_DAYS } from '../protocol/limits.ts'
import { createAlpnDesk } from './acme/alpn-desk.ts'
import type { ProofDesk } from './acme/order.ts'
import { blobLimits, createBlobCounts, type BlobCounts, type BlobLimits } from './blob-exchange.ts'
import { BlobFiles, removeGone } from './blob-files.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import { createExchange } from './exchange.ts'
import { gatewayLimits, type GatewayLimits } from './gateway-limits.ts'
import { Gateway } from './gateway.ts'
import { createDesk, type Desk } from './host/desk.ts'
import { openHouseKey } from './house-key.ts'
import { limitNames, standardLimits, type Limits } from './limits/limits.ts'
import { Meters } from './limits/meters.ts'
import {
  answerWssPort,
  closeListener,
  createListener,
  limitConnections,
  listen,
  listenLimits,
  secureOptions,
  type Listener,
  type ListenLimits,
  type ListenTls,
} from './listener.ts'
import { LineRoutes } from './line-routes.ts'
import type { Log } from './log.ts'
import { Metrics } from './metrics.ts'
import { observe } from './metrics-sources.ts'
import {
  answerRefusal,
  createProxyRule,
  refuseUpgradeWith,
  type ProxyPlace,
  type ProxyRule,
} from './proxy-rules.ts'
import type { Ports } from './page-headers.ts'
import { openPushes, type Pushes, type PushOptions } from './push/pushes.ts'
import { refuseOdd } from './raw-requests.ts'
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

/** Every limit that a caller may set. */
export type ServeLimits = RelayLimits & GatewayLimits & ListenLimits & BlobLimits & Limits

/** What a server is made of. */
export interface ServeOptions {
  readonly host: string
  /** 0 takes any free port. */
  readonly httpsPort: number
  /** `same`: the port of the pages takes all WebSockets. */
  readonly wssPort: number | 'same'
  readonly dataFolder: string
  /** Undefined: plain HTTP, for a proxy that ends TLS and for this computer alone. */
  readonly tls: ListenTls | undefined
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
  /** Left out: nobody is pushed to. */
  readonly push?: PushOptions
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
  /** What the host may ask of it while it runs. */
  readonly desk: Desk
  /** Devices logged in, and WebSockets in all. */
  sizes(): { readonly receiving: number; readonly all: number }
  /** Uses a renewed certificate for connections from now on. Throws when it is not usable. */
  replaceTls(tls: ListenTls): void
  /** Where ACME's proofs in a handshake are shown: the port of the pages. */
  alpnDesk(): ProofDesk
  /** Stops accepting, tells clients, stores what came, and ends within ten seconds. */
  close(): Promise<void>
  /** Resolves when the store failed in a way that only a restart can mend. */
  readonly failed: Promise<Error>
}

const HOUR = 3_600_000
const SWEEP_STEP = 2_000
const DRAIN_WITHIN = 3_000

interface Parts {
  readonly store: Store<Channel, Inbox>
  readonly gateway: Gateway
  readonly servers: readonly Listener[]
  readonly timer: NodeJS.Timeout
  readonly log: Log
  readonly watch: { close(): void }
  readonly meters: Meters
  readonly pushes: Pushes
}

const end = async (parts: Parts): Promise<void> => {
  const { store, gateway, servers, timer, log, watch, meters, pushes } = parts
  log('stopping')
  clearInterval(timer)
  watch.close()
  pushes.close()
  const closed = servers.map(closeListener)
  await gateway.close(DRAIN_WITHIN)
  for (const server of servers) server.closeAllConnections()
  await Promise.all(closed)
  await store.close()
  meters.close()
  log('stopped')
}

interface Tidied {
  readonly store: Store<Channel, Inbox>
  readonly friends: Friends
  readonly relay: Relay
  readonly files: BlobFiles
  readonly blobCounts: BlobCounts
  readonly log: Log
}

/** Every hour: what waited too long goes, and the write-ahead log is emptied. */
const tidy = async (parts: Tidied): Promise<void> => {
  const { store, friends, relay, files, blobCounts, log } = parts
  try {
    const { envelopes, blobs } = await friends.expire(store.day - ENVELOPE_LIFE_DAYS, SWEEP_STEP)
    relay.counts.expired += envelopes
    blobCounts.expired += blobs
    if (envelopes > 0) log('expired', { count: envelopes })
    if (blobs > 0) log('blobsExpired', { count: blobs })
    await removeGone(store, files)
    await store.ask('checkpoint', {})
  } catch {
    log('storeRefused')
  }
}

const limitsOf = ({ limits }: ServeOptions): ServeLimits => ({
  ...relayLimits,
  ...gatewayLimits,
  ...listenLimits,
  ...blobLimits,
  ...standardLimits,
  ...limits,
})

type Answer = (request: IncomingMessage, response: ServerResponse) => unknown

const meteredAnswer =
  (meters: Meters, proxies: TrustedProxies, answer: Answer): Answer =>
  async (request, response) => {
    const mark = meters.marks.of(clientAddress(request, proxies))
    const wait = await meters.address('requestsPerAddress', mark)
    if (wait === 0) return answer(request, response)
    return response.writeHead(429, { 'Retry-After': wait, Connection: 'close' }).end()
  }

interface Listeners {
  readonly pages: Listener
  /** Undefined where the port of the pages takes all WebSockets. */
  readonly wss: Listener | undefined
  readonly all: readonly Listener[]
}

const metersOf = (limits: Limits, metrics: Metrics): Meters => {
  const hits = new Map(limitNames.map((name) => [name, metrics.limit(name)]))
  return new Meters(limits, (name) => hits.get(name)?.())
}

const createListeners = (
  options: ServeOptions,
  limits: ListenLimits,
  meters: Meters,
): Listeners => {
  const pages = createListener(options.tls, limits)
  const wss = options.wssPort === 'same' ? undefined : createListener(options.tls, limits)
  const all = wss ? [pages, wss] : [pages]
  limitConnections(all, meters, options.proxies ?? [])
  return { pages, wss, all }
}

const onRequest = (server: Listener | undefined, rule: ProxyRule, answer: Answer): void => {
  server?.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const refusal = refuseOdd(request) ?? rule(request)
    if (refusal) answerRefusal(response, refusal)
    else void answer(request, response)
  })
}

const onUpgrade = (server: Listener, rule: ProxyRule, gateway: Gateway): void => {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = refuseOdd(request) ?? rule(request)
    if (refusal) refuseUpgradeWith(socket, refusal)
    else gateway.upgrade(request, socket, head)
  })
}

interface Dispatched extends ProxyPlace {
  readonly gateway: Gateway
  readonly lines: LineRoutes
  readonly meters: Meters
  readonly app: Koa
  readonly wssPage: string
  readonly hosts: () => ReadonlySet<string>
}

/** Who answers what: sockets on both ports, lines, exchange and pages on one, the page of the other. */
const dispatch = (listeners: Listeners, to: Dispatched): void => {
  const rule = createProxyRule(to)
  const answer = to.app.callback()
  onRequest(
    listeners.pages,
    rule,
    (request, response) => to.lines.answer(request, response) || answer(request, response),
  )
  const answerWss = answerWssPort(to.hosts, to.wssPage)
  onRequest(listeners.wss, rule, meteredAnswer(to.meters, to.proxies, answerWss))
  for (const server of listeners.all) onUpgrade(server, rule, to.gateway)
}

const listenAll = async ({ pages, wss }: Listeners, options: ServeOptions): Promise<Ports> => {
  const { host, httpsPort, wssPort } = options
  const taken = await listen(pages, httpsPort, host)
  if (!wss || wssPort === 'same') return { httpsPort: taken, wssPort: taken }
  return { httpsPort: taken, wssPort: await listen(wss, wssPort, host) }
}

/** Starts a server. Rejects with StartFault, or with the error of `listen`. */
export const serve = async (options: ServeOptions): Promise<Running> => {
  const { log, now = Date.now, metrics = new Metrics(), proxies = [] } = options
  const limits = limitsOf(options)
  const houseKey = openHouseKey(options.dataFolder, now)
  const meters = metersOf(limits, metrics)
  const listeners = createListeners(options, limits, meters)
  const store = await Store.open<Channel, Inbox>(options.dataFolder, now)
  const records = new Records()
  const { push, dataFolder } = options
  const pushes = openPushes({ options: push, dataFolder, store, records, metrics, log, now })
  const relay = new Relay(store, records, { ...limits, meter: meters, alarm: pushes.alarm }, log)
  const friends = new Friends(store, records)
  const tickets = new Tickets(now)
  const files = new BlobFiles(options.dataFolder)
  const blobCounts = createBlobCounts()
  let ports: Ports = { httpsPort: 0, wssPort: 0 }
  // Filled once the ports are known; nobody is answered before.
  let hosts: ReadonlySet<string> = new Set()
  const gateway = new Gateway({
    relay,
    limits,
    hosts: () => hosts,
    houseKey: () => houseKey.current,
    log,
    metrics,
    meters,
    proxies,
  })
  const app = createExchange(
    {
      ...options,
      proxies,
      store,
      friends,
      houseKey,
      tickets,
      hosts: () => hosts,
      wssPort: () => (listeners.wss ? ports.wssPort : undefined),
      meters,
      now,
      metrics,
      blobs: { files, counts: blobCounts, limits },
      pushes,
    },
    options.pages,
  )
  const lines = new LineRoutes({ gateway, limits, hosts: () => hosts, meters, proxies, log })
  dispatch(listeners, { ...options, proxies, gateway, lines, app, meters, hosts: () => hosts })
  const tidied: Tidied = { store, friends, relay, files, blobCounts, log }
  const timer = setInterval(() => void tidy(tidied), HOUR)
  timer.unref()
  const watch = observe(metrics, { store, records, relay, gateway, blobCounts, log })
  const parts: Parts = { store, gateway, servers: listeners.all, timer, log, watch, meters, pushes }
  try {
    ports = await listenAll(listeners, options)
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
    desk: createDesk({ folder: options.dataFolder, store, records, friends, houseKey }),
    sizes: () => gateway.sizes,
    replaceTls: (tls) => {
      for (const server of listeners.all) {
        if (server instanceof TlsServer) server.setSecureContext(secureOptions(tls))
      }
      log('tlsReplaced')
    },
    alpnDesk: () => createAlpnDesk(listeners.pages),
    close: () => (ended ??= end(parts)),
    failed: store.failed,
  }
}
