// Whether somebody can be looking: the window is visible and has the focus.
import { signal, type ReadonlySignal } from '@preact/signals'

export const watchPresence = (): ReadonlySignal<boolean> => {
  const look = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
  const present = signal(look())
  const changed = (): void => {
    present.value = look()
  }
  document.addEventListener('visibilitychange', changed)
  addEventListener('focus', changed)
  addEventListener('blur', changed)
  return present
}
