// The engine's Net in a browser: fetch and WebSocket to the server that served the page (PROTOCOL 3, 4).
// The WebSocket's own port is learned from /config and tried first; the page's own port answers the same
// upgrade and is the way when the other never opens, as behind some proxies or with a certificate that
// this browser accepted for one port only. Where no WebSocket gets through, a line of requests does.
import { toBase64url } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { config } from '../../protocol/config.ts'
import type { Clock, HttpAnswer, Net, SocketEvents } from '../engine/ports.ts'
import { createDial, type Dial, type DialSocket } from './dial-web.ts'
import { readBody } from './answer-web.ts'
import type { createLine, LineWay } from './line-web.ts'

/** How long a request may take, milliseconds. */
const REQUEST_TIMEOUT = 20_000
/** How long another way than the first stays the first choice after it alone worked, milliseconds. */
const FIRST_FOR = 10 * 60_000

/**
 * How frames travel now: WebSockets on their own port, on the page's port, or a line of requests in a stream
 * or in long polls.
 */
export type Way = 'sockets' | 'page' | LineWay

/**
 * Why sockets do not open although the page's server answers. `certificate`: this browser has not accepted
 * the certificate on the sockets' port; opening `address` in a tab lets the person accept it. `sockets`:
 * something between here and the server lets no WebSocket through.
 */
export type NetTrouble =
  | { readonly is: 'certificate'; readonly address: string }
  | { readonly is: 'sockets' }

/** What is known of the server and the way to it; a part is missing until it is known. */
export interface About {
  readonly way?: Way
  /** Where the host says that friends find this server: `https://host[:port]`. */
  readonly publicUrl?: string
}

/** What createNetWeb needs; a test gives its own fetch and WebSocket. */
export interface NetWebOptions {
  /** `https://host[:port]` of the page. */
  readonly origin: string
  readonly clock: Clock
  readonly fetch?: typeof fetch
  readonly createSocket?: (url: string) => WebSocket
  /** Told when sockets fail for a reason somebody can act on, and with undefined when one opens. */
  readonly onTrouble?: (trouble: NetTrouble | undefined) => void
  /** Told the way of each connection that opens, when a line changes its way, and what /config says. */
  readonly onAbout?: (about: About) => void
  /** Loads what opens lines; without it only WebSockets are tried. */
  readonly loadLine?: () => Promise<{ readonly createLine: typeof createLine }>
}

const REQUEST: RequestInit = {
  cache: 'no-store',
  credentials: 'omit',
  redirect: 'error',
  referrerPolicy: 'no-referrer',
}

// Another port is another origin: its answer may not be read, only noticed. Such a request has to follow
// redirects, or the browser refuses to make it.
const OTHER_PORT: RequestInit = { mode: 'no-cors', redirect: 'follow' }

type Ask = (url: string, init?: RequestInit) => Promise<Response>

const asker = (request: typeof fetch): Ask => {
  // fetch loses its way when called as a method of another object.
  const call = (url: string, init: RequestInit): Promise<Response> => request(url, init)
  return (url, init) =>
    call(url, { ...REQUEST, signal: AbortSignal.timeout(REQUEST_TIMEOUT), ...init })
}

const wssOf = (url: string): string => url.replace(/^http/, 'ws')

/** The base `wss://host[:port]` of a configured address; undefined for any other scheme. */
const baseOf = (url: string, scheme: 'wss:' | 'https:'): string | undefined => {
  if (!URL.canParse(url)) return undefined
  const { protocol, origin } = new URL(url)
  return protocol === scheme ? origin : undefined
}

/** Bases to try, best first. `worked` is told which of them opened, `failed` that none did. */
interface Bases {
  find(): Promise<readonly string[]>
  worked(base: string): void
  failed(): void
}

const createBases = ({ origin, clock, loadLine, onAbout }: NetWebOptions, ask: Ask): Bases => {
  const own = wssOf(origin)
  let sockets: string | undefined
  let first = ''
  let firstUntil = 0
  return {
    find: async () => {
      if (sockets === undefined) {
        const answer = await ask(`${origin}/config`)
        if (!answer.ok) throw new TypeError('no configuration')
        const { wssUrl, publicUrl } = decode(config, await readBody(answer))
        sockets = baseOf(wssUrl, 'wss:') ?? own
        const outside = baseOf(publicUrl, 'https:')
        if (outside) onAbout?.({ publicUrl: outside })
      }
      const order = [sockets, own]
      if (loadLine) order.push(origin)
      if (clock.now() < firstUntil) order.unshift(first)
      return [...new Set(order)]
    },
    worked: (base) => {
      // Not extended while it lasts, or what is better would never be tried again.
      if (base === sockets) firstUntil = 0
      else if (base !== first || clock.now() >= firstUntil) {
        first = base
        firstUntil = clock.now() + FIRST_FOR
      }
    },
    // The server may have come back with other ports.
    failed: () => {
      sockets = undefined
      firstUntil = 0
    },
  }
}

const answers = (ask: Ask, url: string, init: RequestInit): Promise<boolean> =>
  ask(url, init).then(
    () => true,
    () => false,
  )

// Why none of the bases opened: only what the person can act on, nothing while simply offline.
const explain = async (
  ask: Ask,
  origin: string,
  bases: readonly string[],
): Promise<NetTrouble | undefined> => {
  if (!(await answers(ask, `${origin}/health`, {}))) return undefined
  for (const base of bases) {
    const address = base.replace(/^ws/, 'http')
    if (address === origin) continue
    if (!(await answers(ask, `${address}/health`, OTHER_PORT))) {
      return { is: 'certificate', address: `${address}/` }
    }
  }
  return { is: 'sockets' }
}

const nothing = (): void => undefined

/** The way to the server of this page. Its sockets report `closed` once, in a later turn. */
export const createNetWeb = (options: NetWebOptions): Net => {
  const { origin, clock, loadLine, onTrouble = nothing, onAbout = nothing } = options
  const onWay = (way: Way): void => onAbout({ way })
  const request = options.fetch ?? fetch
  const ask = asker(request)
  const bases = createBases(options, ask)
  const createSocket = options.createSocket ?? ((url: string) => new WebSocket(url))
  const open = (url: string): DialSocket | Promise<DialSocket> =>
    loadLine && url.startsWith(`${origin}/`)
      ? loadLine().then((lines) => lines.createLine(url, { clock, request, createSocket, onWay }))
      : createSocket(url)
  const dial: Dial = createDial({
    clock,
    createSocket: open,
    find: bases.find,
    opened: (base) => {
      bases.worked(base)
      onTrouble(undefined)
      if (base !== origin) onWay(base === wssOf(origin) ? 'page' : 'sockets')
    },
    failed: async (tried) => {
      bases.failed()
      const trouble = await explain(ask, origin, tried)
      if (trouble) onTrouble(trouble)
    },
  })
  const post = async (path: string, body: Uint8Array, bearer?: Uint8Array): Promise<HttpAnswer> => {
    const headers = new Headers({ 'content-type': 'application/octet-stream' })
    if (bearer) headers.set('authorization', `Bearer ${toBase64url(bearer)}`)
    const answer = await ask(`${origin}${path}`, {
      method: 'POST',
      headers,
      // Copied by the browser when it is taken; no body ever lies in shared memory.
      body: body as Uint8Array<ArrayBuffer>,
    })
    return { status: answer.status, body: await readBody(answer) }
  }
  return { origin, post, open: (path: string, events: SocketEvents) => dial(path, events) }
}
