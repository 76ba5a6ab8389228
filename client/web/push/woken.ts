// The service worker when it is pushed to: it lets what waits be received and shows what came of it. It shows
// something every time, because browsers take pushes away from a page that shows nothing.
import { newsOf } from './news.ts'
import type { Received } from './follow.ts'
import type { Told } from './told.ts'
import { unreadIn } from './unread.ts'

/** Notifications at one time; with more people than that the newest are told. */
export const MOST_SHOWN = 8
/** Of a notification that is about nobody in particular. */
export const ANYBODY = 'sotto'

/** What is used of a notification's options. */
export interface Shown {
  readonly body: string
  readonly tag: string
  readonly icon: string
  readonly silent: boolean
  readonly renotify: boolean
  readonly data: { readonly person: string | undefined }
}

/** What the service worker's scope gives. */
export interface WokenParts {
  readonly told: () => Promise<Told>
  /** Rejects or gives undefined when nothing could be received. */
  readonly receive: () => Promise<Received | undefined>
  /** Somebody looks at a page of this profile. */
  readonly isLooked: () => Promise<boolean>
  readonly show: (title: string, shown: Shown) => Promise<void>
  /** Takes away what is shown under a tag. */
  readonly hide: (tag: string) => Promise<void>
  readonly unsubscribe: () => Promise<unknown>
  readonly badge: (count: number) => Promise<unknown>
  readonly now: () => number
}

const ICON = '/icon-192.png'

const about = (person: string | undefined, body: string, loud: boolean): Shown => ({
  body,
  tag: person ?? ANYBODY,
  icon: ICON,
  silent: !loud,
  // Somebody who wrote before and writes again is heard again.
  renotify: loud,
  data: { person },
})

/** Shows that something came, to be seen or, with nothing new in it, only for the browser. */
const showAnything = async (parts: WokenParts, told: Told, isNews: boolean): Promise<void> => {
  const { product, newMessage } = told.words
  await parts.show(product, about(undefined, newMessage, isNews))
  if (!isNews) await parts.hide(ANYBODY)
}

const showNews = async (parts: WokenParts, told: Told, received: Received): Promise<void> => {
  const { before, people, alone } = received
  const now = parts.now()
  await parts.badge(unreadIn(people, now))
  const chosen = told.shows === 'off' ? 'plain' : told.shows
  const news = newsOf(before, people, { shows: chosen, words: told.words, now })
  if (await parts.isLooked()) return
  if (news.length === 0) return showAnything(parts, told, !received.reached)
  for (const { person, title, body } of news.slice(0, MOST_SHOWN)) {
    // A tab that received it may have shown it too: once is loud enough.
    await parts.show(title, about(person, body, alone))
  }
  await parts.hide(ANYBODY)
}

/** One push, from its arrival to what is shown. */
export const onPush = async (parts: WokenParts): Promise<void> => {
  const told = await parts.told()
  const received = told.shows === 'off' ? undefined : await parts.receive().catch(() => undefined)
  // Turned off, or the account was erased: nobody is to be woken here.
  if (told.shows === 'off' || received?.fresh) {
    await parts.unsubscribe()
    return showAnything(parts, told, false)
  }
  if (received) return showNews(parts, told, received)
  if (!(await parts.isLooked())) await showAnything(parts, told, true)
}
