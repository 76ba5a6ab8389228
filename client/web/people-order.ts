// The order of the conversations: those kept on top, then the newest first; archived ones apart. Pure.
import type { PersonView } from '../engine/view.ts'

export interface Arranged {
  readonly shown: readonly PersonView[]
  readonly archived: readonly PersonView[]
}

/** `people` comes newest first. Conversations kept on top stay in the order in which they were put there. */
export const arranged = (people: readonly PersonView[]): Arranged => {
  const here = people.filter(({ archived }) => !archived)
  const top = here.filter(({ pinned }) => pinned > 0).toSorted((a, b) => a.pinned - b.pinned)
  return {
    shown: [...top, ...here.filter(({ pinned }) => pinned === 0)],
    archived: people.filter(({ archived }) => archived),
  }
}
