// Every limit on what one person, one address or everybody together may ask of this server, in one table:
// the settings SOTTO_LIMIT_*, their page in docs/OPERATIONS.md and the metric of each follow from it. A
// circle of fifty people behind one address stays far below all of them.

/** Whom a limit counts. An address counts twice: on its own and with its network. */
type Per = 'address' | 'friendId' | 'inbox' | 'file' | 'server'

/** One limit. */
export interface LimitRow {
  readonly per: Per
  /** So many in `seconds`; 0 seconds means at one time. */
  readonly most: number
  readonly seconds: number
  /** What is counted, and what happens beyond it. */
  readonly text: string
}

const MINUTE = 60
const HOUR = 3_600
const MEBIBYTE = 1_048_576

export const limitRows = {
  connections: {
    per: 'server',
    most: 20_000,
    seconds: 0,
    text: 'Connections of everybody. Closed before the handshake.',
  },
  connectionsPerAddress: {
    per: 'address',
    most: 512,
    seconds: 0,
    text: 'Connections. Closed before the handshake.',
  },
  handshakesPerAddress: {
    per: 'address',
    most: 600,
    seconds: MINUTE,
    text: 'New connections. Closed before the handshake.',
  },
  requestsPerAddress: {
    per: 'address',
    most: 6_000,
    seconds: MINUTE,
    text: 'HTTP requests of any kind. Answered 429.',
  },
  postsPerAddress: {
    per: 'address',
    most: 1_200,
    seconds: MINUTE,
    text: 'Requests of the key exchange. Answered 429.',
  },
  failuresPerAddress: {
    per: 'address',
    most: 600,
    seconds: MINUTE,
    text: 'Logins, tokens, house keys and tickets that were wrong. Answered 429, a WebSocket is closed with 4004; who shows a true right is served all the same.',
  },
  bytesPerAddress: {
    per: 'address',
    most: 64 * MEBIBYTE,
    seconds: 2,
    text: 'Bytes received. A WebSocket is not read until the time is over, a request is answered 429.',
  },
  inboxesPerAddress: {
    per: 'address',
    most: 300,
    seconds: HOUR,
    text: 'Inboxes made. Answered 429.',
  },
  inboxesPerHour: {
    per: 'server',
    most: 1_000,
    seconds: HOUR,
    text: 'Inboxes made by everybody. Answered 429.',
  },
  inboxes: {
    per: 'server',
    most: 5_000,
    seconds: 0,
    text: 'Inboxes in all. Answered 507.',
  },
  cardsPerFriendId: {
    per: 'friendId',
    most: 120,
    seconds: MINUTE,
    text: 'Times that the card of one invitation is read. Answered 429.',
  },
  bundlesPerFriendId: {
    per: 'friendId',
    most: 60,
    seconds: HOUR,
    text: 'Prekey bundles claimed through one friendId; from the sixth on with the last-resort key. Answered 429.',
  },
  sendsPerFriendId: {
    per: 'friendId',
    most: 12_000,
    seconds: MINUTE,
    text: 'Envelopes sent to one friendId. Rejected, and sent again later by the client.',
  },
  loginsPerInbox: {
    per: 'inbox',
    most: 120,
    seconds: MINUTE,
    text: 'Logins to one inbox with its key. Answered 429, a WebSocket is closed with 4004.',
  },
  writesPerInbox: {
    per: 'inbox',
    most: 240,
    seconds: MINUTE,
    text: 'Changes of prekeys and friendIds of one inbox. Answered 429.',
  },
  fileBytes: {
    per: 'file',
    most: 100 * MEBIBYTE,
    seconds: 0,
    text: 'Bytes of one file in a message. Answered 413; clients know it before.',
  },
  uploadsPerFriendId: {
    per: 'friendId',
    most: 1_200,
    seconds: HOUR,
    text: 'Blobs begun or taken up again for one friendId. Answered 429.',
  },
  blobBytesPerFriendId: {
    per: 'friendId',
    most: 512 * MEBIBYTE,
    seconds: 0,
    text: 'Bytes of blobs kept for one friendId. Answered 507.',
  },
  blobBytesPerInbox: {
    per: 'inbox',
    most: 2_048 * MEBIBYTE,
    seconds: 0,
    text: 'Bytes of blobs kept for one inbox. Answered 507.',
  },
  blobsPerInbox: {
    per: 'inbox',
    most: 2_000,
    seconds: 0,
    text: 'Blobs kept for one inbox. Answered 507.',
  },
  blobBytes: {
    per: 'server',
    most: 20_480 * MEBIBYTE,
    seconds: 0,
    text: 'Bytes of blobs in all. Answered 507.',
  },
} as const satisfies Readonly<Record<string, LimitRow>>

/** The name of a limit. */
export type LimitName = keyof typeof limitRows
/** The most of each; Infinity is no limit. */
export type Limits = Readonly<Record<LimitName, number>>

const isName = (name: string): name is LimitName => name in limitRows
/** Every name, in the order of the table. */
export const limitNames: readonly LimitName[] = Object.keys(limitRows).filter(isName)

const limitsFrom = (most: (name: LimitName) => number): Limits => {
  const found: Partial<Record<LimitName, number>> = {}
  for (const name of limitNames) found[name] = most(name)
  return found as Limits // every name was put in
}

/** What holds when the host sets nothing. */
export const standardLimits: Limits = limitsFrom((name) => limitRows[name].most)
/** No limits at all: for measuring the server from one address. */
export const noLimits: Limits = limitsFrom(() => Infinity)

/** A network of addresses (IPv4 /24, IPv6 /48) may have so many times what one address may. */
export const NETWORK_FACTOR = 4

/** The setting of a limit. */
export const limitKey = (name: LimitName): string =>
  `SOTTO_LIMIT_${name.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`
const FACTOR_KEY = 'SOTTO_LIMIT_FACTOR'
/** Every setting of this table. */
export const limitKeys: readonly string[] = [FACTOR_KEY, ...limitNames.map(limitKey)]

type Environment = Readonly<Record<string, string | undefined>>

const MOST = 1e12

/** Reads one number; a text is the problem with it. */
const readNumber = (env: Environment, key: string, whole: RegExp): number | string | undefined => {
  const raw = env[key]?.trim() ?? ''
  if (raw === '') return undefined
  if (!whole.test(raw) || Number(raw) > MOST) return `${key} must be a number from 0 (no limit) on.`
  return Number(raw) === 0 ? Infinity : Number(raw)
}

/** The limits that a host set, or everything that is wrong with them. */
export const readLimits = (
  env: Environment,
): { readonly limits: Limits; readonly problems: readonly string[] } => {
  const problems: string[] = []
  const take = (key: string, form: RegExp): number | undefined => {
    const value = readNumber(env, key, form)
    if (typeof value !== 'string') return value
    problems.push(value)
    return undefined
  }
  const factor = take(FACTOR_KEY, /^\d{1,9}(\.\d{1,3})?$/) ?? 1
  const limits = limitsFrom(
    (name) =>
      take(limitKey(name), /^\d{1,13}$/) ?? Math.max(1, Math.round(limitRows[name].most * factor)),
  )
  return { limits, problems }
}

const within = ({ seconds }: LimitRow): string => {
  if (seconds === 0) return 'at one time'
  if (seconds === MINUTE) return 'in a minute'
  return seconds === HOUR ? 'in an hour' : `in ${seconds} seconds`
}

/** The settings as rows of the table in docs/OPERATIONS.md. */
export const limitLines = (): readonly string[] => [
  `| \`${FACTOR_KEY}\` | \`1\` | factor | Multiplies every limit below that is not set itself; 0 turns all of them off. |`,
  ...limitNames.map((name) => {
    const row = limitRows[name]
    const unit = `for one ${row.per}, ${within(row)}`
    const shown = row.per === 'server' ? within(row) : unit
    return `| \`${limitKey(name)}\` | \`${row.most}\` | ${shown} | ${row.text} |`
  }),
]
