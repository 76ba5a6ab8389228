// A pair on the real server: its inbox and friendId over HTTPS, then the wire protocol. Frames are made once
// and patched, so that the load costs as little as it can.
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from 'node:crypto'
import { Agent, request } from 'node:https'
import { WebSocket } from 'ws'
import { concatBytes, toBase64url, utf8 } from '../protocol/bytes.ts'
import { decode, encode, type Codec } from '../protocol/codec.ts'
import * as exchange from '../protocol/exchange.ts'
import { receiverAnswer, receiverFrame, senderAnswer, senderFrame } from '../protocol/frame.ts'
import { closed, oncePerTurn, open, type Pair, type PairOptions } from './peer-pair.ts'
import type { Place } from './peer-server.ts'

/** Where an envelope starts in a `send` and in a `deliver` frame. */
const SEND_HEAD = 16
const DELIVER_HEAD = 29
const DELIVER_TAG = 0x93
const STORED_TAG = 0x83

const agent = new Agent({ keepAlive: true, maxSockets: 8, rejectUnauthorized: false })

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
    const options = { host: '127.0.0.1', port, path, method: 'POST', headers, agent }
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

const nothing: Codec<null> = {
  ...exchange.challenge,
  size: () => 0,
  write: () => undefined,
  read: () => null,
}

const logInOverHttps = async (port: number, inboxId: Uint8Array, key: KeyObject) => {
  const told = await post({ port }, '/login/challenge', nothing, null)
  const { nonce } = decode(exchange.challenge, told)
  const proof = signature(`https://127.0.0.1:${port}`, nonce, inboxId, key)
  const login = { version: 1, inboxId, nonce, signature: proof }
  const { bearer } = decode(exchange.bearer, await post({ port }, '/login', exchange.login, login))
  return toBase64url(bearer)
}

const createHome = async (place: Place): Promise<Home> => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const loginKey = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
  const [inboxId, friendId, sendToken] = [randomBytes(16), randomBytes(16), randomBytes(32)]
  const port = place.httpsPort
  const right = { type: 'houseKey', houseKey: Buffer.from(place.houseKey, 'hex') } as const
  const inbox = { version: 1, inboxId, loginKey, right }
  await post({ port }, '/inboxes', exchange.createInbox, inbox)
  const bearer = await logInOverHttps(port, inboxId, privateKey)
  const tokenHash = createHash('sha256').update(sendToken).digest()
  const entries = [{ friendId, tokenHash, expiresDay: 0, quota: 1_000, card: undefined }]
  const put = { complete: false, entries }
  await post({ port, bearer }, '/friend-ids', exchange.putFriendIds, put)
  return { inboxId, friendId, sendToken, privateKey }
}

const SEQ_AT = 17
const logIn = (place: Place, home: Home, told: (stamp: number) => void): Promise<WebSocket> => {
  const origin = `wss://127.0.0.1:${place.wssPort}`
  const ack = Buffer.from(
    encode(receiverFrame, { type: 'ack', storeEpoch: randomBytes(16), upTo: 0 }),
  )
  const greet = (socket: WebSocket): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.once('close', () => reject(new Error('closed before it was welcome')))
      const acknowledge = oncePerTurn(() => {
        if (socket.readyState === WebSocket.OPEN) socket.send(Buffer.from(ack))
      })
      socket.on('message', (message: Buffer) => {
        if (message[0] === DELIVER_TAG) {
          message.copy(ack, SEQ_AT, 1, 9)
          acknowledge()
          told(message.readDoubleBE(DELIVER_HEAD))
          return
        }
        const frame = decode(receiverAnswer, message)
        if (frame.type === 'challenge') {
          const proof = signature(origin, frame.nonce, home.inboxId, home.privateKey)
          const { inboxId } = home
          const login = { type: 'login', version: 1, inboxId, signature: proof } as const
          socket.send(encode(receiverFrame, login))
        } else if (frame.type === 'welcome') {
          ack.set(frame.storeEpoch, 1)
          resolve()
        }
      })
    })
  return open(`${origin}/wss`, greet)
}

const attach = (place: Place, home: Home, stored: (upTo: number) => void): Promise<WebSocket> => {
  const { friendId, sendToken } = home
  const greet = (socket: WebSocket): Promise<void> =>
    new Promise((resolve, reject) => {
      socket.once('close', () => reject(new Error('closed before it was attached')))
      socket.on('message', (message: Buffer) => {
        if (message[0] === STORED_TAG)
          return stored(message.readUInt32BE(3) * 2 ** 32 + message.readUInt32BE(7))
        const told = decode(senderAnswer, message)
        if (told.type === 'attached') resolve()
        else process.stderr.write(`the server answered ${told.type}\n`)
      })
      const wish = { type: 'attach', version: 1, channel: 0, friendId, sendToken } as const
      socket.once('open', () => socket.send(encode(senderFrame, wish)))
    })
  const url = `wss://127.0.0.1:${place.wssPort}/wss/${toBase64url(friendId)}`
  return open(url, greet)
}

/** A pair on the real server. */
export const createSottoPair = async ({ place, size }: PairOptions): Promise<Pair> => {
  const home = await createHome(place)
  const envelope = randomBytes(size)
  const blank = { type: 'send', channel: 0, seq: 1, flags: 0, envelope } as const
  const frame = Buffer.from(encode(senderFrame, blank))
  let sender: WebSocket | undefined
  let receiver: WebSocket | undefined
  const pair: Pair = {
    send: (seq, stamp) => {
      frame.writeUInt32BE(seq, 7)
      frame.writeDoubleBE(stamp, SEND_HEAD)
      sender?.send(Buffer.from(frame))
    },
    onStored: () => undefined,
    onDelivered: () => undefined,
    receive: async () => {
      receiver = await logIn(place, home, (stamp) => pair.onDelivered(stamp))
    },
    rest: () => closed(receiver),
    drop: () => {
      sender?.terminate()
      receiver?.terminate()
    },
    dial: async () => {
      sender = await attach(place, home, (upTo) => pair.onStored(upTo))
    },
  }
  await pair.dial()
  return pair
}
