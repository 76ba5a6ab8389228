// Notifications and subscriptions as this browser gives them; loaded with tell-news.ts when they are on.
import { clockWeb } from '../clock-web.ts'
import type { News } from './news.ts'
import { watchNews, type NewsPlatform } from './tell-news.ts'
import { tell } from './told.ts'

export { watchNews }

/** How long the service worker may take to be installed, milliseconds: on a first visit that comes last. */
const WORKER_PATIENCE = 20_000

/** How long the browser's push service may take, milliseconds. */
const SERVICE_PATIENCE = 30_000

const inTime = <T>(work: Promise<T>): Promise<T> => {
  const { promise, reject } = Promise.withResolvers<never>()
  const cancel = clockWeb.after(SERVICE_PATIENCE, () => reject(new Error('no answer in time')))
  return Promise.race([work, promise]).finally(cancel)
}

const worker = async (): Promise<ServiceWorkerRegistration | undefined> => {
  if (!('serviceWorker' in navigator)) return undefined
  const late = new Promise<undefined>((resolve) => {
    clockWeb.after(WORKER_PATIENCE, () => resolve(undefined))
  })
  return Promise.race([navigator.serviceWorker.ready, late])
}

/**
 * By the service worker, so that it is the same notification as one that it shows itself, and because phones have
 * no other; by the page where there is none.
 */
const show = async ({ person, title, body }: News, opened: () => void): Promise<void> => {
  // One for each person: the next takes its place.
  const options = { body, tag: person, icon: '/icon-192.png', data: { person } }
  const registration = await navigator.serviceWorker?.getRegistration()
  if (registration?.active) return registration.showNotification(title, options)
  const shown = new Notification(title, options)
  shown.onclick = () => {
    focus()
    shown.close()
    opened()
  }
}

/** The browser's own. `looking`: the lock that every page holds that somebody looks at. */
export const newsWeb = (looking: string): NewsPlatform => ({
  tell: (told) => void tell(told).catch(() => undefined),
  seenElsewhere: async () => {
    const { held = [] } = await navigator.locks.query()
    return held.some(({ name }) => name === looking)
  },
  show: (news, opened) => void show(news, opened).catch(() => undefined),
  pushes: async () => (await worker())?.pushManager,
  inTime,
})
