// Where the person is: which conversation, and whether the invite sheet is over it. Each is a history entry,
// so that back closes the top thing and never leaves the app from inside a chat.
import { computed, signal, type ReadonlySignal } from '@preact/signals'

export interface Place {
  readonly person: string | undefined
  readonly sheet: boolean
}

export interface Route {
  readonly place: ReadonlySignal<Place>
  readonly person: ReadonlySignal<string | undefined>
  readonly sheet: ReadonlySignal<boolean>
  openPerson(person: string): void
  openSheet(): void
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
  return { person, sheet: 'sheet' in state && state.sheet === true }
}

/** A reload stays in the conversation, but does not open the sheet again. */
export const createRoute = (browser: Browser): Route => {
  const { history } = browser
  const place = signal<Place>({ ...readPlace(history.state), sheet: false })
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
    openPerson(person) {
      const now = place.value
      if (now.person === person && !now.sheet) return
      go({ person, sheet: false }, now.person !== undefined || now.sheet)
    },
    openSheet() {
      if (!place.value.sheet) go({ ...place.value, sheet: true }, false)
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
