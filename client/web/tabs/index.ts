// The page's way to the engine: joins the tabs of this profile and gives the Engine interface. The page
// never opens the storage, a socket or a key; all of that happens in the Worker of the tab that hosts.
import type { Engine } from '../../engine/view.ts'
import { clockWeb } from '../clock-web.ts'
import type { About } from '../net-web.ts'
import { openBus, type Trouble } from './bus.ts'
import { View } from './view.ts'
import { Writer, type RunningWorker, type WorkerReport } from './writer.ts'

export type { Trouble } from './bus.ts'

/** What the page gives to connectEngine. */
export interface ConnectOptions {
  /** Gives the address of the engine's Worker as the browser wants it. */
  readonly engineWorker: () => string
  /** Told why there is no engine or no way to the server, and with undefined when that is over. */
  readonly onTrouble?: (trouble: Trouble | undefined) => void
  /** Told what is known of the server, when that changes. */
  readonly onAbout?: (about: About) => void
}

const VIEW_ID_WORDS = 4

const startWorker =
  (address: () => string) =>
  (report: (what: WorkerReport) => void): RunningWorker => {
    try {
      const worker = new Worker(address(), { type: 'module' })
      worker.onmessage = (event: MessageEvent<WorkerReport>) => report(event.data)
      worker.onerror = () => report({ is: 'failed' })
      return { end: () => worker.terminate() }
    } catch {
      // Later: the caller has to have this Worker before it hears of its end.
      queueMicrotask(() => report({ is: 'failed' }))
      return { end: () => undefined }
    }
  }

const supported = (): boolean =>
  'locks' in navigator &&
  typeof BroadcastChannel === 'function' &&
  typeof Worker === 'function' &&
  typeof indexedDB === 'object'

/**
 * Joins the tabs of this profile. Once per page. Resolves when an engine shows its first state, however
 * long that takes; trouble on the way, and later on, is told to `onTrouble`.
 */
export const connectEngine = async (options: ConnectOptions): Promise<Engine> => {
  const { engineWorker, onTrouble = () => undefined, onAbout = () => undefined } = options
  if (!supported()) {
    onTrouble({ is: 'unsupported' })
    return new Promise<never>(() => undefined)
  }
  const writer = new Writer({
    locks: navigator.locks,
    bus: openBus(),
    clock: clockWeb,
    startWorker: startWorker(engineWorker),
  })
  const view = new View({
    bus: openBus(),
    clock: clockWeb,
    id: crypto.getRandomValues(new Uint32Array(VIEW_ID_WORDS)).join('-'),
    visible: () => document.visibilityState === 'visible',
    steal: () => writer.steal(),
    onTrouble,
    onAbout,
  })
  const wake = (): void => {
    if (document.visibilityState === 'visible') view.nudge()
  }
  addEventListener('online', wake)
  addEventListener('focus', wake)
  addEventListener('pageshow', wake)
  document.addEventListener('visibilitychange', wake)
  return view.ready
}
