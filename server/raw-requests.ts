// What stands before any route: requests that are no HTTP, or that two programs might read in two ways, get
// one short answer and the end of their connection, so that nothing can hide behind them (RFC 9112 11.2).
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Refusal } from './proxy-rules.ts'

/** Codes of Node's parser that are more than a bad request. */
const STATUS: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  HPE_CHUNK_EXTENSIONS_OVERFLOW: '413 Content Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** Milliseconds that a refused client has to read its answer and hang up. */
const LINGER = 2_000

/**
 * Says last words on a connection and sees to it that it ends: what still comes is read and dropped, and
 * whoever does not hang up is hung up on. Without that a socket that nobody reads would stay for ever.
 */
export const endSocket = (socket: Duplex, words?: string): void => {
  // The client may be gone already.
  socket.on('error', () => undefined)
  socket.resume()
  if (words === undefined) socket.end()
  else socket.end(words)
  const timer = setTimeout(() => socket.destroy(), LINGER)
  timer.unref()
  socket.once('close', () => clearTimeout(timer))
}

const endWith = (socket: Duplex, status: string, extra = ''): void => {
  if (socket.writable)
    endSocket(
      socket,
      `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${extra}\r\n`,
    )
  else socket.destroy()
}

/** Lets a listener refuse what is no request for it. Nothing is logged: a client that fails is its own affair. */
export const refuseNoise = (server: Server): void => {
  /** What is being answered on a connection. */
  const answering = new WeakMap<Duplex, readonly [IncomingMessage, ServerResponse]>()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answering.set(request.socket, [request, response])
    response.once('close', () => answering.delete(request.socket))
  })
  server.on('clientError', (error: Error, socket: Duplex) => {
    const code = 'code' in error ? String(error.code) : ''
    const [request, response] = answering.get(socket) ?? []
    if (code === 'ECONNRESET') socket.destroy()
    // A whole request came before the noise: it gets its answer, and nothing else does.
    else if (request?.complete === true) response?.once('close', () => endSocket(socket))
    else if (response?.headersSent === true) endSocket(socket)
    else endWith(socket, STATUS[code] ?? '400 Bad Request')
  })
  // This is no proxy: it leads nowhere else.
  server.on('connect', (_request: IncomingMessage, socket: Duplex) =>
    endWith(socket, '405 Method Not Allowed', 'Allow: GET, HEAD, POST\r\n'),
  )
}

// No space, no fragment, nothing outside of ASCII.
const TARGET = /^\/[\x21\x22\x24-\x7e]*$/

/** A request that others might read differently: its target is no plain path, or its body comes in a coding. */
export const refuseOdd = ({ url = '', headers }: IncomingMessage): Refusal | undefined => {
  if (!TARGET.test(url)) return { status: 400, text: 'The address has to be a path.\n' }
  const coding = headers['transfer-encoding']
  return coding === undefined || coding.toLowerCase() === 'chunked'
    ? undefined
    : { status: 400, text: 'A body comes as it is, or in chunks.\n' }
}
