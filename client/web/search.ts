// The search over everything: people by their names, messages by their words, and which of them Enter opens.
import { computed, effect, signal, type ReadonlySignal } from '@preact/signals'
import { spansOf, type Span } from '../engine/search-terms.ts'
import type { Hit, PersonView } from '../engine/view.ts'
import { createSearching, type Searching } from './searching.ts'
import type { SearchField } from './search-field.ts'
import type { Route } from './route.ts'
import type { After } from './outage.ts'
import type { Engine } from '../engine/view.ts'

/** Results listed at first, and how many more at a time; the engine gives no more than the most. */
export const LISTED = 50
export const MOST_LISTED = 200

export interface FoundPerson {
  readonly person: PersonView
  /** Parts of the name that were looked for. */
  readonly marks: readonly Span[]
}

export interface Search {
  readonly searching: Searching
  readonly people: ReadonlySignal<readonly FoundPerson[]>
  readonly hits: ReadonlySignal<readonly Hit[]>
  /** Element id of the result that Enter opens. */
  readonly here: ReadonlySignal<string | undefined>
  /** There are more than are listed, and they can be. */
  readonly more: ReadonlySignal<boolean>
  showMore(): void
  openPerson(person: PersonView): void
  openHit(hit: Hit): void
  close(): void
}

export interface SearchParts {
  readonly engine: Pick<Engine, 'run' | 'watch'>
  readonly people: ReadonlySignal<readonly PersonView[]>
  readonly field: SearchField
  readonly route: Pick<Route, 'openPerson' | 'openAt'>
  readonly after: After
}

export const personId = ({ id }: PersonView): string => `found-${id}`
export const hitId = ({ person, order }: Hit): string => `found-${person}-${order}`

const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 }

/** Searches for what stands in the field, until it is closed. */
export const createSearch = (parts: SearchParts): Search => {
  const { engine, field, route, after } = parts
  const limit = signal(LISTED)
  const searching = createSearching({ engine, text: field.text, person: undefined, limit, after })
  const people = computed(() =>
    parts.people.value.flatMap((person) => {
      const marks = spansOf(person.name, searching.terms.value)
      return marks.length > 0 ? [{ person, marks }] : []
    }),
  )
  const hits = computed(() => searching.found.value?.hits ?? [])
  const openPerson = (person: PersonView): void => route.openPerson(person.id)
  const openHit = (hit: Hit): void => route.openAt(hit.person, hit.order)
  const choices = computed(() => [
    ...people.value.map(({ person }) => ({ id: personId(person), open: () => openPerson(person) })),
    ...hits.value.map((hit) => ({ id: hitId(hit), open: () => openHit(hit) })),
  ])
  const chosen = signal<string | undefined>(undefined)
  const at = computed(() => choices.value.findIndex(({ id }) => id === chosen.value))
  const here = computed(() => choices.value[Math.max(0, at.value)]?.id)
  const pressed = (key: string): boolean => {
    const { value: all } = choices
    const by = steps[key]
    const now = all[Math.max(0, at.value)]
    if (by !== undefined && all.length > 0)
      chosen.value = all[(Math.max(0, at.value) + by + all.length) % all.length]?.id
    else if (key === 'Enter' && now) {
      chosen.value = now.id
      now.open()
    } else return false
    return true
  }
  field.keys.value = pressed
  const stops = [
    effect(() => {
      field.here.value = here.value
    }),
    // Other letters: from the first result on.
    effect(() => {
      if (field.text.value !== '') limit.value = LISTED
      chosen.value = undefined
    }),
  ]
  return {
    searching,
    people,
    hits,
    here,
    more: computed(
      () => limit.value < MOST_LISTED && (searching.found.value?.count ?? 0) > hits.value.length,
    ),
    showMore() {
      limit.value = Math.min(MOST_LISTED, limit.value + LISTED)
    },
    openPerson,
    openHit,
    close() {
      for (const stop of stops) stop()
      searching.close()
      field.keys.value = undefined
      field.here.value = undefined
      field.text.value = ''
    },
  }
}
