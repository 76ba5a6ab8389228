// The open conversation: its messages, the draft of each, sending, and what was seen. Messages are shown at
// once and replaced when the engine has them on the disk; a refusal puts the text back.
import {
  batch,
  computed,
  effect,
  signal,
  untracked,
  type ReadonlySignal,
  type Signal,
} from '@preact/signals'
import type { Engine, MessageView, PersonView, Snapshot } from '../engine/view.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import type { After } from './outage.ts'
import {
  addPage,
  emptyTimeline,
  firstUnread,
  mergeMessages,
  removeMessage,
  trimTimeline,
  type Timeline,
} from './timeline.ts'
import { words } from './words.ts'
import { MAX_TEXT_BYTES } from '../../protocol/limits.ts'

/** Messages read from the disk at a time, and kept of a conversation that is not open. */
export const PAGE = 60
export const KEPT = 120
/** What was visible this long, in a window with the focus, counts as read (milliseconds). */
export const READ_AFTER = 1_000
/** The list of people knowing more than the open conversation for this long means that news was missed. */
export const MISSED_AFTER = 1_000

export interface Divider {
  readonly id: string
  readonly count: number
}

export interface Chat {
  readonly timeline: ReadonlySignal<Timeline>
  readonly divider: ReadonlySignal<Divider | undefined>
  /** Newest incoming message since the conversation was opened, for the live region. */
  readonly heard: ReadonlySignal<MessageView | undefined>
  /** The newest message is in sight; the message list keeps it up to date. */
  readonly atEnd: Signal<boolean>
  readonly problem: ReadonlySignal<string | undefined>
  /** Grows with each own message: the list then goes to its end. */
  readonly sentCount: ReadonlySignal<number>
  draft(person: string): Signal<string>
  /** What is typed and not sent, for the list: the whole of it, or its beginning as the engine keeps it. */
  draftLine(person: PersonView): string
  /** Bytes above the limit of one message; 0 when it fits. */
  over(text: string): number
  older(): void
  send(person: string): void
  close(): void
}

export interface ChatParts {
  readonly engine: Engine
  readonly snapshot: ReadonlySignal<Snapshot>
  readonly person: ReadonlySignal<string | undefined>
  /** The window is visible and has the focus. */
  readonly present: ReadonlySignal<boolean>
  readonly after: After
  readonly now: () => number
  /** Called after the first message of this page was stored. */
  readonly onFirstSend: () => void
}

interface Shelf {
  readonly timeline: Signal<Timeline>
  loading: boolean
  /** What changed while a page was being read: newer than that page. */
  fresh: readonly MessageView[]
}

const encoder = new TextEncoder()
export const bytesOver = (text: string): number =>
  Math.max(0, encoder.encode(text).length - MAX_TEXT_BYTES)

/** 32 hex digits, so that a repeated command is harmless. */
const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/** Timelines by person, filled from pages and from what the engine tells. */
const createShelves = (engine: Engine) => {
  const shelves = new Map<string, Shelf>()
  const of = (person: string): Shelf => {
    const known = shelves.get(person)
    if (known) return known
    const made: Shelf = { timeline: signal(emptyTimeline), loading: false, fresh: [] }
    shelves.set(person, made)
    return made
  }
  const apply = (shelf: Shelf, messages: readonly MessageView[]): void => {
    if (shelf.loading) shelf.fresh = [...shelf.fresh, ...messages]
    shelf.timeline.value = mergeMessages(shelf.timeline.value, messages)
  }
  const load = async (person: string): Promise<void> => {
    const shelf = of(person)
    if (shelf.loading || (shelf.timeline.value.loaded && !shelf.timeline.value.more)) return
    shelf.loading = true
    const before = shelf.timeline.value.loaded
      ? shelf.timeline.value.messages.find((message) => !message.order.startsWith(LAST))?.order
      : undefined
    const answer = await engine.run({ type: 'page', person, before, limit: PAGE })
    const fresh = shelf.fresh
    shelf.loading = false
    shelf.fresh = []
    if (answer.is !== 'page') return
    const paged = addPage(shelf.timeline.value, answer.messages, answer.more)
    shelf.timeline.value = mergeMessages(paged, fresh)
  }
  /** Reads the newest page again; without a message in common it takes the place of what was there. */
  const refresh = async (person: string): Promise<void> => {
    const answer = await engine.run({ type: 'page', person, before: undefined, limit: PAGE })
    if (answer.is !== 'page') return
    const { timeline } = of(person)
    const known = new Set(timeline.value.messages.map((message) => message.id))
    timeline.value = answer.messages.some((message) => known.has(message.id))
      ? mergeMessages(timeline.value, answer.messages)
      : addPage(emptyTimeline, answer.messages, answer.more)
  }
  return { shelves, of, apply, load, refresh }
}

/** Sorts behind everything the engine has ordered. */
const LAST = '\uffff'

const createSending = (
  parts: ChatParts,
  shelves: ReturnType<typeof createShelves>,
  drafts: Drafts,
) => {
  const problem = signal<string | undefined>(undefined)
  const sentCount = signal(0)
  const draft = drafts.of
  const bubbleOf = (person: string, text: string, id: string): MessageView => {
    const order = `${LAST}${String(sentCount.value).padStart(8, '0')}`
    const time = parts.now()
    return { id, person, mine: true, text, time, order, state: 'sending', needsNewer: false }
  }
  const send = async (person: string): Promise<void> => {
    const text = draft(person).value.trim()
    if (text === '' || bytesOver(text) > 0) return
    const id = newId()
    batch(() => {
      problem.value = undefined
      // The engine forgets its own with the commit that keeps the message.
      drafts.sent(person)
      draft(person).value = ''
      shelves.apply(shelves.of(person), [bubbleOf(person, text, id)])
      sentCount.value += 1
    })
    const answer = await parts.engine.run({ type: 'send', person, text, id })
    if (answer.is === 'refused') {
      const shelf = shelves.of(person)
      shelf.timeline.value = removeMessage(shelf.timeline.value, id)
      draft(person).value = [text, draft(person).value].filter((part) => part !== '').join('\n')
      problem.value = words.troubles[answer.why]
    } else if (sentCount.value === 1) parts.onFirstSend()
  }
  return { problem, sentCount, send }
}

/** Tells the engine that the open conversation was read, once it was looked at for a second. */
const watchReading = (parts: ChatParts, atEnd: Signal<boolean>): (() => void) => {
  const unreadHere = computed(() => {
    const person = parts.person.value
    if (person === undefined || !parts.present.value || !atEnd.value) return undefined
    const found = parts.snapshot.value.people.find((one) => one.id === person)
    return found && found.unread > 0 ? person : undefined
  })
  let cancel = (): void => undefined
  const stop = effect(() => {
    const person = unreadHere.value
    cancel()
    if (person !== undefined)
      cancel = parts.after(READ_AFTER, () => void parts.engine.run({ type: 'read', person }))
  })
  return () => {
    stop()
    cancel()
  }
}

/** Reads again what this page was not told, as when another tab took over the engine. */
const watchMissed = (parts: ChatParts, shelves: ReturnType<typeof createShelves>): (() => void) => {
  const missed = computed(() => {
    const person = parts.person.value
    const last = parts.snapshot.value.people.find((one) => one.id === person)?.last
    if (person === undefined || !last) return undefined
    const { messages, loaded } = shelves.of(person).timeline.value
    const known = messages.findLast((message) => message.id === last.id)
    return !loaded || known?.state === last.state ? undefined : `${last.id} ${last.state}`
  })
  return effect(() => {
    const person = parts.person.value
    return missed.value === undefined || person === undefined
      ? undefined
      : parts.after(MISSED_AFTER, () => void shelves.refresh(person))
  })
}

/** Follows the route: opening a conversation reads its newest page, then sets the divider. */
export const createChat = (parts: ChatParts): Chat => {
  const shelves = createShelves(parts.engine)
  const drafts = createDrafts(parts.engine, parts.after)
  const sending = createSending(parts, shelves, drafts)
  const atEnd = signal(true)
  const divider = signal<Divider | undefined>(undefined)
  const heard = signal<MessageView | undefined>(undefined)
  const open = async (person: string): Promise<void> => {
    const unread = parts.snapshot.peek().people.find((one) => one.id === person)?.unread ?? 0
    await Promise.all([shelves.load(person), drafts.load(person)])
    if (parts.person.peek() !== person) return
    const first = firstUnread(shelves.of(person).timeline.value.messages, unread)
    divider.value = first && { id: first.id, count: unread }
  }
  const stopRoute = effect(() => {
    const person = parts.person.value
    untracked(() => {
      for (const [id, shelf] of shelves.shelves)
        if (id !== person) shelf.timeline.value = trimTimeline(shelf.timeline.value, KEPT)
      divider.value = undefined
      heard.value = undefined
      atEnd.value = true
      if (person !== undefined) void open(person)
    })
  })
  const stopEvents = parts.engine.watch((event) => {
    if (event.type === 'snapshot') return
    for (const [person, messages] of Map.groupBy(event.messages, (message) => message.person)) {
      const shelf = shelves.shelves.get(person)
      if (!shelf) continue
      const known = new Set(shelf.timeline.value.messages.map((message) => message.id))
      shelves.apply(shelf, messages)
      const incoming = messages.findLast((message) => !message.mine && !known.has(message.id))
      if (incoming && person === parts.person.peek()) heard.value = incoming
    }
  })
  const stopReading = watchReading(parts, atEnd)
  const stopMissed = watchMissed(parts, shelves)
  // Whoever looks elsewhere may not come back to this page.
  const stopLeaving = effect(() => {
    if (!parts.present.value) untracked(drafts.flush)
  })
  const none = signal(emptyTimeline)
  return {
    timeline: computed(() => {
      const person = parts.person.value
      return (person === undefined ? none : shelves.of(person).timeline).value
    }),
    divider,
    heard,
    atEnd,
    problem: sending.problem,
    sentCount: sending.sentCount,
    draft: drafts.of,
    draftLine: (person) => (drafts.has(person.id) ? drafts.of(person.id).value : person.draft),
    over: bytesOver,
    older() {
      const person = parts.person.value
      if (person !== undefined) void shelves.load(person)
    },
    send(person) {
      void sending.send(person)
    },
    close() {
      stopRoute()
      stopEvents()
      stopReading()
      stopMissed()
      stopLeaving()
      drafts.close()
    },
  }
}
