// How the page looks in this browser: light or dark, the size of its text, and whether it keeps still. Read from
// what was kept and put on the root element; the style sheet does the rest. Small: it runs before the first paint.

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** Percent of the browser's own size of text. */
export const SMALLEST_TEXT = 100
export const LARGEST_TEXT = 200

export interface Look {
  readonly theme: Theme
  readonly textSize: number
  /** Nothing moves, whatever the system says. */
  readonly still: boolean
}

/** What was kept under these names; whatever is not understood is as if it were never chosen. */
export const readLook = (read: (name: string) => string | undefined): Look => {
  const size = Math.round(Number(read('text-size')))
  return {
    theme: themes.find((theme) => theme === read('theme')) ?? 'system',
    textSize: size >= SMALLEST_TEXT && size <= LARGEST_TEXT ? size : SMALLEST_TEXT,
    still: read('still') === 'yes',
  }
}

/** Puts it on the page. */
export const applyLook = (root: HTMLElement, { theme, textSize, still }: Look): void => {
  if (theme === 'system') delete root.dataset['theme']
  else root.dataset['theme'] = theme
  if (still) root.dataset['still'] = ''
  else delete root.dataset['still']
  root.style.fontSize = textSize === SMALLEST_TEXT ? '' : `${textSize}%`
}
