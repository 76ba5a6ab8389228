// State of a part that is loaded later: made with the part, once for the page, and there as long as the page is.
import type { App } from './state.ts'

export const madeOnce = <T>(make: (app: App) => T): ((app: App) => T) => {
  const made = new WeakMap<App, { readonly it: T }>()
  return (app) => {
    const known = made.get(app) ?? { it: make(app) }
    made.set(app, known)
    return known.it
  }
}
