// How long somebody has to wait who guesses at the lock screen. Kept with the lock itself, and counted before
// the guess is tried, so that neither a reload nor a second tab makes guessing faster. Who copied the files can
// guess without it: against them only the slow hash and the passphrase stand.

/** Wrong ones in a row, and when the last was counted (milliseconds of this device's clock). */
export interface Attempts {
  readonly count: number
  readonly at: number
}

/** Wrong passphrases that cost no waiting. */
export const FREE_ATTEMPTS = 4
export const DELAY_FIRST = 5_000
export const DELAY_MOST = 15 * 60_000

export const NO_ATTEMPTS: Attempts = { count: 0, at: 0 }

/** What was stored, whatever became of it. */
export const readAttempts = (stored: unknown): Attempts => {
  if (typeof stored !== 'object' || stored === null) return NO_ATTEMPTS
  const { count, at } = { count: undefined, at: undefined, ...stored }
  return Number.isSafeInteger(count) && typeof at === 'number' && Number(count) > 0
    ? { count: Number(count), at }
    : NO_ATTEMPTS
}

/** Milliseconds that have to pass after so many wrong ones. */
export const delayAfter = (count: number): number =>
  count < FREE_ATTEMPTS ? 0 : Math.min(DELAY_MOST, DELAY_FIRST * 2 ** (count - FREE_ATTEMPTS))

/** Milliseconds until the next may be tried; a clock that was set back begins the wait anew. */
export const waitLeft = ({ count, at }: Attempts, now: number): number =>
  now < at ? delayAfter(count) : Math.max(0, at + delayAfter(count) - now)
