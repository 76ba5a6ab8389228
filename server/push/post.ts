// One push (RFC 8030): a POST without a body. What the service answers beyond its status is not read, and no
// redirection is followed.
import type { IncomingMessage } from 'node:http'
import { Agent, request } from 'node:https'
import { guardedLookup, type PushAddress } from './address.ts'

/** How long a service may take to answer, milliseconds. */
export const ANSWER_WITHIN = 10_000
/** How long a service keeps a push for a device that is away, seconds: the most that is common. */
const TTL = 28 * 86_400
/** A newer push takes the place of one that waits. */
const TOPIC = 'sotto'
const RETRY_AFTER_MOST = 3_600_000

/** What became of a push. `wait` in milliseconds, 0 when the service named no time. */
export type Pushed =
  | { readonly is: 'sent' }
  /** There is no such address any more. */
  | { readonly is: 'gone' }
  | { readonly is: 'later'; readonly wait: number }
  /** Trying again would not help. `code`: a word for the log. */
  | { readonly is: 'refused'; readonly code: string }

const GONE = new Set([404, 410])
const TOO_MANY = 429

/** The time that `Retry-After` names, in seconds or as a date, bounded. */
export const waitOf = (header: string | undefined, now: number): number => {
  if (header === undefined) return 0
  const seconds = /^\d{1,9}$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - now
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), RETRY_AFTER_MOST) : 0
}

const outcomeOf = ({ statusCode = 0, headers }: IncomingMessage, now: number): Pushed => {
  if (statusCode >= 200 && statusCode < 300) return { is: 'sent' }
  if (GONE.has(statusCode)) return { is: 'gone' }
  if (statusCode === TOO_MANY || statusCode >= 500) {
    return { is: 'later', wait: waitOf(headers['retry-after'], now) }
  }
  return { is: 'refused', code: `status_${STATUS_WORDS.get(statusCode) ?? 'other'}` }
}
const STATUS_WORDS = new Map([
  [400, 'badRequest'],
  [401, 'notAuthorized'],
  [403, 'forbidden'],
])

/** What posting needs beside the address. */
export interface PostParts {
  /** Certificates of authorities that are believed in the place of the system's; for tests. */
  readonly ca?: string | undefined
  /** At most so many connections. */
  readonly connections: number
  readonly now: () => number
  /** Milliseconds in which a service has to answer. */
  readonly within?: number
}

/** Posts to one address under an Authorization; resolves whatever happens. */
export interface Post {
  (address: PushAddress, authorization: string): Promise<Pushed>
  /** Ends what is under way. */
  close(): void
}

/** Posts with connections that are used again. */
export const createPost = (parts: PostParts): Post => {
  const { ca, connections, now, within = ANSWER_WITHIN } = parts
  const shared = { keepAlive: true, maxTotalSockets: connections, timeout: within }
  const trust = ca === undefined ? {} : { ca }
  const agents = {
    guarded: new Agent({ ...shared, ...trust, lookup: guardedLookup() }),
    named: new Agent({ ...shared, ...trust }),
  }
  const closing = new AbortController()
  const post = ({ url, guarded }: PushAddress, authorization: string): Promise<Pushed> =>
    new Promise((resolve) => {
      const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(within)])
      const headers = {
        Authorization: authorization,
        TTL: String(TTL),
        Urgency: 'high',
        Topic: TOPIC,
        'Content-Length': '0',
      }
      const agent = guarded ? agents.guarded : agents.named
      const asked = request(url, { method: 'POST', agent, signal, headers }, (answer) => {
        // Its body is nothing to us, however long: a short one leaves the connection usable.
        answer.on('error', () => undefined)
        answer.once('data', () => answer.destroy())
        answer.resume()
        resolve(outcomeOf(answer, now()))
      })
      asked.on('error', () => resolve({ is: 'later', wait: 0 }))
      asked.end()
    })
  return Object.assign(post, {
    close: () => {
      closing.abort()
      agents.guarded.destroy()
      agents.named.destroy()
    },
  })
}
