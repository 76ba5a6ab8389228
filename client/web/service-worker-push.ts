// Pushes and taps on notifications, in the service worker. What has keys is a script of its own, fetched when
// this worker is installed and run when it is first needed; it touches the profile only while the pinned client
// is of the same build, because another build may keep things otherwise.
import type { Receiver } from './push/receiver.ts'
import { recallTold } from './push/told.ts'
import { onPush, type WokenParts } from './push/woken.ts'
import type { ShownNotification, WorkerClient, WorkerScope } from './service-worker-scope.ts'

// The build puts the address of push/receiver.ts here.
declare const RECEIVER_ADDRESS: string

const WINDOWS = { type: 'window', includeUncontrolled: true } as const

/**
 * Loads the script that receives: from the network while this worker is installed, and later from what the
 * browser kept of it then, also without a server.
 */
export const createLoader = (scope: WorkerScope): (() => Receiver | undefined) => {
  const policy = scope.trustedTypes?.createPolicy('sotto', {
    createScriptURL: (url) => {
      if (url !== RECEIVER_ADDRESS) throw new TypeError('not an address of this program')
      return url
    },
  })
  return () => {
    if (!scope.sottoReceiver) {
      // The types know no TrustedScriptURL: the sink is declared as string.
      const address = policy
        ? (policy.createScriptURL(RECEIVER_ADDRESS) as string)
        : RECEIVER_ADDRESS
      scope.importScripts(address)
    }
    return scope.sottoReceiver
  }
}

/** What this file needs of the rest of the service worker. */
export interface PushParts {
  readonly load: () => Receiver | undefined
  /** The client that this browser runs is of this worker's build. */
  readonly isOwnBuild: () => Promise<boolean>
}

const windows = (scope: WorkerScope): Promise<readonly WorkerClient[]> =>
  scope.clients.matchAll(WINDOWS)

const badge = async (count: number): Promise<void> => {
  if ('setAppBadge' in navigator) await navigator.setAppBadge(count)
}

const wokenParts = (scope: WorkerScope, parts: PushParts): WokenParts => ({
  told: recallTold,
  receive: async () => ((await parts.isOwnBuild()) ? parts.load()?.receive() : undefined),
  isLooked: async () => (await windows(scope)).some(({ focused }) => focused),
  show: (title, shown) => scope.registration.showNotification(title, shown),
  hide: async (tag) => {
    for (const shown of await scope.registration.getNotifications({ tag })) shown.close()
  },
  unsubscribe: async () => (await scope.registration.pushManager?.getSubscription())?.unsubscribe(),
  badge: (count) => badge(count).catch(() => undefined),
  now: Date.now,
})

/** Brings the conversation of a notification up, in the page that is there or in a new one. */
export const onTap = async (scope: WorkerScope, tapped: ShownNotification): Promise<void> => {
  tapped.close()
  const open = await windows(scope)
  const best = open.find(({ visibilityState }) => visibilityState === 'visible') ?? open[0]
  // Nothing of it stands in the address: a server would see it.
  const page = best ? await best.focus().catch(() => best) : await scope.clients.openWindow('/')
  const person = tapped.data?.person
  if (person !== undefined) page?.postMessage({ type: 'open', person })
}

/** The browser ended the subscription: a new one for the same key, stated by whoever may write. */
const resubscribe = async (
  scope: WorkerScope,
  parts: PushParts,
  old: PushSubscription | null | undefined,
): Promise<void> => {
  const { pushManager } = scope.registration
  const { shows } = await recallTold()
  if (!pushManager || shows === 'off' || !(await parts.isOwnBuild())) return
  const before = old ?? (await pushManager.getSubscription())
  const applicationServerKey = before?.options.applicationServerKey
  // Without the key the page subscribes, when it is opened next.
  if (!applicationServerKey) return
  const { endpoint } = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  await parts.load()?.renew(endpoint, new Uint8Array(applicationServerKey))
}

/** Listens. */
export const watchPushes = (scope: WorkerScope, parts: PushParts): void => {
  scope.addEventListener('push', (event) => event.waitUntil(onPush(wokenParts(scope, parts))))
  scope.addEventListener('notificationclick', (event) =>
    event.waitUntil(onTap(scope, event.notification)),
  )
  scope.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(resubscribe(scope, parts, event.oldSubscription).catch(() => undefined))
  })
}
