// The receiving socket: log in, take envelopes in order, acknowledge what has been committed. It knows
// nothing of their content. Everything that decides is behind `events`.
import { signLogin } from '../crypto/index.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { closeCode } from '../../protocol/errors.ts'
import { receiverAnswer, receiverFrame, type ReceiverAnswer } from '../../protocol/frame.ts'
import { VERSION } from '../../protocol/limits.ts'
import { startHeartbeat, type Heartbeat } from './heartbeat.ts'
import type { Arrival } from './incoming.ts'
import type { Welcome } from './login.ts'
import type { Clock, Net, Socket } from './ports.ts'
import type { InboxRow } from './tables.ts'

export interface ReceiverEvents {
  welcome(said: Welcome): void
  arrival(arrival: Arrival): void
  /** A volatile frame that came under a friendId. */
  volatile(friendId: Uint8Array, data: Uint8Array): void
  /** Once, when the socket is gone; `code` is the WebSocket close code. */
  closed(code: number): void
}

export interface Receiver {
  ack(storeEpoch: Uint8Array, upTo: number): void
  close(): void
}

/** Opens `/wss` and logs in. */
export const openReceiver = (
  parts: { readonly net: Net; readonly clock: Clock },
  inbox: InboxRow,
  events: ReceiverEvents,
): Receiver => {
  let ended = false
  let heartbeat: Heartbeat | undefined
  const end = (code: number): void => {
    if (ended) return
    ended = true
    heartbeat?.stop()
    socket.close()
    events.closed(code)
  }
  const login = (nonce: Uint8Array): void => {
    const signature = signLogin(inbox.login.seed, socket.origin, nonce, inbox.inboxId)
    const { inboxId } = inbox
    socket.send(encode(receiverFrame, { type: 'login', version: VERSION, inboxId, signature }))
  }
  const take = (frame: ReceiverAnswer): void => {
    switch (frame.type) {
      case 'challenge':
        return login(frame.nonce)
      case 'welcome':
        return events.welcome(frame)
      case 'deliver':
        return events.arrival(frame)
      case 'version':
        return end(closeCode.version)
      case 'volatile':
        return events.volatile(frame.friendId, frame.data)
      case 'pong':
    }
  }
  const socket: Socket = parts.net.open('/wss', {
    opened: () => {
      const ask = (): void => socket.send(encode(receiverFrame, { type: 'ping' }))
      heartbeat = startHeartbeat(parts.clock, ask, () => end(closeCode.idle))
    },
    received: (bytes) => {
      if (ended) return
      heartbeat?.heard()
      try {
        take(decode(receiverAnswer, bytes))
      } catch {
        // A server that speaks nonsense is left; what it holds stays stored.
        end(closeCode.malformed)
      }
    },
    closed: end,
  })
  return {
    ack: (storeEpoch, upTo) => {
      if (!ended) socket.send(encode(receiverFrame, { type: 'ack', storeEpoch, upTo }))
    },
    close: () => end(1000),
  }
}
