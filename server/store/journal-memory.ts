// The memory in which the journal keeps what waits: pieces that are filled one batch after the other and used
// again once all of it is in its place. A buffer for each batch would be garbage outside of V8's heap, which
// makes it collect all the time.

/** Bytes of a piece, unless one batch needs more. */
const PIECE = 262_144

/** Pieces of memory, handed out in order. */
export class JournalMemory {
  readonly #pieces: ArrayBufferLike[] = []
  #used = 0

  /** Bytes held. */
  get size(): number {
    return this.#pieces.reduce((sum, { byteLength }) => sum + byteLength, 0)
  }

  /** The next piece, of at least `size` bytes; what is in it means nothing. */
  next(size: number): ArrayBufferLike {
    const known = this.#pieces[this.#used]
    if (known && known.byteLength >= size) {
      this.#used += 1
      return known
    }
    // Written in full before it is read, so it need not be cleared.
    const { buffer } = Buffer.allocUnsafeSlow(Math.max(PIECE, size))
    this.#pieces.splice(this.#used, 0, buffer)
    this.#used += 1
    return buffer
  }

  /** Nobody reads what was written: all pieces may be filled again. */
  reuse(): void {
    this.#used = 0
  }

  /** Lets everything go. */
  rest(): void {
    this.#pieces.length = 0
    this.#used = 0
  }
}
