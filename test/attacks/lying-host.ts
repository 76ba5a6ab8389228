// A host that lies, as a Net between one person and the real server: it keeps a copy of everything, delivers
// things again, late, changed or never, and answers requests with what it likes. It numbers what it delivers
// itself, so that its own additions do not disturb the server's numbers.
import { plainBytes, toHex } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import type { HttpAnswer, Net, Socket, SocketEvents } from '../../client/engine/ports.ts'
import { receiverAnswer, receiverFrame, senderFrame } from '../../protocol/frame.ts'

/** What lies in an inbox, without its number. */
export interface Envelope {
  readonly friendId: Uint8Array
  readonly envelope: Uint8Array
}

export interface Deposit {
  readonly friendId: string
  readonly seq: number
  readonly envelope: Uint8Array
}

export interface LyingHost {
  /** For `Circle.person`. */
  readonly through: (net: Net) => Net
  /** Everything the server delivered so far, in order. */
  readonly delivered: readonly Envelope[]
  /** Everything this person deposited, in order, repeats included. */
  readonly deposited: readonly Deposit[]
  /** Paths asked over HTTPS, in order. */
  readonly asked: readonly string[]
  /** Delivers something now. */
  inject(envelope: Envelope): void
}

export interface Lies {
  /** What to deliver in the place of an envelope. */
  readonly deliver?: (envelope: Envelope) => readonly Envelope[]
  /** True for a deposit that never reaches the server. */
  readonly swallow?: (deposit: Deposit) => boolean
  /** What to answer in the place of an answer. */
  readonly answer?: (path: string, answer: HttpAnswer, body: Uint8Array) => HttpAnswer
}

/** Numbers left free behind each of the server's. */
const ROOM = 4_096

/** Mutable record of one host. */
interface Records {
  readonly delivered: Envelope[]
  readonly deposited: Deposit[]
  readonly asked: string[]
  /** The number given out last, and the socket it went to. */
  last: number
  events: SocketEvents | undefined
}

const give = (records: Records, { friendId, envelope }: Envelope): void => {
  records.last += 1
  const seq = records.last
  records.events?.received(encode(receiverAnswer, { type: 'deliver', seq, friendId, envelope }))
}

const receiving = (records: Records, lies: Lies, events: SocketEvents): SocketEvents => ({
  ...events,
  received: (bytes) => {
    const frame = decode(receiverAnswer, bytes)
    if (frame.type === 'welcome') {
      const ackedUpTo = frame.ackedUpTo * ROOM
      const head = frame.head * ROOM
      records.last = Math.max(records.last, ackedUpTo)
      records.events = events
      events.received(encode(receiverAnswer, { ...frame, ackedUpTo, head }))
    } else if (frame.type === 'deliver') {
      const friendId = Uint8Array.from(frame.friendId)
      const one = { friendId, envelope: Uint8Array.from(frame.envelope) }
      records.delivered.push(one)
      records.last = Math.max(records.last, frame.seq * ROOM - 1)
      for (const lie of lies.deliver?.(one) ?? [one]) give(records, lie)
    } else events.received(bytes)
  },
})

const receivingSocket = (socket: Socket): Socket => ({
  ...socket,
  send: (bytes) => {
    const frame = decode(receiverFrame, bytes)
    if (frame.type !== 'ack') socket.send(bytes)
    else {
      const upTo = Math.floor(frame.upTo / ROOM)
      socket.send(encode(receiverFrame, { ...frame, upTo }))
    }
  },
})

const sendingSocket = (records: Records, lies: Lies, socket: Socket): Socket => {
  const channels = new Map<number, string>()
  return {
    ...socket,
    send: (bytes) => {
      const frame = decode(senderFrame, bytes)
      if (frame.type === 'attach') channels.set(frame.channel, toHex(frame.friendId))
      if (frame.type === 'send') {
        const friendId = channels.get(frame.channel) ?? ''
        const envelope = Uint8Array.from(frame.envelope)
        const deposit = { friendId, seq: frame.seq, envelope }
        records.deposited.push(deposit)
        if (lies.swallow?.(deposit) === true) return
      }
      socket.send(bytes)
    },
  }
}

/** A host that tells the truth but for these lies. */
export const createLyingHost = (lies: Lies = {}): LyingHost => {
  const records: Records = { delivered: [], deposited: [], asked: [], last: 0, events: undefined }
  return {
    ...records,
    inject: (envelope) => give(records, envelope),
    through: (net) => ({
      ...net,
      post: async (path, body, bearer) => {
        records.asked.push(path)
        const answer = await net.post(path, body, bearer)
        return lies.answer?.(path, answer, plainBytes(body)) ?? answer
      },
      open: (path, events) =>
        path === '/wss'
          ? receivingSocket(net.open(path, receiving(records, lies, events)))
          : sendingSocket(records, lies, net.open(path, events)),
    }),
  }
}
