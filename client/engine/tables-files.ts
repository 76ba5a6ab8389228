// Rows about the bytes of attachments: those on their way, and those that are here or will never be.
import {
  bytes,
  fixed,
  flag,
  optional,
  struct,
  text,
  u16,
  u53,
  u8,
  type Of,
} from '../../protocol/codec.ts'
import { ID_BYTES, MAX_ENVELOPE } from '../../protocol/limits.ts'

/** Bytes of what binds a blob id to its key, hash and size. */
export const BIND_BYTES = 16

const id = fixed(ID_BYTES)
const rowKey = text(160)
/** Name of the pieces in Blobs. */
const local = text(2 * ID_BYTES)

/** What is sent once its bytes are on the server: the content as it was written. */
const waiting = struct({ id, items: bytes(MAX_ENVELOPE), lamport: u53 })

/**
 * By blob id as hex: bytes on their way. `drop/LOCAL`: to be removed. `look/BLOB`: to be looked after. `place`: row
 * key of the message.
 */
export const transfer = struct({
  is: u8,
  place: rowKey,
  bind: fixed(BIND_BYTES),
  local,
  /** It does not go on by itself; `problem` says why, as in PROTOCOL 5. */
  failed: flag,
  problem: u16,
  time: u53,
  waiting: optional(waiting),
})
export type TransferRow = Of<typeof transfer>
/** Values of `transfer.is`. */
export const transferKind = { up: 1, down: 2, drop: 3, look: 4 } as const

/** By blob id as hex: bytes that are here, or that cannot be had. */
export const file = struct({
  is: u8,
  place: rowKey,
  bind: fixed(BIND_BYTES),
  local,
  /** Of the file. */
  size: u53,
  time: u53,
})
export type FileRow = Of<typeof file>
/** Values of `file.is`. `refused`: what came is not what was promised. */
export const fileKind = { here: 1, gone: 2, refused: 3 } as const
