// What a server behind a proxy refuses before anything else looks at a request: a visitor who reached the
// proxy without encryption, and a proxy that hides under which name it was asked. Each refusal says what to
// do, because the one who reads it is a host setting up the proxy.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { bareHeaders } from './page-headers.ts'
import { endSocket } from './raw-requests.ts'
import { cameUnencrypted, isTrusted, type TrustedProxies } from './client-address.ts'

/** What the rules follow from. */
export interface ProxyPlace {
  readonly proxies: TrustedProxies
  readonly publicUrl: string | undefined
  readonly publicWssUrl: string | undefined
}

/** A request that goes no further. */
export interface Refusal {
  readonly status: 308 | 400 | 403 | 421
  readonly text: string
  readonly location?: string
}

const UNENCRYPTED = 'This server is reached over https only.\n'
const NAMELESS =
  'The proxy in front of this server has to pass the Host header on as it came ' +
  '(nginx: proxy_set_header Host $http_host), and SOTTO_PUBLIC_URL has to name that address.\n'

// What this computer itself asks, without the proxy and under the name of loopback.
const OWN_CHECKS = new Set(['/health', '/ready', '/metrics'])

/** Decides; undefined lets the request through. */
export type ProxyRule = (request: IncomingMessage) => Refusal | undefined

const hostOfUrl = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : new URL(url.replace(/^wss:/, 'https:')).host

const unencrypted = ({ method, url = '' }: IncomingMessage, publicUrl?: string): Refusal => {
  const mayMove = (method === 'GET' || method === 'HEAD') && url.startsWith('/')
  return mayMove && publicUrl !== undefined
    ? { status: 308, text: UNENCRYPTED, location: `${publicUrl}${url}` }
    : { status: 403, text: UNENCRYPTED }
}

/** The rule for this place. */
export const createProxyRule = ({ proxies, publicUrl, publicWssUrl }: ProxyPlace): ProxyRule => {
  const known = new Set([hostOfUrl(publicUrl), hostOfUrl(publicWssUrl)])
  return (request) => {
    if (!isTrusted(proxies, request.socket.remoteAddress)) return undefined
    if (cameUnencrypted(request, proxies)) return unencrypted(request, publicUrl)
    const isOwnCheck = request.method === 'GET' && OWN_CHECKS.has(request.url ?? '')
    return isOwnCheck || known.has(request.headers.host?.toLowerCase())
      ? undefined
      : { status: 421, text: NAMELESS }
  }
}

/** Answers a request that the rule refuses. */
export const answerRefusal = (response: ServerResponse, refusal: Refusal): void => {
  const { status, text, location } = refusal
  const headers = {
    ...bareHeaders,
    'Content-Type': 'text/plain; charset=utf-8',
    'Cache-Control': 'no-store',
  }
  response.writeHead(status, {
    ...headers,
    Connection: 'close',
    ...(location === undefined ? {} : { Location: location }),
  })
  response.end(text)
}

const UPGRADE_REFUSED: Readonly<Record<number, string>> = {
  400: '400 Bad Request',
  421: '421 Misdirected Request',
}

/** The same for an upgrade. */
export const refuseUpgradeWith = (socket: Duplex, { status, text }: Refusal): void => {
  const code = UPGRADE_REFUSED[status] ?? '403 Forbidden'
  endSocket(
    socket,
    `HTTP/1.1 ${code}\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`,
  )
}
