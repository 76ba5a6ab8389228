// Every key that does something anywhere on the page: the one table that the keys are read from, the sheet is
// drawn from, and the tests press through. Only combinations that a browser leaves to its page.

/** Those of a message, heard by their list, and the last one by the composer. */
export type MessageShortcutName =
  | 'above'
  | 'below'
  | 'menu'
  | 'react'
  | 'reply'
  | 'forward'
  | 'erase'
  | 'copy'
  | 'edit'

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
  | MessageShortcutName

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
  readonly group: 'moving' | 'reading' | 'message' | 'writing'
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
  { name: 'above', group: 'message', keys: { key: 'ArrowUp' } },
  { name: 'below', group: 'message', keys: { key: 'ArrowDown' } },
  { name: 'menu', group: 'message', keys: { key: 'Enter' } },
  { name: 'react', group: 'message', keys: { key: 'e', command: true, shift: true } },
  { name: 'reply', group: 'message', keys: { key: 'r', command: true, shift: true } },
  { name: 'forward', group: 'message', keys: { key: 's', command: true, shift: true } },
  { name: 'erase', group: 'message', keys: { key: 'd', command: true, shift: true } },
  { name: 'copy', group: 'message', keys: { key: 'c', command: true } },
  { name: 'edit', group: 'writing', keys: { key: 'ArrowUp' } },
  { name: 'bold', group: 'writing', keys: { key: 'b', command: true } },
  { name: 'italic', group: 'writing', keys: { key: 'i', command: true } },
  { name: 'code', group: 'writing', keys: { key: 'e', command: true } },
]

/** What means something only where a message has the focus. */
export const onMessage: readonly ShortcutName[] = shortcuts
  .filter(({ group }) => group === 'message')
  .map(({ name }) => name)

/** What is asked of a key event. */
export type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>

/**
 * Which shortcut was pressed; `mac`: the command key is the one with the loop. `group`: only of these; the same key
 * may mean one thing on a message and another where one writes.
 */
export const pressedShortcut = (
  event: Pressed,
  mac: boolean,
  group?: Shortcut['group'],
): ShortcutName | undefined => {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  const [command, other] = mac ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey]
  if (other) return undefined
  return shortcuts.find(
    ({ keys, group: own }) =>
      own === (group ?? own) &&
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
  Enter: 'Enter',
}

/** The keys one after another, as they stand on the keyboard. */
export const keyNames = (keys: Keys, mac: boolean): readonly string[] => [
  ...(keys.command ? [mac ? '⌘' : 'Ctrl'] : []),
  ...(keys.alt ? [mac ? '⌥' : 'Alt'] : []),
  ...(keys.shift ? [mac ? '⇧' : 'Shift'] : []),
  signs[keys.key] ?? keys.key.toUpperCase(),
]
