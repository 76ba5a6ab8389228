// The engine's Net for tests in Node, over real HTTPS and WebSockets to a server whose certificate comes
// from the given authority. Like the browser's: events once each, `closed` exactly once, in a later turn.
import { request } from 'node:https'
import { WebSocket } from 'ws'
import { plainBytes, toBase64url } from '../../protocol/bytes.ts'
import type { HttpAnswer, Net, Socket, SocketEvents } from '../../client/engine/ports.ts'

const REQUEST_TIMEOUT = 20_000
const OPEN_TIMEOUT = 8_000
const DONE = 1000

/** Where the server is: `https://host:port`, `wss://host:port`, and the authority's certificate (PEM). */
export interface NetNodeOptions {
  readonly https: string
  readonly wss: string
  readonly ca: string | Buffer
}

/** A Net whose open sockets a test may cut. */
export interface NetNode extends Net {
  /** Drops every open socket without a closing handshake; from then on all tries fail until `mend`. */
  cut(): void
  mend(): void
}

const post = (
  { https, ca }: NetNodeOptions,
  path: string,
  body: Uint8Array,
  bearer: Uint8Array | undefined,
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const asked = request(new URL(path, https), {
      method: 'POST',
      ca,
      agent: false,
      timeout: REQUEST_TIMEOUT,
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': body.length,
        ...(bearer ? { authorization: `Bearer ${toBase64url(bearer)}` } : {}),
      },
    })
    asked.on('error', reject)
    asked.on('timeout', () => asked.destroy(new Error('no answer in time')))
    asked.on('response', (answer) => {
      const parts: Buffer[] = []
      answer.on('error', reject)
      answer.on('data', (part: Buffer) => parts.push(part))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, body: new Uint8Array(Buffer.concat(parts)) }),
      )
    })
    asked.end(body)
  })

/** The way to one server. */
export const createNetNode = (options: NetNodeOptions): NetNode => {
  const open = new Set<WebSocket>()
  let down = false
  return {
    origin: new URL(options.https).origin,
    post: async (path, body, bearer) => {
      if (down) throw new Error('network is cut')
      return post(options, path, body, bearer)
    },
    open: (path: string, events: SocketEvents): Socket => {
      const origin = new URL(options.wss).origin
      const socket = new WebSocket(`${origin}${path}`, {
        ca: options.ca,
        handshakeTimeout: OPEN_TIMEOUT,
        perMessageDeflate: false,
      })
      let over = false
      const finish = (code: number): void => {
        if (over) return
        over = true
        open.delete(socket)
        queueMicrotask(() => events.closed(code))
      }
      open.add(socket)
      socket.on('open', () => {
        if (!over) events.opened()
      })
      socket.on('message', (frame: Buffer, binary: boolean) => {
        if (!over) events.received(binary ? plainBytes(frame) : new Uint8Array(0))
      })
      socket.on('close', finish)
      // Followed by `close`.
      socket.on('error', () => undefined)
      if (down) socket.terminate()
      return {
        origin,
        buffered: () => socket.bufferedAmount,
        send: (frame) => {
          if (!over && socket.readyState === WebSocket.OPEN) socket.send(new Uint8Array(frame))
        },
        close: () => {
          finish(DONE)
          if (socket.readyState === WebSocket.CONNECTING) socket.terminate()
          else socket.close()
        },
      }
    },
    cut: () => {
      down = true
      for (const socket of open) socket.terminate()
    },
    mend: () => {
      down = false
    },
  }
}
