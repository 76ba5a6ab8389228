// Keeps this device connected: the receiving socket while there is an inbox, the sending one while something
// waits, the HTTPS jobs, the bytes of attachments. All follow from the committed profile; each may be lost at any
// moment.
import { toHex } from '../../protocol/bytes.ts'
import { waitAfter } from './backoff.ts'
import type { Carrier, CarrierParts } from './carrier.ts'
import { channelAttached, channelRefused, channelStored, unsent } from './delivery.ts'
import { nextResetIn } from './healing.ts'
import type { Jobs } from './jobs.ts'
import { Problem } from './problem.ts'
import { createReceiving, type Receiving, type ReceivingParts } from './receiving.ts'
import { createRefusals } from './refusals.ts'
import type { Draft } from './rows.ts'
import { openSender, type Sender, type SenderSource } from './sender.ts'
import { createTimers } from './timers.ts'
import { ME } from './turn.ts'

export interface Connected {
  readonly receiving: Pick<Receiving, 'state' | 'retryAt' | 'catchingUp'>
  /** Sends a volatile frame, now or never. */
  volatile(channel: string, frame: Uint8Array): void
  /** After each commit: does what the profile now asks for. */
  pump(): void
  /** Tries again at once. */
  retry(): void
  /** Leaves everything for a while: the disk cannot keep what comes. */
  rest(delay: number): void
  close(): void
}

export type ConnectionParts = ReceivingParts & CarrierParts

/** Sends, one socket at a time, while anything waits. */
interface Sending {
  pump(): void
  retry(): void
  stop(): void
}

/** A channel that is wanted for volatile frames stays attached this long, milliseconds. */
const WANTED_FOR = 10_000

const createSending = (
  parts: ReceivingParts,
): Sending & { volatile(channel: string, frame: Uint8Array): void } => {
  const { clock, random, rows, change } = parts
  const timers = createTimers(clock)
  let sender: Sender | undefined
  let failures = 0
  let stopped = false
  const forget = (): undefined => undefined
  let wanted = ''
  const refusals = createRefusals(clock, () => pump())
  const channels = (): readonly Waiting[] => {
    const all = waitingChannels(rows)
    const sendToken = rows.get('channel', wanted)?.sendToken
    const listed = !sendToken || all.some(({ key }) => key === wanted)
    const each = listed ? all : [...all, { key: wanted, sendToken }]
    return each.filter(({ key }) => !refusals.isResting(key))
  }
  const source: SenderSource = {
    channels,
    waiting: (key, above, most) => unsent(rows, key, above, most),
    attached: (key, said) => {
      failures = 0
      return change((turn) => channelAttached(turn, key, said))
    },
    stored: (key, upTo) => void change((turn) => channelStored(turn, key, upTo)).catch(forget),
    refused: (key) => {
      // The server answers, so whoever it knows is not to wait.
      failures = 0
      const since = rows.get('channel', key)?.refusedSince ?? 0
      refusals.add(key, since > 0 ? clock.now() - since : 0)
      void change((turn) => channelRefused(turn, key)).catch(forget)
    },
    closed: () => {
      sender = undefined
      if (stopped) return
      failures += 1
      timers.later('again', waitAfter(failures, random), pump)
    },
  }
  const pump = (): void => {
    if (stopped || timers.has('again')) return
    if (sender) sender.pump()
    else if (channels().length > 0) sender = openSender(parts, source)
  }
  return {
    // What finds no open channel is dropped: the next one finds it.
    volatile: (channel, frame) => {
      wanted = channel
      timers.later('wanted', WANTED_FOR, () => {
        wanted = ''
      })
      if (!sender?.volatile(channel, frame)) pump()
    },
    pump,
    retry: () => {
      stopped = false
      failures = 0
      timers.cancel('again')
      refusals.clear()
      pump()
    },
    stop: () => {
      stopped = true
      timers.clear()
      refusals.clear()
      sender?.close()
      sender = undefined
    },
  }
}

interface Waiting {
  readonly key: string
  readonly sendToken: Uint8Array
}

/** Channels with something to send whose owner can already be answered. */
const waitingChannels = (rows: Draft): Waiting[] => {
  if (!rows.get('inbox', ME)?.created) return []
  return rows
    .entries('channel')
    .filter(([key, row]) => {
      const inward = rows.get('device', row.device)?.inward
      const published = inward !== undefined && rows.get('route', toHex(inward))?.published === true
      return published && unsent(rows, key, 0, 1).length > 0
    })
    .map(([key, row]) => ({ key, sendToken: row.sendToken }))
}

/** Never looked for more often than this, milliseconds. */
const SOON = 1_000

/** Does the HTTPS jobs, one after another, and waits after a failure; the carrier of bytes goes beside it. */
const createWorking = (parts: ConnectionParts): Sending => {
  const { clock, random } = parts
  let jobs: Jobs | undefined
  let carrier: Carrier | undefined
  const timers = createTimers(clock)
  let busy = false
  let again = false
  let stopped = false
  let failures = 0
  const failed = (error: unknown): void => {
    if (error instanceof Problem && error.problem === 'notInvited') {
      stopped = true
      parts.halt('inboxGone')
      return
    }
    failures += 1
    const hinted = error instanceof Problem ? error.retryAfter * 1_000 : 0
    timers.later('again', Math.max(hinted, waitAfter(failures + 1, random)), pump)
  }
  /** A session that may not be opened yet is opened when it may, though nothing else happens. */
  const awaitReset = (): void => {
    const wait = nextResetIn(parts.rows, clock.now())
    if (wait !== undefined && !stopped) timers.later('reset', Math.max(wait, SOON), pump)
  }
  const load = async (): Promise<Jobs> => {
    const later = await parts.later()
    carrier ??= later.createCarrier(parts)
    if (!stopped) carrier.pump()
    return later.createJobs(parts)
  }
  const work = async (): Promise<void> => {
    try {
      jobs ??= await load()
      do {
        again = false
        while (!stopped && (await jobs.next())) failures = 0
      } while (again)
      awaitReset()
    } catch (error) {
      failed(error)
    }
    busy = false
  }
  const pump = (): void => {
    if (stopped) return
    carrier?.pump()
    if (timers.has('again')) return
    // A commit while a job runs may ask for another one.
    again = true
    if (busy) return
    busy = true
    void work()
  }
  return {
    pump,
    retry: () => {
      stopped = false
      failures = 0
      timers.cancel('again')
      carrier?.retry()
      pump()
    },
    stop: () => {
      stopped = true
      timers.clear()
      carrier?.stop()
    },
  }
}

/** Starts keeping the connection. */
export const createConnection = (parts: ConnectionParts): Connected => {
  const receiving = createReceiving(parts)
  const sending = createSending(parts)
  const lines: readonly Sending[] = [receiving, sending, createWorking(parts)]
  const timers = createTimers(parts.clock)
  const each = (act: (line: Sending) => void): void => {
    for (const line of lines) act(line)
  }
  const retry = (): void => {
    timers.clear()
    each((line) => line.retry())
  }
  return {
    receiving,
    volatile: sending.volatile,
    pump: () => each((line) => line.pump()),
    retry,
    rest: (delay) => {
      each((line) => line.stop())
      timers.later('rest', delay, retry)
    },
    close: () => {
      timers.clear()
      each((line) => line.stop())
    },
  }
}
