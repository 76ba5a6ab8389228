// The wire's grammar: each definition gives the type, the encoder, the validator and the size bounds at
// once, and a line of documentation (PROTOCOL 2). Integers are big endian and widths fixed, so one value
// has exactly one encoding and what is signed or hashed is unambiguous.
import { fromUtf8, plainBytes, utf8 } from './bytes.ts'
import { Malformed } from './errors.ts'

/** Where encoders write; the buffer was sized before. */
export interface Writer {
  readonly bytes: Uint8Array
  readonly view: DataView
  at: number
}

/** Where decoders read. `end` never moves. */
export interface Reader {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly end: number
  at: number
}

/** One definition of a piece of the wire. `min` and `max` bound its size in bytes. */
export interface Codec<T> {
  readonly shape: string
  readonly min: number
  readonly max: number
  size(value: T): number
  write(to: Writer, value: T): void
  read(from: Reader): T
}

/** The type that a codec reads and writes. */
export type Of<C> = C extends Codec<infer T> ? T : never

type Fields = Readonly<Record<string, Codec<unknown>>>
type FieldValues<F> = { readonly [K in keyof F]: F[K] extends Codec<infer T> ? T : never }
type Cases = Readonly<Record<string, readonly [tag: number, fields: Fields]>>
type CaseValues<C extends Cases> = {
  [K in keyof C]: { readonly type: K } & FieldValues<C[K][1]>
}[keyof C]

const take = (from: Reader, length: number): number => {
  const at = from.at
  if (length > from.end - at) throw new Malformed('truncated')
  from.at = at + length
  return at
}

const wrongValue = (shape: string): Error => new RangeError(`value does not fit ${shape}`)

const integer = (shape: string, width: 1 | 2 | 4 | 8, most: number): Codec<number> => ({
  shape,
  min: width,
  max: width,
  size: () => width,
  write: (to, value) => {
    if (!Number.isInteger(value) || value < 0 || value > most) throw wrongValue(shape)
    if (width === 1) to.view.setUint8(to.at, value)
    else if (width === 2) to.view.setUint16(to.at, value)
    else if (width === 4) to.view.setUint32(to.at, value)
    else {
      to.view.setUint32(to.at, Math.floor(value / 2 ** 32))
      to.view.setUint32(to.at + 4, value % 2 ** 32)
    }
    to.at += width
  },
  read: (from) => {
    const at = take(from, width)
    if (width === 1) return from.view.getUint8(at)
    if (width === 2) return from.view.getUint16(at)
    if (width === 4) return from.view.getUint32(at)
    const high = from.view.getUint32(at)
    if (high >= 2 ** 21) throw new Malformed('number too large')
    return high * 2 ** 32 + from.view.getUint32(at + 4)
  },
})

/** Unsigned integers; `u53` takes 8 bytes, of which the top 11 bits are zero. */
export const u8 = integer('u8', 1, 0xff)
export const u16 = integer('u16', 2, 0xffff)
export const u32 = integer('u32', 4, 0xffff_ffff)
export const u53 = integer('u53', 8, Number.MAX_SAFE_INTEGER)

/** Exactly `length` bytes. Reading gives a view of the input: copy what outlives it. */
export const fixed = (length: number): Codec<Uint8Array> => ({
  shape: `${length} bytes`,
  min: length,
  max: length,
  size: () => length,
  write: (to, value) => {
    if (value.length !== length) throw wrongValue(`${length} bytes`)
    to.bytes.set(value, to.at)
    to.at += length
  },
  read: (from) => {
    const at = take(from, length)
    return from.bytes.subarray(at, at + length)
  },
})

const lengthOf = (most: number): Codec<number> => (most > 0xffff ? u32 : most > 0xff ? u16 : u8)

/** Up to `most` bytes behind their length, in the narrowest of u8, u16 and u32 that holds `most`. */
export const bytes = (most: number, least = 0): Codec<Uint8Array> => {
  const length = lengthOf(most)
  const shape = `${length.shape} length, ${least} to ${most} bytes`
  return {
    shape,
    min: length.max + least,
    max: length.max + most,
    size: (value) => length.max + value.length,
    write: (to, value) => {
      if (value.length > most || value.length < least) throw wrongValue(shape)
      length.write(to, value.length)
      to.bytes.set(value, to.at)
      to.at += value.length
    },
    read: (from) => {
      const size = length.read(from)
      if (size > most || size < least) throw new Malformed('length out of range')
      const at = take(from, size)
      return from.bytes.subarray(at, at + size)
    },
  }
}

/** A text of at most `most` bytes of strict UTF-8. */
export const text = (most: number): Codec<string> => {
  const inner = bytes(most)
  return {
    shape: `${lengthOf(most).shape} length, UTF-8, at most ${most} bytes`,
    min: inner.min,
    max: inner.max,
    size: (value) => inner.size(utf8(value)),
    write: (to, value) => inner.write(to, utf8(value)),
    read: (from) => {
      const value = fromUtf8(inner.read(from))
      if (value === undefined) throw new Malformed('text is not UTF-8')
      return value
    },
  }
}

/** A yes or no in one byte, 1 or 0. */
export const flag: Codec<boolean> = {
  shape: 'flag',
  min: 1,
  max: 1,
  size: () => 1,
  write: (to, value) => u8.write(to, value ? 1 : 0),
  read: (from) => {
    const value = u8.read(from)
    if (value > 1) throw new Malformed('flag is neither 0 nor 1')
    return value === 1
  },
}

/** A value that may be missing: flag, then the value. */
export const optional = <T>(inner: Codec<T>): Codec<T | undefined> => ({
  shape: `flag, then ${inner.shape}`,
  min: 1,
  max: 1 + inner.max,
  size: (value) => 1 + (value === undefined ? 0 : inner.size(value)),
  write: (to, value) => {
    flag.write(to, value !== undefined)
    if (value !== undefined) inner.write(to, value)
  },
  read: (from) => (flag.read(from) ? inner.read(from) : undefined),
})

/** At most `most` values behind their number. */
export const list = <T>(inner: Codec<T>, most: number): Codec<readonly T[]> => {
  const length = lengthOf(most)
  const shape = `${length.shape} number, at most ${most} of (${inner.shape})`
  return {
    shape,
    min: length.max,
    max: length.max + most * inner.max,
    size: (values) => values.reduce((sum, value) => sum + inner.size(value), length.max),
    write: (to, values) => {
      if (values.length > most) throw wrongValue(shape)
      length.write(to, values.length)
      for (const value of values) inner.write(to, value)
    },
    read: (from) => {
      const count = length.read(from)
      // Checked before anything is allocated: a short frame cannot claim a long list.
      if (count > most || count * inner.min > from.end - from.at) {
        throw new Malformed('list too long')
      }
      const values: T[] = []
      for (let at = 0; at < count; at++) values.push(inner.read(from))
      return values
    },
  }
}

type AnyFields = readonly (readonly [name: string, codec: Codec<unknown>])[]

// The one place where field types are erased: the public signatures of struct and oneOf restore them.
const erase = (fields: Fields): AnyFields => Object.entries(fields)

const readFields = (fields: AnyFields, into: Record<string, unknown>, from: Reader): void => {
  for (const [name, codec] of fields) into[name] = codec.read(from)
}
const sum = (fields: AnyFields, side: 'min' | 'max'): number =>
  fields.reduce((total, [, codec]) => total + codec[side], 0)
const describe = (fields: AnyFields): string =>
  fields.map(([name, codec]) => `${name}: ${codec.shape}`).join(' | ')

/** Fields in the order they are written here. */
export const struct = <const F extends Fields>(fields: F): Codec<FieldValues<F>> => {
  const parts = erase(fields)
  const codec: Codec<Record<string, unknown>> = {
    shape: describe(parts),
    min: sum(parts, 'min'),
    max: sum(parts, 'max'),
    size: (value) => parts.reduce((total, [name, part]) => total + part.size(value[name]), 0),
    write: (to, value) => {
      for (const [name, part] of parts) part.write(to, value[name])
    },
    read: (from) => {
      const value: Record<string, unknown> = {}
      readFields(parts, value, from)
      return value
    },
  }
  return codec as unknown as Codec<FieldValues<F>>
}

/** One row of a table of cases, for the documents. */
export interface CaseShape {
  readonly name: string
  readonly tag: number
  readonly min: number
  readonly max: number
  readonly fields: readonly (readonly [name: string, shape: string])[]
}

/** A tag byte, then the fields of that case. The value's `type` is the case's name. */
export const oneOf = <const C extends Cases>(
  cases: C,
): Codec<CaseValues<C>> & { readonly cases: readonly CaseShape[] } => {
  const byTag = new Map<number, readonly [name: string, fields: AnyFields]>()
  const byName = new Map<string, readonly [tag: number, fields: AnyFields]>()
  for (const [name, [tag, fields]] of Object.entries(cases)) {
    if (byTag.has(tag)) throw new RangeError(`tag ${tag} is used twice`)
    const parts = erase(fields)
    byTag.set(tag, [name, parts])
    byName.set(name, [tag, parts])
  }
  const partsOf = (name: unknown): readonly [tag: number, fields: AnyFields] => {
    const found = typeof name === 'string' ? byName.get(name) : undefined
    if (!found) throw wrongValue('one of the cases')
    return found
  }
  const sizes = [...byName.values()]
  const choices = [...byName].map(
    ([name, [tag, parts]]) => `tag ${tag} ${name} (${describe(parts)})`,
  )
  const codec: Codec<Record<string, unknown>> & { cases: readonly CaseShape[] } = {
    shape: choices.join(' or '),
    min: 1 + Math.min(...sizes.map(([, parts]) => sum(parts, 'min'))),
    max: 1 + Math.max(...sizes.map(([, parts]) => sum(parts, 'max'))),
    size: (value) =>
      partsOf(value['type'])[1].reduce((total, [name, part]) => total + part.size(value[name]), 1),
    write: (to, value) => {
      const [tag, parts] = partsOf(value['type'])
      u8.write(to, tag)
      for (const [name, part] of parts) part.write(to, value[name])
    },
    read: (from) => {
      const found = byTag.get(u8.read(from))
      if (!found) throw new Malformed('unknown tag')
      const value: Record<string, unknown> = { type: found[0] }
      readFields(found[1], value, from)
      return value
    },
    cases: [...byName].map(([name, [tag, parts]]) => ({
      name,
      tag,
      min: 1 + sum(parts, 'min'),
      max: 1 + sum(parts, 'max'),
      fields: parts.map(([field, part]) => [field, part.shape] as const),
    })),
  }
  return codec as unknown as Codec<CaseValues<C>> & { readonly cases: readonly CaseShape[] }
}

/** A Writer over a fresh buffer of `size` bytes. */
const writerOf = (size: number): Writer => {
  const buffer = new Uint8Array(size)
  return { bytes: buffer, view: new DataView(buffer.buffer), at: 0 }
}

/** Encodes a value. Throws RangeError for a value outside its bounds: a fault of the caller. */
export const encode = <T>(codec: Codec<T>, value: T): Uint8Array => {
  const to = writerOf(codec.size(value))
  codec.write(to, value)
  return to.bytes
}

/** Decodes all of `input`; throws Malformed for anything that `encode` could not have written. */
export const decode = <T>(codec: Codec<T>, input: Uint8Array): T => {
  if (input.length > codec.max) throw new Malformed('too long')
  const whole = plainBytes(input)
  const from: Reader = {
    bytes: whole,
    view: new DataView(whole.buffer, whole.byteOffset, whole.byteLength),
    end: whole.length,
    at: 0,
  }
  const value = codec.read(from)
  if (from.at !== from.end) throw new Malformed('bytes left over')
  return value
}

/** As `decode`, for a fixed piece at the front of padding: the rest must be zeros. */
export const decodePadded = <T>(codec: Codec<T>, input: Uint8Array): T => {
  const whole = plainBytes(input)
  const from: Reader = {
    bytes: whole,
    view: new DataView(whole.buffer, whole.byteOffset, whole.byteLength),
    end: whole.length,
    at: 0,
  }
  const value = codec.read(from)
  let any = 0
  for (let at = from.at; at < from.end; at++) any |= whole[at] ?? 0
  if (any !== 0) throw new Malformed('padding is not zero')
  return value
}
