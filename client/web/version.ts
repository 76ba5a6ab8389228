// Which client this browser runs: the pinned one, until the person takes the new one that the service worker
// keeps ready. Without a service worker a reload is always the server's newest.
import { signal, type ReadonlySignal, type Signal } from '@preact/signals'
import type { FromWorker, ToWorker } from './service-worker-scope.ts'
import type { After } from './outage.ts'

/** How long a new client may take to be fetched when this one can not go on, milliseconds. */
export const RENEW_PATIENCE = 15_000
/** On a first visit, when the client is fetched to be kept, milliseconds. */
export const FIRST_VISIT = 2_000
/** How often the browser is asked to look for a new client, milliseconds. */
export const LOOK_EVERY = 60 * 60_000
/** How long a new worker may wait before it is asked to take over, milliseconds; each time twice as long. */
export const TAKE_OVER = 1_000

export interface Version {
  /** A newer client is ready here. */
  readonly fresh: ReadonlySignal<boolean>
  /** Another page took the newer client: this one is out of date. */
  readonly replaced: ReadonlySignal<boolean>
  /** Whose notification was tapped last; set back by whoever goes there. */
  readonly wanted: Signal<string | undefined>
  /** Takes the newest client there is, and reloads. */
  renew(): void
}

/** What is used of `navigator.serviceWorker`, and of the page. */
export interface VersionParts {
  readonly container: ServiceWorkerContainer | undefined
  readonly register: () => Promise<ServiceWorkerRegistration>
  readonly reload: () => void
  readonly after: After
}

/** Registers the service worker and follows it. A browser that refuses it is served by the server alone. */
export const watchVersion = (parts: VersionParts): Version => {
  const { container, reload, after } = parts
  const fresh = signal(false)
  const replaced = signal(false)
  const wanted = signal<string | undefined>(undefined)
  let registration: ServiceWorkerRegistration | undefined
  let renewing = false
  const say = (message: ToWorker): void => container?.controller?.postMessage(message)
  const look = (): void => {
    after(LOOK_EVERY, look)
    // Without a server there is nothing newer either.
    registration?.update().catch(() => undefined)
  }
  const heard = (message: FromWorker): void => {
    if (message.type === 'accepted') {
      if (renewing) reload()
      else replaced.value = true
      return
    }
    if (message.type === 'open') {
      wanted.value = message.person
      return
    }
    fresh.value = message.fresh
    if (renewing && message.fresh) say({ type: 'accept' })
  }
  /** A request that meets the old worker while it ends starts it again, and the browser forgets who waits. */
  const hurry = (wait: number): void => {
    after(wait, () => {
      const { waiting } = registration ?? {}
      if (!waiting) return
      const ask: ToWorker = { type: 'takeOver' }
      waiting.postMessage(ask)
      hurry(wait * 2)
    })
  }
  const begin = async (): Promise<void> => {
    registration = await parts.register()
    if (registration.waiting) hurry(TAKE_OVER)
    registration.addEventListener('updatefound', () => {
      const { installing } = registration ?? {}
      installing?.addEventListener('statechange', () => {
        if (installing.state === 'installed') hurry(TAKE_OVER)
      })
    })
    look()
    say({ type: 'versions' })
  }
  if (container) {
    container.onmessage = (event: MessageEvent<FromWorker>) => heard(event.data)
    container.startMessages()
    // A first visit has better to do than to fetch everything twice.
    after(container.controller ? 0 : FIRST_VISIT, () => void begin().catch(() => undefined))
  }
  return {
    fresh,
    replaced,
    wanted,
    renew() {
      if (!container?.controller) return reload()
      renewing = true
      if (fresh.value) return say({ type: 'accept' })
      // Ready or not: a page that can not go on is better reloaded than left.
      after(RENEW_PATIENCE, reload)
      registration?.update().then(
        (now) => {
          // Nothing newer to be had. Else the new worker tells when it is ready.
          if (!now.installing && !now.waiting && !fresh.peek()) reload()
        },
        () => reload(),
      )
    },
  }
}
