// Two honest people while others misbehave: one message after the other, each waited for.
import { attach, dialReceiver, dialSender, logIn, type Place } from '../support/wire.ts'
import type { ReceiveSocket, SendSocket } from '../support/wire.ts'
import type { Resident } from '../support/server.ts'

/** Somebody who writes to somebody. */
export class Pair {
  readonly #sender: SendSocket
  readonly #receiver: ReceiveSocket
  readonly #storeEpoch: Uint8Array
  #seq: number
  #ended = false
  /** Milliseconds that each message took. */
  readonly times: number[] = []

  private constructor(
    sender: SendSocket,
    receiver: ReceiveSocket,
    known: { storeEpoch: Uint8Array; high: number },
  ) {
    this.#sender = sender
    this.#receiver = receiver
    this.#storeEpoch = known.storeEpoch
    this.#seq = known.high
  }

  /** Connects both ends. */
  static async open(place: Place, { device, route }: Resident): Promise<Pair> {
    const receiver = await dialReceiver(place)
    const { storeEpoch } = await logIn(place, receiver, device)
    const sender = await dialSender(place, route.friendId)
    const { high } = await attach(sender, route)
    return new Pair(sender, receiver, { storeEpoch, high })
  }

  /** One message: stored, delivered and acknowledged. */
  async write(): Promise<void> {
    const begin = performance.now()
    const seq = ++this.#seq
    const envelope = new Uint8Array(2_048).fill(seq & 255)
    this.#sender.say({ type: 'send', channel: 0, seq, flags: 1, envelope })
    const { seq: number } = await this.#receiver.hear('deliver')
    this.#receiver.say({ type: 'ack', storeEpoch: this.#storeEpoch, upTo: number })
    while ((await this.#sender.hear('stored')).upTo < seq);
    this.times.push(performance.now() - begin)
  }

  /** Message after message until `stop`. */
  async keepWriting(): Promise<void> {
    this.#ended = false
    while (!this.#ended) await this.write()
  }

  stop(): void {
    this.#ended = true
  }

  /** The time within which that share of the messages came, in whole milliseconds. */
  within(share: number): number {
    const sorted = this.times.toSorted((a, b) => a - b)
    return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
  }

  async close(): Promise<void> {
    await Promise.all([this.#sender.close(), this.#receiver.close()])
  }
}
