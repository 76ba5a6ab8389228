// What the codecs of all tables have in common: keys of rows, and fields that rows got later.
import { text, type Codec } from '../../protocol/codec.ts'

/** Longest text key of a row: three hex parts and their separators. */
export const rowKey = text(160)

/** Reads as `before` where a row ends early, as those of an earlier version do. Only behind all other fields of its struct. */
export const added = <T>(codec: Codec<T>, before: T): Codec<T> => ({
  ...codec,
  min: 0,
  read: (from) => (from.at === from.end ? before : codec.read(from)),
})
