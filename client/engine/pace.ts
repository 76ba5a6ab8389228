// How large the next piece of a file may be: small on a slow line, so that a request ends in time and little is
// sent twice when it breaks, up to a whole body on a fast one.
import { BLOB_PIECE_BYTES } from '../../protocol/limits.ts'

const FIRST = 131_072
const LEAST = 16_384
/** A piece should take about this long, milliseconds. */
const QUICK = 700
const SLOW = 3_000

/** The size of pieces in one direction. */
export interface Pace {
  readonly size: number
  /** A piece went through in so many milliseconds. */
  took(milliseconds: number): void
  /** A piece did not. */
  broke(): void
}

/** Begins in the middle. */
export const createPace = (): Pace => {
  let size = FIRST
  return {
    get size() {
      return size
    },
    took: (milliseconds) => {
      if (milliseconds < QUICK) size = Math.min(BLOB_PIECE_BYTES, size * 2)
      else if (milliseconds > SLOW) size = Math.max(LEAST, Math.floor(size / 2))
    },
    broke: () => {
      size = Math.max(LEAST, Math.floor(size / 2))
    },
  }
}
