// The standing word that an account lives in one browser only, from the first exchange on, until there is a way to
// bring it back. It may be put off for a week, in all tabs of this browser.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Snapshot } from '../engine/view.ts'
import type { Kept } from './kept.ts'

export const REMIND_AFTER = 7 * 24 * 60 * 60_000

export interface Reminder {
  readonly due: ReadonlySignal<boolean>
  later(): void
}

/** Somebody answered: from now on there is something to lose. */
export const hasExchanged = ({ phase, people }: Snapshot): boolean =>
  phase === 'ready' && people.some(({ answered, last }) => answered && last !== undefined)

/** `kept` has when it was put off last. */
export const createReminder = (
  snapshot: ReadonlySignal<Snapshot>,
  kept: Kept,
  now: () => number,
): Reminder => {
  const read = (): number => Number(kept.read() ?? 0)
  const putOff = signal(read())
  kept.watch(() => {
    putOff.value = read()
  })
  // A time to come is a clock that was wrong, or something else than a time.
  const isPutOff = (): boolean => {
    const since = now() - putOff.value
    return since >= 0 && since < REMIND_AFTER
  }
  return {
    due: computed(() => hasExchanged(snapshot.value) && !isPutOff()),
    later: () => {
      putOff.value = now()
      kept.write(String(putOff.value))
    },
  }
}
