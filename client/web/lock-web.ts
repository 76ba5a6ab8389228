// The app lock in a browser: its Worker, what somebody does in the window, and the page that is left.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import { clockWeb } from './clock-web.ts'
import { PROFILE } from './database.ts'
import { eraseEverything } from './erase-web.ts'
import { keptAs } from './kept.ts'
import { createLock, type Lock, type LockParts } from './lock.ts'
import { openLockChannel } from './lock-channel.ts'
import type { LockAnswer, LockAsk } from './lock-work.ts'
import { readRecipe, readWait } from './vault-lock.ts'

/** A lock of this name and a number of its own is held by every page in sight, so that the others know. */
const IN_SIGHT = 'sotto-in-sight-'
const COVERED = 'covered'

const place = { name: PROFILE, idb: globalThis }

/** One Worker for each question: its memory, with the passphrase in it, ends with the answer. */
const askWorker =
  (address: () => string) =>
  (ask: LockAsk): Promise<LockAnswer> =>
    new Promise((resolve) => {
      try {
        const worker = new Worker(address(), { type: 'module' })
        const end = (answer: LockAnswer): void => {
          worker.terminate()
          resolve(answer)
        }
        worker.onmessage = (event: MessageEvent<LockAnswer>) => end(event.data)
        worker.onerror = () => end({ is: 'failed' })
        worker.postMessage(ask)
      } catch {
        resolve({ is: 'failed' })
      }
    })

const watchVisible = (): ReadonlySignal<boolean> => {
  const look = (): boolean => document.visibilityState === 'visible'
  const visible = signal(look())
  const changed = (): void => {
    visible.value = look()
  }
  document.addEventListener('visibilitychange', changed)
  addEventListener('pageshow', changed)
  return visible
}

const holdWhileVisible = (visible: ReadonlySignal<boolean>, name: string): void => {
  let release = (): void => undefined
  effect(() => {
    release()
    if (!visible.value) return
    const { promise, resolve } = Promise.withResolvers<void>()
    release = resolve
    navigator.locks.request(name, { mode: 'shared' }, () => promise).catch(() => undefined)
  })
}

/** What counts as somebody being there. */
const SIGNS = ['keydown', 'pointerdown', 'pointermove', 'wheel', 'touchstart'] as const

export interface LockPlace {
  /** The address of the lock's Worker, as the browser wants it. */
  readonly worker: () => string
  readonly flush: () => void
}

const partsOf = ({ worker, flush }: LockPlace): LockParts => {
  const visible = watchVisible()
  const own = IN_SIGHT + crypto.getRandomValues(new Uint32Array(2)).join('-')
  holdWhileVisible(visible, own)
  return {
    ask: askWorker(worker),
    channel: openLockChannel(),
    look: async () => ({
      isSet: (await readRecipe(place)) !== 'none',
      wait: await readWait(place, Date.now()),
    }),
    kept: keptAs('lock-after'),
    clock: clockWeb,
    visible,
    seenElsewhere: async () => {
      const { held = [] } = await navigator.locks.query()
      return held.some(({ name = '' }) => name.startsWith(IN_SIGHT) && name !== own)
    },
    cover: (on) => {
      document.documentElement.classList.toggle(COVERED, on)
    },
    flush,
    leave: () => location.reload(),
    erase: eraseEverything,
  }
}

/** The lock of this page. Once per page. */
export const openLock = async (at: LockPlace): Promise<Lock> => {
  const lock = await createLock(partsOf(at))
  for (const sign of SIGNS) addEventListener(sign, lock.active, { capture: true, passive: true })
  return lock
}
