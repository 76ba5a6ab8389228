// Floods a server from one address of this machine for some seconds, as a process of its own; ends by itself.
// Usage: node flooder.ts ORDER, a FloodOrder as JSON
import { connect } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { WebSocket } from 'ws'
import { encode } from '../../protocol/codec.ts'
import { receiverFrame, senderFrame } from '../../protocol/frame.ts'
import { VERSION } from '../../protocol/limits.ts'
import { random } from '../support/wire.ts'
import type { FloodKind, FloodOrder } from './flood-kinds.ts'

const AT_ONCE = 100
const IN_A_TURN = 200

const [argument = '{}'] = process.argv.slice(2)
const order = JSON.parse(argument) as FloodOrder
const until = performance.now() + order.seconds * 1_000
let count = 0
const isOver = (): boolean => performance.now() > until

const ports = [order.httpsPort, order.wssPort]
const portOf = (at: number): number => ports[at % 2] ?? order.wssPort
const there = (at: number) => ({
  port: portOf(at),
  host: '127.0.0.1',
  localAddress: order.from,
  rejectUnauthorized: false,
})

/** One thing over and over, each as soon as the last is over. */
const again = (act: (at: number) => Promise<unknown>): void => {
  const next = async (at: number): Promise<void> => {
    while (!isOver()) {
      count += 1
      // Being refused is what a flood is for.
      await act(at).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 2))
    }
  }
  for (let at = 0; at < AT_ONCE; at++) void next(at)
}

const untilClosed = (socket: ReturnType<typeof connect>): Promise<unknown> =>
  new Promise((resolve) => {
    socket.on('error', () => undefined)
    socket.on('close', resolve)
    socket.resume()
  })

const webSocket = (path: string, act: (socket: WebSocket) => void): Promise<unknown> =>
  new Promise((resolve) => {
    const socket = new WebSocket(`wss://127.0.0.1:${order.wssPort}${path}`, {
      rejectUnauthorized: false,
      perMessageDeflate: false,
      localAddress: order.from,
    })
    socket.on('open', () => act(socket))
    socket.on('error', () => undefined)
    socket.on('close', resolve)
    setTimeout(() => socket.terminate(), Math.max(0, until - performance.now())).unref()
  })

/** Writes and writes for as long as the socket takes it. */
const pour = (socket: WebSocket, write: () => void): void => {
  const turn = (): void => {
    if (isOver() || socket.readyState !== WebSocket.OPEN) return socket.terminate()
    for (let at = 0; at < IN_A_TURN && socket.bufferedAmount < 1_048_576; at++) {
      count += 1
      write()
    }
    setTimeout(turn, 5)
  }
  turn()
}

const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, 'base64url'))
const friendPath = `/wss/${order.friendId}`
const attachFrame = (): Uint8Array =>
  encode(senderFrame, {
    type: 'attach',
    version: VERSION,
    channel: 0,
    friendId: bytesOf(order.friendId),
    sendToken: bytesOf(order.sendToken),
  })

const sendEverything = (socket: WebSocket): void => {
  let seq = 1_000_000
  socket.send(attachFrame())
  socket.once('message', () =>
    pour(socket, () => {
      const envelope = random(4_000)
      socket.send(encode(senderFrame, { type: 'send', channel: 0, seq: ++seq, flags: 0, envelope }))
    }),
  )
}

const floods: Readonly<Record<FloodKind, () => void>> = {
  connections: () => again((at) => untilClosed(connect(there(at)))),
  handshakes: () =>
    again((at) => {
      const socket = connectTls(there(at))
      socket.once('secureConnect', () => socket.destroy())
      return untilClosed(socket)
    }),
  requests: () =>
    again((at) => {
      const socket = connectTls(there(at))
      socket.write(
        `GET /nothing HTTP/1.1\r\nHost: 127.0.0.1:${portOf(at)}\r\nConnection: close\r\n\r\n`,
      )
      return untilClosed(socket)
    }),
  logins: () =>
    again(() =>
      webSocket('/wss', (socket) => {
        const [inboxId, signature] = [random(16), random(64)]
        socket.send(encode(receiverFrame, { type: 'login', version: VERSION, inboxId, signature }))
      }),
    ),
  malformed: () => again(() => webSocket(friendPath, (socket) => socket.send(random(200)))),
  pings: () => again(() => webSocket(friendPath, (socket) => pour(socket, () => socket.ping()))),
  fragments: () =>
    again(() =>
      webSocket(friendPath, (socket) => pour(socket, () => socket.send('', { fin: false }))),
    ),
  // One socket: a friend with a right who abuses it.
  envelopes: () => void webSocket(friendPath, sendEverything),
}

floods[order.kind]()
setTimeout(
  () => {
    process.stdout.write(`${count}\n`)
    process.exit(0)
  },
  order.seconds * 1_000 + 200,
)
