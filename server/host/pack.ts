// The inner form of a backup: files one after another, each with its path, mode and time, then an end. A
// path is checked before anything is written under it.
import { CommandFault, exit } from './exit.ts'

/** A file as it travels. */
export interface PackedFile {
  /** Relative, with `/`. */
  readonly path: string
  readonly mode: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly size: number
}

/** A file to pack. */
export type Source = PackedFile & { readonly content: AsyncIterable<Uint8Array> }

const FILE = 1
const END = 0
// tag 1 | length of path 2 | mode 2 | time 8 | zero 1 | size 6
const FIXED_BYTES = 20
const MOST_FILES = 1_000
const LONGEST_PATH = 200
const PART = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/

/** True for a path that a backup may have. */
export const isPackable = (path: string): boolean =>
  path.length <= LONGEST_PATH && path.split('/').every((part) => PART.test(part))

/** Writes files as one stream. Throws when a file is not as long as it was said to be. */
export async function* pack(files: AsyncIterable<Source>): AsyncGenerator<Uint8Array> {
  for await (const { path, mode, time, size, content } of files) {
    const name = Buffer.from(path)
    const head = Buffer.alloc(FIXED_BYTES)
    head.writeUInt8(FILE, 0)
    head.writeUInt16BE(name.length, 1)
    head.writeUInt16BE(mode & 0o777, 3)
    head.writeDoubleBE(time, 5)
    head.writeUIntBE(size, 14, 6)
    yield Buffer.concat([head, name])
    let left = size
    for await (const chunk of content) {
      left -= chunk.length
      yield chunk
    }
    if (left !== 0)
      throw new CommandFault(exit.failed, `${path} changed while it was read: try again.`)
  }
  yield Buffer.of(END)
}

/** Takes exact numbers of bytes from a stream. */
class Taker {
  readonly #from: AsyncIterator<Uint8Array>
  #held: Uint8Array = new Uint8Array(0)

  constructor(from: AsyncIterable<Uint8Array>) {
    this.#from = from[Symbol.asyncIterator]()
  }

  /** Up to `most` bytes; empty at the end. */
  async some(most: number): Promise<Uint8Array> {
    while (this.#held.length === 0) {
      const next = await this.#from.next()
      if (next.done === true) return this.#held
      this.#held = next.value
    }
    const taken = this.#held.subarray(0, most)
    this.#held = this.#held.subarray(taken.length)
    return taken
  }

  /** Exactly `count` bytes; fewer at the end. */
  async exactly(count: number): Promise<Buffer> {
    const parts: Uint8Array[] = []
    let left = count
    while (left > 0) {
      const part = await this.some(left)
      if (part.length === 0) break
      parts.push(part)
      left -= part.length
    }
    return Buffer.concat(parts)
  }
}

async function* contentOf(taker: Taker, size: number, name: string): AsyncGenerator<Uint8Array> {
  let left = size
  while (left > 0) {
    const part = await taker.some(left)
    if (part.length === 0) throw crooked(name)
    left -= part.length
    yield part
  }
}

const crooked = (name: string): CommandFault =>
  new CommandFault(
    exit.failed,
    `${name} does not hold what a backup holds: was it made by another version?`,
  )

/**
 * Reads a packed stream, one file after another; `take` has to read the content to its end. Throws
 * CommandFault with a sentence about `name`.
 */
export const unpack = async (
  stream: AsyncIterable<Uint8Array>,
  name: string,
  take: (file: PackedFile, content: AsyncIterable<Uint8Array>) => Promise<void>,
): Promise<void> => {
  const taker = new Taker(stream)
  for (let count = 0; count <= MOST_FILES; count += 1) {
    const tag = await taker.exactly(1)
    if (tag[0] === END) {
      // What opened the stream checks that it ends here: it has to be read to its end for that.
      if ((await taker.some(1)).length > 0) throw crooked(name)
      return
    }
    const head = await taker.exactly(FIXED_BYTES - 1)
    if (tag[0] !== FILE || head.length < FIXED_BYTES - 1) throw crooked(name)
    const path = (await taker.exactly(head.readUInt16BE(0))).toString('utf8')
    if (!isPackable(path)) throw crooked(name)
    const size = head.readUIntBE(13, 6)
    const file = { path, mode: head.readUInt16BE(2) & 0o777, time: head.readDoubleBE(4), size }
    await take(file, contentOf(taker, size, name))
  }
  throw crooked(name)
}
