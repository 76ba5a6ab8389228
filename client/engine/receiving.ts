// Keeps this device logged in to its inbox: tries again after each loss, commits what comes, acknowledges
// what is committed, and tells apart the losses that trying again cannot mend.
import type { Random } from '../crypto/index.ts'
import { toHex } from '../../protocol/bytes.ts'
import { closeCode } from '../../protocol/errors.ts'
import { waitAfter } from './backoff.ts'
import { quarantine } from './healing.ts'
import { receive, type Arrival } from './incoming.ts'
import type { LoadLater } from './load-later.ts'
import { welcomed, type Welcome } from './login.ts'
import type { Clock, Net } from './ports.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import { Unread, type Draft } from './rows.ts'
import { createTimers } from './timers.ts'
import { attempt, ME, ownInbox, type Turn } from './turn.ts'
import type { Connection, Halt } from './view.ts'

export interface ReceivingParts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly rows: Draft
  change<T>(decide: (turn: Turn) => T): Promise<T>
  readonly later: LoadLater
  /** A volatile frame came under a friendId. */
  volatile(friendId: Uint8Array, data: Uint8Array): void
  /** Something a screen shows has changed. */
  changed(): void
  halt(why: Halt): void
}

export interface Receiving {
  readonly state: Connection
  readonly retryAt: number | undefined
  readonly catchingUp: number
  /** Connects when there is an inbox, and acknowledges what has been committed since. */
  pump(): void
  /** Forgets how often it failed and tries at once. */
  retry(): void
  stop(): void
}

/** After this many refused logins in a row, with the inbox stated anew in between, it is gone. */
const MAX_REFUSED_LOGINS = 3

/** Mutable state of the one receiving connection. */
interface Line {
  receiver: Receiver | undefined
  welcome: boolean
  stopped: boolean
  failures: number
  refusedLogins: number
  acked: number
  catchingUp: number
  retryAt: number | undefined
}

const freshLine = (): Line => ({
  receiver: undefined,
  welcome: false,
  stopped: false,
  failures: 0,
  refusedLogins: 0,
  acked: 0,
  catchingUp: 0,
  retryAt: undefined,
})

export const createReceiving = (parts: ReceivingParts): Receiving => {
  const { rows, change } = parts
  const timers = createTimers(parts.clock)
  const line = freshLine()
  const stop = (): void => {
    line.stopped = true
    timers.clear()
    line.receiver?.close()
    Object.assign(line, { receiver: undefined, welcome: false, catchingUp: 0, retryAt: undefined })
  }
  const connect = (): void => {
    const inbox = rows.get('inbox', ME)
    if (line.stopped || line.receiver || timers.has('retry') || !inbox?.created) return
    line.retryAt = undefined
    const receiver = openReceiver(parts, inbox, {
      welcome: (said) => {
        takeWelcome(parts, line, { said, by: receiver }).catch(() => receiver.close())
      },
      arrival: (arrival) => {
        change((turn) => takeArrival(turn, arrival)).catch(() => undefined)
        line.catchingUp = Math.max(0, line.catchingUp - 1)
      },
      volatile: parts.volatile,
      closed,
    })
    line.receiver = receiver
    parts.changed()
  }
  const wait = (delay: number): void => {
    line.retryAt = parts.clock.now() + delay
    timers.later('retry', delay, connect)
    parts.changed()
  }
  const closed = (code: number): void => {
    if (line.stopped) return
    Object.assign(line, { receiver: undefined, welcome: false, catchingUp: 0 })
    const why = haltFor(code, line.refusedLogins, rows)
    if (why) {
      stop()
      parts.halt(why)
      return
    }
    if (code === closeCode.refused) {
      line.refusedLogins += 1
      change(stateInboxAnew).catch(() => undefined)
    }
    line.failures += 1
    wait(waitAfter(line.failures, parts.random))
  }
  return {
    get state() {
      return stateOf(line)
    },
    get retryAt() {
      return line.retryAt
    },
    get catchingUp() {
      return line.catchingUp
    },
    pump: () => {
      acknowledge(rows, line)
      connect()
    },
    retry: () => {
      line.stopped = false
      line.failures = 0
      // Asked by a person: the inbox is stated anew before it counts as gone again.
      line.refusedLogins = 0
      timers.cancel('retry')
      connect()
      parts.changed()
    },
    stop,
  }
}

const stateOf = (line: Line): Connection => {
  if (line.welcome) return 'connected'
  return line.stopped || line.retryAt !== undefined || line.failures > 1 ? 'offline' : 'connecting'
}

/** Losses that trying again cannot mend. */
const haltFor = (code: number, refusedLogins: number, rows: Draft): Halt | undefined => {
  if (code === closeCode.superseded) return 'elsewhere'
  if (code === closeCode.version) return 'versionTooOld'
  if (code !== closeCode.refused) return undefined
  const hopeless = refusedLogins >= MAX_REFUSED_LOGINS || !rows.get('inbox', ME)?.houseKey
  return hopeless ? 'inboxGone' : undefined
}

/** The server does not know this inbox: it was restored from before it. Everything is stated again. */
const stateInboxAnew = ({ draft }: Turn): void => {
  draft.put('inbox', ME, { ...ownInbox(draft), created: false, restateRoutes: true })
}

/** What a login asks for and nothing waits for; what fails here is done by the next login. */
const settle = async ({ later, change }: ReceivingParts, { prekeyIds }: Welcome): Promise<void> => {
  const { settlePool, fillCards } = await later()
  await change((turn) => {
    settlePool(turn, prekeyIds)
    fillCards(turn)
  })
}

const takeWelcome = async (
  parts: ReceivingParts,
  line: Line,
  { said, by }: { readonly said: Welcome; readonly by: Receiver },
): Promise<void> => {
  // Before anything else: what waits may come while the welcome is committed.
  line.catchingUp = said.pending
  await parts.change((turn) => welcomed(turn, said))
  void settle(parts, said).catch(() => undefined)
  // The socket may have gone while its welcome was committed.
  if (line.receiver !== by) return
  Object.assign(line, {
    welcome: true,
    failures: 0,
    refusedLogins: 0,
    acked: said.ackedUpTo,
    retryAt: undefined,
  })
  acknowledge(parts.rows, line)
  parts.changed()
}

const acknowledge = (rows: Draft, line: Line): void => {
  const inbox = rows.get('inbox', ME)
  if (!line.welcome || !inbox?.storeEpoch || inbox.cursor <= line.acked) return
  line.acked = inbox.cursor
  line.receiver?.ack(inbox.storeEpoch, inbox.cursor)
}

/** A decision that fails on one envelope keeps that envelope aside and lets those behind it pass. */
const takeArrival = (turn: Turn, arrival: Arrival): void => {
  try {
    attempt(turn, (inner) => receive(inner, arrival))
  } catch (error) {
    if (error instanceof Unread) throw error
    const { draft } = turn
    draft.put('inbox', ME, { ...ownInbox(draft), cursor: arrival.seq })
    const device = draft.get('route', toHex(arrival.friendId))?.device ?? ''
    if (draft.get('device', device)) quarantine(turn, device, arrival.envelope)
  }
}
