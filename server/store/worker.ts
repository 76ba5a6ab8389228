// The store's thread: takes batches from the relay one at a time, commits, answers. It holds the one
// connection to the database, so the event loop that serves the sockets never waits for the disk.
import { parentPort, workerData } from 'node:worker_threads'
import { StartFault } from '../fault.ts'
import { collectWhenQuiet } from '../garbage.ts'
import type { Page } from './call.ts'
import { databasePath, faultSentence, openDatabase } from './database.ts'
import { Ledger, type Answer } from './ledger.ts'

/** What the thread is told. */
export type ToWorker =
  | {
      readonly is: 'batch'
      /** Seen by both threads; the event loop does not touch it before the answer. */
      readonly buffer: ArrayBufferLike
      readonly length: number
      readonly day: number
      readonly calls: Parameters<Ledger['run']>[0]['calls']
    }
  | { readonly is: 'snapshot'; readonly path: string }
  | { readonly is: 'close' }

/** What it tells. `fault` is a sentence for the host, `fatal` an end that it could not prevent. */
export type FromWorker =
  | { readonly is: 'open'; readonly storeEpoch: Uint8Array }
  | { readonly is: 'answer'; readonly answer: Answer }
  | { readonly is: 'snapshot'; readonly wrong: string | undefined }
  | { readonly is: 'fault' | 'fatal'; readonly message: string }
  | { readonly is: 'closed' }

const port = parentPort
if (!port) throw new Error('the store runs in its own thread')

const tell = (message: FromWorker, transfer: ArrayBuffer[] = []): void =>
  port.postMessage(message, transfer)

const wordOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'unknown error'

// Pages may be large: their memory moves instead of being copied.
const buffersOf = (answer: Answer): ArrayBuffer[] => {
  const buffers: ArrayBuffer[] = []
  for (const outcome of answer.outcomes) {
    if (typeof outcome !== 'object' || outcome === null || !('records' in outcome)) continue
    const { records } = outcome as Page // only a page has records
    if (records.buffer instanceof ArrayBuffer) buffers.push(records.buffer)
  }
  return buffers
}

const snapshot = (ledger: Ledger, path: string): void => {
  ledger.snapshot(path).then(
    () => tell({ is: 'snapshot', wrong: undefined }),
    (error: unknown) => tell({ is: 'snapshot', wrong: wordOf(error) }),
  )
}

const tellEnd = (error: unknown, folder: string): void => {
  const sentence = faultSentence(error, databasePath(folder))
  if (sentence === undefined) tell({ is: 'fatal', message: wordOf(error) })
  else tell({ is: 'fault', message: sentence })
}

/** Milliseconds without a batch after which the journal is put into its place. */
const QUIET = 1_000

/** Settles the journal in a quiet moment; the returned function tells that there was a batch. */
const settleWhenQuiet = (ledger: Ledger, folder: string): (() => void) => {
  let isQuiet = true
  let isArmed = false
  const look = (): void => {
    isArmed = false
    if (isQuiet) attempt(() => ledger.settle(), folder)
    else arm()
  }
  const arm = (): void => {
    isQuiet = true
    isArmed = true
    setTimeout(look, QUIET).unref()
  }
  return () => {
    isQuiet = false
    if (!isArmed && ledger.isUnsettled) arm()
  }
}

const attempt = (act: () => void, folder: string): void => {
  try {
    act()
  } catch (error) {
    tellEnd(error, folder)
    port.close()
  }
}

const listen = (ledger: Ledger, folder: string): void => {
  const wasBusy = settleWhenQuiet(ledger, folder)
  const garbage = collectWhenQuiet()
  port.on('message', (message: ToWorker) => {
    attempt(() => {
      if (message.is === 'close') {
        garbage.close()
        ledger.close()
        tell({ is: 'closed' })
        port.close()
        return
      }
      if (message.is === 'snapshot') return snapshot(ledger, message.path)
      const operations = new Uint8Array(message.buffer, 0, message.length)
      const answer = ledger.run({ operations, day: message.day, calls: message.calls })
      tell({ is: 'answer', answer }, buffersOf(answer))
      wasBusy()
    }, folder)
  })
}

try {
  const { folder } = workerData as { folder: string } // given by store.ts alone
  const ledger = new Ledger(openDatabase(folder), folder)
  listen(ledger, folder)
  tell({ is: 'open', storeEpoch: ledger.storeEpoch })
} catch (error) {
  tell({ is: error instanceof StartFault ? 'fault' : 'fatal', message: wordOf(error) })
  port.close()
}
