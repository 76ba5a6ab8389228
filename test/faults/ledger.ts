// An honest client's books (PROTOCOL 10 rules 1 to 4): what every sender was told, and what every device got
// and acknowledged. Each entry is checked as it is made; `settle` at the end finds what is missing.
import assert from 'node:assert/strict'
import {
  attach,
  dialReceiver,
  dialSender,
  logIn,
  type Device,
  type Place,
  type ReceiveSocket,
  type Route,
  type SendSocket,
} from '../support/wire.ts'

/** What the books contradict: thrown by every check, so that other failures can be told apart. */
export class Broken extends assert.AssertionError {
  constructor(message: string) {
    super({ message })
    this.name = 'Broken'
  }
}
const holds = (condition: boolean, message: string): void => {
  if (!condition) throw new Broken(message)
}

const HEAD = 8
const SIZES = [64, 600, 2_048, 2_048, 2_048, 4_096, 9_000]

/** The envelope that sender `index` deposits under `seq`: every byte follows from the two. */
export const envelopeOf = (index: number, seq: number): Uint8Array => {
  const size = SIZES[(seq * 7 + index) % SIZES.length] ?? HEAD
  const envelope = new Uint8Array(size).fill((seq * 31 + index) & 255)
  const view = new DataView(envelope.buffer)
  view.setUint32(0, index)
  view.setUint32(4, seq)
  return envelope
}

/** Envelopes that a sender keeps under way. */
const WINDOW = 24

/** One sender: what it deposited on its channel and how far it was told `stored`. */
export class Sender {
  readonly route: Route
  readonly index: number
  readonly reader: Reader
  /** Told as durable: told `stored`, or named by `attached`. */
  stored = 0
  next = 1
  /** Told `stored` in so many words. */
  told = 0
  rejections = 0

  constructor(index: number, route: Route, reader: Reader) {
    this.index = index
    this.route = route
    this.reader = reader
  }

  /** Opens the channel and checks what the server still knows. */
  async open(place: Place): Promise<SendSocket> {
    const socket = await dialSender(place, this.route.friendId)
    const { high } = await attach(socket, this.route)
    this.resume(high)
    return socket
  }

  resume(high: number): void {
    holds(high >= this.stored, `sender ${this.index}: told stored ${this.stored}, now ${high}`)
    holds(high < this.next, `sender ${this.index}: ${high} was never sent`)
    this.reader.expectAgain(this.index, high)
    this.stored = high
    this.next = high + 1
  }

  say(socket: SendSocket, seq: number): void {
    const envelope = envelopeOf(this.index, seq)
    socket.say({ type: 'send', channel: 0, seq, flags: seq % 2, envelope })
  }

  /** Sends without pause until the socket ends or `enough` says so; gives the close code. */
  async run(place: Place, enough: () => boolean = () => false): Promise<number> {
    const socket = await this.open(place)
    let stopped = false
    const more = (): void => {
      while (!stopped && !enough() && this.next <= this.stored + WINDOW) {
        this.say(socket, this.next++)
      }
    }
    more()
    while (!enough() || this.stored < this.next - 1) {
      if (stopped && enough()) break
      const told = await socket.arrivals.next()
      if (told === undefined) return socket.closed
      if (told.type === 'rejected') {
        // Nothing above it was taken: what comes next starts there again.
        this.rejections += 1
        stopped = true
        this.next = told.seq
        if (enough()) break
        continue
      }
      holds(told.type === 'stored', `sender ${this.index}: heard ${told.type}`)
      if (told.type === 'stored') this.hear(told.upTo)
      more()
    }
    await socket.close()
    return socket.closed
  }

  hear(upTo: number): void {
    holds(upTo < this.next, `sender ${this.index}: ${upTo} stored, never sent`)
    this.stored = Math.max(this.stored, upTo)
    this.told = this.stored
  }
}

/** One device: what it has of each sender, and what it acknowledged. */
export class Reader {
  readonly device: Device
  readonly last = new Map<number, number>()
  readonly #seqs = new Map<number, string>()
  /** Handed over before they were durable, then lost with the process: each comes once more. */
  readonly #again = new Set<string>()
  cursor = 0
  taken = 0
  logins = 0

  constructor(device: Device) {
    this.device = device
  }

  /** What this sender has to deposit once more, because the server knows it only up to `high`. */
  expectAgain(index: number, high: number): void {
    const last = this.last.get(index) ?? 0
    for (let number = high + 1; number <= last; number++) this.#again.add(`${index}/${number}`)
  }

  take(seq: number, envelope: Uint8Array): void {
    const view = new DataView(envelope.buffer, envelope.byteOffset)
    const index = view.getUint32(0)
    const number = view.getUint32(4)
    const what = `${index}/${number}`
    const same = Buffer.compare(envelope, envelopeOf(index, number)) === 0
    holds(same, `${what}: the bytes are not those that were sent`)
    const before = this.#seqs.get(seq)
    holds(before === undefined || before === what, `number ${seq} named ${before}, now ${what}`)
    this.#seqs.set(seq, what)
    // Not yet acknowledged when the socket ended: the same envelope under the same number.
    if (seq <= this.cursor) return
    this.cursor = seq
    this.taken += 1
    if (this.#again.delete(what)) return
    const last = this.last.get(index) ?? 0
    holds(number === last + 1, `sender ${index}: after ${last} came ${number}`)
    this.last.set(index, number)
  }

  /** Logs in and checks what the server remembers of this device. */
  async open(place: Place): Promise<{ socket: ReceiveSocket; storeEpoch: Uint8Array }> {
    const socket = await dialReceiver(place)
    const { storeEpoch, ackedUpTo, head } = await logIn(place, socket, this.device)
    this.logins += 1
    holds(ackedUpTo <= this.cursor, `acknowledged ${ackedUpTo}, had only ${this.cursor}`)
    holds(head >= this.cursor, `numbers went back from ${this.cursor} to ${head}`)
    return { socket, storeEpoch }
  }

  /** Takes and acknowledges until the socket ends, or until everything up to `wanted` is here. */
  async run(
    place: Place,
    wanted?: ReadonlyMap<number, number>,
    enough: () => boolean = () => false,
  ): Promise<number> {
    const { socket, storeEpoch } = await this.open(place)
    let unread = 0
    const complete = (): boolean =>
      enough() ||
      (wanted !== undefined && [...wanted].every(([at, seq]) => (this.last.get(at) ?? 0) >= seq))
    while (!complete()) {
      const told = await socket.arrivals.next()
      if (told === undefined) return socket.closed
      if (told.type !== 'deliver') continue
      this.take(told.seq, told.envelope)
      unread += 1
      if (unread < 5 && socket.arrivals.waiting > 0) continue
      unread = 0
      socket.say({ type: 'ack', storeEpoch, upTo: this.cursor })
    }
    socket.say({ type: 'ack', storeEpoch, upTo: this.cursor })
    await socket.close()
    return socket.closed
  }
}

/** Swallows what a dying server does to a client in the middle of dialling; the books' findings pass. */
export const gone = async (run: Promise<unknown>): Promise<void> => {
  try {
    await run
  } catch (error) {
    if (error instanceof assert.AssertionError) throw error
  }
}

/** The last check: every sender's channel still knows all it was told, and every device gets all of it. */
export const settle = async (
  place: Place,
  senders: readonly Sender[],
  readers: readonly Reader[],
): Promise<number> => {
  let count = 0
  for (const reader of readers) {
    const wanted = new Map<number, number>()
    for (const sender of senders.filter((one) => one.reader === reader)) {
      const socket = await sender.open(place)
      wanted.set(sender.index, sender.stored)
      count += sender.stored
      await socket.close()
    }
    await reader.run(place, wanted)
  }
  return count
}
