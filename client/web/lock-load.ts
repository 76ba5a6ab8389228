// The app lock is a part of its own, loaded when the lock screen needs it or soon after the first screen.
import type { Lock } from './lock.ts'
import type { LockPlace } from './lock-web.ts'

/** After the first screen, when a tab begins to watch for nobody being there (milliseconds). */
export const WATCH_AFTER = 500
/** How long a page may show what it has while a Worker waits for the way in that another tab has, milliseconds. */
export const DOOR_PATIENCE = 1_500

/** Loads it once; after a failure the next call tries again. */
export const lockLoader = (at: LockPlace): (() => Promise<Lock>) => {
  let lock: Promise<Lock> | undefined
  return () => {
    lock ??= import('./lock-web.ts')
      .then(({ openLock }) => openLock(at))
      .catch((error: unknown) => {
        lock = undefined
        throw error
      })
    return lock
  }
}
