// The engine's way to a server, for tests on Node: the same bytes over real TLS sockets. Trusts one given
// certificate and nothing else.
import { request } from 'node:https'
import WebSocket from 'ws'
import type { HttpAnswer, Net, Socket, SocketEvents } from '../../client/engine/ports.ts'
import { plainBytes } from '../../protocol/bytes.ts'
import { MAX_PAYLOAD } from '../../protocol/limits.ts'

/** Where the server is; read anew for each call, so that a restart may change the ports. */
export interface Place {
  readonly httpsPort: number
  readonly wssPort: number
  readonly ca: string
}

const post = (
  { httpsPort, ca }: Place,
  path: string,
  body: Uint8Array,
  bearer: Uint8Array | undefined,
): Promise<HttpAnswer> =>
  new Promise((resolve, reject) => {
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      'content-length': String(body.length),
    }
    if (bearer) {
      headers['authorization'] = `Bearer ${Buffer.from(bearer).toString('base64url')}`
    }
    const call = request(
      { host: '127.0.0.1', port: httpsPort, path, method: 'POST', headers, ca, agent: false },
      (answer) => {
        const parts: Buffer[] = []
        answer.on('data', (part: Buffer) => parts.push(part))
        answer.on('error', reject)
        answer.on('end', () => {
          resolve({
            status: answer.statusCode ?? 0,
            body: new Uint8Array(Buffer.concat(parts)),
          })
        })
      },
    )
    call.on('error', reject)
    call.end(body)
  })

const open = ({ wssPort, ca }: Place, path: string, events: SocketEvents): Socket => {
  const origin = `wss://127.0.0.1:${wssPort}`
  const socket = new WebSocket(`${origin}${path}`, {
    ca,
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
  })
  socket.binaryType = 'nodebuffer'
  let ended = false
  socket.on('open', () => events.opened())
  socket.on('message', (data: Buffer) => {
    if (!ended) events.received(plainBytes(data))
  })
  // What went wrong shows as the close that follows.
  socket.on('error', () => undefined)
  socket.on('close', (code) => {
    if (ended) return
    ended = true
    events.closed(code)
  })
  return {
    origin,
    buffered: () => socket.bufferedAmount,
    send: (frame) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(frame)
    },
    close: () => socket.close(),
  }
}

/** A Net to the server that `place` names at each call. */
export const createNetNode = (place: () => Place): Net => ({
  get origin() {
    return `https://127.0.0.1:${place().httpsPort}`
  },
  post: (path, body, bearer) => post(place(), path, body, bearer),
  open: (path, events) => open(place(), path, events),
})
