// What the Enter key means where one writes.
import type { EnterDoes } from './appearance.ts'

/** What is asked of a key event. */
export type EnterPressed = Pick<
  KeyboardEvent,
  'key' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'isComposing' | 'keyCode'
>

/** While an input method composes, Enter chooses a candidate (229: as old WebKit says it). */
const isComposing = (event: EnterPressed): boolean => event.isComposing || event.keyCode === 229

/** True when the message is to go. `touch`: the keyboard has no other key for a new line. */
export const sendsMessage = (event: EnterPressed, does: EnterDoes, touch: boolean): boolean => {
  if (event.key !== 'Enter' || isComposing(event)) return false
  if (event.ctrlKey || event.metaKey) return true
  return !touch && event.shiftKey === (does === 'line')
}
