// The sending socket: one, anonymous, opened when something waits, left when idle, renewed now and then so
// that the ids used on one socket say little (PROTOCOL 3.1). It sends bytes that are committed already and
// reports what the server says; losing it at any moment costs nothing.
import { fromHex, toBase64url } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { closeCode } from '../../protocol/errors.ts'
import {
  FLAG_WAKE,
  senderAnswer,
  senderFrame,
  type SenderAnswer,
  type SenderFrame,
} from '../../protocol/frame.ts'
import { MAX_CHANNELS, SEND_SOCKET_IDLE, SEND_SOCKET_LIFE, VERSION } from '../../protocol/limits.ts'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { Clock, Net } from './ports.ts'
import { createTimers, type Timers } from './timers.ts'

/** A deposit that waits, as the committed profile has it. */
export interface Waiting {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly wake: boolean
}

type Attached = Extract<SenderAnswer, { type: 'attached' }>

/** What the socket asks of the engine: committed rows in, the server's words out. */
export interface SenderSource {
  /** Channels with something to send, by friendId as hex, with their token. */
  channels(): readonly { readonly key: string; readonly sendToken: Uint8Array }[]
  waiting(key: string, above: number, most: number): readonly Waiting[]
  attached(key: string, said: Attached): Promise<void>
  stored(key: string, upTo: number): void
  /** From here on `channels` leaves it out until it may be asked for again. */
  refused(key: string): void
  closed(code: number): void
}

export interface Sender {
  /** Passes a volatile frame on; false when its channel is not attached here. */
  volatile(key: string, data: Uint8Array): boolean
  /** Something new may wait. */
  pump(): void
  close(): void
}

/** Deposits under way on one channel, and bytes waiting in the socket, before the sender pauses. */
const WINDOW = 128
const BURST = 32
const MAX_BUFFERED = 1_048_576
const LOOK_AGAIN = 50
/** A channel that could not take more is tried again after this. */
const RETRY_FULL = 10_000

interface Channel {
  readonly key: string
  readonly number: number
  state: 'asked' | 'ready' | 'off'
  /** Highest number sent on this socket, and highest durable; equal when nothing is under way. */
  sentUpTo: number
  storedUpTo: number
}

/** What one open socket works with. */
interface Line {
  readonly source: SenderSource
  readonly timers: Timers
  readonly byKey: Map<string, Channel>
  readonly byNumber: Map<number, Channel>
  buffered(): number
  send(frame: SenderFrame): void
  end(code: number): void
}

const attach = (line: Line, key: string, sendToken: Uint8Array): void => {
  const friendId = fromHex(key)
  if (!friendId || line.byNumber.size >= MAX_CHANNELS) return
  const number = line.byNumber.size
  const channel: Channel = { key, number, state: 'asked', sentUpTo: 0, storedUpTo: 0 }
  line.byKey.set(key, channel)
  line.byNumber.set(number, channel)
  line.send({ type: 'attach', version: VERSION, channel: number, friendId, sendToken })
}

const pump = (line: Line): void => {
  for (const { key, sendToken } of line.source.channels()) {
    const channel = line.byKey.get(key)
    if (!channel) attach(line, key, sendToken)
    else if (channel.state === 'ready') drain(line, channel)
  }
}

const drain = (line: Line, channel: Channel): void => {
  while (line.buffered() < MAX_BUFFERED) {
    const open = WINDOW - (channel.sentUpTo - channel.storedUpTo)
    if (open <= 0) return
    const waiting = line.source.waiting(channel.key, channel.sentUpTo, Math.min(open, BURST))
    if (waiting.length === 0) return
    for (const { seq, bytes: envelope, wake } of waiting) {
      const flags = wake ? FLAG_WAKE : 0
      line.send({ type: 'send', channel: channel.number, seq, flags, envelope })
      if (channel.sentUpTo === 0) channel.storedUpTo = seq - 1
      channel.sentUpTo = seq
    }
  }
  line.timers.later('buffer', LOOK_AGAIN, () => pump(line))
}

/** The engine commits what the attach taught before anything new is sent. */
const attached = async (line: Line, channel: Channel, said: Attached): Promise<void> => {
  await line.source.attached(channel.key, said)
  channel.state = 'ready'
  channel.sentUpTo = 0
  channel.storedUpTo = 0
  pump(line)
}

/** Nothing at or after `seq` was taken: wait, then go on from there. */
const rejected = (line: Line, channel: Channel, seq: number): void => {
  channel.sentUpTo = seq - 1
  channel.storedUpTo = Math.min(channel.storedUpTo, seq - 1)
  channel.state = 'off'
  line.timers.later(`full ${channel.number}`, RETRY_FULL, () => {
    channel.state = 'ready'
    pump(line)
  })
}

const take = (line: Line, said: SenderAnswer): void => {
  if (said.type === 'pong') return
  if (said.type === 'version') {
    line.end(closeCode.version)
    return
  }
  const channel = line.byNumber.get(said.channel)
  if (!channel) return
  switch (said.type) {
    case 'attached':
      attached(line, channel, said).catch(() => line.end(closeCode.storeFailed))
      return
    case 'refused':
      channel.state = 'off'
      // Asked for again, it gets a number of its own; the source says when.
      line.byKey.delete(channel.key)
      line.source.refused(channel.key)
      return
    case 'stored':
      channel.storedUpTo = Math.max(channel.storedUpTo, said.upTo)
      line.source.stored(channel.key, said.upTo)
      pump(line)
      return
    case 'rejected':
      rejected(line, channel, said.seq)
      return
    // Somebody else writes here: only a new attach tells what they wrote.
    case 'conflict':
    case 'superseded':
      line.end(closeCode.superseded)
  }
}

/** Opens `/wss/:friendId` for the first waiting channel and serves all that wait. */
export const openSender = (
  parts: { readonly net: Net; readonly clock: Clock },
  source: SenderSource,
): Sender | undefined => {
  const first = source.channels()[0]
  const firstId = first && fromHex(first.key)
  if (!first || !firstId) return undefined
  const timers = createTimers(parts.clock)
  let open = false
  let ended = false
  let heartbeat: Heartbeat | undefined
  const line: Line = {
    source,
    timers,
    byKey: new Map(),
    byNumber: new Map(),
    buffered: () => socket.buffered(),
    send: (frame) => {
      if (!open || ended) return
      if (frame.type !== 'ping') timers.later('idle', SEND_SOCKET_IDLE, () => line.end(1000))
      socket.send(encode(senderFrame, frame))
    },
    end: (code) => {
      if (ended) return
      ended = true
      heartbeat?.stop()
      timers.clear()
      socket.close()
      source.closed(code)
    },
  }
  const socket = parts.net.open(`/wss/${toBase64url(firstId)}`, {
    opened: () => {
      if (ended) return
      open = true
      const ask = (): void => line.send({ type: 'ping' })
      heartbeat = startHeartbeat(parts.clock, ask, () => line.end(closeCode.idle))
      timers.later('life', SEND_SOCKET_LIFE, () => line.end(1000))
      attach(line, first.key, first.sendToken)
      pump(line)
    },
    received: (bytes) => {
      if (ended) return
      heartbeat?.heard()
      try {
        take(line, decode(senderAnswer, bytes))
      } catch {
        line.end(closeCode.malformed)
      }
    },
    closed: (code) => line.end(code),
  })
  return {
    pump: () => {
      if (open && !ended) pump(line)
    },
    volatile: (key, data) => {
      const channel = line.byKey.get(key)
      if (!open || ended || channel?.state !== 'ready') return false
      line.send({ type: 'volatile', channel: channel.number, data })
      return true
    },
    close: () => line.end(1000),
  }
}
