// Files that were chosen, pasted or dropped, on their way into the sheet that shows them before they are sent.
import { signal } from '@preact/signals'
import type { App } from './state.ts'

/** What the sheet takes when it opens. */
export const offered = signal<readonly File[]>([])

/** Opens the sheet with these files; none: nothing happens. */
export const offerFiles = (
  app: App,
  files: FileList | readonly File[] | null | undefined,
): void => {
  const list = Array.from(files ?? [])
  if (list.length === 0) return
  offered.value = [...offered.value, ...list]
  app.route.openSheet('files')
}
