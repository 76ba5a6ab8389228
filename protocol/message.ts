// What stands inside the seal, from device to device (PROTOCOL 8). The server never sees any of it.
import {
  bytes,
  fixed,
  list,
  struct,
  u16,
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
  MAX_RECEIPT_RANGES,
  TOKEN_BYTES,
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
export const itemType = { text: 1, name: 2, hello: 3, receipt: 4, reset: 5 } as const

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
