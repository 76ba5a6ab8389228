// The script that the service worker loads when it is pushed to: everything that has keys. Loading it does
// nothing but put these two functions where the service worker finds them.
import { clockWeb } from '../clock-web.ts'
import { openBus } from '../tabs/bus.ts'
import { openOwnEngine } from './own-engine.ts'
import type { Received } from './follow.ts'
import { receive, runOnce, type ReceiveParts } from './receive.ts'

/** What the service worker calls. */
export interface Receiver {
  /** Receives what waits, by whoever may write. */
  receive(): Promise<Received | undefined>
  /** The browser made another subscription: states it. False when that could not be done here. */
  renew(endpoint: string, key: Uint8Array): Promise<boolean>
}

declare global {
  var sottoReceiver: Receiver | undefined
}

const parts = (): ReceiveParts => ({
  bus: openBus(),
  locks: navigator.locks,
  clock: clockWeb,
  view: crypto.getRandomValues(new Uint32Array(4)).join('-'),
  open: openOwnEngine,
})

globalThis.sottoReceiver = {
  receive: () => receive(parts()),
  renew: async (endpoint, key) =>
    (await runOnce(parts(), { type: 'push', endpoint, key }))?.is === 'push',
}
