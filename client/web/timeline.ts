// A conversation as the screen holds it: the messages loaded so far, and the rows they make. Pure.
import type { MessageView, MovedView } from '../engine/view.ts'
import { requote } from './quote.ts'
import { sameDay } from './when.ts'

/** A contiguous run of messages. */
export interface Timeline {
  readonly messages: readonly MessageView[]
  /** Older ones are on the disk. */
  readonly more: boolean
  /** It does not end with the newest: those behind it are on the disk. */
  readonly newer: boolean
  readonly loaded: boolean
}

export const emptyTimeline: Timeline = {
  messages: [],
  more: true,
  newer: false,
  loaded: false,
}

/** Messages closer together than this, of one author, are one group (milliseconds). */
export const GROUP_WITHIN = 3 * 60_000

const byOrder = (a: MessageView, b: MessageView): number =>
  a.order < b.order ? -1 : a.order > b.order ? 1 : 0

/** In order; long runs are in order already, and are not sorted for nothing. */
const ordered = (messages: readonly MessageView[]): readonly MessageView[] =>
  messages.every(({ order }, at) => at === 0 || (messages[at - 1]?.order ?? '') <= order)
    ? messages
    : messages.toSorted(byOrder)

/** Puts messages in, replacing by id. Those outside of what is loaded stay out until their page is read. */
export const mergeMessages = (timeline: Timeline, incoming: readonly MessageView[]): Timeline => {
  const first = timeline.messages[0]?.order
  const last = timeline.messages.at(-1)?.order ?? ''
  const changed = new Map(incoming.map((message) => [message.id, message]))
  const kept = timeline.messages.map((message) => {
    const newer = changed.get(message.id)
    changed.delete(message.id)
    return newer ?? message
  })
  const added = [...changed.values()].filter(
    ({ order }) =>
      (!timeline.more || (first !== undefined && order > first)) &&
      (!timeline.newer || order < last),
  )
  const quoted = new Map(incoming.map((message) => [message.order, message]))
  return { ...timeline, messages: requote(ordered([...kept, ...added]), quoted) }
}

/** Adds a page of older messages; what the timeline already has of them is the newer knowledge. */
export const addPage = (
  timeline: Timeline,
  page: readonly MessageView[],
  more: boolean,
): Timeline => {
  const known = new Set(timeline.messages.map((message) => message.id))
  const added = page.filter((message) => !known.has(message.id))
  return { ...timeline, messages: ordered([...added, ...timeline.messages]), more, loaded: true }
}

/** Adds a page of newer messages behind the run. */
export const addLater = (
  timeline: Timeline,
  page: readonly MessageView[],
  newer: boolean,
): Timeline => ({ ...addPage(timeline, page, timeline.more), newer })

/** An own message went on; one that is not loaded is read as it is then. */
export const moveMessage = (timeline: Timeline, { id, state }: MovedView): Timeline => {
  const at = timeline.messages.findLastIndex((message) => message.id === id)
  const message = timeline.messages[at]
  return message && message.state !== 'read'
    ? { ...timeline, messages: timeline.messages.with(at, { ...message, state }) }
    : timeline
}

/** They have seen own messages up to this order. */
export const markSeen = (timeline: Timeline, order: string): Timeline => {
  const isNew = (message: MessageView): boolean =>
    message.mine && message.state === 'delivered' && message.order <= order
  if (!timeline.messages.some(isNew)) return timeline
  const messages = timeline.messages.map((message) =>
    isNew(message) ? { ...message, state: 'read' as const } : message,
  )
  return { ...timeline, messages }
}

export const removeMessage = (timeline: Timeline, id: string): Timeline => {
  const gone = timeline.messages.find((message) => message.id === id)
  if (!gone) return timeline
  const messages = timeline.messages.filter((message) => message !== gone)
  return { ...timeline, messages: requote(messages, new Map([[gone.order, undefined]])) }
}

/** Forgets all but the newest `keep` messages, and a run that has not the newest; they are on the disk. */
export const trimTimeline = (timeline: Timeline, keep: number): Timeline =>
  timeline.newer
    ? emptyTimeline
    : timeline.messages.length <= keep
      ? timeline
      : { ...timeline, messages: timeline.messages.slice(-keep), more: true }

/** One message with what stands around it. */
export interface Row {
  readonly message: MessageView
  /** A day begins here: its heading stands above. */
  readonly day: boolean
  /** The unread divider stands above. */
  readonly divider: boolean
  readonly first: boolean
  readonly last: boolean
  /** Time and state are shown: at the end of a group, and where the state differs from the next one's. */
  readonly stamped: boolean
}

const together = (a: MessageView, b: MessageView): boolean =>
  a.mine === b.mine && Math.abs(b.time - a.time) < GROUP_WITHIN && sameDay(a.time, b.time)

/** The rows of `[from, to)`; `unreadId` is the message under the unread divider. */
export const rowsOf = (
  messages: readonly MessageView[],
  from: number,
  to: number,
  unreadId: string | undefined,
): readonly Row[] =>
  messages.slice(from, to).map((message, at) => {
    const before = messages[from + at - 1]
    const after = messages[from + at + 1]
    const divider = message.id === unreadId
    const last = !after || after.id === unreadId || !together(message, after)
    return {
      message,
      day: !before || !sameDay(before.time, message.time),
      divider,
      first: !before || divider || !together(before, message),
      last,
      stamped: last || after.state !== message.state || message.edited !== undefined,
    }
  })

export const countIncoming = (messages: readonly MessageView[]): number => {
  let count = 0
  for (const { mine } of messages) if (!mine) count += 1
  return count
}

/** The `count`-th newest message that came in: the first unread one. */
export const firstUnread = (
  messages: readonly MessageView[],
  count: number,
): MessageView | undefined =>
  count === 0 ? undefined : messages.filter((message) => !message.mine).at(-count)
