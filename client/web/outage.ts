// When to speak about the connection: nothing while it works or comes back at once, one word after two
// seconds, a sentence after ten.
import { effect, signal, type ReadonlySignal } from '@preact/signals'
import type { Connection } from '../engine/view.ts'

/** Silence before `Connecting…` and before the offline sentence, milliseconds. */
export const SLOW_AFTER = 2_000
export const LOST_AFTER = 10_000

export type Outage = 'none' | 'slow' | 'lost'

/** Cancellable timer; `setTimeout` behind it in the browser. */
export type After = (delay: number, call: () => void) => () => void

/** Follows the connection; `lost` needs ten seconds without one, however often it was tried. */
export const watchOutage = (
  connection: ReadonlySignal<Connection>,
  after: After,
): { readonly outage: ReadonlySignal<Outage>; close(): void } => {
  const outage = signal<Outage>('none')
  let cancel: readonly (() => void)[] = []
  const calm = (): void => {
    for (const stop of cancel) stop()
    cancel = []
  }
  const stop = effect(() => {
    if (connection.value === 'connected') {
      calm()
      outage.value = 'none'
    } else if (cancel.length === 0) {
      cancel = [
        after(SLOW_AFTER, () => {
          outage.value = 'slow'
        }),
        after(LOST_AFTER, () => {
          outage.value = 'lost'
        }),
      ]
    }
  })
  return {
    outage,
    close() {
      stop()
      calm()
    },
  }
}
