// Where the person is: which conversation, and which sheet is over it. Each is a history entry,
// so that back closes the top thing and never leaves the app from inside a chat.
import { computed, signal, type ReadonlySignal } from '@preact/signals'

/** What can lie over everything, besides a security code. */
const sheets = ['invite', 'keys', 'settings', 'switch'] as const
export type SheetName = (typeof sheets)[number]

export interface Place {
  readonly person: string | undefined
  readonly sheet?: SheetName
  /** Whose security code is open. */
  readonly code?: string
  /** Which page of the sheet; a sheet without pages has none. */
  readonly page?: string
}

export interface Route {
  readonly place: ReadonlySignal<Place>
  readonly person: ReadonlySignal<string | undefined>
  readonly sheet: ReadonlySignal<SheetName | undefined>
  readonly code: ReadonlySignal<string | undefined>
  readonly page: ReadonlySignal<string | undefined>
  openPerson(person: string): void
  openSheet(sheet: SheetName): void
  openCode(person: string): void
  /** A page of the open sheet. `beside`: in place of the one that is open, so that back leads out of the sheet. */
  openPage(page: string, beside: boolean): void
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

const sheetOf = (name: unknown): SheetName | undefined => sheets.find((sheet) => sheet === name)

const readPlace = (state: unknown): Place => {
  if (typeof state !== 'object' || state === null) return { person: undefined }
  const person = 'person' in state && typeof state.person === 'string' ? state.person : undefined
  const code = 'code' in state && typeof state.code === 'string' ? { code: state.code } : {}
  const sheet = 'sheet' in state ? sheetOf(state.sheet) : undefined
  const page = 'page' in state && typeof state.page === 'string' ? { page: state.page } : {}
  return { person, ...(sheet && { sheet, ...page }), ...code }
}

/** A reload stays in the conversation, but does not open a sheet again. */
export const createRoute = (browser: Browser): Route => {
  const { history } = browser
  const place = signal<Place>({ person: readPlace(history.state).person })
  history.replaceState(place.value, '')
  let leaving = false
  const popped = (): void => {
    leaving = false
    place.value = readPlace(history.state)
  }
  browser.addEventListener('popstate', popped)
  const go = (next: Place, replace: boolean): void => {
    if (replace) history.replaceState(next, '')
    else history.pushState(next, '')
    place.value = next
  }
  return {
    place,
    person: computed(() => place.value.person),
    sheet: computed(() => place.value.sheet),
    code: computed(() => place.value.code),
    page: computed(() => place.value.page),
    openPerson(person) {
      const now = place.value
      const over = now.sheet !== undefined || now.code !== undefined
      if (now.person === person && !over) return
      go({ person }, now.person !== undefined || over)
    },
    openSheet(sheet) {
      const now = place.value
      if (now.sheet === sheet) return
      // From one sheet to another: back leads out of both.
      go({ person: now.person, sheet }, now.sheet !== undefined || now.code !== undefined)
    },
    openCode(person) {
      if (place.value.code === undefined) go({ ...place.value, code: person }, false)
    },
    openPage(page, beside) {
      const now = place.value
      if (now.sheet !== undefined && now.page !== page) go({ ...now, page }, beside)
    },
    back() {
      // Going back takes a moment; a second press in it is the same press.
      if (leaving || (place.value.person === undefined && place.value.sheet === undefined)) return
      leaving = true
      history.back()
    },
    close() {
      browser.removeEventListener('popstate', popped)
    },
  }
}
