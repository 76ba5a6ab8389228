// The window of a message list: which of the loaded messages stand in the page. Held as ids, because indices
// move when an older page arrives.
import { useSignal } from '@preact/signals'
import type { MessageView } from '../../engine/view.ts'
import type { App } from '../state.ts'

/** Rows in the page at most, and how many come or go at once. */
export const WINDOW = 240
export const STEP = 60

/** `undefined`: the very end. */
interface Span {
  readonly from: string | undefined
  readonly to: string | undefined
}

export interface ListWindow {
  readonly messages: readonly MessageView[]
  readonly more: boolean
  /** There are newer ones than those that are loaded. */
  readonly newer: boolean
  readonly from: number
  readonly to: number
  readonly atNewest: boolean
  indexOf(id: string | undefined): number | undefined
  earlier(): void
  later(): void
  newest(): void
  /** Puts a message with some before and after it into the page. */
  around(id: string): void
}

export const useWindow = (app: App): ListWindow => {
  const span = useSignal<Span>({ from: undefined, to: undefined })
  const { messages, more, newer } = app.chat.timeline.value
  const indexOf = (id: string | undefined): number | undefined => {
    const found = id === undefined ? -1 : messages.findIndex((message) => message.id === id)
    return found < 0 ? undefined : found
  }
  const to = indexOf(span.value.to) ?? messages.length
  const from = Math.max(indexOf(span.value.from) ?? to - STEP * 2, to - WINDOW, 0)
  const drawn = span.value
  const show = (start: number, end: number): void => {
    // Another window is on its way to the page: what is near the edges of this one does not matter.
    if (span.peek() !== drawn) return
    const next = { from: messages[start]?.id, to: messages[end]?.id }
    if (next.from !== drawn.from || next.to !== drawn.to) span.value = next
  }
  return {
    messages,
    more,
    newer,
    from,
    to,
    atNewest: to === messages.length && !newer,
    indexOf,
    earlier() {
      if (from === 0) {
        if (more) app.chat.older()
        return
      }
      const start = Math.max(0, from - STEP)
      show(start, Math.min(to, start + WINDOW))
    },
    later() {
      if (to === messages.length) {
        if (!newer) return
        // Grows at its end, and does not slide there.
        show(from, to)
        app.chat.later()
        return
      }
      const end = Math.min(messages.length, to + STEP)
      show(Math.max(from, end - WINDOW), end)
    },
    newest() {
      span.value = { from: undefined, to: undefined }
    },
    around(id) {
      const at = indexOf(id)
      if (at === undefined) return
      const start = Math.max(0, at - STEP)
      span.value = { from: messages[start]?.id, to: messages[start + STEP * 3]?.id }
    },
  }
}
