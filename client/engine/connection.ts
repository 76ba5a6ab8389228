// Keeps this device connected: the receiving socket while there is an inbox, the sending one while something
// waits, and the HTTPS jobs. All three follow from the committed profile; each may be lost at any moment.
import type { Random } from '../crypto/index.ts'
import { closeCode } from '../../protocol/errors.ts'
import { waitAfter } from './backoff.ts'
import { channelAttached, channelRefused, channelStored, unsent } from './delivery.ts'
import { quarantine } from './healing.ts'
import { receive, type Arrival } from './incoming.ts'
import { createJobs, Problem, type JobParts } from './jobs.ts'
import { welcomed, type Welcome } from './login.ts'
import type { Clock, Net } from './ports.ts'
import { openReceiver, type Receiver } from './receiver.ts'
import type { Draft } from './rows.ts'
import { openSender, type Sender, type SenderSource } from './sender.ts'
import { attempt, ME, ownInbox, type Turn } from './turn.ts'
import { toHex } from '../../protocol/bytes.ts'
import type { Connection, Halt } from './view.ts'

export interface ConnectionParts {
  readonly net: Net
  readonly clock: Clock
  readonly random: Random
  readonly rows: Draft
  change<T>(decide: (turn: Turn) => T): Promise<T>
  /** Something a screen shows has changed. */
  changed(): void
  halt(why: Halt): void
}

export interface Line {
  readonly state: Connection
  readonly retryAt: number | undefined
  readonly catchingUp: number
  /** After each commit: does what the profile now asks for. */
  pump(): void
  /** Tries again at once. */
  retry(): void
  /** Gives up the sockets until `retry`: the disk cannot keep what they bring. */
  rest(delay: number): void
  close(): void
}

/** After this many refused logins in a row, with the inbox stated anew in between, it is gone. */
const MAX_REFUSED_LOGINS = 3
const ELSEWHERE: ReadonlySet<number> = new Set([closeCode.superseded])

/** Starts keeping the connection. */
export const createConnection = (parts: ConnectionParts): Line => {
  const { clock, random, rows, change } = parts
  const jobs = createJobs(parts satisfies JobParts)
  let receiver: Receiver | undefined
  let sender: Sender | undefined
  let welcome = false
  let failures = 0
  let refusedLogins = 0
  let senderFailures = 0
  let acked = 0
  let catchingUp = 0
  let retryAt: number | undefined
  let stopped = false
  let working = false
  let jobWait = false
  let senderWait = false
  const cancels = new Map<string, () => void>()

  const later = (name: string, delay: number, call: () => void): void => {
    cancels.get(name)?.()
    cancels.set(
      name,
      clock.after(delay, () => {
        cancels.delete(name)
        if (!stopped) call()
      }),
    )
  }

  // --- receiving
  const take = (arrival: Arrival): void => {
    change((turn) => takeArrival(turn, arrival)).catch(() => undefined)
    if (catchingUp > 0) catchingUp -= 1
  }
  const greet = async (said: Welcome): Promise<void> => {
    await change((turn) => welcomed(turn, said))
    welcome = true
    failures = 0
    refusedLogins = 0
    acked = said.ackedUpTo
    catchingUp = said.pending
    retryAt = undefined
    jobWait = false
    parts.changed()
    pump()
  }
  const receiverClosed = (code: number): void => {
    receiver = undefined
    welcome = false
    catchingUp = 0
    if (stopped) return
    if (ELSEWHERE.has(code)) return halt('elsewhere')
    if (code === closeCode.version) return halt('versionTooOld')
    if (code === closeCode.refused) return loginRefused()
    failures += 1
    wait(waitAfter(failures, random))
  }
  const halt = (why: Halt): void => {
    stop()
    parts.halt(why)
  }
  /** The server does not know this inbox: it was restored from before it, or closed. State it again. */
  const loginRefused = (): void => {
    refusedLogins += 1
    if (refusedLogins > MAX_REFUSED_LOGINS || !rows.get('inbox', ME)?.houseKey) return halt('inboxGone')
    change(({ draft }) => {
      draft.put('inbox', ME, { ...ownInbox(draft), created: false, restateRoutes: true })
    }).catch(() => undefined)
    wait(waitAfter(refusedLogins + 1, random))
  }
  const wait = (delay: number): void => {
    retryAt = clock.now() + delay
    later('receiver', delay, connect)
    parts.changed()
  }
  const connect = (): void => {
    const inbox = rows.get('inbox', ME)
    if (stopped || receiver || !inbox?.created) return
    cancels.get('receiver')?.()
    cancels.delete('receiver')
    retryAt = undefined
    receiver = openReceiver(parts, inbox, {
      welcome: (said) => {
        greet(said).catch(() => receiver?.close())
      },
      arrival: take,
      closed: receiverClosed,
    })
    parts.changed()
  }
  const acknowledge = (): void => {
    const inbox = rows.get('inbox', ME)
    if (!receiver || !welcome || !inbox?.storeEpoch || inbox.cursor <= acked) return
    acked = inbox.cursor
    receiver.ack(inbox.storeEpoch, inbox.cursor)
  }

  // --- sending
  const source: SenderSource = {
    channels: () => waitingChannels(rows),
    waiting: (key, above, most) => unsent(rows, key, above, most),
    attached: (key, said) => {
      senderFailures = 0
      return change((turn) => channelAttached(turn, key, said))
    },
    stored: (key, upTo) => {
      change((turn) => channelStored(turn, key, upTo)).catch(() => undefined)
    },
    refused: (key) => {
      change((turn) => channelRefused(turn, key)).catch(() => undefined)
    },
    full: () => parts.changed(),
    closed: () => {
      sender = undefined
      if (stopped || waitingChannels(rows).length === 0) return
      senderFailures += 1
      senderWait = true
      later('sender', waitAfter(senderFailures + 1, random), () => {
        senderWait = false
        pumpSender()
      })
    },
  }
  const pumpSender = (): void => {
    if (stopped || senderWait) return
    if (sender) sender.pump()
    else if (waitingChannels(rows).length > 0) sender = openSender(parts, source)
  }

  // --- jobs
  const work = async (): Promise<void> => {
    let tries = 0
    for (;;) {
      try {
        if (stopped || !(await jobs.next())) return
        tries = 0
      } catch (error) {
        if (error instanceof Problem && error.problem === 'notInvited') return halt('inboxGone')
        tries += 1
        jobWait = true
        const hinted = error instanceof Problem ? error.retryAfter * 1_000 : 0
        later('jobs', Math.max(hinted, waitAfter(tries + 2, random)), () => {
          jobWait = false
          pump()
        })
        return
      }
    }
  }
  const pumpJobs = (): void => {
    if (stopped || working || jobWait) return
    working = true
    // A commit may have made work while the last job ended: look once more before resting.
    void work().finally(() => {
      working = false
      connect()
    })
  }

  const pump = (): void => {
    if (stopped) return
    acknowledge()
    if (!receiver && !cancels.has('receiver')) connect()
    pumpSender()
    pumpJobs()
  }
  const stop = (): void => {
    stopped = true
    for (const cancel of cancels.values()) cancel()
    cancels.clear()
    receiver?.close()
    sender?.close()
    receiver = undefined
    sender = undefined
    welcome = false
  }
  const connectionState = (): Connection => {
    if (welcome) return 'connected'
    return stopped || retryAt !== undefined || failures > 1 ? 'offline' : 'connecting'
  }
  return {
    get state() {
      return connectionState()
    },
    get retryAt() {
      return retryAt
    },
    get catchingUp() {
      return catchingUp
    },
    pump,
    retry: () => {
      stopped = false
      failures = 0
      senderWait = false
      jobWait = false
      if (!receiver) {
        cancels.get('receiver')?.()
        cancels.delete('receiver')
        retryAt = undefined
      }
      pump()
      parts.changed()
    },
    rest: (delay) => {
      if (stopped) return
      stop()
      later('rest', delay, () => undefined)
      cancels.set(
        'rest',
        clock.after(delay, () => {
          stopped = false
          pump()
        }),
      )
    },
    close: stop,
  }
}

/** A decision that fails on one envelope keeps that envelope aside and lets those behind it pass. */
const takeArrival = (turn: Turn, arrival: Arrival): void => {
  try {
    attempt(turn, (inner) => receive(inner, arrival))
  } catch {
    const { draft } = turn
    draft.put('inbox', ME, { ...ownInbox(draft), cursor: arrival.seq })
    const device = draft.get('route', toHex(arrival.friendId))?.device ?? ''
    if (draft.get('device', device)) quarantine(turn, device, arrival.envelope)
  }
}

/** Channels with something to send whose owner can already be answered. */
const waitingChannels = (
  rows: Draft,
): { readonly key: string; readonly sendToken: Uint8Array }[] => {
  const inbox = rows.get('inbox', ME)
  if (!inbox?.created) return []
  return rows
    .entries('channel')
    .filter(([key, row]) => {
      const inward = rows.get('device', row.device)?.inward
      const published = inward !== undefined && rows.get('route', toHex(inward))?.published === true
      return published && unsent(rows, key, 0, 1).length > 0
    })
    .map(([key, row]) => ({ key, sendToken: row.sendToken }))
}
