// One line (PROTOCOL 3.4): what carries frames where no WebSocket gets through. Frames for the client are
// kept until the client says how many it has, so an answer that is lost on the way loses nothing; how they
// travel, in a stream or in single answers, the client chooses anew with each request.
import type { ServerResponse } from 'node:http'
import { encode } from '../protocol/codec.ts'
import { closeCode } from '../protocol/errors.ts'
import { lineRecord } from '../protocol/line.ts'
import {
  LINE_BEAT,
  LINE_POLL,
  LINE_STREAM_LIFE,
  LINE_UNCONFIRMED,
  MAX_LINE_FRAMES,
} from '../protocol/limits.ts'
import type { Carrier, Entered } from './gateway-carrier.ts'
import type { Turn } from './gateway-connection.ts'
import type { GatewayLimits, SocketGuard } from './gateway-limits.ts'

/** A client has to find out first whether a stream reaches it: so much later its rights are due. */
const GRACE = 5_000
/** How long a line that was closed still tells why, milliseconds. */
const FAREWELL = 5_000
const BEAT = encode(lineRecord, { type: 'beat' })

/** An answer of /line/down under way. */
interface Down {
  readonly response: ServerResponse
  readonly stream: boolean
  readonly since: number
  /** Records of the queue that are in this answer. */
  sent: number
  wroteAt: number
  stalledSince: number | undefined
}

/** What a line is made of. */
export interface LineParts {
  readonly turn: Turn
  readonly limits: GatewayLimits
  readonly guard: SocketGuard
  /** The line is over; once. */
  readonly over: () => void
}

/** One line. Nothing of it outlives its end. */
export class Line implements Carrier {
  readonly #parts: LineParts
  /** Records not confirmed yet; `#confirmed` is the number of the first one. */
  readonly #queue: Uint8Array[] = []
  #confirmed = 0
  #waiting = 0
  #taken = 0
  #down: Down | undefined
  #flushing = false
  #open = true
  #over = false
  #closedAt: number | undefined
  #heardAt: number
  #paused: (() => void)[] | undefined
  readonly openedAt: number
  /** Set once, right after the line is made. */
  entered: Entered | undefined

  constructor(parts: LineParts) {
    this.#parts = parts
    this.#heardAt = performance.now()
    this.openedAt = this.#heardAt + GRACE
  }

  get guard(): SocketGuard {
    return this.#parts.guard
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Bytes that the client has not confirmed. */
  get outbound(): number {
    return this.#waiting
  }

  write(frame: Uint8Array): void {
    if (!this.#open) return
    this.#parts.turn.framesOut += 1
    this.#put(encode(lineRecord, { type: 'frame', frame }))
    if (this.#waiting > this.#parts.limits.outboundBytes) this.close(closeCode.slowReader)
  }

  #put(record: Uint8Array): void {
    this.#queue.push(record)
    this.#waiting += record.length
    if (this.#flushing) return
    this.#flushing = true
    this.#parts.turn.add(this)
  }

  /** Writes what the answer under way has not carried yet. */
  flush(): void {
    this.#flushing = false
    const down = this.#down
    if (!down || down.response.writableNeedDrain || down.sent >= this.#queue.length) return
    down.response.write(Buffer.concat(this.#queue.slice(down.sent)))
    down.sent = this.#queue.length
    down.wroteAt = performance.now()
    if (!this.#open) down.response.once('finish', () => this.terminate())
    if (!down.stream || !this.#open || this.#waiting >= LINE_UNCONFIRMED) this.#endDown()
  }

  #endDown(): void {
    this.#down?.response.end()
    this.#down = undefined
  }

  /** Forgets what the client has. False when it cannot have that much, or had more before. */
  confirm(received: number): boolean {
    this.#heardAt = performance.now()
    const count = received - this.#confirmed
    if (count < 0 || count > this.#queue.length) return false
    for (const record of this.#queue.splice(0, count)) this.#waiting -= record.length
    this.#confirmed = received
    if (this.#down) this.#down.sent = Math.max(0, this.#down.sent - count)
    return true
  }

  /** Answers with what waits and, in a stream, with all that follows. It replaces the answer before. */
  answer(response: ServerResponse, stream: boolean): void {
    this.#endDown()
    const now = performance.now()
    const down: Down = {
      response,
      stream,
      since: now,
      sent: 0,
      wroteAt: now,
      stalledSince: undefined,
    }
    this.#down = down
    response.on('close', () => {
      if (this.#down === down) this.#down = undefined
    })
    response.on('drain', () => {
      if (this.#down === down) this.flush()
    })
    // A stream's first byte goes at once: the client learns whether it arrives.
    if (stream) response.write(BEAT)
    this.flush()
  }

  /** Takes frames, the first of which is number `from` of this line; repeated ones are passed over. */
  take(from: number, frames: readonly Uint8Array[]): void {
    this.#heardAt = performance.now()
    if (from > this.#taken) return this.close(closeCode.malformed)
    for (const frame of frames.slice(Math.min(this.#taken - from, MAX_LINE_FRAMES))) {
      this.#taken += 1
      this.entered?.receive(frame)
    }
  }

  /** Resolves when the client may send more. */
  ready(): Promise<void> {
    const paused = this.#paused
    return paused ? new Promise((resolve) => paused.push(resolve)) : Promise.resolve()
  }

  pause(paused: boolean): void {
    const waiting = this.#paused ?? []
    this.#paused = paused ? waiting : undefined
    if (!paused) for (const resolve of waiting) resolve()
  }

  close(code: number): void {
    if (!this.#open) return
    this.#parts.turn.closing(code)
    this.#put(encode(lineRecord, { type: 'closed', code }))
    this.#open = false
    this.#closedAt = performance.now()
    this.pause(false)
    // The server is about to end: it does not wait for somebody who is not listening.
    if (code === closeCode.drain && !this.#down) this.terminate()
  }

  tick(now: number): void {
    const { limits } = this.#parts
    if (!this.#open) {
      if (now - (this.#closedAt ?? now) >= FAREWELL) this.terminate()
      return
    }
    if (now - this.#heardAt >= limits.silence) this.close(closeCode.idle)
    else if (this.#down) this.#tickDown(this.#down, now)
  }

  #tickDown(down: Down, now: number): void {
    if (!down.response.writableNeedDrain) down.stalledSince = undefined
    else down.stalledSince ??= now
    if (down.stalledSince !== undefined) {
      if (now - down.stalledSince >= this.#parts.limits.stalled) this.close(closeCode.slowReader)
    } else if (now - down.since >= (down.stream ? LINE_STREAM_LIFE : LINE_POLL)) this.#endDown()
    else if (down.stream && now - down.wroteAt >= LINE_BEAT) {
      down.wroteAt = now
      down.response.write(BEAT)
    }
  }

  closed(): void {
    this.#open = false
    this.#queue.length = 0
    this.#waiting = 0
    this.#endDown()
  }

  terminate(): void {
    if (this.#over) return
    this.#over = true
    this.#open = false
    this.pause(false)
    this.#parts.over()
    this.entered?.gone()
  }
}
