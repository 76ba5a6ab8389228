// The WebSocket side (PROTOCOL 3): upgrades on both listeners, who may dial, and the life of each socket.
// Bytes are decoded once, here; Malformed ends the socket and nothing else.
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer, type RawData, type WebSocket } from 'ws'
import { fromBase64url } from '../protocol/bytes.ts'
import { closeCode, Malformed } from '../protocol/errors.ts'
import { ID_BYTES, MAX_PAYLOAD, MAX_PAYLOAD_BEFORE_RIGHTS } from '../protocol/limits.ts'
import { clientAddress, isTrusted, type TrustedProxies } from './client-address.ts'
import type { Carrier, Entered, Route } from './gateway-carrier.ts'
import { Connection, Turn } from './gateway-connection.ts'
import { placeReader } from './gateway-frame-reader.ts'
import { guardOf, type GatewayLimits } from './gateway-limits.ts'
import { ReceiverSocket } from './gateway-receiver.ts'
import { Sender } from './gateway-sender.ts'
import { hostOf } from './gateway-host.ts'
import type { AddressMark } from './limits/address.ts'
import type { Meters } from './limits/meters.ts'
import type { Log } from './log.ts'
import type { Metrics } from './metrics.ts'
import { endSocket } from './raw-requests.ts'
import type { Relay } from './relay.ts'

/** What the gateway needs to know of the server around it. */
export interface GatewayOptions {
  readonly relay: Relay
  readonly limits: GatewayLimits
  readonly hosts: () => ReadonlySet<string>
  readonly houseKey: () => Uint8Array
  readonly log: Log
  readonly metrics: Metrics
  readonly meters: Meters
  readonly proxies: TrustedProxies
}

const TOO_BIG = 1009
const RECEIVE_PATH = '/wss'
const SEND_PATH = '/wss/'

const routeOf = (url: string | undefined): Route | undefined => {
  if (url === RECEIVE_PATH) return { is: 'receive' }
  if (!url?.startsWith(SEND_PATH) || url.length > 64) return undefined
  const friendId = fromBase64url(url.slice(SEND_PATH.length))
  return friendId?.length === ID_BYTES ? { is: 'send', friendId } : undefined
}

/** Browsers always name the page's origin, and no page of another site may dial. Programs name none. */
export const originFits = (origin: string | undefined, hosts: ReadonlySet<string>): boolean => {
  if (origin === undefined) return true
  const host = /^https:\/\/([^/]+)$/i.exec(origin)?.[1]
  return host !== undefined && hosts.has(host.toLowerCase())
}

/** The name of a close code, for counting. */
const closeName = (code: number): string =>
  Object.entries(closeCode).find(([, known]) => known === code)?.[0] ?? 'tooBig'

const refuseUpgrade = (socket: Duplex, status: string): void =>
  endSocket(socket, `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)

const bytesOf = (message: RawData): Uint8Array => {
  if (message instanceof ArrayBuffer) return new Uint8Array(message)
  return Array.isArray(message) ? Buffer.concat(message) : message
}

interface Upgrade {
  readonly route: Route
  /** The Host header. */
  readonly host: string
  readonly mark: AddressMark
}

interface Socket {
  readonly connection: Carrier
  readonly side: Sender | ReceiverSocket
}

/** Both WebSocket routes. Close it before the store. */
export class Gateway {
  readonly #options: GatewayOptions
  readonly #server: WebSocketServer
  readonly #sockets = new Set<Socket>()
  readonly #turn = new Turn()
  readonly #timer: NodeJS.Timeout
  #paused: Carrier[] = []
  #closing = false
  /** Messages read since the start. */
  framesIn = 0

  constructor(options: GatewayOptions) {
    this.#options = options
    this.#server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: MAX_PAYLOAD,
      maxFragments: 16,
      maxBufferedChunks: 64,
    })
    this.#turn.closing = (code) => options.metrics.closed(closeName(code))
    options.relay.afterTurn(() => this.#afterTurn())
    this.#timer = setInterval(() => this.#tick(), options.limits.tick)
    this.#timer.unref()
  }

  /** Sockets open now, and those of them whose device is logged in. */
  get sizes(): { readonly all: number; readonly receiving: number } {
    let receiving = 0
    for (const { side } of this.#sockets) {
      if (side instanceof ReceiverSocket && side.hasRights) receiving += 1
    }
    return { all: this.#sockets.size, receiving }
  }

  /** Messages written since the start. */
  get framesOut(): number {
    return this.#turn.framesOut
  }

  /** Takes an upgrade request of either listener. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const route = routeOf(request.url)
    const host = hostOf(request, this.#options.hosts())
    if (host === undefined) return this.#refuse(socket, '421 Misdirected Request', 'host')
    if (!route) return this.#refuse(socket, '404 Not Found', 'route')
    if (!originFits(request.headers.origin, this.#options.hosts())) {
      return this.#refuse(socket, '403 Forbidden', 'origin')
    }
    if (this.isFull) {
      return this.#refuse(socket, '503 Service Unavailable', 'full')
    }
    void this.#admit(request, socket).then((mark) => {
      if (!mark) return
      this.#server.handleUpgrade(request, socket, head, (ws) =>
        this.#open(ws, socket, { route, host, mark }),
      )
    })
  }

  /** Counts a WebSocket that came through a proxy as a connection of its client: the door could not. */
  async #admit(request: IncomingMessage, socket: Duplex): Promise<AddressMark | undefined> {
    const { meters, proxies } = this.#options
    const mark = meters.marks.of(clientAddress(request, proxies))
    if (!isTrusted(proxies, request.socket.remoteAddress)) return mark
    const leave = meters.open.enter(mark)
    if (leave) socket.once('close', leave)
    else meters.hit('connectionsPerAddress')
    const wait = leave ? await meters.address('handshakesPerAddress', mark) : 1
    if (wait === 0) return mark
    this.#refuse(socket, `429 Too Many Requests\r\nRetry-After: ${wait}`, 'rateLimited')
    return undefined
  }

  #refuse(socket: Duplex, status: string, reason: string): void {
    this.#options.metrics.refused(reason)
    refuseUpgrade(socket, status)
  }

  /** True while nobody more is let in: too many are, or the server is stopping. */
  get isFull(): boolean {
    return this.#closing || this.#sockets.size >= this.#options.limits.sockets
  }

  #open(ws: WebSocket, raw: Duplex, { route, host, mark }: Upgrade): void {
    const { limits, meters } = this.#options
    const connection = new Connection(ws, raw, this.#turn, limits)
    connection.guard = guardOf(meters, mark)
    const entered = this.enter(() => connection, route, `wss://${host}`)
    const frames = placeReader(ws, raw, (message) => entered.receive(message))
    ws.on('message', (message, isBinary) => {
      if (!frames.isPassing()) return
      if (isBinary) entered.receive(bytesOf(message))
      else connection.close(closeCode.malformed)
    })
    // The error itself is of no use: ws closes with the code that fits.
    ws.on('error', () => undefined)
    ws.on('close', () => entered.gone())
  }

  /** Lets a carrier in, on a route, under the origin that its client dialled and may sign. */
  enter(create: (turn: Turn) => Carrier, route: Route, origin: string): Entered {
    const { relay, limits, houseKey } = this.#options
    const connection = create(this.#turn)
    const side =
      route.is === 'send'
        ? new Sender(connection, relay, limits, route.friendId)
        : new ReceiverSocket(connection, relay, origin, houseKey)
    const socket: Socket = { connection, side }
    this.#sockets.add(socket)
    return {
      receive: (frame) => this.#receive(socket, frame),
      gone: () => {
        if (!this.#sockets.delete(socket)) return
        connection.closed()
        side.closed()
      },
    }
  }

  #receive(socket: Socket, frame: Uint8Array): void {
    const { connection, side } = socket
    if (!connection.isOpen) return
    this.framesIn += 1
    if (frame.length > MAX_PAYLOAD_BEFORE_RIGHTS && !side.hasRights)
      return connection.close(TOO_BIG)
    try {
      side.receive(frame, performance.now())
    } catch (error) {
      if (error instanceof Malformed) return connection.close(closeCode.malformed)
      this.#options.log('socketFailed', { code: error instanceof Error ? error.name : 'unknown' })
      connection.terminate()
    }
    if (this.#options.relay.isFull) this.#pause(connection)
  }

  // Senders wait while more is queued for the disk than should be.
  #pause(connection: Carrier): void {
    if (this.#paused.includes(connection)) return
    connection.pause(true)
    this.#paused.push(connection)
  }

  #afterTurn(): void {
    this.#turn.flush()
    if (this.#paused.length === 0 || this.#options.relay.isFull) return
    const paused = this.#paused
    this.#paused = []
    for (const connection of paused) connection.pause(false)
  }

  #tick(): void {
    const now = performance.now()
    this.#options.meters.tick(now)
    this.#turn.chunks.rest()
    for (const { connection, side } of this.#sockets) {
      const late = !side.hasBegun && now - connection.openedAt >= this.#options.limits.rightsWithin
      if (late) connection.close(closeCode.idle)
      connection.tick(now)
    }
  }

  /** Tells every client that the server stops, and waits for them or for `within` milliseconds. */
  async close(within: number): Promise<void> {
    this.#closing = true
    for (const { connection } of this.#sockets) connection.close(closeCode.drain)
    const until = performance.now() + within
    while (this.#sockets.size > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 10))
    }
    clearInterval(this.#timer)
    for (const { connection } of this.#sockets) connection.terminate()
    this.#server.close()
  }
}
