// A line in place of a WebSocket (PROTOCOL 3.4): looks like one to whoever dials, and is a few POST requests
// underneath. Frames come in a stream; where something on the way holds streams back, in long polls. Loaded
// only when no WebSocket opened.
import { concatBytes, fromBase64url, toBase64url } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import {
  lineDown,
  lineOpened,
  lineRecord,
  lineUp,
  openLine,
  recordLength,
} from '../../protocol/line.ts'
import {
  LINE_PROOF,
  LINE_SILENCE,
  MAX_LINE_FRAMES,
  MAX_LINE_UP,
  MAX_PAYLOAD,
  VERSION,
} from '../../protocol/limits.ts'
import type { Clock } from '../engine/ports.ts'
import { readBody } from './answer-web.ts'
import type { DialSocket } from './dial-web.ts'

/** How frames come down a line. */
export type LineWay = 'stream' | 'poll'

/** What a line needs of its Net. */
export interface LineParts {
  readonly clock: Clock
  readonly request: typeof fetch
  /** Opens a WebSocket: asked now and then whether one gets through again. */
  readonly createSocket: (url: string) => WebSocket
  /** Told how frames come, at the start and when that changes. */
  readonly onWay: (way: LineWay) => void
}

/** Where streams were held back, long polls are used at once for so long, milliseconds. */
export const POLL_FOR = 10 * 60_000
/** How often a line looks whether a WebSocket gets through, milliseconds. */
export const LOOK_UP_EVERY = 10 * 60_000 + 5_000
const REQUEST_TIMEOUT = 40_000
const RETRY_AFTER = 1_000
const TRIES = 3
/** Codes of WebSocket: lost, and closed by ourselves. */
const LOST = 1006
const NO_FRAME: Uint8Array = new Uint8Array(0)

class Ended extends Error {}

const HTTPS: RequestInit = {
  method: 'POST',
  cache: 'no-store',
  credentials: 'omit',
  redirect: 'error',
  referrerPolicy: 'no-referrer',
}

// Of this program's run: a line that is opened anew need not find out again.
let pollUntil = 0

/** For tests: what an earlier line found out is forgotten. */
export const forgetWays = (): void => {
  pollUntil = 0
}

const openBody = (path: string): Uint8Array => {
  const friendId = fromBase64url(path.replace(/^\/wss\/?/, ''))
  return friendId && friendId.length > 0
    ? encode(openLine, { type: 'send', version: VERSION, friendId })
    : encode(openLine, { type: 'receive', version: VERSION })
}

class LineSocket implements DialSocket {
  onopen: DialSocket['onopen'] = null
  onmessage: DialSocket['onmessage'] = null
  onclose: DialSocket['onclose'] = null
  bufferedAmount = 0
  binaryType: BinaryType = 'arraybuffer'
  readonly #parts: LineParts
  readonly #origin: string
  readonly #path: string
  readonly #waiting: Uint8Array[] = []
  readonly #cancels = new Set<() => void>()
  #line = ''
  #sent = 0
  #received = 0
  #confirmed = 0
  #sending = false
  #over = false
  #way: LineWay | undefined
  #down = new AbortController()

  constructor(url: string, parts: LineParts) {
    this.#parts = parts
    this.#origin = new URL(url).origin
    this.#path = new URL(url).pathname
    this.#run().catch(() => this.#finish(LOST))
  }

  send(frame: Uint8Array): void {
    if (this.#over) return
    this.#waiting.push(new Uint8Array(frame))
    this.bufferedAmount += frame.length
    this.#pump()
  }

  close(): void {
    if (this.#over) return
    this.#end()
    if (this.#line !== '') this.#post('close', NO_FRAME, {}).catch(() => undefined)
  }

  #end(): void {
    this.#over = true
    this.#down.abort()
    for (const cancel of this.#cancels) cancel()
  }

  #finish(code: number): void {
    if (this.#over) return
    this.#end()
    this.onclose?.(new CloseEvent('close', { code }))
  }

  /** Calls back after `delay` unless the line ends or the returned function is called before. */
  #after(delay: number, call: () => void): () => void {
    const cancel = this.#parts.clock.after(delay, () => {
      this.#cancels.delete(stop)
      call()
    })
    const stop = (): void => {
      cancel()
      this.#cancels.delete(stop)
    }
    this.#cancels.add(stop)
    return stop
  }

  #wait(delay: number): Promise<void> {
    return new Promise((resolve) => void this.#after(delay, resolve))
  }

  async #post(name: string, body: Uint8Array, init: RequestInit): Promise<Response> {
    const headers: Record<string, string> = { 'content-type': 'application/octet-stream' }
    if (this.#line !== '') headers['authorization'] = `Bearer ${this.#line}`
    const { request } = this.#parts
    const answer = await request(`${this.#origin}/line/${name}`, {
      ...HTTPS,
      keepalive: name === 'close',
      headers,
      body: new Uint8Array(body),
      ...init,
    })
    // The server knows this line no more, or will not have it.
    if (!answer.ok) throw new Ended()
    return answer
  }

  /** Tries again where the network failed; what is repeated is told apart by its number. */
  async #again<T>(act: () => Promise<T>): Promise<T> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await act()
      } catch (error) {
        if (error instanceof Ended || tries >= TRIES || this.#over) throw error
        await this.#wait(RETRY_AFTER)
      }
    }
  }

  async #run(): Promise<void> {
    const signal = AbortSignal.timeout(REQUEST_TIMEOUT)
    const answer = await this.#post('open', openBody(this.#path), { signal })
    const { line } = decode(lineOpened, await readBody(answer))
    if (this.#over) return
    this.#line = toBase64url(line)
    this.onopen?.(new Event('open'))
    this.#lookUp()
    let failures = 0
    while (!this.#over) {
      const before = this.#received
      const started = this.#parts.clock.now()
      const fine = await this.#listen().catch((error: unknown) => {
        if (error instanceof Ended) throw error
        return false
      })
      failures = fine || this.#received > before ? 0 : failures + 1
      if (failures >= TRIES) throw new Ended()
      // An answer that is over at once and brought nothing would be asked for in a circle.
      const barren = this.#received === before && this.#parts.clock.now() - started < RETRY_AFTER
      if (!this.#over && barren) await this.#wait(RETRY_AFTER)
    }
  }

  /** One answer of /line/down, to its end. False when it broke off. */
  async #listen(): Promise<boolean> {
    const stream = this.#parts.clock.now() >= pollUntil
    this.#tellWay(stream ? 'stream' : 'poll')
    const down = new AbortController()
    this.#down = down
    let held = false
    const hold = (): void => {
      held = true
      pollUntil = this.#parts.clock.now() + POLL_FOR
      down.abort()
    }
    let cancel = this.#after(
      stream ? LINE_PROOF : REQUEST_TIMEOUT,
      stream ? hold : () => down.abort(),
    )
    try {
      const body = encode(lineDown, { received: this.#received, stream })
      const answer = await this.#post('down', body, { signal: down.signal })
      this.#confirmed = this.#received
      await this.#read(answer, () => {
        if (!stream) return
        cancel()
        cancel = this.#after(LINE_SILENCE, hold)
      })
      return true
    } catch (error) {
      if (error instanceof Ended) throw error
      return held
    } finally {
      cancel()
    }
  }

  #tellWay(way: LineWay): void {
    if (this.#way !== way) this.#parts.onWay(way)
    this.#way = way
  }

  async #read(answer: Response, heard: () => void): Promise<void> {
    const reader = answer.body?.getReader()
    let rest: Uint8Array = NO_FRAME
    while (reader && !this.#over) {
      const { done, value } = await reader.read()
      if (done) return
      heard()
      rest = this.#records(rest.length > 0 ? concatBytes(rest, value) : value)
    }
  }

  /** Takes the whole records at the start; gives what is left. */
  #records(input: Uint8Array): Uint8Array {
    let at = 0
    while (at < input.length && !this.#over) {
      const length = recordLength(input.subarray(at))
      if (length > MAX_PAYLOAD + 5) throw new Ended()
      if (at + length > input.length) break
      const record = decode(lineRecord, input.slice(at, at + length))
      at += length
      if (record.type === 'beat') continue
      this.#received += 1
      if (record.type === 'closed') this.#finish(record.code)
      else this.onmessage?.(new MessageEvent('message', { data: record.frame.slice().buffer }))
    }
    this.#confirm()
    return input.slice(at)
  }

  /** In a stream the server keeps what is not confirmed; frames going up say it along the way. */
  #confirm(): void {
    if (this.#received - this.#confirmed >= MAX_LINE_FRAMES) this.#pump(true)
  }

  #pump(confirm = false): void {
    if (this.#sending || this.#over || this.#line === '') return
    if (this.#waiting.length === 0 && !confirm) return
    this.#sending = true
    this.#up()
      .then(() => {
        this.#sending = false
        this.#pump()
      })
      .catch(() => this.#finish(LOST))
  }

  #batch(): readonly Uint8Array[] {
    let size = 16
    const frames: Uint8Array[] = []
    for (const frame of this.#waiting) {
      size += frame.length + 4
      if (frames.length === MAX_LINE_FRAMES || size > MAX_LINE_UP) break
      frames.push(frame)
    }
    return frames
  }

  async #up(): Promise<void> {
    const frames = this.#batch()
    const received = this.#received
    const body = encode(lineUp, { received, from: this.#sent, frames })
    await this.#again(async () => {
      const signal = AbortSignal.timeout(REQUEST_TIMEOUT)
      const answer = await this.#post('up', body, { signal })
      await readBody(answer)
    })
    this.#confirmed = Math.max(this.#confirmed, received)
    this.#sent += frames.length
    for (const frame of this.#waiting.splice(0, frames.length)) this.bufferedAmount -= frame.length
  }

  /** A WebSocket that opens again is better: this line ends, and the next try takes it. */
  #lookUp(): void {
    this.#after(LOOK_UP_EVERY, () => {
      const probe = this.#parts.createSocket(`${this.#origin.replace(/^http/, 'ws')}${this.#path}`)
      probe.onopen = () => {
        probe.close()
        this.#finish(LOST)
        this.#post('close', NO_FRAME, {}).catch(() => undefined)
      }
      this.#lookUp()
    })
  }
}

/** Opens a line to `https://host[:port]/wss…`; to be used like the WebSocket of that path. */
export const createLine = (url: string, parts: LineParts): DialSocket => new LineSocket(url, parts)
