// The memory through which one batch reaches the store's thread: appends, acknowledgements and the
// places of calls, in order, without an object per envelope. An append's record holds the `deliver`
// frame (PROTOCOL 3.2) as the receiver will get it, and the row's hash covers that record.
import { DIGEST_BYTES, ID_BYTES } from '../../protocol/limits.ts'

/**
 * What an operation is: its first byte. `dropped` is an append taken back before it was sent, `passed` one
 * that its device acknowledged before the batch left, `covered` the same with a later one of its channel in
 * the batch, `settled` an acknowledgement with no row behind it. In the journal alone: `noted`, the numbers of
 * an append with the digest of its envelope in the envelope's place.
 */
export const operation = {
  dropped: 0,
  append: 1,
  ack: 2,
  call: 3,
  passed: 4,
  settled: 5,
  covered: 6,
  noted: 7,
} as const

const DELIVER_TAG = 0x93
export const FIRST_SIZE = 65_536

// An append: tag 1 | record. A record: inboxNo 4 | channelSeq 8 | frame length 4 | deliver frame.
// A deliver frame: tag 1 | seq 8 | friendId 16 | body length 4 | body.
const FRAME_AT = 16
const SEQ_AT = FRAME_AT + 1
const FRIEND_AT = SEQ_AT + 8
const LENGTH_AT = FRIEND_AT + ID_BYTES
const BODY_AT = LENGTH_AT + 4
/** Bytes of a record before the envelope. */
export const RECORD_HEAD = BODY_AT
/** Bytes of an acknowledgement, and of an append of which only the numbers are kept. */
export const ACK_BYTES = 13
export const NOTE_BYTES = 1 + RECORD_HEAD + DIGEST_BYTES

const TWO_32 = 2 ** 32
const putSeq = (view: DataView, at: number, value: number): void => {
  view.setUint32(at, Math.floor(value / TWO_32))
  view.setUint32(at + 4, value % TWO_32)
}
const takeSeq = (view: DataView, at: number): number =>
  view.getUint32(at) * TWO_32 + view.getUint32(at + 4)

/** The parts of an append. */
export interface Append {
  readonly inboxNo: number
  readonly seq: number
  readonly friendId: Uint8Array
  readonly channelSeq: number
  readonly body: Uint8Array
  /** Where in `body` the envelope starts: at most `RECORD_HEAD`. */
  readonly bodyAt?: number
}

/** More memory of the same kind: what two threads see stays so. */
const memoryLike = (buffer: ArrayBufferLike, size: number): ArrayBufferLike =>
  buffer instanceof ArrayBuffer ? new ArrayBuffer(size) : new SharedArrayBuffer(size)

/** A buffer that grows while it is written and can be taken over again when it comes back. */
export class BatchWriter {
  #view: DataView
  #last = 0
  bytes: Uint8Array
  at = 0

  constructor(buffer: ArrayBufferLike = new ArrayBuffer(FIRST_SIZE)) {
    this.bytes = new Uint8Array(buffer)
    this.#view = new DataView(buffer)
  }

  /** The memory below `bytes`. */
  get buffer(): ArrayBufferLike {
    return this.#view.buffer
  }

  /** Makes sure that `more` bytes fit. */
  #reserve(more: number): number {
    const at = this.at
    if (at + more > this.bytes.length) {
      const buffer = memoryLike(this.buffer, Math.max(this.bytes.length * 2, at + more))
      const bytes = new Uint8Array(buffer)
      bytes.set(this.bytes.subarray(0, at))
      this.bytes = bytes
      this.#view = new DataView(buffer)
    }
    this.at = at + more
    return at
  }

  /** Writes an append. */
  append(from: Append): void {
    const at = this.#reserve(1)
    this.bytes[at] = operation.append
    this.#last = this.record(from)
  }

  /** The `deliver` frame of the last append, a view that holds until the next write. */
  get lastFrame(): Uint8Array {
    return this.bytes.subarray(this.#last + FRAME_AT, this.at)
  }

  /** Writes the append at which `from` stands once more. */
  again(from: BatchReader): void {
    const at = this.#reserve(from.end - from.start + 1)
    this.bytes.set(from.bytes.subarray(from.start - 1, from.end), at)
  }

  /** Writes the numbers of the append at which `from` stands, and the digest of its envelope. */
  note(from: BatchReader, digest: Uint8Array): void {
    const at = this.#reserve(1)
    this.bytes[at] = operation.noted
    const { inboxNo, seq, friendId, channelSeq } = from
    this.record({ inboxNo, seq, friendId, channelSeq, body: digest })
  }

  /** Writes a record alone and returns where it starts. */
  record(from: Append): number {
    const { body, bodyAt = 0 } = from
    const size = body.length - bodyAt
    const at = this.#reserve(RECORD_HEAD + size)
    const view = this.#view
    // What stands before the envelope comes along, and is written over: no view has to be made.
    this.bytes.set(body, at + BODY_AT - bodyAt)
    view.setUint32(at, from.inboxNo)
    putSeq(view, at + 4, from.channelSeq)
    view.setUint32(at + 12, RECORD_HEAD - FRAME_AT + size)
    this.bytes[at + FRAME_AT] = DELIVER_TAG
    putSeq(view, at + SEQ_AT, from.seq)
    this.bytes.set(from.friendId, at + FRIEND_AT)
    view.setUint32(at + LENGTH_AT, size)
    return at
  }

  /** Writes an acknowledgement up to and including `upTo`; `rows` false when no row can be behind it. */
  ack(inboxNo: number, upTo: number, rows = true): void {
    const at = this.#reserve(ACK_BYTES)
    this.bytes[at] = rows ? operation.ack : operation.settled
    this.#view.setUint32(at + 1, inboxNo)
    putSeq(this.#view, at + 5, upTo)
  }

  /** Marks the place of the next call. */
  call(): void {
    const at = this.#reserve(1)
    this.bytes[at] = operation.call
  }
}

/** Walks the operations of a batch, or the records of a page. Fields belong to the current one. */
export class BatchReader {
  readonly bytes: Uint8Array
  readonly #view: DataView
  readonly #end: number
  #next = 0
  tag = 0
  /** Where the current record starts and ends. */
  start = 0
  end = 0

  constructor(bytes: Uint8Array, end = bytes.length, start = 0) {
    this.bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    this.#end = end
    this.#next = start
  }

  /** Moves to the next operation; false at the end. */
  nextOperation(): boolean {
    if (this.#next >= this.#end) return false
    const at = this.#next
    this.tag = this.bytes[at] ?? operation.dropped
    this.start = at + 1
    if (this.tag === operation.call) this.#next = at + 1
    else if (this.tag === operation.ack || this.tag === operation.settled)
      this.#next = at + ACK_BYTES
    else this.#enter(at + 1)
    return true
  }

  /** Moves to the next record of a page; false at the end. */
  nextRecord(): boolean {
    if (this.#next >= this.#end) return false
    this.#enter(this.#next)
    return true
  }

  #enter(at: number): void {
    this.start = at
    this.end = at + FRAME_AT + this.#view.getUint32(at + 12)
    this.#next = this.end
  }

  /** Takes the current append back: the thread will pass over it. */
  drop(): void {
    this.bytes[this.start - 1] = operation.dropped
  }

  /**
   * The device has the current append already: it gets no row, only its numbers are kept. They cover those
   * of the one at `before`, which passed on the same channel. Returns where the current one is.
   */
  pass(before: number | undefined): number {
    if (before !== undefined) this.bytes[before] = operation.covered
    this.bytes[this.start - 1] = operation.passed
    return this.start - 1
  }

  get inboxNo(): number {
    return this.#view.getUint32(this.start)
  }
  get channelSeq(): number {
    return takeSeq(this.#view, this.start + 4)
  }
  get seq(): number {
    return takeSeq(this.#view, this.start + SEQ_AT)
  }
  get ackUpTo(): number {
    return takeSeq(this.#view, this.start + 4)
  }
  get size(): number {
    return this.end - this.start - RECORD_HEAD
  }
  /** A view of the record: what the row's hash covers. */
  get record(): Uint8Array {
    return this.bytes.subarray(this.start, this.end)
  }
  get frame(): Uint8Array {
    return this.bytes.subarray(this.start + FRAME_AT, this.end)
  }
  get friendId(): Uint8Array {
    return this.bytes.subarray(this.start + FRIEND_AT, this.start + LENGTH_AT)
  }
  get body(): Uint8Array {
    return this.bytes.subarray(this.start + BODY_AT, this.end)
  }
}
