// The rows of the history and of what is noted about it, as they lie on the disk (tables.ts).
import {
  bytes,
  fixed,
  flag,
  list,
  optional,
  struct,
  text,
  u32,
  u53,
  u8,
} from '../../protocol/codec.ts'
import { ID_BYTES, MAX_ENVELOPE, MAX_MARK_BYTES, MAX_TEXT_BYTES } from '../../protocol/limits.ts'
import { attachment } from '../../protocol/message.ts'
import { added, rowKey } from './added.ts'

const id = fixed(ID_BYTES)

/** Marks under one message: one from each person of it. */
export const MAX_MARKS = 64

/** What somebody put under a message; an empty mark was taken back. `at`: lamport of the content that said it. */
const mark = struct({ mine: flag, mark: text(MAX_MARK_BYTES), at: u53 })

/** `person/order`: the history. */
export const message = struct({
  id,
  mine: flag,
  text: text(MAX_TEXT_BYTES),
  time: u53,
  pending: rowKey,
  needsNewer: flag,
  /** Order of the message that it answers; empty: none. */
  reply: added(rowKey, ''),
  forwarded: added(flag, false),
  /** Lamport of the newest edit; 0: none. */
  edited: added(u53, 0),
  erased: added(flag, false),
  marks: added(list(mark, MAX_MARKS), []),
  starred: added(flag, false),
  pinned: added(flag, false),
  /** Seconds that it stays, and when it goes; 0: not. */
  lasts: added(u32, 0),
  dies: added(u53, 0),
  attachment: added(optional(attachment), undefined),
  /** No message but an event (kinds.ts), and its number; 0: a message. */
  event: added(u8, 0),
  eventValue: added(u53, 0),
  /** When the newest edit was written. */
  editedAt: added(u53, 0),
})

/** `person/order`: what was starred or pinned here, so that it is found without reading the history. */
export const marked = struct({ starred: flag, pinned: flag })

/** `person/order/number`: an item about a message that has not come yet, as it came. */
export const late = struct({
  type: u8,
  body: bytes(MAX_ENVELOPE - 1),
  mine: flag,
  at: u53,
  time: u53,
})
