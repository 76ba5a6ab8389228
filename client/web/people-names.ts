// Finding people by a part of their name, as the search finds names.
import { spansOf, termsOf } from '../engine/search-terms.ts'
import type { PersonView } from '../engine/view.ts'
import { nameOf } from './name-of.ts'

/** Those whose name fits, in the order given; everybody while nothing is typed. */
export const matching = (people: readonly PersonView[], text: string): readonly PersonView[] => {
  const terms = termsOf(text)
  return people.filter((person) => terms.length === 0 || spansOf(nameOf(person), terms).length > 0)
}
