// A small client of the wire for tests: real TLS sockets and the codec, without the engine. It does only
// what it is told, so a test can also break every rule.
import { generateKeyPairSync, createHash, randomBytes, sign, type KeyObject } from 'node:crypto'
import { request as httpsRequest } from 'node:https'
import { WebSocket } from 'ws'
import { concatBytes, toBase64url, utf8 } from '../../protocol/bytes.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import * as exchange from '../../protocol/exchange.ts'
import {
  receiverAnswer,
  receiverFrame,
  senderAnswer,
  senderFrame,
  type ReceiverAnswer,
  type ReceiverFrame,
  type SenderAnswer,
  type SenderFrame,
} from '../../protocol/frame.ts'
import { VERSION } from '../../protocol/limits.ts'

/** Where a server listens. */
export interface Place {
  readonly httpsPort: number
  readonly wssPort: number
}

/** Random bytes as a plain Uint8Array. */
export const random = (length: number): Uint8Array => new Uint8Array(randomBytes(length))
export const sha256 = (bytes: Uint8Array): Uint8Array =>
  new Uint8Array(createHash('sha256').update(bytes).digest())

/** A queue of things that arrive, to be awaited one by one. */
class Arrivals<T> {
  readonly #here: T[] = []
  readonly #wanted: ((value: T | undefined) => void)[] = []
  #ended = false

  put(value: T): void {
    const wanted = this.#wanted.shift()
    if (wanted) wanted(value)
    else this.#here.push(value)
  }
  end(): void {
    this.#ended = true
    for (const wanted of this.#wanted.splice(0)) wanted(undefined)
  }
  next(): Promise<T | undefined> {
    const value = this.#here.shift()
    if (value !== undefined || this.#ended) return Promise.resolve(value)
    return new Promise((resolve) => this.#wanted.push(resolve))
  }
  get waiting(): number {
    return this.#here.length
  }
}

/** A WebSocket that speaks frames of `In` and hears frames of `Out`. */
export class FrameSocket<In, Out extends { readonly type: string }> {
  readonly ws: WebSocket
  readonly #codec: Codec<In>
  readonly arrivals = new Arrivals<Out>()
  readonly closed: Promise<number>

  constructor(url: string, codec: Codec<In>, answers: Codec<Out>, headers: Record<string, string>) {
    this.#codec = codec
    this.ws = new WebSocket(url, { rejectUnauthorized: false, perMessageDeflate: false, headers })
    this.ws.on('message', (message: Buffer) =>
      this.arrivals.put(decode(answers, new Uint8Array(message))),
    )
    this.closed = new Promise((resolve) => {
      this.ws.on('close', (code) => {
        this.arrivals.end()
        resolve(code)
      })
    })
    // A refused upgrade shows as closed with 1006.
    this.ws.on('error', () => undefined)
  }

  opened(): Promise<this> {
    if (this.ws.readyState === WebSocket.OPEN) return Promise.resolve(this)
    return new Promise((resolve, reject) => {
      this.ws.once('open', () => resolve(this))
      this.ws.once('error', reject)
    })
  }
  say(frame: In): void {
    this.ws.send(encode(this.#codec, frame))
  }
  raw(bytes: Uint8Array): void {
    this.ws.send(bytes)
  }
  /** The next frame, which has to be of this type. */
  async hear<K extends Out['type']>(type: K): Promise<Extract<Out, { type: K }>> {
    const frame = await this.arrivals.next()
    if (frame?.type !== type) throw new Error(`heard ${frame?.type ?? 'the end'}, not ${type}`)
    return frame as Extract<Out, { type: K }>
  }
  async close(): Promise<void> {
    this.ws.close()
    await this.closed
  }
}

export type SendSocket = FrameSocket<SenderFrame, SenderAnswer>
export type ReceiveSocket = FrameSocket<ReceiverFrame, ReceiverAnswer>

/** Opens `/wss/:friendId`. */
export const dialSender = (
  place: Place,
  friendId: Uint8Array,
  headers: Record<string, string> = {},
): Promise<SendSocket> =>
  new FrameSocket(
    `wss://127.0.0.1:${place.wssPort}/wss/${toBase64url(friendId)}`,
    senderFrame,
    senderAnswer,
    headers,
  ).opened()

/** Opens `/wss`. */
export const dialReceiver = (
  place: Place,
  headers: Record<string, string> = {},
): Promise<ReceiveSocket> =>
  new FrameSocket(
    `wss://127.0.0.1:${place.wssPort}/wss`,
    receiverFrame,
    receiverAnswer,
    headers,
  ).opened()

/** An answer over HTTPS. */
export interface Answer {
  readonly status: number
  readonly headers: Record<string, string | string[] | undefined>
  readonly body: Uint8Array
}

/** Any HTTPS request. */
export const call = (
  port: number,
  method: string,
  path: string,
  {
    headers = {},
    body,
    from = '127.0.0.1',
  }: { headers?: Record<string, string>; body?: Uint8Array; from?: string } = {},
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const request = httpsRequest(
      {
        host: '127.0.0.1',
        localAddress: from,
        port,
        method,
        path,
        headers,
        rejectUnauthorized: false,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: new Uint8Array(Buffer.concat(chunks)),
          }),
        )
      },
    )
    request.on('error', reject)
    request.end(body)
  })

/** A place, and for whom to speak there, from which address of the loopback network. */
export type Owned = Place & { readonly bearer?: Uint8Array; readonly from?: string }

/** The place as the owner of this bearer sees it. */
export const as = ({ httpsPort, wssPort }: Place, bearer: Uint8Array): Owned => ({
  httpsPort,
  wssPort,
  bearer,
})

/** A POST as clients make it. */
export const post = <T>(
  { httpsPort, bearer, from = '127.0.0.1' }: Owned,
  path: string,
  codec: Codec<T>,
  value: T,
): Promise<Answer> =>
  call(httpsPort, 'POST', path, {
    from,
    headers: {
      'content-type': 'application/octet-stream',
      ...(bearer ? { authorization: `Bearer ${toBase64url(bearer)}` } : {}),
    },
    body: encode(codec, value),
  })

/** The problem code of a failed answer. */
export const problemOf = (answer: Answer): number => decode(exchange.problemBody, answer.body).code

/** A device's inbox: ids and login key. */
export interface Device {
  readonly inboxId: Uint8Array
  readonly loginKey: Uint8Array
  readonly privateKey: KeyObject
}

export const createDevice = (): Device => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const { x } = publicKey.export({ format: 'jwk' })
  return {
    inboxId: random(16),
    loginKey: new Uint8Array(Buffer.from(x ?? '', 'base64url')),
    privateKey,
  }
}

/** The signature of a login. */
export const signLogin = (device: Device, origin: string, nonce: Uint8Array): Uint8Array =>
  new Uint8Array(
    sign(
      null,
      concatBytes(utf8('sotto/v1/login\0'), sha256(utf8(origin)), nonce, device.inboxId),
      device.privateKey,
    ),
  )

/** Creates the device's inbox with a ticket. */
export const createInbox = async (
  place: Place,
  device: Device,
  ticket: Uint8Array,
): Promise<number> => {
  const { inboxId, loginKey } = device
  const right = { type: 'ticket', ticket } as const
  const answer = await post(place, '/inboxes', exchange.createInbox, {
    version: VERSION,
    inboxId,
    loginKey,
    right,
  })
  return answer.status
}

/** Logs in over HTTPS and gives the bearer. */
export const loginOverHttps = async (place: Place, device: Device): Promise<Uint8Array> => {
  const asked = await call(place.httpsPort, 'POST', '/login/challenge')
  const { nonce } = decode(exchange.challenge, asked.body)
  const signature = signLogin(device, `https://127.0.0.1:${place.httpsPort}`, nonce)
  const answer = await post(place, '/login', exchange.login, {
    version: VERSION,
    inboxId: device.inboxId,
    nonce,
    signature,
  })
  return decode(exchange.bearer, answer.body).bearer
}

/** A friendId with its token. */
export interface Route {
  readonly friendId: Uint8Array
  readonly sendToken: Uint8Array
}

/** Makes `count` friendIds of this device's inbox, all alike. */
export const createRoutes = async (
  place: Place,
  bearer: Uint8Array,
  count: number,
  stated: Partial<exchange.FriendIdEntry> = {},
): Promise<readonly Route[]> => {
  const routes = Array.from({ length: count }, () => ({
    friendId: random(16),
    sendToken: random(32),
  }))
  const entries = routes.map(({ friendId, sendToken }) => ({
    friendId,
    tokenHash: sha256(sendToken),
    expiresDay: 0,
    quota: 1_000,
    card: undefined,
    ...stated,
  }))
  const wish = { complete: false, entries }
  const answer = await post(as(place, bearer), '/friend-ids', exchange.putFriendIds, wish)
  if (answer.status !== 200) throw new Error(`friend-ids answered ${answer.status}`)
  return routes
}

/** Makes a friendId of this device's inbox. */
export const createRoute = async (
  place: Place,
  bearer: Uint8Array,
  stated: Partial<exchange.FriendIdEntry> = {},
): Promise<Route> => {
  const [route] = await createRoutes(place, bearer, 1, stated)
  if (!route) throw new Error('no route was made')
  return route
}

/** Logs a socket in; resolves with the welcome. */
export const logIn = async (
  place: Place,
  socket: ReceiveSocket,
  device: Device,
): Promise<Extract<ReceiverAnswer, { type: 'welcome' }>> => {
  const { nonce } = await socket.hear('challenge')
  const signature = signLogin(device, `wss://127.0.0.1:${place.wssPort}`, nonce)
  socket.say({ type: 'login', version: VERSION, inboxId: device.inboxId, signature })
  return socket.hear('welcome')
}

/** Attaches channel `channel`; resolves with `attached`. */
export const attach = (
  socket: SendSocket,
  route: Route,
  channel = 0,
): Promise<Extract<SenderAnswer, { type: 'attached' }>> => {
  socket.say({ type: 'attach', version: VERSION, channel, ...route })
  return socket.hear('attached')
}
