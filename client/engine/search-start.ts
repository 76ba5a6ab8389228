// The first search loads the piece that searches, and joins it to the profile.
import { refused } from './commands.ts'
import type { Clock } from './ports.ts'
import type { Draft, Profile } from './rows.ts'
import type { SearchCommand } from './search-view.ts'
import type { Searching, SearchPiece } from './search.ts'
import type { Timers } from './timers.ts'
import type { Answer, ViewEvent } from './view.ts'

export interface SearchStart {
  readonly profile: Profile
  readonly rows: Draft
  readonly clock: Clock
  readonly timers: Timers
  readonly tell: (event: ViewEvent) => void
  readonly loadSearch?: () => Promise<SearchPiece>
}

/** The search, loaded when somebody searches; from then on it follows the history. */
export const createSearch = (parts: SearchStart) => {
  const { profile, rows, clock, timers, tell, loadSearch } = parts
  const start = async (load: () => Promise<SearchPiece>): Promise<Searching> => {
    const { createSearching } = await load()
    const searching = createSearching({
      history: profile.history,
      clock,
      timers,
      people: () =>
        rows.entries('person').map(([key, row]) => [key, row.last?.time ?? row.activity]),
      tell: (found) => tell({ type: 'found', ...found }),
    })
    profile.hear(searching.changed)
    return searching
  }
  let loading: Promise<Searching> | undefined
  return async (command: SearchCommand): Promise<Answer> => {
    if (!loadSearch) return refused('unknown')
    loading ??= start(loadSearch)
    const searching = await loading.catch((error: unknown) => {
      loading = undefined
      throw error
    })
    return searching.run(command)
  }
}
