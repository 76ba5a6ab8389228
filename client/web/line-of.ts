// What stands for a message in one line: in the list of people, in quotes, in bars.
import { shownText } from '../engine/rich-text.ts'
import type { LineKind } from '../engine/view.ts'
import { words } from './words.ts'

/** What stands for a message in one line, without the signs that only format it. */
export const lineOf = (said: { readonly kind: LineKind; readonly text: string }): string => {
  if (said.kind === 'newer') return words.needsNewerShort
  return said.kind === 'text' ? shownText(said.text) : words.lineKinds[said.kind]
}
