// Every key that does something anywhere on the page: the one table that the keys are read from, the sheet is
// drawn from, and the tests press through. Only combinations that a browser leaves to its page.

export type ShortcutName =
  | 'keys'
  | 'switch'
  | 'search'
  | 'find'
  | 'next'
  | 'previous'
  | 'nextUnread'
  | 'previousUnread'
  | 'oldestUnread'
  | 'pageUp'
  | 'pageDown'
  | 'newest'
  | 'region'
  | 'lock'
  | 'bold'
  | 'italic'
  | 'code'

/** `command` is Ctrl, and the command key on a Mac. */
export interface Keys {
  /** As `KeyboardEvent.key` says it; letters small. */
  readonly key: string
  readonly command?: boolean
  readonly alt?: boolean
  readonly shift?: boolean
}

export interface Shortcut {
  readonly name: ShortcutName
  readonly group: 'moving' | 'reading' | 'writing'
  readonly keys: Keys
}

export const shortcuts: readonly Shortcut[] = [
  { name: 'switch', group: 'moving', keys: { key: 'k', command: true } },
  { name: 'search', group: 'moving', keys: { key: 'f', command: true, shift: true } },
  { name: 'next', group: 'moving', keys: { key: 'ArrowDown', alt: true } },
  { name: 'previous', group: 'moving', keys: { key: 'ArrowUp', alt: true } },
  { name: 'nextUnread', group: 'moving', keys: { key: 'ArrowDown', alt: true, shift: true } },
  { name: 'previousUnread', group: 'moving', keys: { key: 'ArrowUp', alt: true, shift: true } },
  { name: 'region', group: 'moving', keys: { key: 'F6' } },
  { name: 'keys', group: 'moving', keys: { key: '/', command: true } },
  { name: 'lock', group: 'moving', keys: { key: 'l', command: true, shift: true } },
  { name: 'oldestUnread', group: 'reading', keys: { key: 'PageUp', shift: true } },
  { name: 'pageUp', group: 'reading', keys: { key: 'PageUp' } },
  { name: 'pageDown', group: 'reading', keys: { key: 'PageDown' } },
  { name: 'find', group: 'reading', keys: { key: 'f', command: true } },
  { name: 'newest', group: 'reading', keys: { key: 'Escape' } },
  { name: 'bold', group: 'writing', keys: { key: 'b', command: true } },
  { name: 'italic', group: 'writing', keys: { key: 'i', command: true } },
  { name: 'code', group: 'writing', keys: { key: 'e', command: true } },
]

/** What is asked of a key event. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/** Which shortcut was pressed; `mac`: the command key is the one with the loop. */
export const pressedShortcut = (event: Pressed, mac: boolean): ShortcutName | undefined => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const [command, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  if (other) return undefined
  return shortcuts.find(
    ({ keys }) =>
      keys.key === key &&
      command === (keys.command ?? false) &&
      event.altKey === (keys.alt ?? false) &&
      // On many keyboards the slash itself needs Shift.
      (event.shiftKey === (keys.shift ?? false) || key === '/'),
  )?.name
}

const signs: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  PageUp: 'Page Up',
  PageDown: 'Page Down',
  Escape: 'Esc',
}

/** The keys one after another, as they stand on the keyboard. */
export const keyNames = (keys: Keys, mac: boolean): readonly string[] => [
  ...(keys.command ? [mac ? '⌘' : 'Ctrl'] : []),
  ...(keys.alt ? [mac ? '⌥' : 'Alt'] : []),
  ...(keys.shift ? [mac ? '⇧' : 'Shift'] : []),
  signs[keys.key] ?? keys.key.toUpperCase(),
]
