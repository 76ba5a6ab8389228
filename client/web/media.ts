// The page's way to the media Worker: files are sealed before a message takes them along, and opened when somebody
// looks at them. The Worker is started with the first question and ended when nobody asked for a while.
import type { FileRight } from '../engine/file-open.ts'
import type { SealedFile } from '../engine/file-seal.ts'
import type { MediaAsk, MediaSaid, MediaTrouble } from './media-work.ts'

/** A question that was not answered as hoped. */
export class MediaFault extends Error {
  readonly why: MediaTrouble
  constructor(why: MediaTrouble) {
    super('a file that could not be sealed or opened')
    this.name = 'MediaFault'
    this.why = why
  }
}

const faults: Readonly<Record<MediaTrouble, () => MediaFault>> = {
  full: () => new MediaFault('full'),
  changed: () => new MediaFault('changed'),
  damaged: () => new MediaFault('damaged'),
  cancelled: () => new MediaFault('cancelled'),
}

/** A file on its way into the store. */
export interface Sealing {
  /** What `send` takes along; rejects with MediaFault. */
  readonly sealed: Promise<SealedFile>
  cancel(): void
}

/** What a page may ask. */
export interface Media {
  /** Seals a file. `onProgress` is told how many of its bytes are done. */
  seal(file: Blob, onProgress?: (done: number) => void): Sealing
  /** A whole file that is here (the answer to the command `file`), to be shown or saved. Rejects with MediaFault. */
  open(right: FileRight, mediaType: string): Promise<Blob>
  /** Its bytes from `from` to `to`. Rejects with MediaFault. */
  read(right: FileRight, from: number, to: number): Promise<Uint8Array>
  close(): void
}

/** The Worker as this file needs it. */
export interface MediaWorker {
  postMessage(ask: MediaAsk): void
  terminate(): void
  onmessage: ((event: MessageEvent<MediaSaid>) => void) | null
  onerror: ((event: ErrorEvent) => void) | null
}

/** Milliseconds after which a Worker that nobody asks is ended. */
const IDLE = 30_000

interface Asked {
  readonly take: (said: MediaSaid) => void
  readonly fail: (why: MediaTrouble) => void
  readonly onProgress: ((done: number) => void) | undefined
}

/** Questions without an answer, over a Worker that comes and goes. */
const createAsking = (
  start: () => MediaWorker,
  after: (delay: number, call: () => void) => () => void,
) => {
  const asked = new Map<number, Asked>()
  let worker: MediaWorker | undefined
  let last = 0
  let cancelIdle = (): void => undefined
  const end = (why: MediaTrouble): void => {
    worker?.terminate()
    worker = undefined
    for (const { fail } of asked.values()) fail(why)
    asked.clear()
  }
  const rest = (): void => {
    cancelIdle()
    if (asked.size === 0) cancelIdle = after(IDLE, () => end('cancelled'))
  }
  const hear = (said: MediaSaid): void => {
    const one = asked.get(said.id)
    if (said.is === 'progress') return one?.onProgress?.(said.done)
    asked.delete(said.id)
    if (said.is === 'failed') one?.fail(said.why)
    else one?.take(said)
    rest()
  }
  const running = (): MediaWorker => {
    if (worker) return worker
    const started = start()
    started.onmessage = ({ data: said }) => hear(said)
    started.onerror = () => end('damaged')
    return (worker = started)
  }
  return {
    ask: (make: (id: number) => MediaAsk, one: Asked): number => {
      cancelIdle()
      const id = ++last
      asked.set(id, one)
      running().postMessage(make(id))
      return id
    },
    cancel: (id: number): void => {
      if (asked.has(id)) worker?.postMessage({ is: 'cancel', id })
    },
    close: () => {
      cancelIdle()
      end('cancelled')
    },
  }
}

/** The media of one page. `after` as the clock has it. */
export const createMedia = (
  start: () => MediaWorker,
  after: (delay: number, call: () => void) => () => void,
): Media => {
  const asking = createAsking(start, after)
  const question = <T>(
    make: (id: number) => MediaAsk,
    take: (said: MediaSaid) => T | undefined,
    onProgress?: (done: number) => void,
  ): { readonly id: number; readonly answer: Promise<T> } => {
    let id = 0
    const answer = new Promise<T>((resolve, reject) => {
      const fail = (why: MediaTrouble): void => reject(faults[why]())
      id = asking.ask(make, {
        take: (said) => {
          const taken = take(said)
          if (taken === undefined) fail('damaged')
          else resolve(taken)
        },
        fail,
        onProgress,
      })
    })
    return { id, answer }
  }
  return {
    seal: (file, onProgress) => {
      const { id, answer } = question(
        (own) => ({ is: 'seal', id: own, file }),
        (said) => (said.is === 'sealed' ? said.sealed : undefined),
        onProgress,
      )
      return { sealed: answer, cancel: () => asking.cancel(id) }
    },
    open: (right, mediaType) =>
      question(
        (id) => ({ is: 'open', id, right, mediaType }),
        (said) => (said.is === 'opened' ? said.blob : undefined),
      ).answer,
    read: (right, from, to) =>
      question(
        (id) => ({ is: 'read', id, right, from, to }),
        (said) => (said.is === 'bytes' ? said.bytes : undefined),
      ).answer,
    close: asking.close,
  }
}

let media: Media | undefined

/** The page's own, over the Worker at this address, which the page's policy has to allow. */
export const mediaOf = (
  address: () => string,
  after: (delay: number, call: () => void) => () => void,
): Media => (media ??= createMedia(() => new Worker(address(), { type: 'module' }), after))
