// What runs beside the conversation, from the first quiet moment on: tidying up, telling what was seen, deleting
// what disappears, the full pool of prekeys, typing. Each follows from the committed profile.
import type { Random } from '../crypto/index.ts'
import { PAIRS_FULL } from '../../protocol/limits.ts'
import { growPool } from './account.ts'
import { letDie, mendLast } from './deaths.ts'
import { nextDeath } from './lifetime.ts'
import type { Clock } from './ports.ts'
import { owesPictures, tellPictures } from './profile-card.ts'
import { tellReads } from './reads.ts'
import type { Profile } from './rows.ts'
import { owesReads } from './seen.ts'
import type { Timers } from './timers.ts'
import { ME, type Turn } from './turn.ts'
import { createTyping } from './typing.ts'
import { upkeep } from './upkeep.ts'

export interface ErrandParts {
  readonly profile: Profile
  readonly clock: Clock
  readonly random: Random
  readonly timers: Timers
  change<T>(decide: (turn: Turn) => T): Promise<T>
  /** Sends a volatile frame. */
  volatile(channel: string, frame: Uint8Array): void
  /** A friend types. */
  typing(person: string): void
}

export interface Errands {
  /** After each commit: does what the profile now asks for. */
  look(): void
  /** Says to a friend that one types. */
  typing(person: string): void
  /** A volatile frame came. */
  heard(friendId: Uint8Array, frame: Uint8Array): void
}

/** How often time alone may ask for something, milliseconds. */
const UPKEEP_EVERY = 6 * 60 * 60 * 1_000
/** What was seen is told together after this long, milliseconds. */
const READS_DELAY = 1_000
/** What disappears is looked for at least this often once something does, milliseconds. */
const DEATHS_EVERY = 5_000

/** Starts the errands. */
export const createErrands = (parts: ErrandParts): Errands => {
  const { profile, clock, timers, change } = parts
  const { rows } = profile
  const typing = createTyping({ rows, random: parts.random, now: clock.now })
  // A disk that fails tells the runner, and an errand that failed is run again.
  const soon = (name: string, delay: number, run: () => Promise<unknown>): void => {
    if (timers.has(name)) return
    timers.later(name, delay, () => void run().catch(() => undefined))
  }
  const bury = async (): Promise<void> => {
    await change(letDie)
    await mendLast({ profile, change })
  }
  const tidy = (): Promise<void> => {
    soon('upkeep', UPKEEP_EVERY, tidy)
    return change(upkeep)
  }
  void tidy().catch(() => undefined)
  return {
    look: () => {
      if (owesReads(rows)) soon('reads', READS_DELAY, () => change(tellReads))
      if (owesPictures(rows)) void change(tellPictures).catch(() => undefined)
      const next = nextDeath(rows)
      if (next !== undefined) {
        soon('deaths', Math.min(Math.max(0, next - clock.now()), DEATHS_EVERY), bury)
      }
      // After the first message: until then nothing may be slow.
      const met = rows.entries('device').some(([, device]) => device.answered)
      const wanted = rows.get('inbox', ME)?.pairsWanted ?? PAIRS_FULL
      if (met && wanted < PAIRS_FULL) void change(growPool).catch(() => undefined)
    },
    typing: (person) => {
      for (const [channel, frame] of typing.frames(person)) parts.volatile(channel, frame)
    },
    heard: (friendId, frame) => {
      const person = typing.person(friendId, frame)
      if (person !== undefined) parts.typing(person)
    },
  }
}
