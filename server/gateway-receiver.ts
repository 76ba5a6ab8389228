// `/wss` (PROTOCOL 3.2): a device proves its inbox with a signature over the challenge it was sent, then
// takes deliveries and acknowledges them.
import { randomBytes } from 'node:crypto'
import { equalBytes } from '../protocol/bytes.ts'
import { decode, encode } from '../protocol/codec.ts'
import { closeCode } from '../protocol/errors.ts'
import {
  receiverAnswer,
  receiverFrame,
  type ReceiverAnswer,
  type ReceiverFrame,
} from '../protocol/frame.ts'
import { NONCE_BYTES, VERSION_MAX, VERSION_MIN } from '../protocol/limits.ts'
import type { FrameLine } from './gateway-connection.ts'
import { readAck } from './gateway-send-frame.ts'
import type { Receiver, ReceiverLink } from './relay-records.ts'
import type { Relay, Welcome } from './relay.ts'

/** One receiving socket. `origin` is what the client dialled: scheme, host and port. */
export class ReceiverSocket implements ReceiverLink {
  readonly #connection: FrameLine
  readonly #relay: Relay
  readonly #origin: string
  readonly #houseKey: () => Uint8Array
  #nonce: Uint8Array | undefined = randomBytes(NONCE_BYTES)
  #receiver: Receiver | undefined

  constructor(connection: FrameLine, relay: Relay, origin: string, houseKey: () => Uint8Array) {
    this.#connection = connection
    this.#relay = relay
    this.#origin = origin
    this.#houseKey = houseKey
    if (this.#nonce) this.#answer({ type: 'challenge', nonce: this.#nonce })
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }
  get outbound(): number {
    return this.#connection.outbound
  }
  get hasRights(): boolean {
    return this.#receiver !== undefined
  }
  get hasBegun(): boolean {
    return this.#nonce === undefined
  }

  #answer(frame: ReceiverAnswer): void {
    this.#connection.write(encode(receiverAnswer, frame))
  }

  /** One message. Throws Malformed. */
  receive(message: Uint8Array): void {
    const upTo = this.#receiver && readAck(message, this.#relay.storeEpoch)
    if (upTo !== undefined) return this.#acknowledge(upTo)
    const frame = decode(receiverFrame, message)
    switch (frame.type) {
      case 'ack':
        return this.#ack(frame)
      case 'ping':
        return this.#answer({ type: 'pong' })
      case 'login':
        return this.#login(frame)
    }
  }

  #login(frame: Extract<ReceiverFrame, { type: 'login' }>): void {
    if (frame.version < VERSION_MIN || frame.version > VERSION_MAX) {
      this.#answer({ type: 'version', min: VERSION_MIN, max: VERSION_MAX })
      this.#connection.close(closeCode.version)
      return
    }
    const nonce = this.#nonce
    if (!nonce) {
      this.#connection.close(closeCode.malformed)
      return
    }
    this.#nonce = undefined
    const claim = {
      origin: this.#origin,
      nonce,
      inboxId: frame.inboxId.slice(),
      signature: frame.signature.slice(),
    }
    this.#relay.login(
      this,
      claim,
      (receiver, told) => this.#welcome(receiver, told),
      () => void this.#refuse(),
    )
  }

  async #refuse(): Promise<void> {
    const may = await this.#connection.guard.failed()
    this.#connection.close(may ? closeCode.refused : closeCode.rateLimited)
  }

  /** Counts a login with the right key; too many in a row close the socket. */
  mayLogIn(inboxNo: number): boolean {
    const may = this.#connection.guard.mayLogIn(inboxNo)
    if (!may) this.#connection.close(closeCode.rateLimited)
    return may
  }

  #welcome(receiver: Receiver, { ackedUpTo, head, pending, pairIds }: Welcome): void {
    this.#receiver = receiver
    this.#answer({
      type: 'welcome',
      storeEpoch: this.#relay.storeEpoch,
      ackedUpTo,
      head,
      pending,
      houseKey: this.#houseKey(),
      prekeyIds: pairIds,
    })
  }

  #ack(frame: Extract<ReceiverFrame, { type: 'ack' }>): void {
    if (!this.#receiver) this.#connection.close(closeCode.malformed)
    // An acknowledgement of another life of the store says nothing about this one.
    else if (equalBytes(frame.storeEpoch, this.#relay.storeEpoch)) this.#acknowledge(frame.upTo)
  }

  #acknowledge(upTo: number): void {
    const receiver = this.#receiver
    if (receiver && !this.#relay.ack(receiver, upTo)) this.#connection.close(closeCode.malformed)
  }

  deliver(frame: Uint8Array): void {
    this.#connection.write(frame)
  }

  volatile(friendId: Uint8Array, payload: Uint8Array): void {
    this.#answer({ type: 'volatile', friendId, data: payload })
  }

  superseded(): void {
    this.#connection.close(closeCode.superseded)
  }

  storeFailed(): void {
    this.#connection.close(closeCode.storeFailed)
  }

  removed(): void {
    this.#connection.close(closeCode.refused)
  }

  /** The socket is gone. */
  closed(): void {
    if (this.#receiver) this.#relay.logout(this.#receiver)
  }
}
