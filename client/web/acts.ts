// What is done with messages, as the screens share it: the message that a menu or a sheet is about, and which
// ones are chosen. The doing is loaded when it is wanted (doings.ts).
import { signal, type Signal } from '@preact/signals'
import type { MessageView } from '../engine/view.ts'

/** A place of the window, in pixels. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Acts {
  /** What the open menu or sheet is about; none: the composer. */
  readonly subject: Signal<readonly MessageView[]>
  /** Where the menu opens; undefined: anywhere. */
  readonly at: Signal<Point | undefined>
  /** Ids of the chosen messages while several are being chosen. */
  readonly chosen: Signal<ReadonlySet<string> | undefined>
}

/** Nothing is chosen, and no menu is open. */
export const createActs = (): Acts => ({
  subject: signal([]),
  at: signal(undefined),
  chosen: signal(undefined),
})
