// A sender and a receiver on one of the plain relays, and the shape that all kinds of pairs share. Receivers
// acknowledge what a turn brought with its highest number, as the product's client does after a commit.
import { randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import type { Place } from './peer-server.ts'

/** Where a pair lives: its number among all, and the bytes of its messages. */
export interface PairOptions {
  readonly place: Place
  readonly name: number
  readonly size: number
}

/** One sender and one receiver. `send` numbers rise by one from 1; stamps are of the caller's clock. */
export interface Pair {
  send(seq: number, stamp: number): void
  onStored: (upTo: number) => void
  onDelivered: (stamp: number) => void
  /** Opens or closes the receiving side. */
  receive(): Promise<void>
  rest(): Promise<void>
  /** Cuts both connections without a farewell, and opens them again. */
  drop(): void
  dial(): Promise<void>
}

const ACK_BYTES = 25
const RETRY = 500
const ATTEMPT = 20_000

/** Closes a socket and waits until it is. */
export const closed = (socket: WebSocket | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (!socket || socket.readyState === WebSocket.CLOSED) return resolve()
    socket.once('close', () => resolve())
    socket.close()
  })

/** Opens a socket; `ready` is called with it before anything arrives, and resolves when it may be used. */
export const open = async (
  url: string,
  ready: (socket: WebSocket) => Promise<void>,
  protocol?: string,
): Promise<WebSocket> => {
  const options = { rejectUnauthorized: false, perMessageDeflate: false, handshakeTimeout: ATTEMPT }
  const socket = new WebSocket(url, protocol === undefined ? [] : [protocol], options)
  // Named once, here: later errors end in a close, which the pair's own promises notice.
  const opened = new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('closed before it was open')))
  })
  const isReady = ready(socket)
  isReady.catch(() => undefined)
  await opened
  await isReady
  return socket
}

/** Tries again after a pause until it succeeds, as a client that finds the server busy. */
export const persist = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (;;) {
    try {
      return await attempt()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, RETRY * (1 + Math.random())))
    }
  }
}

/** Calls `act` once at the end of each turn in which it was asked to. */
export const oncePerTurn = (act: () => void): (() => void) => {
  let asked = false
  return () => {
    if (asked) return
    asked = true
    setImmediate(() => {
      asked = false
      act()
    })
  }
}

/** A pair on a plain relay. */
export const createPlainPair = async ({ place, name, size }: PairOptions): Promise<Pair> => {
  const url = `wss://127.0.0.1:${place.wssPort}`
  const message = randomBytes(size)
  const ack = Buffer.alloc(ACK_BYTES)
  let sender: WebSocket | undefined
  let receiver: WebSocket | undefined
  const acknowledge = oncePerTurn(() => {
    if (receiver?.readyState === WebSocket.OPEN) receiver.send(Buffer.from(ack))
  })
  const pair: Pair = {
    send: (seq, stamp) => {
      message.writeUInt32BE(seq, 0)
      message.writeDoubleBE(stamp, 4)
      sender?.send(Buffer.from(message))
    },
    onStored: () => undefined,
    onDelivered: () => undefined,
    receive: async () => {
      receiver = await open(`${url}/r${name}`, (socket) => {
        socket.on('message', (told: Buffer) => {
          pair.onDelivered(told.readDoubleBE(4))
          told.copy(ack, 0, 0, 4)
          acknowledge()
        })
        return Promise.resolve()
      })
    },
    rest: () => closed(receiver),
    drop: () => {
      sender?.terminate()
      receiver?.terminate()
    },
    dial: async () => {
      sender = await open(`${url}/s${name}`, (socket) => {
        socket.on('message', (told: Buffer) => pair.onStored(told.readUInt32BE(0)))
        return Promise.resolve()
      })
    },
  }
  await pair.dial()
  return pair
}
