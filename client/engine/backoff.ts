// How long to wait before the next try: at once, then 1, 2, 3, 5, 8, 13, 21, 34, 55 seconds, with jitter so
// that a circle of friends does not come back in one moment after a restart of its server.
import type { Random } from '../crypto/index.ts'

const SECONDS = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55] as const
const JITTER = 0.3

/** Milliseconds to wait after `failures` failed tries in a row. */
export const waitAfter = (failures: number, random: Random): number => {
  const index = Math.min(Math.max(failures, 1) - 1, SECONDS.length - 1)
  const seconds = SECONDS[index] ?? 55
  const share = (random.bytes(1)[0] ?? 0) / 255
  return Math.round(seconds * 1_000 * (1 - JITTER + 2 * JITTER * share))
}
