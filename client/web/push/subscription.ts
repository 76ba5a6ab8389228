// Being woken by this browser's push service: made after a tap, stated to the server by the engine, made anew when
// the server has another key, and ended with the choice. Loaded when notifications are chosen.
import type { Answer, Command } from '../../engine/view.ts'

/**
 * How it stands. `none`: the server pushes to nobody. `refused`: not to this browser's service. `unsupported`: this
 * browser has no pushes. `failed`: the server, or the browser's push service, could not be reached.
 */
export type Away = 'off' | 'on' | 'none' | 'refused' | 'unsupported' | 'failed'

/** What is used of the page. */
export interface SubscriptionParts {
  readonly run: (command: Command) => Promise<Answer>
  /** Of a service worker's registration; undefined where there is none. */
  readonly pushes: () => Promise<PushManager | undefined>
  /** The result, or a rejection when it takes too long: without a way to its push service a browser waits for ever. */
  readonly inTime: <T>(work: Promise<T>) => Promise<T>
}

const NOWHERE = { type: 'push', endpoint: '', key: new Uint8Array(0) } as const

const isFor = ({ options }: PushSubscription, key: Uint8Array): boolean => {
  const own = options.applicationServerKey
  if (!own) return false
  const bytes = new Uint8Array(own)
  return bytes.length === key.length && bytes.every((byte, at) => byte === key[at])
}

/** The browser's subscription for this key. Rejects as `PushManager.subscribe` does. */
const subscriptionFor = async (
  pushes: PushManager,
  key: Uint8Array<ArrayBuffer>,
): Promise<PushSubscription> => {
  const known = await pushes.getSubscription()
  if (known && isFor(known, key)) return known
  await known?.unsubscribe()
  return pushes.subscribe({ userVisibleOnly: true, applicationServerKey: key })
}

/** Makes a subscription where there is none, and lets the engine state it. Never rejects. */
export const subscribe = async ({ run, pushes, inTime }: SubscriptionParts): Promise<Away> => {
  try {
    const manager = await pushes()
    if (!manager) return 'unsupported'
    const asked = await run({ type: 'pushKey' })
    if (asked.is !== 'pushKey') return 'failed'
    if (asked.key.length === 0) return 'none'
    const key = new Uint8Array(asked.key)
    const subscription = await inTime(subscriptionFor(manager, key))
    const told = await run({ type: 'push', endpoint: subscription.endpoint, key })
    if (told.is !== 'push') return 'failed'
    if (told.state !== 'refused') return 'on'
    await subscription.unsubscribe()
    await run(NOWHERE)
    return 'refused'
  } catch {
    return 'failed'
  }
}

/** Ends it here and at the server. Never rejects. */
export const unsubscribe = async ({ run, pushes }: SubscriptionParts): Promise<Away> => {
  await run(NOWHERE).catch(() => undefined)
  const subscription = await (await pushes().catch(() => undefined))?.getSubscription()
  await subscription?.unsubscribe().catch(() => undefined)
  return 'off'
}

/** Puts right what changed while no page was open; asks the server only when something did. */
export const reconcile = async (parts: SubscriptionParts): Promise<Away> => {
  const state = await parts.run({ type: 'pushState' }).catch(() => undefined)
  const manager = await parts.pushes().catch(() => undefined)
  const subscription = await manager?.getSubscription().catch(() => null)
  const same =
    state?.is === 'push' && subscription !== undefined && state.endpoint === subscription?.endpoint
  if (same && (state.state === 'on' || state.state === 'waiting')) return 'on'
  return subscribe(parts)
}
