// Chance from a seed, so that a run that failed can be made again, and the size of the run.

/** Numbers from 0 to 1 that follow from the seed (mulberry32). */
export const chanceFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** The seed of this run: `FAULT_SEED`, or a fresh one. It is printed with every test that draws from it. */
export const seedOfRun = (): number =>
  Number(process.env['FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

/** Rounds of a test: few in the short run, many with `npm test -- --long`, any number with `FAULT_ROUNDS`. */
export const roundsOf = (short: number, long: number): number => {
  const wanted = process.env['FAULT_ROUNDS']
  if (wanted !== undefined) return Number(wanted)
  return process.env['FAULT_LONG'] === '1' ? long : short
}

/** True when the time of a run that began at `since` is over (`FAULT_SECONDS`), or a share of it; never without one. */
export const isOver = (since = 0, share = 1): boolean =>
  performance.now() - since > Number(process.env['FAULT_SECONDS'] ?? Infinity) * 1_000 * share

/** Milliseconds of pause. */
export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds))
