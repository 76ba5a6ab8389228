// Notifications, the badge, and the choice about them, as this browser gives them.
import { effect, type ReadonlySignal } from '@preact/signals'
import type { NotifyPlatform } from './notify.ts'

const KEPT = 'sotto-notify'
/** Held by every page that somebody looks at, so that the others know. */
const LOOKING = 'sotto-looking'

const holdWhilePresent = (present: ReadonlySignal<boolean>): void => {
  let release = (): void => undefined
  effect(() => {
    release()
    if (!present.value) return
    const { promise, resolve } = Promise.withResolvers<void>()
    release = resolve
    navigator.locks.request(LOOKING, { mode: 'shared' }, () => promise).catch(() => undefined)
  })
}

/** Why there are no notifications here. */
const missing = (): 'unsupported' | 'homeScreen' =>
  'standalone' in navigator && navigator.standalone === false ? 'homeScreen' : 'unsupported'

/** The browser's own; `present`: this page is looked at. */
export const notifyWeb = (present: ReadonlySignal<boolean>): NotifyPlatform => {
  const supported = typeof Notification === 'function'
  holdWhilePresent(present)
  return {
    kept: () => {
      try {
        return localStorage.getItem(KEPT) ?? undefined
      } catch {
        return undefined
      }
    },
    keep: (choice) => {
      try {
        localStorage.setItem(KEPT, choice)
      } catch {
        // Not kept: asked for again next time.
      }
    },
    ask: supported ? () => Notification.requestPermission() : missing(),
    allowed: () => supported && Notification.permission === 'granted',
    badge: (count) => {
      if (!('setAppBadge' in navigator)) return
      const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()
      done.catch(() => undefined)
    },
    load: async () => {
      const { newsWeb, watchNews } = await import('./push/news-web.ts')
      return { watchNews, platform: newsWeb(LOOKING) }
    },
  }
}
