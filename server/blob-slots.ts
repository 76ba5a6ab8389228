// How many pieces of blobs are in memory at one time: of one blob and in all. Whoever comes beyond that is told
// to come again, before anything of theirs is read.

/** Pieces of one blob, and of all blobs, that are under way. Each is at most one body. */
export const PIECES_PER_BLOB = 4
export const PIECES_IN_ALL = 48

/** The places for pieces of one server. */
export class BlobSlots {
  readonly #byBlob = new Map<string, number>()
  #inAll = 0

  /** Takes a place; the returned function gives it back, once. Undefined when there is none. */
  enter(blob: string): (() => void) | undefined {
    const here = this.#byBlob.get(blob) ?? 0
    if (here >= PIECES_PER_BLOB || this.#inAll >= PIECES_IN_ALL) return undefined
    this.#byBlob.set(blob, here + 1)
    this.#inAll += 1
    let inside = true
    return () => {
      if (!inside) return
      inside = false
      this.#inAll -= 1
      const left = (this.#byBlob.get(blob) ?? 1) - 1
      if (left === 0) this.#byBlob.delete(blob)
      else this.#byBlob.set(blob, left)
    }
  }

  /** Pieces under way. */
  get inAll(): number {
    return this.#inAll
  }
}
