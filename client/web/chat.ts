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
import {
  plainMessage,
  type Engine,
  type MessageView,
  type PersonView,
  type Refusal,
  type Snapshot,
} from '../engine/view.ts'
import { createAbout, type About, type AboutOf } from './about.ts'
import { createDrafts, type Drafts } from './drafts.ts'
import type { After } from './outage.ts'
import { watchReading } from './reading.ts'
import { createGoing, type Going } from './going.ts'
import { LAST } from './page-reading.ts'
import { createShelves, type Shelves } from './shelves.ts'
import { emptyTimeline, firstUnread, type Timeline } from './timeline.ts'
import { quoteOf } from './quote.ts'
import { words } from './words.ts'
import { MAX_TEXT_BYTES } from '../../protocol/limits.ts'

/** The date chip stays this long after the last scrolling (milliseconds). */
export const GLANCE_FOR = 3_000
/** The list of people knowing more than the open conversation for this long means that news was missed. */
export const MISSED_AFTER = 1_000

export interface Divider {
  readonly id: string
  readonly count: number
}

export interface Chat extends Going {
  readonly timeline: ReadonlySignal<Timeline>
  readonly divider: ReadonlySignal<Divider | undefined>
  /** Newest incoming message since the conversation was opened, for the live region. */
  readonly heard: ReadonlySignal<MessageView | undefined>
  /** The newest message whose end is in sight; the message list keeps it up to date. */
  readonly seen: Signal<string | undefined>
  /** Time of what is in sight while it is scrolled, for the date chip. */
  readonly glance: ReadonlySignal<number | undefined>
  scrolled(time: number): void
  /** What went wrong with a message; shown where one writes. */
  readonly problem: Signal<string | undefined>
  /** Grows with each own message: the list then goes to its end. */
  readonly sentCount: ReadonlySignal<number>
  draft(person: string): Signal<string>
  /** What the composer of a conversation is about. */
  readonly about: AboutOf
  /** What is typed and not sent, for the list: the whole of it, or its beginning as the engine keeps it. */
  draftLine(person: PersonView): string
  /** Bytes above the limit of one message; 0 when it fits. */
  over(text: string): number
  older(): void
  /** Newer messages than those around an older one. */
  later(): void
  send(person: string): void
  /** Keeps at once what is typed and not kept yet. */
  keep(): void
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

const encoder = new TextEncoder()
export const bytesOver = (text: string): number =>
  Math.max(0, encoder.encode(text).length - MAX_TEXT_BYTES)

/** 32 hex digits, so that a repeated command is harmless. */
export const newId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('')

/** Why a message was not taken. Rare: its words are loaded when they are said. */
const refusalText = async (why: Refusal): Promise<string> => {
  try {
    return (await import('./words-trouble.ts')).troubleWords.troubles[why]
  } catch {
    return words.partFailed
  }
}

const createSending = (parts: ChatParts, shelves: Shelves, drafts: Drafts) => {
  const problem = signal<string | undefined>(undefined)
  const sentCount = signal(0)
  const draft = drafts.of
  const about = createAbout()
  const bubbleOf = (person: string, text: string, id: string, to?: MessageView): MessageView => {
    const order = `${LAST}${String(sentCount.value).padStart(8, '0')}`
    const time = parts.now()
    const reply = to && quoteOf(to)
    return { ...plainMessage, id, person, mine: true, text, time, order, state: 'sending', reply }
  }
  const rewrite = async (person: string, edit: Extract<About, { is: 'edit' }>): Promise<void> => {
    const { message } = edit
    const text = edit.text.peek().trim()
    if (text === '' || bytesOver(text) > 0) return
    problem.value = undefined
    about(person).value = undefined
    if (text === message.text) return
    const { order } = message
    const answer = await parts.engine.run({ type: 'edit', person, order, text })
    if (answer.is !== 'refused') return
    about(person).value ??= edit
    problem.value = await refusalText(answer.why)
  }
  const send = async (person: string): Promise<void> => {
    const now = about(person).peek()
    if (now?.is === 'edit') return rewrite(person, now)
    const text = draft(person).value.trim()
    if (text === '' || bytesOver(text) > 0) return
    const id = newId()
    // What is written stands at the end: back to it. The bubble waits for that page.
    if (shelves.timeline(person).peek().newer) void shelves.newest(person)
    batch(() => {
      problem.value = undefined
      // The engine forgets its own with the commit that keeps the message.
      drafts.sent(person)
      draft(person).value = ''
      about(person).value = undefined
      shelves.apply(person, [bubbleOf(person, text, id, now?.message)])
      sentCount.value += 1
    })
    const reply = now && { reply: now.message.order }
    const answer = await parts.engine.run({ type: 'send', person, text, id, ...reply })
    if (answer.is === 'refused') {
      shelves.remove(person, id)
      about(person).value ??= now
      draft(person).value = [text, draft(person).value].filter((part) => part !== '').join('\n')
      problem.value = await refusalText(answer.why)
    } else if (sentCount.value === 1) parts.onFirstSend()
  }
  return { problem, sentCount, send, about }
}

/** Reads again what this page was not told, as when another tab took over the engine. */
const watchMissed = (parts: ChatParts, shelves: Shelves): (() => void) => {
  const missed = computed(() => {
    const person = parts.person.value
    const last = parts.snapshot.value.people.find((one) => one.id === person)?.last
    if (person === undefined || !last) return undefined
    const { messages, loaded, newer } = shelves.timeline(person).value
    if (newer) return undefined
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

/** The date of what is passed while scrolling: there at once, gone a while after. */
const createGlance = (after: After) => {
  const time = signal<number | undefined>(undefined)
  let cancel = (): void => undefined
  const end = (): void => {
    cancel()
    time.value = undefined
  }
  const show = (now: number): void => {
    cancel()
    time.value = now
    cancel = after(GLANCE_FOR, end)
  }
  return { time, show, end }
}

/** How far friends have seen own messages. */
const showRead = (people: readonly PersonView[], shelves: Shelves): void => {
  for (const { id, theyRead } of people) if (theyRead !== '') shelves.seen(id, theyRead)
}

/** Puts what the engine tells on the shelves; what is new in the open conversation is heard. */
const watchMessages = (
  parts: ChatParts,
  shelves: Shelves,
  heard: Signal<MessageView | undefined>,
): (() => void) =>
  parts.engine.watch((event) => {
    if (event.type === 'snapshot') return showRead(event.snapshot.people, shelves)
    if (event.type === 'moved') return shelves.move(event.moved)
    if (event.type === 'gone') return event.ids.forEach((id) => shelves.remove(event.person, id))
    if (event.type !== 'messages') return
    for (const [person, messages] of Map.groupBy(event.messages, (message) => message.person)) {
      if (!shelves.has(person)) continue
      const { messages: held } = shelves.timeline(person).peek()
      const known = new Set(held.map((message) => message.id))
      shelves.apply(person, messages)
      const incoming = messages.findLast((message) => !message.mine && !known.has(message.id))
      if (incoming && person === parts.person.peek()) heard.value = incoming
    }
  })

/** The newest message of theirs up to the one that is in sight. */
const newestSeen = ({ messages }: Timeline, id: string | undefined): MessageView | undefined =>
  messages
    .slice(0, messages.findLastIndex((one) => one.id === id) + 1)
    .findLast(({ mine }) => !mine)

/** Follows the route: opening a conversation reads its newest page, then sets the divider. */
export const createChat = (parts: ChatParts): Chat => {
  const shelves = createShelves(parts.engine)
  const drafts = createDrafts(parts.engine, parts.after)
  const sending = createSending(parts, shelves, drafts)
  const seen = signal<string | undefined>(undefined)
  const glance = createGlance(parts.after)
  const going = createGoing(parts, shelves)
  const none = signal(emptyTimeline)
  const timeline = computed(() => {
    const person = parts.person.value
    return (person === undefined ? none : shelves.timeline(person)).value
  })
  const divider = signal<Divider | undefined>(undefined)
  const heard = signal<MessageView | undefined>(undefined)
  const open = async (person: string): Promise<void> => {
    const unread = parts.snapshot.peek().people.find((one) => one.id === person)?.unread ?? 0
    await Promise.all([shelves.open(person, unread), drafts.load(person)])
    if (parts.person.peek() !== person) return
    const { messages, newer } = shelves.timeline(person).value
    // Counted from the newest, which are not all here when a message was gone to meanwhile.
    const first = newer ? undefined : firstUnread(messages, unread)
    divider.value = first && { id: first.id, count: unread }
  }
  const stopRoute = effect(() => {
    const person = parts.person.value
    untracked(() => {
      shelves.trim(person)
      divider.value = undefined
      heard.value = undefined
      seen.value = undefined
      glance.end()
      going.forget()
      if (person !== undefined) void open(person)
    })
  })
  const read = (person: string, left: number): void => {
    const newest = newestSeen(shelves.timeline(person).peek(), seen.peek())
    void parts.engine.run({ type: 'read', person, left, ...(newest && { seen: newest.order }) })
  }
  const stops = [
    stopRoute,
    watchMessages(parts, shelves, heard),
    watchReading({ ...parts, timeline, seen, read }),
    watchMissed(parts, shelves),
    // Whoever looks elsewhere may not come back to this page.
    effect(() => {
      if (!parts.present.value) untracked(drafts.flush)
    }),
    drafts.close,
    glance.end,
    going.end,
  ]
  return {
    timeline,
    divider,
    heard,
    seen,
    glance: glance.time,
    scrolled: glance.show,
    ...going.verbs,
    draft: drafts.of,
    ...sending,
    draftLine: (person) => (drafts.has(person.id) ? drafts.of(person.id).value : person.draft),
    over: bytesOver,
    older() {
      const person = parts.person.value
      if (person !== undefined) void shelves.older(person)
    },
    later() {
      const person = parts.person.value
      if (person !== undefined) void shelves.later(person)
    },
    send(person) {
      void sending.send(person)
    },
    keep: drafts.flush,
    close: () => stops.forEach((stop) => stop()),
  }
}
