// The host's log: JSON lines on standard error with a fixed list of events and fields, one line for each
// event. No ids, no addresses, no keys, no texts: nobody who reads it learns who talks to whom. What is not
// on the list cannot get out, whatever a caller hands over.
import pino, { type DestinationStream } from 'pino'

/** Everything that is ever logged. */
export type LogEvent =
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'storeRefused'
  | 'storeAgain'
  | 'rowsDamaged'
  | 'expired'
  | 'blobsExpired'
  | 'blobRefused'
  | 'tlsReplaced'
  | 'limitMet'
  | 'requestFailed'
  | 'socketFailed'
  | 'pushFailed'
  | 'pushAgain'

/** The only fields a log line may have. */
export interface LogFields {
  readonly count?: number
  readonly port?: number
  /** A word of the code: the name of an error or of a limit. */
  readonly code?: string
}

/** Writes one line. */
export type Log = (event: LogEvent, fields?: LogFields) => void

const WARNING: ReadonlySet<LogEvent> = new Set([
  'storeRefused',
  'storeAgain',
  'rowsDamaged',
  'blobRefused',
  'limitMet',
  'pushFailed',
  'pushAgain',
])
const WORD = /^[A-Za-z][A-Za-z_]{0,39}$/

const numberOnly = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

const wordOnly = (value: unknown): string | undefined => {
  if (value === undefined) return undefined
  return typeof value === 'string' && WORD.test(value) ? value : 'other'
}

/** A log. `level` as pino names them: silent, error, warn, info. Without `to` it goes to standard error. */
export const createLog = (
  level: string,
  to: DestinationStream = pino.destination({ dest: 2, sync: true }),
): Log => {
  const lines = pino({ level, base: null }, to)
  return (event, { count, port, code } = {}) => {
    const line = { event, count: numberOnly(count), port: numberOnly(port), code: wordOnly(code) }
    if (WARNING.has(event)) lines.warn(line)
    else lines.info(line)
  }
}

/** A log that writes nothing. */
export const silentLog: Log = () => undefined
