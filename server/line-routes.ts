// The requests of lines (PROTOCOL 3.4), on the port of the pages: open, up, down, close. The same Host and
// Origin rules as for an upgrade, ids and tokens in bodies, the line's own right in the Authorization header.
import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout } from 'node:timers/promises'
import { fromBase64url, toHex } from '../protocol/bytes.ts'
import { decode, encode, type Codec } from '../protocol/codec.ts'
import { Malformed, problem, problemMeaning, type ProblemName } from '../protocol/errors.ts'
import { problemBody } from '../protocol/exchange.ts'
import { lineDown, lineOpened, lineUp, openLine } from '../protocol/line.ts'
import { MAX_LINE_UP, TOKEN_BYTES, VERSION_MAX, VERSION_MIN } from '../protocol/limits.ts'
import { clientAddress, type TrustedProxies } from './client-address.ts'
import type { Route } from './gateway-carrier.ts'
import type { Turn } from './gateway-connection.ts'
import { hostOf } from './gateway-host.ts'
import { guardOf, type GatewayLimits } from './gateway-limits.ts'
import { originFits, type Gateway } from './gateway.ts'
import type { AddressMark } from './limits/address.ts'
import type { Meters } from './limits/meters.ts'
import { Line } from './line.ts'
import type { Log } from './log.ts'
import { sha256 } from './relay-rights.ts'

/** What the routes stand on. */
export interface LineRoutesOptions {
  readonly gateway: Gateway
  readonly limits: GatewayLimits
  readonly hosts: () => ReadonlySet<string>
  /** A line counts as a connection and a handshake of its client's address, and so do its bytes. */
  readonly meters: Meters
  readonly proxies: TrustedProxies
  readonly log: Log
}

const PREFIX = '/line/'
const MEDIA = 'application/octet-stream'
/** Seconds after which a full server may have room. */
const RETRY_AFTER = 10
/** What a request costs beside its body, in the bytes of an address. */
const REQUEST_BYTES = 1_024

class Refused extends Error {
  readonly problem: ProblemName
  readonly retryAfter: number
  /** `retryAfter` in seconds. */
  constructor(name: ProblemName, retryAfter = 0) {
    super(name)
    this.problem = name
    this.retryAfter = retryAfter
  }
}

// A proxy that heeds these words passes a stream on as it comes; one that does not is found out.
const HEADERS = {
  'Content-Type': MEDIA,
  'Cache-Control': 'no-store, no-transform',
  'X-Accel-Buffering': 'no',
  'X-Content-Type-Options': 'nosniff',
}

const answerWith = (response: ServerResponse, status: number, body: Uint8Array): void => {
  response.writeHead(status, { ...HEADERS, 'Content-Length': body.length }).end(body)
}

const checkMedia = (headers: IncomingMessage['headers']): void => {
  const encoding = headers['content-encoding'] ?? 'identity'
  if (headers['content-type']?.toLowerCase() !== MEDIA || encoding !== 'identity')
    throw new Refused('wrongMedia')
}

const readBody = async <T>(request: IncomingMessage, codec: Codec<T>): Promise<T> => {
  checkMedia(request.headers)
  const most = Math.min(codec.max, MAX_LINE_UP)
  if (Number(request.headers['content-length'] ?? 0) > most) throw new Refused('tooLarge')
  const parts: Uint8Array[] = []
  let length = 0
  for await (const part of request) {
    if (!(part instanceof Uint8Array)) throw new Refused('malformed')
    length += part.length
    if (length > most) throw new Refused('tooLarge')
    parts.push(part)
  }
  return decode(codec, new Uint8Array(Buffer.concat(parts)))
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'unknown')

const keyOf = (line: Uint8Array): string => toHex(sha256(line))

/** The routes of lines. */
export class LineRoutes {
  readonly #options: LineRoutesOptions
  readonly #lines = new Map<string, Line>()

  constructor(options: LineRoutesOptions) {
    this.#options = options
  }

  /** Takes the request if it is for a line. */
  answer(request: IncomingMessage, response: ServerResponse): boolean {
    const { url = '', method } = request
    if (!url.startsWith(PREFIX) || method !== 'POST') return false
    // The connection is gone: nobody is left to tell.
    response.on('error', () => undefined)
    this.#route(url.slice(PREFIX.length), request, response).catch((error: unknown) => {
      this.#fail(error, request, response)
    })
    return true
  }

  #fail(error: unknown, request: IncomingMessage, response: ServerResponse): void {
    const refused = error instanceof Malformed ? new Refused('malformed') : error
    if (!(refused instanceof Refused) || response.headersSent) {
      // A client that left in the middle of its request is no fault.
      if (!request.destroyed) this.#options.log('requestFailed', { code: nameOf(error) })
      response.destroy()
      return
    }
    const { problem: name, retryAfter } = refused
    if (retryAfter > 0) response.setHeader('Retry-After', retryAfter)
    if (!request.complete) response.setHeader('Connection', 'close')
    const body = encode(problemBody, { code: problem[name], retryAfter })
    answerWith(response, problemMeaning[name][0], body)
  }

  async #route(name: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const host = hostOf(request, this.#options.hosts())
    if (host === undefined) return answerWith(response, 421, new Uint8Array(0))
    if (!originFits(request.headers.origin, this.#options.hosts())) throw new Refused('refused')
    if (name === 'open') return this.#open(host, request, response)
    const line = await this.#lineOf(request)
    if (name === 'up') return this.#up(line, request, response)
    if (name === 'down') return this.#down(line, request, response)
    if (name !== 'close') throw new Refused('notFound')
    request.resume()
    line.terminate()
    answerWith(response, 200, new Uint8Array(0))
  }

  #mark(request: IncomingMessage): AddressMark {
    return this.#options.meters.marks.of(clientAddress(request, this.#options.proxies))
  }

  async #lineOf(request: IncomingMessage): Promise<Line> {
    const text = /^Bearer ([A-Za-z0-9_-]{43})$/.exec(request.headers.authorization ?? '')?.[1]
    const bytes = text === undefined ? undefined : fromBase64url(text)
    const line = bytes && this.#lines.get(keyOf(bytes))
    if (line) return line
    const wait = await this.#options.meters.address('requestsPerAddress', this.#mark(request))
    throw wait > 0 ? new Refused('rateLimited', wait) : new Refused('notFound')
  }

  async #open(host: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { gateway, meters } = this.#options
    const mark = this.#mark(request)
    const wait = await meters.address('handshakesPerAddress', mark)
    if (wait > 0) throw new Refused('rateLimited', wait)
    const wanted = await readBody(request, openLine)
    if (gateway.isFull) throw new Refused('rateLimited', RETRY_AFTER)
    if (wanted.version < VERSION_MIN || wanted.version > VERSION_MAX) throw new Refused('version')
    const route: Route =
      wanted.type === 'receive'
        ? { is: 'receive' }
        : { is: 'send', friendId: wanted.friendId.slice() }
    const bearer = randomBytes(TOKEN_BYTES)
    this.#begin(keyOf(bearer), mark, route, `https://${host}`)
    answerWith(response, 200, encode(lineOpened, { line: bearer }))
  }

  #begin(key: string, mark: AddressMark, route: Route, origin: string): void {
    const { gateway, limits, meters } = this.#options
    const leave = meters.open.enter(mark)
    if (!leave) {
      meters.hit('connectionsPerAddress')
      throw new Refused('rateLimited', RETRY_AFTER)
    }
    const over = (): void => {
      this.#lines.delete(key)
      leave()
    }
    const guard = guardOf(meters, mark)
    let line: Line | undefined
    const create = (turn: Turn): Line => (line = new Line({ turn, limits, guard, over }))
    const entered = gateway.enter(create, route, origin)
    if (!line) return
    line.entered = entered
    this.#lines.set(key, line)
  }

  async #up(line: Line, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { received, from, frames } = await readBody(request, lineUp)
    await this.#slowDown(line, frames)
    // A request that was overtaken by a later one confirms less than is known: no fault.
    line.confirm(received)
    line.take(from, frames)
    await line.ready()
    answerWith(response, 200, new Uint8Array(0))
  }

  /** Too many bytes of one address are not refused: they wait. */
  async #slowDown(line: Line, frames: readonly Uint8Array[]): Promise<void> {
    const bytes = frames.reduce((sum, frame) => sum + frame.length, REQUEST_BYTES)
    const wait = await line.guard.read(bytes)
    if (wait > 0) await setTimeout(wait * 1_000, undefined, { ref: false })
  }

  async #down(line: Line, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { received, stream } = await readBody(request, lineDown)
    if (!line.confirm(received)) throw new Refused('malformed')
    response.writeHead(200, HEADERS)
    line.answer(response, stream)
  }
}
