// What the field of the search and its results say to each other. The field is there from the first; the
// results, and what finds them, are loaded when somebody searches.
import { signal, type Signal } from '@preact/signals'

export interface SearchField {
  /** What is typed. */
  readonly text: Signal<string>
  /** The element of the result that Enter opens. */
  readonly here: Signal<string | undefined>
  /** What the results make of a key; true: it was for them. */
  readonly keys: Signal<((key: string) => boolean) | undefined>
}

export const createSearchField = (): SearchField => ({
  text: signal(''),
  here: signal(undefined),
  keys: signal(undefined),
})
