// Where the person is: which conversation, and which sheet is over it. Each is a history entry,
// so that back closes the top thing and never leaves the app from inside a chat.
import { computed, signal, type ReadonlySignal } from '@preact/signals'

export interface Place {
  readonly person: string | undefined
  readonly sheet: boolean
  /** Whose security code is open. */
  readonly code?: string
}

export interface Route {
  readonly place: ReadonlySignal<Place>
  readonly person: ReadonlySignal<string | undefined>
  readonly sheet: ReadonlySignal<boolean>
  readonly code: ReadonlySignal<string | undefined>
  openPerson(person: string): void
  openSheet(): void
  openCode(person: string): void
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

const readPlace = (state: unknown): Place => {
  if (typeof state !== 'object' || state === null) return { person: undefined, sheet: false }
  const person = 'person' in state && typeof state.person === 'string' ? state.person : undefined
  const code = 'code' in state && typeof state.code === 'string' ? { code: state.code } : {}
  return { person, sheet: 'sheet' in state && state.sheet === true, ...code }
}

/** A reload stays in the conversation, but does not open a sheet again. */
export const createRoute = (browser: Browser): Route => {
  const { history } = browser
  const place = signal<Place>({ person: readPlace(history.state).person, sheet: false })
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
    openPerson(person) {
      const now = place.value
      const over = now.sheet || now.code !== undefined
      if (now.person === person && !over) return
      go({ person, sheet: false }, now.person !== undefined || over)
    },
    openSheet() {
      if (!place.value.sheet) go({ ...place.value, sheet: true }, false)
    },
    openCode(person) {
      if (place.value.code === undefined) go({ ...place.value, code: person }, false)
    },
    back() {
      // Going back takes a moment; a second press in it is the same press.
      if (leaving || (place.value.person === undefined && !place.value.sheet)) return
      leaving = true
      history.back()
    },
    close() {
      browser.removeEventListener('popstate', popped)
    },
  }
}
