// One WebSocket, as both kinds of route use it (PROTOCOL 3.3): what a turn of the event loop brings is
// written in one piece, unread bytes are counted before more is written, silence and slow readers end it.
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { closeCode } from '../protocol/errors.ts'
import { Chunks } from './gateway-chunks.ts'
import { noGuard, type GatewayLimits, type SocketGuard } from './gateway-limits.ts'

const FIN_BINARY = 0x82

/** What writes at the end of a turn. */
export interface Flushed {
  flush(): void
}

/** Collects the sockets that have something to write, and lets them write together. */
export class Turn {
  #waiting: Flushed[] = []
  #scheduled = false
  readonly chunks = new Chunks()
  /** Frames written since the start. */
  framesOut = 0
  /** Told the code of every socket that the server closes. */
  closing: (code: number) => void = () => undefined

  /** `connection` writes at the end of this turn. */
  add(connection: Flushed): void {
    this.#waiting.push(connection)
    if (this.#scheduled) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      this.flush()
    })
  }

  /** Writes now. */
  flush(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    for (const connection of waiting) connection.flush()
  }
}

/** What the two routes need of a WebSocket. */
export interface FrameLine {
  readonly isOpen: boolean
  /** Bytes handed over and not yet taken by the network. */
  readonly outbound: number
  readonly guard: SocketGuard
  write(frame: Uint8Array): void
  close(code: number): void
}

/** One WebSocket. Frames go out as whole WebSocket messages; `ws` still reads, pings and closes. */
export class Connection implements FrameLine {
  readonly #ws: WebSocket
  readonly #socket: Duplex & { readonly bytesRead?: number }
  readonly #turn: Turn
  readonly #limits: GatewayLimits
  #chunk: Buffer | undefined
  #filled = 0
  /** Bytes of the turn before: the next one is likely to need as many. */
  #usual = 0
  /** Written and not yet taken, oldest first. */
  readonly #flying: Buffer[] = []
  #open = true
  /** Named by the gateway once it knows whose socket this is. */
  guard: SocketGuard = noGuard
  #full = false
  #heldUntil: number | undefined
  /** Milliseconds of a steady clock. */
  readonly openedAt = performance.now()
  #bytesRead = 0
  #heardAt: number
  #pingedAt: number
  #stalledSince: number | undefined
  #outboundBefore = 0
  #closingSince: number | undefined

  constructor(ws: WebSocket, socket: Duplex, turn: Turn, limits: GatewayLimits) {
    this.#ws = ws
    this.#socket = socket
    this.#turn = turn
    this.#limits = limits
    this.#heardAt = this.openedAt
    this.#pingedAt = this.openedAt
  }

  get isOpen(): boolean {
    return this.#open
  }

  /** Bytes handed over and not yet taken by the network. */
  get outbound(): number {
    return this.#socket.writableLength + this.#filled
  }

  /** Writes one frame as a binary message, at the end of this turn. The bytes are copied. */
  write(frame: Uint8Array): void {
    if (!this.#open) return
    this.#turn.framesOut += 1
    const length = frame.length
    const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
    const chunk = this.#room(head + length)
    let at = this.#filled
    chunk[at] = FIN_BINARY
    if (head === 2) chunk[at + 1] = length
    else if (head === 4) {
      chunk[at + 1] = 126
      chunk.writeUInt16BE(length, at + 2)
    } else {
      chunk[at + 1] = 127
      chunk.writeUInt32BE(0, at + 2)
      chunk.writeUInt32BE(length, at + 6)
    }
    at += head
    chunk.set(frame, at)
    this.#filled = at + length
    if (this.outbound > this.#limits.outboundBytes) this.close(closeCode.slowReader)
  }

  #room(more: number): Buffer {
    const known = this.#chunk
    if (known && this.#filled + more <= known.length) return known
    const chunk = this.#turn.chunks.take(known ? this.#filled + more : Math.max(this.#usual, more))
    if (known) {
      known.copy(chunk, 0, 0, this.#filled)
      this.#turn.chunks.give(known)
    } else this.#turn.add(this)
    this.#chunk = chunk
    return chunk
  }

  /** Writes what has gathered. */
  flush(): void {
    const chunk = this.#chunk
    if (!chunk) return
    const filled = this.#filled
    this.#chunk = undefined
    this.#filled = 0
    this.#usual = filled
    if (this.#socket.destroyed || !this.#socket.writable) return
    this.#flying.push(chunk)
    this.#socket.write(chunk.subarray(0, filled), this.#taken)
  }

  // Writes end in their order. After an error the network may still read the memory: it is not used again.
  readonly #taken = (error?: Error | null): void => {
    const chunk = this.#flying.shift()
    if (chunk && !error) this.#turn.chunks.give(chunk)
  }

  /** Stops or starts reading from the network. */
  pause(paused: boolean): void {
    this.#full = paused
    this.#obey()
  }

  #obey(): void {
    if (this.#full || this.#heldUntil !== undefined) this.#ws.pause()
    else this.#ws.resume()
  }

  /** Does not read for so many seconds: its address has sent enough for now. */
  #hold(seconds: number): void {
    if (seconds === 0 || !this.#open) return
    this.#heldUntil = performance.now() + seconds * 1_000
    this.#obey()
  }

  /** Closes with a code of PROTOCOL 5; what was written before still goes out. */
  close(code: number): void {
    if (!this.#open) return
    this.flush()
    this.#open = false
    this.#turn.closing(code)
    this.#ws.close(code)
    if (code === closeCode.drain) this.#hearOut()
  }

  /** A stopping server waits for answers, and who is not read cannot answer; all else is thrown away. */
  #hearOut(): void {
    this.#heldUntil = undefined
    this.pause(false)
  }

  /** The socket is gone. */
  closed(): void {
    this.#open = false
    this.#chunk = undefined
    this.#filled = 0
  }

  /** Whether anything came since the last look, counted for its address. */
  #listen(now: number): void {
    const read = this.#socket.bytesRead ?? 0
    if (read !== this.#bytesRead) {
      void this.guard.read(read - this.#bytesRead).then((seconds) => this.#hold(seconds))
      this.#bytesRead = read
      this.#heardAt = now
    }
    if (this.#heldUntil === undefined) return
    // It is not silent, it is not listened to.
    this.#heardAt = now
    if (now < this.#heldUntil) return
    this.#heldUntil = undefined
    this.#obey()
  }

  /** Looks after the socket; called every tick with milliseconds of a steady clock. */
  tick(now: number): void {
    this.#listen(now)
    if (!this.#open) {
      this.#closingSince ??= now
      if (now - this.#closingSince >= this.#limits.closeWithin) this.#ws.terminate()
      return
    }
    if (now - this.#heardAt >= this.#limits.silence) this.close(closeCode.idle)
    else if (this.#isStalled(now)) this.close(closeCode.slowReader)
    else if (now - this.#pingedAt >= this.#limits.pingEvery) {
      this.#pingedAt = now
      this.flush()
      this.#ws.ping()
    }
  }

  #isStalled(now: number): boolean {
    const outbound = this.outbound
    const before = this.#outboundBefore
    this.#outboundBefore = outbound
    if (outbound === 0 || outbound < before) this.#stalledSince = undefined
    else this.#stalledSince ??= now
    return this.#stalledSince !== undefined && now - this.#stalledSince >= this.#limits.stalled
  }

  /** Ends without a farewell. */
  terminate(): void {
    this.#open = false
    this.#ws.terminate()
  }
}
