// Pushes of one server, put together: its key, what it lets an inbox ask for, and the alarm that the relay rings.
import { MAX_PUSH_ENDPOINT } from '../../protocol/limits.ts'
import type { Log } from '../log.ts'
import type { Metrics } from '../metrics.ts'
import type { Channel, Inbox, Records } from '../relay-records.ts'
import type { Store } from '../store/store.ts'
import { isOff, readPushAddress, type PushRules } from './address.ts'
import { openPushKey } from './key.ts'
import { createPost } from './post.ts'
import { AT_ONCE, Pusher, type PushCounts } from './pusher.ts'
import { createTokens } from './token.ts'

/** What a server is told about pushes. */
export interface PushOptions {
  readonly rules: PushRules
  /** `mailto:` or `https:` address under which push services find the host. */
  readonly contact: () => string
  /** Certificates of authorities that are believed in the place of the system's; for tests. */
  readonly ca?: string
}

/** What pushes stand on. */
export interface PushesParts {
  readonly dataFolder: string
  readonly options: PushOptions | undefined
  readonly store: Store<Channel, Inbox>
  readonly records: Records
  readonly metrics: Metrics
  readonly log: Log
  /** Milliseconds since 1970. */
  readonly now: () => number
}

/** Pushes as the other parts of the server see them. */
export interface Pushes {
  /** The public key; empty where pushes are off. */
  readonly point: Uint8Array
  /** True for an address that may be stated; the empty one ends pushes and always may. */
  allows(endpoint: string): boolean
  readonly alarm: Pusher | undefined
  close(): void
}

const NO_POINT = new Uint8Array(0)
const off: Pushes = {
  point: NO_POINT,
  allows: (endpoint) => endpoint === '',
  alarm: undefined,
  close: () => undefined,
}

const after = (delay: number, act: () => void): (() => void) => {
  const timer = setTimeout(act, delay)
  timer.unref()
  return () => clearTimeout(timer)
}

const NO_COUNTS: PushCounts = { sent: 0, gone: 0, failed: 0, dropped: 0 }

const observe = (metrics: Metrics, counts: PushCounts): void => {
  metrics.rising('sotto_pushes_sent_total', 'Pushes that a push service took.', () => counts.sent)
  metrics.rising('sotto_pushes_failed_total', 'Pushes given up.', () => counts.failed)
  metrics.rising('sotto_pushes_gone_total', 'Push addresses that were no more.', () => counts.gone)
  metrics.rising(
    'sotto_pushes_dropped_total',
    'Pushes not tried because too many were waiting.',
    () => counts.dropped,
  )
}

/** Makes the key at first start. Throws StartFault. */
export const openPushes = (parts: PushesParts): Pushes => {
  const { options, store, records, now } = parts
  if (!options || isOff(options.rules)) {
    observe(parts.metrics, NO_COUNTS)
    return off
  }
  const { rules, contact, ca } = options
  const key = openPushKey(parts.dataFolder)
  const pusher = new Pusher({
    rules,
    endpointOf: (inboxNo) => store.ask('push', { inboxNo }),
    forget: (inboxNo, endpoint) => store.ask('dropPush', { inboxNo, endpoint }),
    isOnline: (inboxNo) => records.isOnline(inboxNo),
    authorize: createTokens(key, contact, now),
    post: createPost({ ca, connections: AT_ONCE, now }),
    log: parts.log,
    now: () => performance.now(),
    after,
  })
  observe(parts.metrics, pusher.counts)
  return {
    point: key.point,
    allows: (endpoint) =>
      endpoint.length <= MAX_PUSH_ENDPOINT &&
      (endpoint === '' || readPushAddress(rules, endpoint) !== undefined),
    alarm: pusher,
    close: () => pusher.close(),
  }
}
