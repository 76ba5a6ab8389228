// One stop of the Tab key for a whole list: arrows, Home and End lead from there to the others (WAI-ARIA practices,
// roving tabindex).

/** What is asked of a key event. */
export type RovingPressed = Pick<
  KeyboardEvent,
  'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'
>

/** Where a key leads in a list of `count` things, from the one at `from`; undefined: nowhere, or elsewhere. */
export const rovingTo = (event: RovingPressed, from: number, count: number): number | undefined => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || count === 0)
    return undefined
  switch (event.key) {
    case 'ArrowDown':
      return Math.min(from + 1, count - 1)
    case 'ArrowUp':
      return Math.max(from - 1, 0)
    case 'Home':
      return 0
    case 'End':
      return count - 1
    default:
      return undefined
  }
}
