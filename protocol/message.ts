// What stands inside the seal, from device to device (PROTOCOL 8). The server never sees any of it.
import {
  bytes,
  fixed,
  list,
  struct,
  text,
  u16,
  u32,
  u53,
  u8,
  type Of,
  type Codec,
  type Reader,
} from './codec.ts'
import { Malformed } from './errors.ts'
import {
  DEVICE_ID_BYTES,
  ID_BYTES,
  KEY_BYTES,
  MANIFEST_BYTES_MAX,
  MAX_COUNT,
  MAX_DEVICES,
  MAX_ENVELOPE,
  MAX_FILE_NAME_BYTES,
  MAX_MARK_BYTES,
  MAX_MEDIA_TYPE_BYTES,
  MAX_PICTURE_BYTES,
  MAX_RECEIPT_RANGES,
  MAX_TEXT_BYTES,
  MAX_THUMBNAIL_BYTES,
  TOKEN_BYTES,
  WAVEFORM_BYTES,
} from './limits.ts'

/** `counted` contents are receipted and sent again until they are; `uncounted` ones (receipts) are not. */
export const contentKind = { counted: 1, uncounted: 2 } as const

/** The first 74 bytes of every content. `time` is only shown; (lamport, device) gives the order. */
export const contentHead = struct({
  version: u8,
  kind: u8,
  id: fixed(ID_BYTES),
  time: u53,
  ownManifest: fixed(16),
  peerManifest: fixed(16),
  count: u53,
  lamport: u53,
})
export type ContentHead = Of<typeof contentHead>

/** Item types. An unknown one is kept and shown as "needs a newer client". */
export const itemType = {
  text: 1,
  name: 2,
  hello: 3,
  receipt: 4,
  reset: 5,
  reply: 6,
  reaction: 7,
  edit: 8,
  erase: 9,
  read: 10,
  timer: 11,
  expiry: 12,
  forwarded: 13,
  attachment: 14,
  picture: 15,
} as const

export const item = struct({ type: u8, body: bytes(MAX_ENVELOPE - 1) })
export type Item = Of<typeof item>

/** All items up to the end of the content. */
export const itemList: Codec<readonly Item[]> = {
  shape: 'items to the end, each type: u8 | body: u16 length, bytes',
  min: 0,
  max: MAX_ENVELOPE,
  size: (values) => values.reduce((sum, value) => sum + item.size(value), 0),
  write: (to, values) => {
    for (const value of values) item.write(to, value)
  },
  read: (from: Reader) => {
    const values: Item[] = []
    while (from.at < from.end) values.push(item.read(from))
    return values
  },
}

/** A whole content: head and items. */
export const content = struct({ head: contentHead, items: itemList })
export type Content = Of<typeof content>

/** One way to reach a device: `forDevice` of the receiver deposits at `friendId` with `sendToken`. */
export const route = struct({
  forDevice: fixed(DEVICE_ID_BYTES),
  friendId: fixed(ID_BYTES),
  sendToken: fixed(TOKEN_BYTES),
})
export type Route = Of<typeof route>

/** Who I am and where to reach me; in every message of a session until it is answered. */
export const hello = struct({
  manifest: bytes(MANIFEST_BYTES_MAX),
  cardKey: fixed(KEY_BYTES),
  routes: list(route, MAX_DEVICES),
})
export type Hello = Of<typeof hello>

const names = {
  lamport: u53,
  device: fixed(DEVICE_ID_BYTES),
  id: fixed(ID_BYTES),
}
/**
 * Names a message of either side: what its screen order is made of. `device` wrote it, so whose it is needs no
 * looking up. The whole body of `reply` (the text beside it answers that message; the quote comes from the
 * reader's own history), `erase` (its author takes it back, for both and for good) and `read` (the sender has
 * seen everything of the receiver's up to this one).
 */
export const target = struct(names)
export type Target = Of<typeof target>

/** `reaction`: one mark of the sender under a message; an empty one takes it back. The highest lamport counts. */
export const reaction = struct({ ...names, mark: text(MAX_MARK_BYTES) })
/** `edit`: the author gives a message another text. The highest lamport counts. */
export const edit = struct({ ...names, text: text(MAX_TEXT_BYTES) })
/** `timer`: from here on messages of this conversation disappear after so many seconds; 0: they stay. */
export const timer = struct({ seconds: u32 })
/** `expiry`: this message disappears so many seconds after it was written, and after it was seen. */
export const expiry = struct({ seconds: u32 })

/** `attachment`: where the bytes lie, what opens them and what they must be. */
export const attachment = struct({
  blobId: fixed(KEY_BYTES),
  key: fixed(KEY_BYTES),
  /** True size in bytes, without padding. */
  size: u53,
  /** SHA-256 of the whole ciphertext. */
  hash: fixed(32),
  mediaType: text(MAX_MEDIA_TYPE_BYTES),
  name: text(MAX_FILE_NAME_BYTES),
  /** Pixels; 0 when it has none. */
  width: u16,
  height: u16,
  /** Milliseconds that it plays; 0 when it does not. */
  length: u32,
  /** Loudness of a voice note, one byte for each equal part of it. */
  waveform: bytes(WAVEFORM_BYTES),
  /** A small WebP picture of it, or nothing. */
  thumbnail: bytes(MAX_THUMBNAIL_BYTES),
})
export type Attachment = Of<typeof attachment>

/** `picture`: the sender's picture as WebP; empty: none. */
export const picture = struct({ webp: bytes(MAX_PICTURE_BYTES) })

const range = struct({ from: u53, length: u16 })
/** Which counts have arrived: all up to `upTo`, and these ranges above it. */
export const receipt = struct({ upTo: u53, ranges: list(range, MAX_RECEIPT_RANGES) })
export type Receipt = Of<typeof receipt>

/** Refuses ranges that are empty, unsorted, touching, or not above `upTo + 1` (one set has one receipt), and
 * counts that nobody can have used. */
export const checkReceipt = ({ upTo, ranges }: Receipt): void => {
  let end = upTo + 1
  for (const { from, length } of ranges) {
    if (length === 0 || from <= end) throw new Malformed('receipt ranges')
    end = from + length
  }
  if (end - 1 > MAX_COUNT) throw new Malformed('receipt counts')
}

/** Says that this session was opened because something did not open (PROTOCOL 9.3). */
export const reset = struct({ lastMessage: fixed(ID_BYTES), failures: u16 })
export type Reset = Of<typeof reset>

/** Refuses a head this version cannot have written. */
export const checkHead = (head: ContentHead): void => {
  if (head.version !== 1) throw new Malformed('content version')
  if (
    head.kind === contentKind.counted
      ? head.count === 0 || head.count > MAX_COUNT
      : head.count !== 0
  ) {
    throw new Malformed('content count')
  }
  if (head.kind !== contentKind.counted && head.kind !== contentKind.uncounted) {
    throw new Malformed('content kind')
  }
}
