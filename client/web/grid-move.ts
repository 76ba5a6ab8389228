// Arrows through a grid of buttons that wrap as the width allows: left and right go on in the line of reading, up
// and down to the nearest button of the next row.

type Step = (buttons: readonly HTMLElement[], at: number) => HTMLElement | undefined

const middle = (element: HTMLElement): number => element.offsetLeft + element.offsetWidth / 2

/** The nearest button above or below. */
const vertical =
  (by: 1 | -1): Step =>
  (buttons, at) => {
    const here = buttons[at]
    if (!here) return buttons[0]
    const beyond = buttons.filter((one) => (one.offsetTop - here.offsetTop) * by > 0)
    const tops = beyond.map((one) => one.offsetTop)
    const row = by > 0 ? Math.min(...tops) : Math.max(...tops)
    const inRow = beyond.filter((one) => one.offsetTop === row)
    const far = (one: HTMLElement): number => Math.abs(middle(one) - middle(here))
    return inRow.toSorted((a, b) => far(a) - far(b))[0]
  }

const along =
  (by: 1 | -1): Step =>
  (buttons, at) =>
    at < 0 ? buttons[0] : buttons[at + by]

const steps: Readonly<Record<string, Step>> = {
  ArrowDown: vertical(1),
  ArrowUp: vertical(-1),
  ArrowRight: along(1),
  ArrowLeft: along(-1),
  Home: (buttons) => buttons[0],
  End: (buttons) => buttons.at(-1),
}
const turned: Readonly<Record<string, string>> = {
  ArrowLeft: 'ArrowRight',
  ArrowRight: 'ArrowLeft',
}

/** Moves the focus; for the keys of an element that holds the buttons. */
export const gridMove = (
  event: Pick<KeyboardEvent, 'key' | 'preventDefault'> & { readonly currentTarget: HTMLElement },
): void => {
  const list = event.currentTarget
  const rtl = getComputedStyle(list).direction === 'rtl'
  const key = rtl ? (turned[event.key] ?? event.key) : event.key
  const buttons = [...list.querySelectorAll('button')]
  const at = buttons.findIndex((button) => button === document.activeElement)
  const next = steps[key]?.(buttons, at)
  if (!next) return
  event.preventDefault()
  next.focus()
}
