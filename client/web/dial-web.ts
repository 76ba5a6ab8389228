// Opens one socket over the first of several bases that works. To the engine it is one socket from the
// start: events come once each, `closed` exactly once, and never inside a call that the engine makes.
import type { Clock, Socket, SocketEvents } from '../engine/ports.ts'

/** How long one base may take to open before the next is tried, milliseconds. */
const OPEN_TIMEOUT = 8_000
/** Close codes: never opened or lost, and closed by ourselves. */
const LOST = 1006
const DONE = 1000

/** Opens `path`, for example `/wss`. */
export type Dial = (path: string, events: SocketEvents) => Socket

/** What is used of a WebSocket; a line (PROTOCOL 3.4) offers the same. */
export interface DialSocket {
  binaryType: BinaryType
  readonly bufferedAmount: number
  onopen: ((event: Event) => void) | null
  onmessage: ((event: MessageEvent<unknown>) => void) | null
  onclose: ((event: CloseEvent) => void) | null
  send(frame: Uint8Array<ArrayBuffer>): void
  close(): void
}

/** What dialling needs from its Net. */
export interface DialOptions {
  readonly clock: Clock
  readonly createSocket: (url: string) => DialSocket | Promise<DialSocket>
  /** The bases to try, best first; rejects when the server does not answer at all. */
  readonly find: () => Promise<readonly string[]>
  readonly opened: (base: string) => void
  /** None of the bases opened. */
  readonly failed: (bases: readonly string[]) => Promise<void>
}

interface Attempt {
  readonly socket: () => DialSocket | undefined
  /** Lets go of the socket: it tells nothing any more. */
  release(): void
}

interface AttemptEvents {
  opened(): void
  received(frame: Uint8Array): void
  lost(code: number): void
}

const attempt = (url: string, options: DialOptions, events: AttemptEvents): Attempt => {
  let socket: DialSocket | undefined
  let live = true
  const cancelTimer = options.clock.after(OPEN_TIMEOUT, () => end(LOST))
  const release = (): void => {
    live = false
    cancelTimer()
    socket?.close()
  }
  const end = (code: number): void => {
    if (!live) return
    release()
    events.lost(code)
  }
  const use = (made: DialSocket): void => {
    socket = made
    if (!live) return made.close()
    made.binaryType = 'arraybuffer'
    made.onopen = () => {
      if (!live) return
      cancelTimer()
      events.opened()
    }
    made.onmessage = ({ data }) => {
      // Text is no frame of this protocol: an empty one is malformed to whoever decodes it.
      if (live)
        events.received(data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(0))
    }
    made.onclose = ({ code }) => end(code)
  }
  const made = options.createSocket(url)
  if (made instanceof Promise) made.then(use).catch(() => end(LOST))
  else use(made)
  return { socket: () => socket, release }
}

/** Makes the function that opens sockets. */
export const createDial =
  (options: DialOptions): Dial =>
  (path, events) => {
    let current: Attempt | undefined
    let base = ''
    let opened = false
    let over = false
    const finish = (code: number): void => {
      if (over) return
      over = true
      current?.release()
      queueMicrotask(() => events.closed(code))
    }
    const tryFrom = (bases: readonly string[], at: number): void => {
      const next = bases[at]
      if (over) return
      if (next === undefined) {
        options.failed(bases).catch(() => undefined)
        return finish(LOST)
      }
      base = next
      current = attempt(`${next}${path}`, options, {
        opened: () => {
          opened = true
          options.opened(next)
          events.opened()
        },
        received: events.received,
        lost: (code) => (opened ? finish(code) : tryFrom(bases, at + 1)),
      })
    }
    // Also where the browser refuses to make a socket for such an address at all.
    options
      .find()
      .then((bases) => tryFrom(bases, 0))
      .catch(() => finish(LOST))
    return {
      get origin() {
        return base
      },
      buffered: () => current?.socket()?.bufferedAmount ?? 0,
      send: (frame) => {
        if (!over && opened) current?.socket()?.send(new Uint8Array(frame))
      },
      close: () => finish(DONE),
    }
  }
