// `/wss/:friendId` (PROTOCOL 3.1): channels on one anonymous socket. Decodes frames, knows which channel
// numbers are in use, and leaves every decision about envelopes to the relay.
import { equalBytes } from '../protocol/bytes.ts'
import { decode, encode } from '../protocol/codec.ts'
import { closeCode, Malformed, problem } from '../protocol/errors.ts'
import {
  FLAG_WAKE,
  senderAnswer,
  senderFrame,
  type SenderAnswer,
  type SenderFrame,
} from '../protocol/frame.ts'
import { MAX_CHANNELS, MAX_SEQ, VERSION_MAX, VERSION_MIN } from '../protocol/limits.ts'
import type { FrameLine } from './gateway-connection.ts'
import type { GatewayLimits } from './gateway-limits.ts'
import { readSend, storedFrame } from './gateway-send-frame.ts'
import type { Attachment, SenderLink } from './relay-records.ts'
import type { Relay } from './relay.ts'
import type { ChannelRow } from './store/call.ts'

/** A channel number on this socket: asked for, in use, or over (its late frames are dropped). */
type Slot = 'asked' | 'over' | Attachment

/** One sending socket. */
export class Sender implements SenderLink {
  readonly #connection: FrameLine
  readonly #relay: Relay
  readonly #limits: GatewayLimits
  readonly #friendId: Uint8Array
  readonly #slots = new Map<number, Slot>()
  #refusals = 0

  constructor(connection: FrameLine, relay: Relay, limits: GatewayLimits, friendId: Uint8Array) {
    this.#connection = connection
    this.#relay = relay
    this.#limits = limits
    this.#friendId = friendId
  }

  get isOpen(): boolean {
    return this.#connection.isOpen
  }

  /** True once an attach succeeded: larger messages may come. */
  hasRights = false
  /** True once anything was attached or tried. */
  get hasBegun(): boolean {
    return this.#slots.size > 0
  }

  /** One message. Throws Malformed. */
  receive(message: Uint8Array, now: number): void {
    const send = readSend(message)
    const slot = send && this.#slots.get(send.channel)
    if (send && slot !== undefined && slot !== 'asked' && slot !== 'over') {
      this.#relay.send(slot, send)
      return
    }
    const frame = decode(senderFrame, message)
    switch (frame.type) {
      case 'send':
        if (frame.seq < 1 || frame.seq > MAX_SEQ) throw new Malformed('seq')
        return this.#onChannel(frame.channel, (attachment) => {
          const { seq, envelope: message, flags } = frame
          this.#relay.send(attachment, { seq, message, start: 0, wake: (flags & FLAG_WAKE) !== 0 })
        })
      case 'volatile':
        return this.#onChannel(frame.channel, (attachment) =>
          this.#relay.volatile(attachment, frame.data, now),
        )
      case 'attach':
        return this.#attach(frame)
      case 'detach':
        return this.#detach(frame.channel)
      case 'ping':
        return this.answer({ type: 'pong' })
    }
  }

  #onChannel(number: number, act: (attachment: Attachment) => void): void {
    const slot = this.#slots.get(number)
    if (slot === undefined || slot === 'asked') this.#connection.close(closeCode.malformed)
    else if (slot !== 'over') act(slot)
  }

  #attach(frame: Extract<SenderFrame, { type: 'attach' }>): void {
    const { channel: number, friendId, sendToken } = frame
    if (frame.version < VERSION_MIN || frame.version > VERSION_MAX) {
      this.answer({ type: 'version', min: VERSION_MIN, max: VERSION_MAX })
      this.#connection.close(closeCode.version)
      return
    }
    const slot = this.#slots.get(number)
    if (number >= MAX_CHANNELS || (slot !== undefined && slot !== 'over')) {
      this.#connection.close(closeCode.malformed)
      return
    }
    // The first attach has to be for the id of the path, as channel 0.
    const lawful = this.hasBegun || (number === 0 && equalBytes(friendId, this.#friendId))
    this.#slots.set(number, 'asked')
    this.#relay.attach(this, {
      number,
      friendId: friendId.slice(),
      sendToken: sendToken.slice(),
      lawful,
    })
  }

  #detach(number: number): void {
    const slot = this.#slots.get(number)
    if (slot === undefined || slot === 'asked') this.#connection.close(closeCode.malformed)
    else {
      this.#slots.set(number, 'over')
      if (slot !== 'over') this.#relay.detach(slot)
    }
  }

  answer(frame: SenderAnswer): void {
    const isStored = frame.type === 'stored'
    this.#connection.write(
      isStored ? storedFrame(frame.channel, frame.upTo) : encode(senderAnswer, frame),
    )
  }

  attached(attachment: Attachment, row: ChannelRow): void {
    this.hasRights = true
    this.#slots.set(attachment.number, attachment)
    this.answer({
      type: 'attached',
      channel: attachment.number,
      storeEpoch: this.#relay.storeEpoch,
      high: row.high,
      digest: row.digest,
      expiredUpTo: row.expiredUpTo,
    })
  }

  refused(channel: number): void {
    this.#slots.set(channel, 'over')
    this.answer({ type: 'refused', channel, code: problem.refused })
    this.#refusals += 1
    if (this.#refusals >= this.#limits.refusals) this.#connection.close(closeCode.refused)
    void this.#connection.guard.failed().then((may) => {
      if (!may) this.#connection.close(closeCode.rateLimited)
    })
  }

  detached(channel: number): void {
    this.#slots.set(channel, 'over')
  }

  storeFailed(): void {
    this.#connection.close(closeCode.storeFailed)
  }

  /** The socket is gone. */
  closed(): void {
    for (const slot of this.#slots.values()) {
      if (slot !== 'asked' && slot !== 'over') this.#relay.detach(slot)
    }
    this.#slots.clear()
  }
}
