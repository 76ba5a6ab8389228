// The sending socket: one, anonymous, opened when something waits, left when idle, renewed now and then so
// that the ids used on one socket say little (PROTOCOL 3.1). It sends bytes that are committed already and
// reports what the server says; losing it at any moment costs nothing.
import { decode, encode } from '../../protocol/codec.ts'
import { closeCode, problem } from '../../protocol/errors.ts'
import { FLAG_WAKE, senderAnswer, senderFrame, type SenderAnswer } from '../../protocol/frame.ts'
import {
  MAX_CHANNELS,
  SEND_SOCKET_IDLE,
  SEND_SOCKET_LIFE,
  VERSION,
} from '../../protocol/limits.ts'
import { fromHex, toBase64url } from '../../protocol/bytes.ts'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { Clock, Net, Socket } from './ports.ts'

/** Deposits that wait, as the committed profile has them. */
export interface Waiting {
  readonly seq: number
  readonly bytes: Uint8Array
  readonly wake: boolean
}

/** What the socket asks of the engine: committed rows in, the server's words out. */
export interface SenderSource {
  /** Channels with something to send, by friendId as hex, with their token. */
  channels(): readonly { readonly key: string; readonly sendToken: Uint8Array }[]
  waiting(key: string, above: number, most: number): readonly Waiting[]
  attached(key: string, said: Extract<SenderAnswer, { type: 'attached' }>): Promise<void>
  stored(key: string, upTo: number): void
  refused(key: string): void
  /** The channel cannot take more for now. */
  full(key: string): void
  closed(code: number): void
}

export interface Sender {
  /** Something new may wait. */
  pump(): void
  close(): void
}

/** Deposits under way on one channel, and bytes waiting in the socket, before the sender pauses. */
const WINDOW = 128
const MAX_BUFFERED = 1_048_576
const RETRY_FULL = 10_000

interface Attachment {
  readonly key: string
  readonly number: number
  state: 'asked' | 'ready' | 'off'
  sentUpTo: number
  storedUpTo: number
}

/** Opens `/wss/:friendId` for the first waiting channel and serves all that wait. */
export const openSender = (
  parts: { readonly net: Net; readonly clock: Clock },
  source: SenderSource,
): Sender | undefined => {
  const first = source.channels()[0]
  const firstId = first && fromHex(first.key)
  if (!first || !firstId) return undefined
  const { clock } = parts
  const attachments = new Map<string, Attachment>()
  const byNumber = new Map<number, Attachment>()
  const cancels = new Set<() => void>()
  let cancelIdle = (): void => undefined
  let opened = false
  let ended = false
  let heartbeat: Heartbeat | undefined

  const end = (code: number): void => {
    if (ended) return
    ended = true
    heartbeat?.stop()
    cancelIdle()
    for (const cancel of cancels) cancel()
    socket.close()
    source.closed(code)
  }
  const later = (delay: number, call: () => void): void => {
    const cancel = clock.after(delay, () => {
      cancels.delete(cancel)
      call()
    })
    cancels.add(cancel)
  }
  const touch = (): void => {
    cancelIdle()
    cancelIdle = clock.after(SEND_SOCKET_IDLE, () => end(1000))
  }
  const attach = (key: string, sendToken: Uint8Array): void => {
    const friendId = fromHex(key)
    if (!friendId || byNumber.size >= MAX_CHANNELS) return
    const attachment: Attachment = {
      key,
      number: byNumber.size,
      state: 'asked',
      sentUpTo: 0,
      storedUpTo: 0,
    }
    attachments.set(key, attachment)
    byNumber.set(attachment.number, attachment)
    const channel = attachment.number
    socket.send(
      encode(senderFrame, { type: 'attach', version: VERSION, channel, friendId, sendToken }),
    )
    touch()
  }
  const pump = (): void => {
    if (!opened || ended) return
    for (const { key, sendToken } of source.channels()) {
      const attachment = attachments.get(key)
      if (!attachment) attach(key, sendToken)
      else if (attachment.state === 'ready') drain(attachment)
    }
  }
  const drain = (attachment: Attachment): void => {
    const { key, number: channel } = attachment
    while (socket.buffered() < MAX_BUFFERED) {
      const open = WINDOW - (attachment.sentUpTo - attachment.storedUpTo)
      const waiting = source.waiting(key, attachment.sentUpTo, Math.min(Math.max(open, 0), 32))
      if (waiting.length === 0) return
      for (const { seq, bytes: envelope, wake } of waiting) {
        const flags = wake ? FLAG_WAKE : 0
        socket.send(encode(senderFrame, { type: 'send', channel, seq, flags, envelope }))
        if (attachment.sentUpTo === 0) attachment.storedUpTo = seq - 1
        attachment.sentUpTo = seq
      }
      touch()
    }
    later(50, pump)
  }
  const attached = async (
    attachment: Attachment,
    said: Extract<SenderAnswer, { type: 'attached' }>,
  ): Promise<void> => {
    // The engine commits what the attach taught before anything new is sent.
    await source.attached(attachment.key, said)
    if (ended) return
    attachment.state = 'ready'
    attachment.sentUpTo = 0
    attachment.storedUpTo = 0
    pump()
  }
  const rejected = (attachment: Attachment, seq: number, code: number): void => {
    attachment.sentUpTo = seq - 1
    attachment.state = 'off'
    if (code !== problem.storeFailed) source.full(attachment.key)
    later(RETRY_FULL, () => {
      attachment.state = 'ready'
      pump()
    })
  }
  const take = (said: SenderAnswer): void => {
    if (said.type === 'pong') return
    if (said.type === 'version') return end(closeCode.version)
    const attachment = byNumber.get(said.channel)
    if (!attachment) return
    switch (said.type) {
      case 'attached':
        void attached(attachment, said).catch(() => end(closeCode.storeFailed))
        return
      case 'refused':
        attachment.state = 'off'
        return source.refused(attachment.key)
      case 'stored':
        attachment.storedUpTo = Math.max(attachment.storedUpTo, said.upTo)
        source.stored(attachment.key, said.upTo)
        return pump()
      case 'rejected':
        return rejected(attachment, said.seq, said.code)
      // Somebody else writes here: only a new attach tells what they wrote.
      case 'conflict':
      case 'superseded':
        return end(closeCode.superseded)
    }
  }
  const socket: Socket = parts.net.open(`/wss/${toBase64url(firstId)}`, {
    opened: () => {
      opened = true
      const ask = (): void => socket.send(encode(senderFrame, { type: 'ping' }))
      heartbeat = startHeartbeat(clock, ask, () => end(closeCode.idle))
      later(SEND_SOCKET_LIFE, () => end(1000))
      attach(first.key, first.sendToken)
      pump()
    },
    received: (bytes) => {
      if (ended) return
      heartbeat?.heard()
      try {
        take(decode(senderAnswer, bytes))
      } catch {
        end(closeCode.malformed)
      }
    },
    closed: end,
  })
  return { pump, close: () => end(1000) }
}
