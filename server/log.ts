// The host's log: JSON lines on standard error with a fixed list of events and fields. No ids, no
// addresses, no keys, no texts: nobody who reads it learns who talks to whom.
import pino from 'pino'

/** Everything that is ever logged. */
export type LogEvent =
  | 'started'
  | 'stopping'
  | 'stopped'
  | 'storeFailed'
  | 'storeRefused'
  | 'storeAgain'
  | 'rowsDamaged'
  | 'expired'
  | 'tlsReplaced'
  | 'requestFailed'
  | 'socketFailed'
  | 'warning'

/** The only fields a log line may have. */
export interface LogFields {
  readonly count?: number
  readonly milliseconds?: number
  readonly port?: number
  readonly code?: string
  readonly sentence?: string
}

/** Writes one line. */
export type Log = (event: LogEvent, fields?: LogFields) => void

const LOUD: ReadonlySet<LogEvent> = new Set(['storeFailed'])
const WARNING: ReadonlySet<LogEvent> = new Set([
  'storeRefused',
  'storeAgain',
  'rowsDamaged',
  'warning',
])

/** A log on standard error. `level` as pino names them: silent, error, warn, info. */
export const createLog = (level: string): Log => {
  const lines = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  return (event, { count, milliseconds, port, code, sentence } = {}) => {
    const line = { event, count, milliseconds, port, code, sentence }
    if (LOUD.has(event)) lines.error(line)
    else if (WARNING.has(event)) lines.warn(line)
    else lines.info(line)
  }
}

/** A log that writes nothing. */
export const silentLog: Log = () => undefined
