// The listening sockets (PROTOCOL 3 and 4): TLS, or plain HTTP for a proxy that ends TLS; how long each
// connection may take, and what the port for messages answers to plain HTTP.
import { createServer as createPlain, type IncomingMessage, type ServerResponse } from 'node:http'
import type { Server as PlainServer } from 'node:http'
import { createServer, type Server as TlsServer } from 'node:https'
import type { Socket } from 'node:net'
import type { SecureContextOptions } from 'node:tls'
import { isTrusted, type TrustedProxies } from './client-address.ts'
import type { TlsMin } from './config.ts'
import { hostOf } from './gateway-host.ts'
import { watchDoors } from './limits/doors.ts'
import type { Meters } from './limits/meters.ts'
import { bareHeaders } from './page-headers.ts'
import { refuseNoise } from './raw-requests.ts'

/** Limits of the listeners. */
export interface ListenLimits {
  /** Milliseconds for a TLS handshake, for the head of a request and for a whole request. */
  readonly handshake: number
  readonly headers: number
  readonly request: number
}
export const listenLimits: ListenLimits = {
  handshake: 5_000,
  headers: 8_000,
  request: 30_000,
}

/** Key and certificate in PEM, and the lowest version spoken. */
export interface ListenTls {
  readonly key: string
  readonly cert: string
  readonly min?: TlsMin
}

export type Listener = PlainServer | TlsServer

const LOOPBACK: TrustedProxies = [
  { base: Uint8Array.of(127, 0, 0, 0), bits: 8 },
  { base: Uint8Array.from({ length: 16 }, (_, at) => (at === 15 ? 1 : 0)), bits: 128 },
]
// Where 1.2 is asked for: forward secrecy and authenticated encryption, nothing else.
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':')

/** What a listener shows and speaks. */
export const secureOptions = ({ key, cert, min = '1.3' }: ListenTls): SecureContextOptions => ({
  key,
  cert,
  minVersion: `TLSv1.${min === '1.2' ? 2 : 3}`,
  ciphers: CIPHERS,
  honorCipherOrder: true,
})

/** A listener, not listening yet; without `tls` it speaks plain HTTP. */
export const createListener = (tls: ListenTls | undefined, limits: ListenLimits): Listener => {
  const http = {
    headersTimeout: limits.headers,
    requestTimeout: limits.request,
    connectionsCheckingInterval: 2_000,
    keepAliveTimeout: 10_000,
    maxHeaderSize: 8_192,
  }
  const server = tls
    ? createServer({ ...secureOptions(tls), ...http, handshakeTimeout: limits.handshake })
    : createPlain(http)
  // A client that fails is its own affair: nothing is logged about it.
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
  refuseNoise(server)
  return server
}

/** Listens; gives the port. Rejects with the error of `listen`. */
export const listen = (server: Listener, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ port, host }, () => {
      server.removeListener('error', reject)
      const address = server.address()
      if (address === null || typeof address === 'string') reject(new Error('no port'))
      else resolve(address.port)
    })
  })

/** Takes no more connections; resolves when the last one is gone. */
export const closeListener = (server: Listener): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve())
    server.closeIdleConnections()
  })

/**
 * Counts the connections of these listeners. Proxies are not counted, all of their clients share their
 * address; and where plain HTTP is spoken nobody else but this computer gets in.
 */
export const limitConnections = (
  servers: readonly Listener[],
  meters: Meters,
  proxies: TrustedProxies,
): void =>
  watchDoors(servers, meters, (address) => {
    if (isTrusted(proxies, address)) return 'proxy'
    return proxies.length > 0 && !isTrusted(LOOPBACK, address) ? 'stranger' : 'client'
  })

const PAGE_HEADERS = {
  'Content-Type': 'text/html; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
  'Cache-Control': 'no-store',
}

/** What the port for messages says to a browser that opens it, and to whoever asks for its health. */
export const answerWssPort =
  (hosts: () => ReadonlySet<string>, page: string) =>
  (request: IncomingMessage, response: ServerResponse): void => {
    const known = hostOf(request, hosts()) !== undefined
    const wanted = request.method === 'GET' || request.method === 'HEAD' ? request.url : undefined
    request.resume()
    for (const [name, value] of Object.entries(bareHeaders)) response.setHeader(name, value)
    if (!known) response.writeHead(421, { Connection: 'close' }).end()
    else if (wanted === undefined) response.writeHead(405, { Allow: 'GET, HEAD' }).end()
    else if (wanted === '/') response.writeHead(200, PAGE_HEADERS).end(page)
    else if (wanted === '/health') response.writeHead(200).end('ok\n')
    else response.writeHead(404).end()
  }
