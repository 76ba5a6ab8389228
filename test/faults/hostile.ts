// Hostile input for a running server, drawn from a seed: messages that no codec takes, WebSocket frames with
// wrong bits, requests with broken heads and bodies. Lawful ones come before, so that deep places are reached.
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { receiverFrame, senderFrame } from '../../protocol/frame.ts'
import { mutate, type Dice } from '../fuzz/mutators.ts'
import { wireVectors } from '../support/wire-vectors.ts'
import { frameOf } from '../support/websocket-raw.ts'
import { random, type Route } from '../support/wire.ts'

const LONGEST = 3_000
const UNKNOWN_TAG = Buffer.of(0x7f)

const isMalformed = (codec: Codec<unknown>, bytes: Uint8Array): boolean => {
  try {
    decode(codec, bytes)
    return false
  } catch (error) {
    return error instanceof Malformed
  }
}

const seedsOf = (...names: readonly string[]): readonly Uint8Array[] =>
  wireVectors
    // The largest ones would keep the attacker busy with copying.
    .filter(({ codecName, bytes }) => names.includes(codecName) && bytes.length <= LONGEST)
    .map(({ bytes }) => bytes)

const MESSAGES = {
  send: { codec: senderFrame, seeds: seedsOf('senderFrame', 'senderAnswer') },
  receive: { codec: receiverFrame, seeds: seedsOf('receiverFrame', 'receiverAnswer') },
} as const

/** A message that its codec refuses. */
const malformedMessage = (dice: Dice, side: keyof typeof MESSAGES): Uint8Array => {
  const { codec, seeds } = MESSAGES[side]
  for (let attempt = 0; attempt < 8; attempt++) {
    const made = mutate(dice.pick(seeds), dice.pick(seeds), dice, LONGEST)
    if (isMalformed(codec, made)) return made
  }
  return UNKNOWN_TAG
}

/** What one hostile connection does: an upgrade, then `first`, and after an answer `second`. */
export interface HostileSocket {
  readonly path: string
  readonly first: Buffer
  /** Sent once the server has answered `first`; absent where nothing is waited for. */
  readonly second?: Buffer
}

const brokenFrame = (dice: Dice, payload: Uint8Array): Buffer => {
  const frame = frameOf({ payload: Buffer.from(payload), fin: dice.below(8) > 0 })
  return Buffer.from(mutate(frame, frameOf({ payload: UNKNOWN_TAG }), dice, LONGEST))
}

const END = frameOf({ payload: UNKNOWN_TAG })

/** A connection whose last message, at the latest, is malformed. `route` is a good right. */
export const hostileSocket = (dice: Dice, route: Route): HostileSocket => {
  const friendId = dice.below(2) === 0 ? route.friendId : random(16)
  const path = `/wss/${Buffer.from(friendId).toString('base64url')}`
  const kind = dice.below(10)
  const side = kind < 2 ? 'receive' : 'send'
  const bad = malformedMessage(dice, side)
  const wire = kind % 3 === 0 ? brokenFrame(dice, bad) : frameOf({ payload: Buffer.from(bad) })
  const last = Buffer.concat([wire, END])
  if (side === 'receive') return { path: '/wss', first: last }
  const wish = {
    type: 'attach',
    version: 1,
    channel: 0,
    friendId,
    sendToken: route.sendToken,
  } as const
  const attach = frameOf({ payload: Buffer.from(encode(senderFrame, wish)) })
  // Half of them wait until they have the right to send, and are malformed then.
  if (kind >= 7) return { path, first: attach, second: last }
  return { path, first: Buffer.concat([attach, last]) }
}

const ROUTES = [
  ['/inboxes', 'createInbox'],
  ['/login/challenge', 'challenge'],
  ['/login', 'login'],
  ['/keys/prekeys', 'publishPrekeys'],
  ['/keys/bundle', 'friendRight'],
  ['/keys/card', 'friendRight'],
  ['/friend-ids', 'putFriendIds'],
  ['/friend-ids/revoke', 'revokeFriendIds'],
  ['/line/open', 'openLine'],
  ['/line/up', 'lineUp'],
  ['/line/down', 'lineDown'],
  ['/nowhere', 'bundle'],
] as const

const BODIES = new Map(ROUTES.map(([, name]) => [name, seedsOf(name)]))
const OTHERS = seedsOf('config', 'bearer', 'problemBody', 'cardAnswer')

/** A request that is HTTP, with a body that is most likely nothing for its route. */
const hostileBody = (dice: Dice, host: string, bearer: string): Buffer => {
  const [path, name] = dice.pick(ROUTES)
  const seeds = [...(BODIES.get(name) ?? []), ...OTHERS]
  const body = Buffer.from(mutate(dice.pick(seeds), dice.pick(seeds), dice, LONGEST))
  const right = dice.below(2) === 0 ? `Authorization: Bearer ${bearer}\r\n` : ''
  const media = dice.below(20) === 0 ? 'text/html' : 'application/octet-stream'
  return Buffer.concat([
    Buffer.from(
      `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${media}\r\n${right}` +
        `Content-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ])
}

const HEADS = (host: string): readonly Uint8Array[] =>
  [
    `GET / HTTP/1.1\r\nHost: ${host}\r\nAccept: */*\r\n\r\n`,
    `POST /login HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nabcde\r\n0\r\nX: y\r\n\r\n`,
    `GET /wss HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
    `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc`,
    `GET /assets/%2e%2e/%00?x=y#z HTTP/1.0\r\nHost: ${host}\r\nRange: bytes=0-\r\nIf-None-Match: W/"x"\r\nCookie: a=b\r\n\r\n`,
    `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`,
  ].map((text) => Buffer.from(text))

/** Several requests for one connection: bodies that are nothing, and at the end a head that is broken. */
export const hostileRequests = (dice: Dice, host: string, bearer: string): readonly Buffer[] => {
  const heads = HEADS(host)
  const bodies = Array.from({ length: dice.below(12) }, () => hostileBody(dice, host, bearer))
  return [...bodies, Buffer.from(mutate(dice.pick(heads), dice.pick(heads), dice, LONGEST))]
}
