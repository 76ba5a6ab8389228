// Memory in which sockets gather what a turn of the event loop brings them, used again once the network has
// taken it. Made anew for each turn it would be garbage outside of V8's heap, which V8 answers by collecting
// the whole heap, many times a second under load. What rests is given back.

/** Sizes are powers of two from 2^SMALLEST to 2^LARGEST bytes; larger pieces are not kept. */
const SMALLEST = 8
const LARGEST = 18
/** Bytes that are kept for the next turns, in all. */
export const CHUNKS_KEPT = 16 * 1_048_576

const kindOf = (size: number): number =>
  Math.max(SMALLEST, 32 - Math.clz32(Math.max(1, size) - 1)) - SMALLEST

/** Pieces of memory by size. */
export class Chunks {
  readonly #free: Buffer[][] = Array.from({ length: LARGEST - SMALLEST + 1 }, () => [])
  #kept = 0
  #isResting = false

  /** Bytes that wait to be used again. */
  get kept(): number {
    return this.#kept
  }

  /** A piece of at least `size` bytes; what is in it means nothing. */
  take(size: number): Buffer {
    this.#isResting = false
    const kind = kindOf(size)
    const known = this.#free[kind]?.pop()
    if (!known)
      return Buffer.allocUnsafeSlow(kind > LARGEST - SMALLEST ? size : (2 ** SMALLEST) << kind)
    this.#kept -= known.length
    return known
  }

  /** Takes a piece back that nobody reads any more. */
  give(chunk: Buffer): void {
    const size = chunk.length
    const kind = kindOf(size)
    if ((2 ** SMALLEST) << kind !== size || this.#kept + size > CHUNKS_KEPT) return
    const free = this.#free[kind]
    if (!free) return
    free.push(chunk)
    this.#kept += size
  }

  /** Called now and then: what was not wanted since the last call is let go. */
  rest(): void {
    if (this.#isResting && this.#kept > 0) {
      for (const free of this.#free) free.length = 0
      this.#kept = 0
    }
    this.#isResting = true
  }
}
