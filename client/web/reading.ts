// What counts as read: a message whose end stood in sight for a second, in a window with the focus, and all
// that came before it.
import { computed, effect, type ReadonlySignal } from '@preact/signals'
import type { MessageView, Snapshot } from '../engine/view.ts'
import type { After } from './outage.ts'
import type { Timeline } from './timeline.ts'

/** What was visible this long counts as read (milliseconds). */
export const READ_AFTER = 1_000

export interface ReadingParts {
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly person: ReadonlySignal<string | undefined>
  /** The window is visible and has the focus. */
  readonly present: ReadonlySignal<boolean>
  readonly timeline: ReadonlySignal<Timeline>
  /** The newest message whose end is in sight. */
  readonly seen: ReadonlySignal<string | undefined>
  readonly after: After
  /** So many messages are left unread. */
  readonly read: (person: string, left: number) => void
}

/** Messages that came in after the one with this id; undefined when it is not there. */
export const incomingAfter = (
  messages: readonly MessageView[],
  id: string | undefined,
): number | undefined => {
  let count = 0
  for (let at = messages.length - 1; at >= 0; at -= 1) {
    const message = messages[at]
    if (message?.id === id) return count
    if (message?.mine === false) count += 1
  }
  return undefined
}

/** Watches until the returned function is called. */
export const watchReading = (parts: ReadingParts): (() => void) => {
  const { person, present, timeline, seen } = parts
  const progress = computed(() => {
    const [id, row] = [person.value, seen.value]
    if (id === undefined || row === undefined || !present.value) return undefined
    // How many came in behind it is not known here.
    if (timeline.value.newer) return undefined
    const unread = parts.snapshot.value.people.find((one) => one.id === id)?.unread ?? 0
    const left = unread === 0 ? undefined : incomingAfter(timeline.value.messages, row)
    return left === undefined || left >= unread ? undefined : `${left} ${id}`
  })
  let cancel = (): void => undefined
  const stop = effect(() => {
    const [left, id] = progress.value?.split(' ') ?? []
    cancel()
    if (id !== undefined) cancel = parts.after(READ_AFTER, () => parts.read(id, Number(left)))
  })
  return () => {
    stop()
    cancel()
  }
}
