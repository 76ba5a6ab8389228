// Searching in the open conversation: one match after another, from the newest back.
import {
  computed,
  effect,
  signal,
  untracked,
  type ReadonlySignal,
  type Signal,
} from '@preact/signals'
import type { Engine } from '../engine/view.ts'
import type { Going } from './going.ts'
import type { After } from './outage.ts'
import { createSearching, type Searching } from './searching.ts'

export interface Find {
  readonly searching: Searching
  readonly text: Signal<string>
  /** Which match is in sight, from 1 for the newest; 0: none. */
  readonly place: ReadonlySignal<number>
  readonly count: ReadonlySignal<number>
  /** More than can be gone through one by one. */
  readonly beyond: ReadonlySignal<boolean>
  earlier(): void
  later(): void
  close(): void
}

export interface FindParts {
  readonly engine: Pick<Engine, 'run' | 'watch'>
  readonly person: string
  readonly chat: Pick<Going, 'goTo'>
  readonly after: After
}

const NO_PLACES: readonly string[] = []

/** Searches until it is closed, and goes to the newest match of what is typed. */
export const createFind = (parts: FindParts): Find => {
  const { engine, person, chat, after } = parts
  const text = signal('')
  const limit = signal(0)
  const searching = createSearching({ engine, text, person, limit, after })
  const places = computed(() => searching.found.value?.places ?? NO_PLACES)
  const current = signal<string | undefined>(undefined)
  const at = computed(() =>
    current.value === undefined ? -1 : places.value.indexOf(current.value),
  )
  const go = (to: number): void => {
    const { value: all } = places
    const order = all[(to + all.length) % all.length]
    if (order === undefined) return
    current.value = order
    void chat.goTo(order)
  }
  // The first that is found for these letters; what comes in later moves nothing.
  let gone = ''
  const stop = effect(() => {
    const found = searching.found.value
    untracked(() => {
      if (!found || found.places.length === 0 || found.text === gone) return
      gone = found.text
      // What is in sight already may have these letters too.
      go(Math.max(0, at.value))
    })
  })
  return {
    searching,
    text,
    place: computed(() => at.value + 1),
    count: computed(() => searching.found.value?.count ?? 0),
    beyond: computed(() => (searching.found.value?.count ?? 0) > places.value.length),
    earlier: () => go(at.value + 1),
    later: () => go(at.value < 0 ? 0 : at.value - 1),
    close() {
      stop()
      searching.close()
    },
  }
}
