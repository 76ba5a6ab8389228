// Pairs of peers that load a server: on the bare relay plain messages, on the real one the wire protocol.
// Frames are made once and patched, so that the load costs as little as it can.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { request } from 'node:https'
import { WebSocket } from 'ws'
import { concatBytes, toBase64url, utf8 } from '../protocol/bytes.ts'
import { decode, encode, type Codec } from '../protocol/codec.ts'
import * as exchange from '../protocol/exchange.ts'
import { receiverAnswer, receiverFrame, senderAnswer, senderFrame } from '../protocol/frame.ts'
import type { ServerReady } from './relay-server.ts'

/** Payload of every message: an ordinary envelope. */
export const ENVELOPE = 2_048
/** Where an envelope starts in a `send` and in a `deliver` frame. */
const SEND_HEAD = 16
const DELIVER_HEAD = 29
const ACK_EVERY = 16

/** One sender and one receiver. `send` numbers rise by one from 1. */
export interface Pair {
  send(seq: number, stamp: number): void
  onStored: (upTo: number) => void
  onDelivered: (stamp: number) => void
  /** Opens or closes the receiving side. */
  receive(): Promise<void>
  rest(): Promise<void>
  close(): void
}

const dial = (url: string): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { rejectUnauthorized: false, perMessageDeflate: false })
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })

const closed = (socket: WebSocket | undefined): Promise<void> =>
  new Promise((resolve) => {
    if (!socket || socket.readyState === WebSocket.CLOSED) return resolve()
    socket.once('close', () => resolve())
    socket.close()
  })

/** A pair on the bare relay. */
export const createBarePair = async (place: ServerReady, name: number): Promise<Pair> => {
  const url = `wss://127.0.0.1:${place.wssPort}`
  const sender = await dial(`${url}/s${name}`)
  const message = randomBytes(ENVELOPE)
  let receiver: WebSocket | undefined
  const pair: Pair = {
    send: (seq, stamp) => {
      message.writeUInt32BE(seq, 0)
      message.writeDoubleBE(stamp, 4)
      sender.send(Buffer.from(message))
    },
    onStored: () => undefined,
    onDelivered: () => undefined,
    receive: async () => {
      receiver = await dial(`${url}/r${name}`)
      receiver.on('message', (told: Buffer) => pair.onDelivered(told.readDoubleBE(4)))
    },
    rest: () => closed(receiver),
    close: () => {
      sender.terminate()
      receiver?.terminate()
    },
  }
  sender.on('message', (told: Buffer) => pair.onStored(told.readUInt32BE(0)))
  return pair
}

const post = <T>(
  { port, bearer = '' }: { port: number; bearer?: string },
  path: string,
  codec: Codec<T>,
  value: T,
): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/octet-stream',
      ...(bearer === '' ? {} : { authorization: `Bearer ${bearer}` }),
    }
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      headers,
      rejectUnauthorized: false,
    }
    const asked = request(options, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('end', () => {
        const body = new Uint8Array(Buffer.concat(chunks))
        if ((response.statusCode ?? 500) < 300) resolve(body)
        else reject(new Error(`${path} answered ${response.statusCode}`))
      })
    })
    asked.once('error', reject)
    asked.end(encode(codec, value))
  })

const signature = (
  origin: string,
  nonce: Uint8Array,
  inboxId: Uint8Array,
  key: KeyObject,
): Uint8Array => {
  const hashed = createHash('sha256').update(origin).digest()
  return sign(null, concatBytes(utf8('sotto/v1/login\0'), hashed, nonce, inboxId), key)
}

interface Home {
  readonly inboxId: Uint8Array
  readonly friendId: Uint8Array
  readonly sendToken: Uint8Array
  readonly privateKey: KeyObject
}

const createHome = async (place: ServerReady, name: number): Promise<Home> => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const loginKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const [inboxId, friendId, sendToken] = [randomBytes(16), randomBytes(16), randomBytes(32)]
  const ticket = Buffer.from(place.tickets[name] ?? '', 'hex')
  const right = { type: 'ticket', ticket } as const
  await post({ port: place.httpsPort }, '/inboxes', exchange.createInbox, {
    version: 1,
    inboxId,
    loginKey,
    right,
  })
  const nothing: Codec<null> = {
    ...exchange.challenge,
    size: () => 0,
    write: () => undefined,
    read: () => null,
  }
  const { nonce } = decode(
    exchange.challenge,
    await post({ port: place.httpsPort }, '/login/challenge', nothing, null),
  )
  const proof = signature(`https://127.0.0.1:${place.httpsPort}`, nonce, inboxId, privateKey)
  const login = { version: 1, inboxId, nonce, signature: proof }
  const { bearer } = decode(
    exchange.bearer,
    await post({ port: place.httpsPort }, '/login', exchange.login, login),
  )
  const tokenHash = createHash('sha256').update(sendToken).digest()
  const entries = [{ friendId, tokenHash, expiresDay: 0, quota: 1_000, card: undefined }]
  const put = { complete: false, entries }
  await post(
    { port: place.httpsPort, bearer: toBase64url(bearer) },
    '/friend-ids',
    exchange.putFriendIds,
    put,
  )
  return { inboxId, friendId, sendToken, privateKey }
}

const logIn = async (
  place: ServerReady,
  home: Home,
  told: (stamp: number) => void,
): Promise<WebSocket> => {
  const origin = `wss://127.0.0.1:${place.wssPort}`
  const socket = new WebSocket(`${origin}/wss`, {
    rejectUnauthorized: false,
    perMessageDeflate: false,
  })
  let storeEpoch = new Uint8Array(16)
  let unread = 0
  await new Promise<void>((resolve) => {
    socket.on('message', (message: Buffer) => {
      if (message[0] === 0x93) {
        told(message.readDoubleBE(DELIVER_HEAD))
        unread += 1
        if (unread < ACK_EVERY) return
        unread = 0
        const upTo = message.readUInt32BE(1) * 2 ** 32 + message.readUInt32BE(5)
        socket.send(encode(receiverFrame, { type: 'ack', storeEpoch, upTo }))
        return
      }
      const frame = decode(receiverAnswer, message)
      if (frame.type === 'challenge') {
        const proof = signature(origin, frame.nonce, home.inboxId, home.privateKey)
        const login = {
          type: 'login',
          version: 1,
          inboxId: home.inboxId,
          signature: proof,
        } as const
        socket.send(encode(receiverFrame, login))
      } else if (frame.type === 'welcome') {
        storeEpoch = frame.storeEpoch.slice()
        resolve()
      }
    })
  })
  return socket
}

/** A pair on the real server. */
export const createSottoPair = async (place: ServerReady, name: number): Promise<Pair> => {
  const home = await createHome(place, name)
  const { friendId, sendToken } = home
  const sender = await dial(`wss://127.0.0.1:${place.wssPort}/wss/${toBase64url(friendId)}`)
  const blank = {
    type: 'send',
    channel: 0,
    seq: 1,
    flags: 0,
    envelope: randomBytes(ENVELOPE),
  } as const
  const frame = Buffer.from(encode(senderFrame, blank))
  let receiver: WebSocket | undefined
  const pair: Pair = {
    send: (seq, stamp) => {
      frame.writeUInt32BE(seq, 7)
      frame.writeDoubleBE(stamp, SEND_HEAD)
      sender.send(Buffer.from(frame))
    },
    onStored: () => undefined,
    onDelivered: () => undefined,
    receive: async () => {
      receiver = await logIn(place, home, (stamp) => pair.onDelivered(stamp))
    },
    rest: () => closed(receiver),
    close: () => {
      sender.terminate()
      receiver?.terminate()
    },
  }
  await new Promise<void>((resolve, reject) => {
    sender.on('message', (message: Buffer) => {
      const told = decode(senderAnswer, message)
      if (told.type === 'stored') pair.onStored(told.upTo)
      else if (told.type === 'attached') resolve()
      else reject(new Error(`the server answered ${told.type}`))
    })
    sender.send(
      encode(senderFrame, { type: 'attach', version: 1, channel: 0, friendId, sendToken }),
    )
  })
  return pair
}
