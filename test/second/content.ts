// Second implementation: contents and their items, PROTOCOL 8, and volatile frames, PROTOCOL 11.
// An item of an unknown type is kept as it is; a body that does not fit its type is Refused.
import { type Bytes, join, must, number, zeros } from './bytes.ts'
import { type Source, seal, unseal } from './crypto.ts'
import {
  Cursor,
  type Of,
  blob,
  decode,
  encode,
  fromText,
  list,
  raw,
  ruled,
  struct,
  text,
  toText,
  u16,
  u32,
  u53,
  u8,
} from './shape.ts'

export const contentHead = ruled(
  struct({
    version: u8,
    kind: u8,
    id: raw(16),
    time: u53,
    ownManifest: raw(16),
    peerManifest: raw(16),
    count: u53,
    lamport: u53,
  }),
  (head) =>
    head.version === 1 &&
    ((head.kind === 1 && head.count >= 1 && head.count <= 2 ** 50) ||
      (head.kind === 2 && head.count === 0)),
  'head of a content',
)
export type Head = Of<typeof contentHead>

export const route = struct({ forDevice: raw(4), friendId: raw(16), sendToken: raw(32) })
export const hello = struct({ manifest: blob(0, 527), cardKey: raw(32), routes: list(5, route) })
export const receipt = ruled(
  struct({ upTo: u53, ranges: list(64, struct({ from: u53, length: u16 })) }),
  ({ upTo, ranges }) => {
    let end = upTo
    return (
      upTo <= 2 ** 50 &&
      ranges.every(({ from, length }) => {
        const apart = length >= 1 && from > end + 1
        end = from + length - 1
        return apart && end <= 2 ** 50
      })
    )
  },
  'ranges of a receipt',
)
export const reset = struct({ lastMessage: raw(16), failures: u16 })

const names = { lamport: u53, device: raw(4), id: raw(16) }
export const target = struct(names)
export const reaction = struct({ ...names, mark: text(64) })
export const edit = struct({ ...names, text: text(60_000) })
export const timer = struct({ seconds: u32 })
export const expiry = struct({ seconds: u32 })
export const attachment = struct({
  blobId: raw(32),
  key: raw(32),
  size: u53,
  hash: raw(32),
  mediaType: text(100),
  name: text(255),
  width: u16,
  height: u16,
  length: u32,
  waveform: blob(0, 64),
  thumbnail: blob(0, 12_288),
})
export const picture = struct({ webp: blob(0, 24_576) })

export type Item =
  | { readonly is: 'text' | 'name'; readonly text: string }
  | ({ readonly is: 'hello' } & Of<typeof hello>)
  | ({ readonly is: 'receipt' } & Of<typeof receipt>)
  | ({ readonly is: 'reset' } & Of<typeof reset>)
  | ({ readonly is: 'reply' | 'erase' | 'read' } & Of<typeof target>)
  | ({ readonly is: 'reaction' } & Of<typeof reaction>)
  | ({ readonly is: 'edit' } & Of<typeof edit>)
  | ({ readonly is: 'timer' | 'expiry' } & Of<typeof timer>)
  | { readonly is: 'forwarded' }
  | ({ readonly is: 'attachment' } & Of<typeof attachment>)
  | ({ readonly is: 'picture' } & Of<typeof picture>)
  | { readonly is: 'unknown'; readonly type: number; readonly body: Bytes }

const words = (text: string, high: number): Bytes => {
  const bytes = fromText(text)
  must(bytes.length >= 1 && bytes.length <= high, 'length of a text')
  return bytes
}

const parts = (item: Item): readonly [type: number, body: Bytes] => {
  switch (item.is) {
    case 'text':
      return [1, words(item.text, 60_000)]
    case 'name':
      return [2, words(item.text, 52)]
    case 'hello':
      return [3, encode(hello, item)]
    case 'receipt':
      return [4, encode(receipt, item)]
    case 'reset':
      return [5, encode(reset, item)]
    case 'reply':
      return [6, encode(target, item)]
    case 'reaction':
      return [7, encode(reaction, item)]
    case 'edit':
      return [8, encode(edit, item)]
    case 'erase':
      return [9, encode(target, item)]
    case 'read':
      return [10, encode(target, item)]
    case 'timer':
      return [11, encode(timer, item)]
    case 'expiry':
      return [12, encode(expiry, item)]
    case 'forwarded':
      return [13, zeros(0)]
    case 'attachment':
      return [14, encode(attachment, item)]
    case 'picture':
      return [15, encode(picture, item)]
    case 'unknown':
      return [item.type, item.body]
  }
}

const itemOf = (type: number, body: Bytes): Item => {
  if (type === 1 || type === 2) {
    const text = toText(body)
    words(text, type === 1 ? 60_000 : 52)
    return { is: type === 1 ? 'text' : 'name', text }
  }
  if (type === 3) return { is: 'hello', ...decode(hello, body) }
  if (type === 4) return { is: 'receipt', ...decode(receipt, body) }
  if (type === 5) return { is: 'reset', ...decode(reset, body) }
  if (type === 6) return { is: 'reply', ...decode(target, body) }
  if (type === 7) return { is: 'reaction', ...decode(reaction, body) }
  if (type === 8) return { is: 'edit', ...decode(edit, body) }
  if (type === 9) return { is: 'erase', ...decode(target, body) }
  if (type === 10) return { is: 'read', ...decode(target, body) }
  if (type === 11) return { is: 'timer', ...decode(timer, body) }
  if (type === 12) return { is: 'expiry', ...decode(expiry, body) }
  if (type === 13) {
    must(body.length === 0, 'body of forwarded')
    return { is: 'forwarded' }
  }
  if (type === 14) return { is: 'attachment', ...decode(attachment, body) }
  if (type === 15) return { is: 'picture', ...decode(picture, body) }
  return { is: 'unknown', type, body }
}

export const writeContent = (head: Head, items: readonly Item[]): Bytes =>
  join(
    encode(contentHead, head),
    ...items.map((item) => {
      const [type, body] = parts(item)
      return join(number(1, type), number(2, body.length), body)
    }),
  )

export const readContent = (bytes: Bytes): { readonly head: Head; readonly items: Item[] } => {
  const cursor = new Cursor(bytes)
  const head = contentHead.read(cursor)
  const items: Item[] = []
  while (cursor.left > 0) {
    const type = u8.read(cursor)
    items.push(itemOf(type, cursor.take(u16.read(cursor))))
  }
  return { head, items }
}

const volatileInner = struct({ kind: u8, counter: u53, time: u53, body: raw(199) })

/** 256 bytes under the sender's volatile key. */
export const sealVolatile = (source: Source, key: Bytes, counter: number, time: number): Bytes =>
  seal(source, key, encode(volatileInner, { kind: 1, counter, time, body: zeros(199) }))

export const openVolatile = (key: Bytes, bytes: Bytes): Of<typeof volatileInner> => {
  must(bytes.length === 256, 'wrong length')
  return decode(volatileInner, unseal(key, bytes))
}
