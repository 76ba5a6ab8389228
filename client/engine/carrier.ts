// Carries the bytes of attachments: one up and one down at a time, the oldest first; what has to wait lets others
// pass. Everything follows from the rows of `transfer`, so that it goes on after a crash at any moment.
import { equalBytes, toHex } from '../../protocol/bytes.ts'
import { decode } from '../../protocol/codec.ts'
import { Malformed, type ProblemName } from '../../protocol/errors.ts'
import { LAST_CHANCE } from '../../protocol/limits.ts'
import { attachment, itemList, itemType, type Attachment } from '../../protocol/message.ts'
import { waitAfter } from './backoff.ts'
import { bindOf } from './attachments.ts'
import { openLater } from './blobs-later.ts'
import { carryDown } from './carry-down.ts'
import { carryUp, uploadRight, type CarryParts } from './carry-up.ts'
import type { JobParts } from './asking.ts'
import { createPace } from './pace.ts'
import { devicesOf } from './people.ts'
import type { Blobs, BlobsPiece } from './ports.ts'
import { Problem } from './problem.ts'
import type { Draft } from './rows.ts'
import { transferKind, type TransferRow } from './tables-files.ts'
import { createTimers } from './timers.ts'
import { downloadEnded, lookAt, uploadDone, uploadFailed } from './transfers.ts'
import type { TransferView } from './view.ts'

/** What the carrier works with; without a store for files there is nothing to carry. */
export interface CarrierParts extends JobParts {
  readonly loadBlobs?: () => Promise<BlobsPiece>
  /** Told everything that moves, some times in a second. */
  readonly moving: (transfers: readonly TransferView[]) => void
}

export interface Carrier {
  pump(): void
  /** Tries at once what was waiting. */
  retry(): void
  stop(): void
}

const TELL_EVERY = 200
/** An upload that the server found damaged so often is given up. */
const DAMAGED_MOST = 2
/** Sealed bytes that no message came to use go after this, milliseconds. */
const UNUSED_LIFE = 86_400_000

const FULL: ReadonlySet<ProblemName> = new Set(['channelFull', 'inboxFull', 'serverFull'])

type Entry = readonly [blob: string, row: TransferRow]

/** What somebody waits for after a failure. */
interface Wait {
  readonly failures: number
  readonly until: number
  readonly damaged: number
}

type WithBlobs = CarrierParts & { readonly blobs: Blobs }

/** What is told of transfers, as they move and wait. */
const createShown = (parts: CarrierParts) => {
  const timers = createTimers(parts.clock)
  const shown = new Map<string, TransferView>()
  const tell = (): void => {
    if (timers.has('tell')) return
    timers.later('tell', TELL_EVERY, () => parts.moving([...shown.values()]))
  }
  const viewOf = ([, row]: Entry): TransferView => {
    const cut = row.place.indexOf('/')
    return {
      blob: toHex(row.bind),
      person: row.place.slice(0, cut),
      order: row.place.slice(cut + 1),
      up: row.is === transferKind.up,
      done: 0,
      total: 0,
      waits: undefined,
    }
  }
  return {
    moved: (entry: Entry, done: number, total: number): void => {
      shown.set(entry[0], { ...viewOf(entry), done, total })
      tell()
    },
    waits: (entry: Entry, why: TransferView['waits']): void => {
      shown.set(entry[0], { ...(shown.get(entry[0]) ?? viewOf(entry)), waits: why })
      tell()
    },
    ended: (blob: string): void => {
      if (shown.delete(blob)) tell()
    },
    stop: () => timers.clear(),
  }
}
type Shown = ReturnType<typeof createShown>

/** One direction. */
interface Lane {
  readonly is: number
  /** Whether this transfer could move now. */
  readonly ready: (entry: Entry) => boolean
  /** Carries it to its end. Rejects for what may be tried again. */
  readonly carry: (entry: Entry, parts: CarryParts) => Promise<void>
}

const whyOf = (error: unknown): TransferView['waits'] =>
  error instanceof Problem && FULL.has(error.problem) ? 'full' : 'offline'

/** Carries what waits in one direction, one after another. */
const runLane = (parts: WithBlobs, lane: Lane, shown: Shown): Carrier => {
  const { clock, random, rows, change } = parts
  const timers = createTimers(clock)
  const waits = new Map<string, Wait>()
  const pace = createPace()
  let busy = false
  let stopped = false

  const waiting = (): Entry[] =>
    rows
      .entries('transfer')
      .filter(([, row]) => row.is === lane.is && !row.failed)
      .toSorted(([, a], [, b]) => a.time - b.time)
  const next = (): Entry | undefined =>
    waiting().find((entry) => {
      const until = waits.get(entry[0])?.until ?? 0
      return until <= clock.now() && lane.ready(entry)
    })
  const wait = (entry: Entry, error: unknown, damaged: number): void => {
    pace.broke()
    const failures = (waits.get(entry[0])?.failures ?? 0) + 1
    const hinted = error instanceof Problem ? error.retryAfter * 1_000 : 0
    const until = clock.now() + Math.max(hinted, waitAfter(failures + 1, random))
    waits.set(entry[0], { failures, until, damaged })
    shown.waits(entry, whyOf(error))
  }
  const failed = async (entry: Entry, error: unknown): Promise<void> => {
    const [blob, row] = entry
    const why = error instanceof Problem ? error.problem : undefined
    const damaged = (waits.get(blob)?.damaged ?? 0) + (why === 'damaged' ? 1 : 0)
    const tooLate = why === 'refused' && clock.now() - row.time > LAST_CHANCE
    if (damaged < DAMAGED_MOST && !tooLate) return wait(entry, error, damaged)
    await change((turn) => uploadFailed(turn, blob, why ?? 'refused'))
  }
  const one = async (entry: Entry): Promise<void> => {
    const [blob] = entry
    const goesOn = (): boolean => {
      const now = rows.get('transfer', blob)
      return !stopped && now !== undefined && !now.failed
    }
    const moved = (done: number, total: number): void => shown.moved(entry, done, total)
    try {
      await lane.carry(entry, { ...parts, pace, goesOn, moved })
      waits.delete(blob)
    } catch (error) {
      await failed(entry, error)
    }
    if (!goesOn()) shown.ended(blob)
  }
  const run = async (): Promise<void> => {
    try {
      for (let entry = next(); entry && !stopped; entry = next()) await one(entry)
    } catch {
      // The disk failed: the runner has told, and the rows are as they were.
    }
    busy = false
    const until = Math.min(...waiting().map(([blob]) => waits.get(blob)?.until ?? Infinity))
    if (!stopped && until < Infinity) timers.later('again', Math.max(1, until - clock.now()), pump)
  }
  const pump = (): void => {
    if (busy || stopped || !next()) return
    busy = true
    void run()
  }
  return {
    pump,
    retry: () => {
      stopped = false
      waits.clear()
      pump()
    },
    stop: () => {
      stopped = true
      timers.clear()
    },
  }
}

/** The attachment that a held content is about. */
const heldAttachment = ({ waiting }: TransferRow): Attachment | undefined => {
  const items = waiting ? decode(itemList, waiting.items) : []
  const found = items.find(({ type }) => type === itemType.attachment)
  return found && decode(attachment, found.body)
}

const deviceOf = (rows: Draft, { place }: TransferRow): string =>
  devicesOf(rows, place.slice(0, place.indexOf('/')))[0]?.[0] ?? ''

const laneUp = ({ rows, change }: CarrierParts): Lane => ({
  is: transferKind.up,
  ready: ([, row]) => uploadRight(rows, deviceOf(rows, row)) !== undefined,
  carry: async ([blob, row], parts) => {
    const right = uploadRight(rows, deviceOf(rows, row))
    const held = heldAttachment(row)
    if (!right || !held) return
    const end = await carryUp(parts, held, row.local, right)
    if (end.is === 'done') await change((turn) => uploadDone(turn, blob))
    else if (end.is === 'failed') await change((turn) => uploadFailed(turn, blob, end.why))
  },
})

const laneDown = ({ change }: CarrierParts): Lane => ({
  is: transferKind.down,
  ready: () => true,
  carry: async ([blob, row], parts) => {
    const found = await change(({ draft }) => draft.get('message', row.place)?.attachment)
    // The message is no more, or stands for other bytes.
    const end =
      found && equalBytes(bindOf(found), row.bind)
        ? await carryDown(parts, found, row.local).catch(endOf)
        : 'gone'
    if (end !== 'stopped') await change((turn) => downloadEnded(turn, blob, end))
  },
})

/** Bytes that make no sense are refused; anything else is tried again. */
const endOf = (error: unknown): 'refused' => {
  if (error instanceof Malformed) return 'refused'
  throw error
}

/** Looks after what decisions noted, removes bytes that they gave up, and sealed files that no message came to use. */
const createSweeper = ({ rows, blobs, change, clock }: WithBlobs) => {
  let busy = false
  let looked = false
  const given = (): Entry[] =>
    rows.entries('transfer').filter(([, row]) => row.is === transferKind.drop)
  const unused = async (): Promise<void> => {
    const used = new Set<string>()
    for (const table of ['transfer', 'file'] as const) {
      for (const [, row] of rows.entries(table)) used.add(row.local)
    }
    for (const { blob, time } of await blobs.list()) {
      if (!used.has(blob) && clock.now() - time > UNUSED_LIFE) await blobs.drop(blob)
    }
  }
  const noted = (): Entry[] =>
    rows.entries('transfer').filter(([, row]) => row.is === transferKind.look)
  const run = async (): Promise<void> => {
    try {
      for (const [key] of noted()) await change((turn) => lookAt(turn, key))
      for (const [key, row] of given()) {
        await blobs.drop(row.local)
        await change(({ draft }) => draft.delete('transfer', key))
      }
      if (!looked) await unused()
      looked = true
    } catch {
      // Tried again with the next commit.
    }
    busy = false
  }
  return (): void => {
    if (busy || (looked && given().length + noted().length === 0)) return
    busy = true
    void run()
  }
}

const nothing = (): void => undefined

/** The carrier of one engine. */
export const createCarrier = (given: CarrierParts): Carrier => {
  const { loadBlobs } = given
  if (!loadBlobs) return { pump: nothing, retry: nothing, stop: nothing }
  const parts = { ...given, blobs: openLater(async () => (await loadBlobs()).openBlobs()) }
  const shown = createShown(parts)
  const lanes = [runLane(parts, laneUp(parts), shown), runLane(parts, laneDown(parts), shown)]
  const sweep = createSweeper(parts)
  return {
    pump: () => {
      sweep()
      for (const lane of lanes) lane.pump()
    },
    retry: () => {
      for (const lane of lanes) lane.retry()
    },
    stop: () => {
      shown.stop()
      for (const lane of lanes) lane.stop()
    },
  }
}
