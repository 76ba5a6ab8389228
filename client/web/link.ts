// The fragment of the address (PROTOCOL 6): taken out of the address bar before anything else runs, kept in
// memory only. Imported first by main.tsx, because importing it is what strips the address.

const strip = (): string => {
  const fragment = location.hash.slice(1)
  if (fragment !== '') history.replaceState(history.state, '', '/')
  return fragment
}

/** What stood behind the `#` when the page was opened; empty when nothing did. */
export const arrivedWith: string = typeof location === 'undefined' ? '' : strip()

/** Calls back with each further fragment, already stripped. Returns how to stop. */
export const watchFragment = (listener: (fragment: string) => void): (() => void) => {
  const changed = (): void => {
    const fragment = strip()
    if (fragment !== '') listener(fragment)
  }
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

/** The whole link of a fragment on this server. */
export const linkOf = (origin: string, fragment: string): string => `${origin}/i#${fragment}`

/** What a person pasted: a link of this server, of another one, or not a link. */
export type Pasted =
  | { readonly is: 'fragment'; readonly fragment: string }
  | { readonly is: 'otherServer'; readonly link: string }
  | { readonly is: 'nothing' }

const FRAGMENT = /^[A-Za-z0-9_-]{16,200}$/

/** Finds the invitation in pasted text, which may carry words around the link. */
export const readPasted = (text: string, origins: readonly string[]): Pasted => {
  for (const word of text.split(/\s+/)) {
    if (FRAGMENT.test(word)) return { is: 'fragment', fragment: word }
    const url = URL.canParse(word) ? new URL(word) : undefined
    if (!url || !FRAGMENT.test(url.hash.slice(1))) continue
    if (origins.includes(url.origin)) return { is: 'fragment', fragment: url.hash.slice(1) }
    if (url.protocol === 'https:') return { is: 'otherServer', link: url.href }
  }
  return { is: 'nothing' }
}
