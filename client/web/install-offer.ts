// When to offer the installation: after the first message, or on the second visit, and never again once it was
// declined. Loaded when the browser has something to offer.
import { computed, signal, type ReadonlySignal } from '@preact/signals'
import type { Snapshot } from '../engine/view.ts'
import type { Install } from './install.ts'
import type { Kept } from './kept.ts'

/** Days on which this browser opened the app, up to so many. */
export const ENOUGH_VISITS = 2
const DAY = 86_400_000
const DECLINED = 'declined'

export interface InstallOffer {
  /** It is to be shown now. */
  readonly open: ReadonlySignal<boolean>
  accept(): void
  decline(): void
}

export interface OfferParts {
  readonly install: Pick<Install, 'prompt'>
  readonly snapshot: ReadonlySignal<Snapshot>
  /** `day visits`, or that it was declined. */
  readonly kept: Pick<Kept, 'read' | 'write'>
  readonly now: () => number
}

/** Counts this visit: once a day. */
const countVisit = ({ kept, now }: OfferParts): number => {
  const today = Math.floor(now() / DAY)
  const [day = '', visits = '0'] = (kept.read() ?? '').split(' ')
  if (day === String(today)) return Number(visits) || 1
  const count = Math.min(ENOUGH_VISITS, (Number(visits) || 0) + 1)
  kept.write(`${today} ${count}`)
  return count
}

/** Decides; counts this visit as one. */
export const createInstallOffer = (parts: OfferParts): InstallOffer => {
  const { install, snapshot, kept } = parts
  const declined = signal(kept.read() === DECLINED)
  const visits = declined.peek() ? 0 : countVisit(parts)
  const hasWritten = computed(() => snapshot.value.people.some(({ last }) => last?.mine === true))
  const decline = (): void => {
    declined.value = true
    kept.write(DECLINED)
  }
  return {
    open: computed(
      () =>
        install.prompt.value !== undefined &&
        snapshot.value.phase === 'ready' &&
        !declined.value &&
        (hasWritten.value || visits >= ENOUGH_VISITS),
    ),
    accept: () => {
      const { prompt } = install
      // Good for one question; the browser gives another event if it may be asked again.
      prompt.value?.prompt().catch(() => undefined)
      prompt.value = undefined
    },
    decline,
  }
}
