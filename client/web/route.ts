// Where the person is: which conversation, and which sheet is over it. Each is a history entry,
// so that back closes the top thing and never leaves the app from inside a chat.
import { computed, signal, type ReadonlySignal } from '@preact/signals'

/** What can lie over everything, besides a security code. */
const sheets = ['invite', 'keys', 'person', 'settings', 'switch', 'act', 'files', 'photo'] as const
export type SheetName = (typeof sheets)[number]

/** A search over everything, or in the open conversation. */
const searches = ['all', 'here'] as const
export type SearchName = (typeof searches)[number]

export interface Place {
  readonly person: string | undefined
  readonly sheet?: SheetName
  /** Whose security code is open. */
  readonly code?: string
  /** Which page of the sheet; a sheet without pages has none. */
  readonly page?: string
  /** The search that is open. */
  readonly search?: SearchName
  /** Which message of the conversation was gone to, by its order. */
  readonly at?: string
}

/** A message to go to in the conversation that is open; each is a new object. */
export interface Goal {
  readonly order: string
}

export interface Route {
  readonly place: ReadonlySignal<Place>
  readonly person: ReadonlySignal<string | undefined>
  readonly sheet: ReadonlySignal<SheetName | undefined>
  readonly code: ReadonlySignal<string | undefined>
  readonly page: ReadonlySignal<string | undefined>
  readonly search: ReadonlySignal<SearchName | undefined>
  readonly goal: ReadonlySignal<Goal | undefined>
  openPerson(person: string): void
  /**
   * Opens a conversation at a message. `from`: the message from which another one of the same conversation
   * is gone to; going back returns to it.
   */
  openAt(person: string, order: string, from?: string): void
  openSearch(search: SearchName): void
  /** Leaves what was found where it is. */
  closeSearch(): void
  /** `page`: of the sheet; when the sheet is open it takes the place of the one before. */
  openSheet(sheet: SheetName, page?: string): void
  openCode(person: string): void
  /** A page of the open sheet. `beside`: in place of the one that is open, so that back leads out of the sheet. */
  openPage(page: string, beside: boolean): void
  /** Leaves the conversation and what lies over it. */
  leavePerson(): void
  /** Closes the top thing, as the back button does. */
  back(): void
  close(): void
}

/** The part of the browser that is used; `window` fits. */
export interface Browser {
  readonly history: Pick<History, 'state' | 'pushState' | 'replaceState' | 'back'>
  addEventListener(type: 'popstate', listener: () => void): void
  removeEventListener(type: 'popstate', listener: () => void): void
}

const textIn = (state: object, name: string): string | undefined => {
  const value: unknown = Reflect.get(state, name)
  return typeof value === 'string' ? value : undefined
}

/** One of the texts of a place, when it is there. */
const named = (
  state: object,
  name: 'code' | 'page' | 'at',
): Partial<Record<typeof name, string>> => {
  const text = textIn(state, name)
  return text === undefined ? {} : { [name]: text }
}

const readPlace = (state: unknown): Place => {
  if (typeof state !== 'object' || state === null) return { person: undefined }
  const sheet = sheets.find((name) => name === textIn(state, 'sheet'))
  const search = searches.find((name) => name === textIn(state, 'search'))
  return {
    person: textIn(state, 'person'),
    ...(sheet && { sheet, ...named(state, 'page') }),
    ...named(state, 'code'),
    ...(search && { search }),
    ...named(state, 'at'),
  }
}

/** Something lies over the conversation. */
const isCovered = ({ sheet, code }: Place): boolean => sheet !== undefined || code !== undefined

const withoutSheet = ({ person, at, search }: Place): Place => ({
  person,
  ...(at !== undefined && { at }),
  ...(search && { search }),
})

/** A reload stays in the conversation, but does not open a sheet again. */
export const createRoute = (browser: Browser): Route => {
  const { history } = browser
  const place = signal<Place>({ person: readPlace(history.state).person })
  history.replaceState(place.value, '')
  let leaving = false
  const goal = signal<Goal | undefined>(undefined)
  // The place that a search made by opening: going back from it closes nothing else.
  let opened: Place | undefined
  const popped = (): void => {
    leaving = false
    const before = place.value
    place.value = readPlace(history.state)
    const { person, at } = place.value
    const moved = at !== before.at || person !== before.person
    if (at !== undefined && moved) goal.value = { order: at }
  }
  browser.addEventListener('popstate', popped)
  const go = (next: Place, replace: boolean): void => {
    if (replace) history.replaceState(next, '')
    else history.pushState(next, '')
    place.value = next
  }
  const back = (): void => {
    const { person, sheet, search } = place.value
    // Going back takes a moment; a second press in it is the same press.
    if (leaving || (person ?? sheet ?? search) === undefined) return
    leaving = true
    history.back()
  }
  return {
    place,
    person: computed(() => place.value.person),
    sheet: computed(() => place.value.sheet),
    code: computed(() => place.value.code),
    page: computed(() => place.value.page),
    search: computed(() => place.value.search),
    goal,
    openPerson(person) {
      const now = place.value
      const over = isCovered(now)
      if (now.person === person && !over && now.search === undefined) return
      go({ person }, now.person !== undefined || over)
    },
    openAt(person, order, from) {
      const now = place.value
      const inside = now.person === person && from !== undefined && !isCovered(now)
      if (inside) history.replaceState({ ...now, at: from }, '')
      const next = { person, ...(now.search && { search: now.search }), at: order }
      go(next, !inside && (now.person !== undefined || isCovered(now)))
      goal.value = { order }
    },
    openSearch(search) {
      const now = place.value
      if (now.search === search) return
      go({ ...now, search }, now.search !== undefined)
      opened = place.value
    },
    closeSearch() {
      const { search, ...rest } = place.value
      if (search === undefined) return
      if (rest.person === opened?.person && rest.at === opened?.at) back()
      else go(rest, true)
    },
    openSheet(sheet, page) {
      const now = place.value
      if (now.sheet === sheet && (page === undefined || page === now.page)) return
      // From one sheet to another: back leads out of both.
      go({ ...withoutSheet(now), sheet, ...(page !== undefined && { page }) }, isCovered(now))
    },
    openCode(person) {
      if (place.value.code === undefined) go({ ...place.value, code: person }, false)
    },
    openPage(page, beside) {
      const now = place.value
      if (now.sheet !== undefined && now.page !== page) go({ ...now, page }, beside)
    },
    leavePerson: () => go({ person: undefined }, true),
    back,
    close: () => browser.removeEventListener('popstate', popped),
  }
}
