// Tells news while a page is open and nobody looks: one notification for each person who writes. Keeps the service
// worker informed of what it may show when no page is open, and the browser's subscription in step with the choice.
import { effect, untracked } from '@preact/signals'
import type { NotifyParts, NotifyState } from '../notify.ts'
import { words } from '../words.ts'
import { countsOf, newsOf, type News, type NewsWords } from './news.ts'
import { reconcile, subscribe, unsubscribe, type SubscriptionParts } from './subscription.ts'
import type { Told } from './told.ts'

/** What the browser gives for it. */
export interface NewsPlatform {
  /** Tells the service worker what it may show, and how. */
  readonly tell: (told: Told) => void
  /** Somebody looks at another page of this profile. */
  readonly seenElsewhere: () => Promise<boolean>
  readonly show: (news: News, opened: () => void) => void
  readonly pushes: SubscriptionParts['pushes']
  readonly inTime: SubscriptionParts['inTime']
}

const spoken = (): NewsWords => ({
  product: words.product,
  newMessage: words.newMessage,
  newer: words.needsNewerShort,
})

/** Follows the unread counts. */
const followCounts = (
  { snapshot, openPerson, platform: { present, now } }: NotifyParts,
  { choice }: NotifyState,
  platform: NewsPlatform,
): (() => void) => {
  // What was unread before is no news.
  let before = countsOf(snapshot.peek().people)
  const tell = async (news: readonly News[]): Promise<void> => {
    if (await platform.seenElsewhere()) return
    for (const one of news) platform.show(one, () => openPerson(one.person))
  }
  return effect(() => {
    const { people } = snapshot.value
    const known = before
    before = countsOf(people)
    const shows = choice.peek()
    if (present.peek() || shows === 'off') return
    const news = newsOf(known, people, { shows, words: untracked(spoken), now: now() })
    if (news.length > 0) void tell(news)
  })
}

/** Subscribes and unsubscribes as chosen; the first time only what changed since the last page is put right. */
const followChoice = (
  { engine, snapshot }: NotifyParts,
  { choice, away }: NotifyState,
  { pushes, inTime }: NewsPlatform,
): (() => void) => {
  const parts: SubscriptionParts = { run: (command) => engine.run(command), pushes, inTime }
  let wanted: boolean | undefined
  let settled = Promise.resolve()
  return effect(() => {
    const on = choice.value !== 'off'
    // Without a server nothing can be stated; what is known here already is right for now.
    if (snapshot.value.connection !== 'connected' || on === wanted) return
    const begin = wanted === undefined && untracked(() => away.value) === undefined
    wanted = on
    const act = on ? (begin ? reconcile : subscribe) : unsubscribe
    settled = settled.then(async () => {
      away.value = undefined
      away.value = await act(parts)
    })
  })
}

/** Begins; the returned function ends it. */
export const watchNews = (
  parts: NotifyParts,
  state: NotifyState,
  platform: NewsPlatform,
): (() => void) => {
  const stops = [
    followCounts(parts, state, platform),
    followChoice(parts, state, platform),
    effect(() => platform.tell({ shows: state.choice.value, words: spoken() })),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}
