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
    ask: supported ? () => Notification.requestPermission() : undefined,
    allowed: () => supported && Notification.permission === 'granted',
    seenElsewhere: async () => {
      const { held = [] } = await navigator.locks.query()
      return held.some(({ name }) => name === LOOKING)
    },
    show: ({ person, title, body }, opened) => {
      try {
        // One for each person: the next takes its place.
        const shown = new Notification(title, { body, tag: person, icon: '/icon-192.png' })
        shown.onclick = () => {
          focus()
          shown.close()
          opened()
        }
      } catch {
        // Some phones show notifications through the service worker alone.
      }
    },
    badge: (count) => {
      if (!('setAppBadge' in navigator)) return
      const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()
      done.catch(() => undefined)
    },
  }
}
