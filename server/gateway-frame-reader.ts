// Reads the frames that nearly all traffic consists of, whole binary messages (RFC 6455 5.2), straight from
// the bytes of the socket. Every other frame, and whatever follows a mistake, goes to `ws` as it came, so
// that control frames, fragments, limits and close codes stay its own (PROTOCOL 3).
import type { Duplex } from 'node:stream'
import type { WebSocket } from 'ws'
import { MAX_PAYLOAD } from '../protocol/limits.ts'

const FIN = 0x80
const FIN_BINARY = 0x82
const OPCODE = 0x0f
const LAST_DATA_OPCODE = 2
const CLOSE_OPCODE = 8
const MASKED = 0x80
const LENGTH_BITS = 0x7f
const MASK_BYTES = 4
const TWO_32 = 2 ** 32
/** Bytes that the memory for a frame in pieces has at first. */
const KEPT_FIRST = 1_024

/** Bytes of the head of the frame at `at`; 0 while it is not all there. */
const headSize = (bytes: Buffer, at: number, end: number): number => {
  if (end - at < 2) return 0
  const second = bytes[at + 1] ?? 0
  const length = second & LENGTH_BITS
  const head = (length === 127 ? 10 : length === 126 ? 4 : 2) + (second & MASKED ? MASK_BYTES : 0)
  return end - at < head ? 0 : head
}

/** Bytes of its payload, as the head states them. */
const payloadSize = (bytes: Buffer, at: number): number => {
  const length = (bytes[at + 1] ?? 0) & LENGTH_BITS
  if (length < 126) return length
  if (length === 126) return bytes.readUInt16BE(at + 2)
  return bytes.readUInt32BE(at + 2) * TWO_32 + bytes.readUInt32BE(at + 6)
}

/** A chunk, and its memory as words of four bytes. */
interface Chunk {
  readonly bytes: Buffer
  readonly words: Uint32Array
}

const chunkOf = (bytes: Buffer): Chunk => {
  const { buffer } = bytes
  return { bytes, words: new Uint32Array(buffer, 0, buffer.byteLength >> 2) }
}

const xorBytes = (bytes: Buffer, mask: number, from: number, to: number): void => {
  for (let at = from; at < to; at++) {
    bytes[at] = (bytes[at] ?? 0) ^ (bytes[mask + ((at - mask) & 3)] ?? 0)
  }
}

const turned = new Uint8Array(MASK_BYTES)
const turnedWord = new Uint32Array(turned.buffer)

/** Takes the mask in front of `from` off everything up to `to`: in place, four bytes at a time. */
const unmask = ({ bytes, words }: Chunk, from: number, to: number): void => {
  const mask = from - MASK_BYTES
  const offset = bytes.byteOffset
  // Words stand at multiples of four of the memory below, wherever the payload starts.
  const first = from + (-(offset + from) & 3)
  const last = to - ((offset + to) & 3)
  if (last <= first) return xorBytes(bytes, mask, from, to)
  xorBytes(bytes, mask, from, first)
  for (let at = 0; at < MASK_BYTES; at++) turned[at] = bytes[mask + ((first + at - mask) & 3)] ?? 0
  const word = turnedWord[0] ?? 0
  const end = (offset + last) >> 2
  for (let at = (offset + first) >> 2; at < end; at++) words[at] = (words[at] ?? 0) ^ word
  xorBytes(bytes, mask, last, to)
}

/** Where frames go. */
export interface FrameOutlets {
  /** A whole binary message, unmasked; a view that holds until this returns. */
  take(message: Uint8Array): void
  /** Bytes of any other frame, as they came. */
  pass(bytes: Buffer): void
}

/** The reading side of one WebSocket whose upgrade is done. */
export class FrameReader {
  readonly #outlets: FrameOutlets
  #kept: Buffer | undefined
  #filled = 0
  /** Bytes still to be passed of a frame that is not read here. */
  #foreign = 0
  /** A message in fragments is under way: what follows belongs to `ws`. */
  #inFragments = false
  #isLast = false
  #ended = false

  constructor(outlets: FrameOutlets) {
    this.#outlets = outlets
  }

  /** Nothing that still comes is looked at. */
  end(): void {
    this.#ended = true
    this.#kept = undefined
  }

  /** Takes what the network brought. Its bytes may be changed. */
  read(chunk: Buffer): void {
    let at = 0
    while (this.#kept && !this.#ended && at < chunk.length) at = this.#complete(chunk, at)
    if (at < chunk.length) at = this.#frames(chunk, at)
    if (!this.#ended && at < chunk.length) this.#keep(chunk, at, chunk.length)
  }

  /** Walks whole frames and returns where a piece of one begins. */
  #frames(bytes: Buffer, start: number): number {
    const end = bytes.length
    const chunk = chunkOf(bytes)
    let at = start
    while (at < end && !this.#ended) {
      if (this.#foreign > 0) {
        at = this.#pass(bytes, at)
        continue
      }
      const head = headSize(bytes, at, end)
      if (head === 0) return at
      const size = payloadSize(bytes, at)
      if (!this.#isPlain(bytes, at, size)) {
        this.#note(bytes[at] ?? 0)
        this.#foreign = head + size
        continue
      }
      if (end - at < head + size) return at
      at += head
      unmask(chunk, at, at + size)
      // Not `subarray`: a plain view costs half of a Buffer.
      this.#outlets.take(new Uint8Array(bytes.buffer, bytes.byteOffset + at, size))
      at += size
    }
    return at
  }

  #isPlain(bytes: Buffer, at: number, size: number): boolean {
    if (this.#inFragments || size > MAX_PAYLOAD) return false
    return bytes[at] === FIN_BINARY && ((bytes[at + 1] ?? 0) & MASKED) !== 0
  }

  #note(first: number): void {
    const opcode = first & OPCODE
    if (opcode <= LAST_DATA_OPCODE) this.#inFragments = (first & FIN) === 0
    if (opcode === CLOSE_OPCODE) this.#isLast = true
  }

  #pass(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#foreign)
    this.#foreign -= end - at
    this.#outlets.pass(bytes.subarray(at, end))
    if (this.#isLast && this.#foreign === 0) this.end()
    return end
  }

  #keep(bytes: Buffer, from: number, to: number): void {
    const kept = this.#kept
    const wanted = this.#filled + to - from
    if (!kept || kept.length < wanted) {
      // Never far more than has come, whatever the head says.
      const grown = Buffer.allocUnsafe(Math.max(KEPT_FIRST, wanted * 2))
      kept?.copy(grown, 0, 0, this.#filled)
      this.#kept = grown
    }
    this.#filled += bytes.copy(this.#kept ?? bytes, this.#filled, from, to)
  }

  /** Adds to the piece that is kept what its head or its payload lacks, and reads it when it is whole. */
  #complete(chunk: Buffer, at: number): number {
    const kept = this.#kept ?? chunk
    const head = headSize(kept, 0, this.#filled)
    const whole = head === 0 ? this.#filled + 1 : head + payloadSize(kept, 0)
    const end = Math.min(chunk.length, at + whole - this.#filled)
    this.#keep(chunk, at, end)
    if (head > 0 && this.#filled < whole) return end
    const piece = (this.#kept ?? chunk).subarray(0, this.#filled)
    if (this.#frames(piece, 0) > 0) {
      this.#kept = undefined
      this.#filled = 0
    }
    return end
  }
}

/**
 * Puts a reader between a socket and the `ws` that made its upgrade. `take` gets whole binary messages;
 * `isPassing` is true while `ws` may emit what it was passed, and at no other time is it to be believed.
 */
export const placeReader = (
  ws: WebSocket,
  socket: Duplex,
  take: (message: Uint8Array) => void,
): { readonly isPassing: () => boolean } => {
  const [original] = socket.listeners('data')
  let passing = false
  const pass = (bytes: Buffer): void => {
    passing = true
    original?.call(socket, bytes)
    passing = false
  }
  const reader = new FrameReader({ take, pass })
  if (original) {
    socket.removeAllListeners('data')
    socket.on('data', (chunk: Buffer) => reader.read(chunk))
  }
  // A mistake in a frame: `ws` closes, and what comes behind it means nothing.
  ws.on('error', () => reader.end())
  return { isPassing: () => passing || !original }
}
