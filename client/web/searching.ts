// One field's search as a screen sees it: asks the engine again with each letter, and holds what is found. What
// was found for other letters stays for a moment, so that the list does not flicker while one types.
import { computed, effect, signal, untracked, type ReadonlySignal } from '@preact/signals'
import type { Found } from '../engine/search-view.ts'
import { termsOf, type Terms } from '../engine/search-terms.ts'
import type { Engine } from '../engine/view.ts'
import type { After } from './outage.ts'

/** What was found for other letters is taken away after so long (milliseconds). */
export const STALE_AFTER = 300

export interface SearchingParts {
  readonly engine: Pick<Engine, 'run' | 'watch'>
  readonly text: ReadonlySignal<string>
  /** In one conversation; undefined: in all. */
  readonly person: string | undefined
  /** Texts that are wanted, at most. */
  readonly limit: ReadonlySignal<number>
  readonly after: After
}

export interface Searching {
  readonly terms: ReadonlySignal<Terms>
  readonly found: ReadonlySignal<Found | undefined>
  /** Not everything was looked through yet. */
  readonly busy: ReadonlySignal<boolean>
  readonly failed: ReadonlySignal<boolean>
  close(): void
}

/** A name that no other field has, in no tab. */
const newSlot = (): string => crypto.getRandomValues(new Uint32Array(4)).join('-')

/** Searches until it is closed. Reads ahead at once. */
export const createSearching = (parts: SearchingParts): Searching => {
  const { engine, text, person, limit, after } = parts
  const slot = newSlot()
  const terms = computed(() => termsOf(text.value))
  const found = signal<Found | undefined>(undefined)
  const failed = signal(false)
  let cancel = (): void => undefined
  const take = (next: Found | undefined): void => {
    cancel()
    found.value = next
  }
  const ask = async (wanted: string, most: number): Promise<void> => {
    const ahead = wanted === ''
    const answer = await engine.run({
      type: 'search',
      slot,
      text: wanted,
      person,
      limit: most,
      ahead,
    })
    if (wanted === text.peek()) failed.value = answer.is === 'refused'
  }
  const stopAsking = effect(() => {
    const [wanted, most] = [text.value, limit.value]
    untracked(() => {
      if (terms.value.length === 0) take(undefined)
      else if (found.value?.text !== wanted) {
        cancel()
        cancel = after(STALE_AFTER, () => take(undefined))
      }
      void ask(wanted, most)
    })
  })
  const stopWatching = engine.watch((event) => {
    if (event.type === 'found' && event.slot === slot && event.text === text.peek()) take(event)
  })
  return {
    terms,
    found,
    failed,
    busy: computed(() => {
      const now = found.value
      const all = now?.done === true && now.text === text.value
      return terms.value.length > 0 && !failed.value && !all
    }),
    close() {
      stopAsking()
      stopWatching()
      cancel()
      void engine.run({ type: 'search', slot, text: '', person, limit: 0 })
    },
  }
}
