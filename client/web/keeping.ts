// Whether this window keeps what is stored in it. Firefox and Safari refuse their private file system in a
// private window; Chromium gives no sign on purpose, so a sentence stands there for everybody.
import { signal, type ReadonlySignal } from '@preact/signals'

/** Becomes true when the window is known to forget everything once it is closed. */
export const watchForgetting = (): ReadonlySignal<boolean> => {
  const forgets = signal(false)
  if (typeof navigator.storage?.getDirectory === 'function')
    navigator.storage.getDirectory().catch(() => {
      forgets.value = true
    })
  return forgets
}
