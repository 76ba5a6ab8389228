// Whether the window has room for one thing only, as on a phone. The same width as in the style sheets.
import { signal, type ReadonlySignal } from '@preact/signals'

const NARROW = '(max-width: 599px)'

let watched: ReadonlySignal<boolean> | undefined

/** One signal for the page, made when it is first asked for. */
export const watchNarrow = (): ReadonlySignal<boolean> => {
  if (watched) return watched
  const query = matchMedia(NARROW)
  const narrow = signal(query.matches)
  query.addEventListener('change', () => {
    narrow.value = query.matches
  })
  watched = narrow
  return narrow
}
