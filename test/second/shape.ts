// Second implementation: the grammar of PROTOCOL 2, as pairs of a writer and a reader.
// A shape writes its value into a list of parts and reads it from a cursor; `decode` reads a
// message whole and refuses one that is too long, cut short or has bytes left over.
import { type Bytes, Refused, join, must, number } from './bytes.ts'

/** A reading position. */
export class Cursor {
  readonly bytes: Bytes
  at = 0
  constructor(bytes: Bytes) {
    this.bytes = bytes
  }
  get left(): number {
    return this.bytes.length - this.at
  }
  take(length: number): Bytes {
    must(length <= this.left, 'cut short')
    this.at += length
    return this.bytes.slice(this.at - length, this.at)
  }
}

export interface Shape<T> {
  readonly min: number
  readonly max: number
  write(value: T): Bytes
  read(cursor: Cursor): T
}
export type Of<S> = S extends Shape<infer T> ? T : never

/** Bytes of `value`. */
export const encode = <T>(shape: Shape<T>, value: T): Bytes => {
  const bytes = shape.write(value)
  must(bytes.length >= shape.min && bytes.length <= shape.max, 'length out of bounds')
  return bytes
}

/** Reads a message whole. Throws Refused. */
export const decode = <T>(shape: Shape<T>, bytes: Bytes): T => {
  must(bytes.length <= shape.max, 'too long')
  const cursor = new Cursor(bytes)
  const value = shape.read(cursor)
  must(cursor.left === 0, 'bytes left over')
  return value
}

const integer = (width: number, top: number): Shape<number> => ({
  min: width,
  max: width,
  write: (value) => {
    must(Number.isInteger(value) && value >= 0 && value <= top, 'number out of range')
    return number(width, value)
  },
  read: (cursor) => {
    const value = Number(BigInt(`0x${Buffer.from(cursor.take(width)).toString('hex')}`))
    must(value <= top, 'number out of range')
    return value
  },
})
export const u8 = integer(1, 0xff)
export const u16 = integer(2, 0xffff)
export const u32 = integer(4, 0xffff_ffff)
export const u53 = integer(8, Number.MAX_SAFE_INTEGER)

/** The narrowest width that holds `top`. */
const widthFor = (top: number): Shape<number> => {
  if (top <= 0xff) return u8
  return top <= 0xffff ? u16 : u32
}

export const raw = (length: number): Shape<Bytes> => ({
  min: length,
  max: length,
  write: (value) => {
    must(value.length === length, 'wrong length')
    return value
  },
  read: (cursor) => cursor.take(length),
})

export const blob = (low: number, high: number): Shape<Bytes> => {
  const width = widthFor(high)
  const check = (length: number): number => {
    must(length >= low && length <= high, 'length out of range')
    return length
  }
  return {
    min: width.max + low,
    max: width.max + high,
    write: (value) => join(width.write(check(value.length)), value),
    read: (cursor) => cursor.take(check(width.read(cursor))),
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
export const toText = (bytes: Bytes): string => {
  try {
    return decoder.decode(bytes)
  } catch {
    throw new Refused('not UTF-8')
  }
}
export const fromText = (value: string): Bytes => {
  must(value.isWellFormed(), 'lone surrogate')
  return new TextEncoder().encode(value)
}

export const text = (high: number): Shape<string> => {
  const inner = blob(0, high)
  return {
    min: inner.min,
    max: inner.max,
    write: (value) => inner.write(fromText(value)),
    read: (cursor) => toText(inner.read(cursor)),
  }
}

export const flag: Shape<boolean> = {
  min: 1,
  max: 1,
  write: (value) => u8.write(value ? 1 : 0),
  read: (cursor) => {
    const value = u8.read(cursor)
    must(value <= 1, 'not a flag')
    return value === 1
  },
}

export const maybe = <T>(inner: Shape<T>): Shape<T | undefined> => ({
  min: 1,
  max: 1 + inner.max,
  write: (value) =>
    value === undefined ? flag.write(false) : join(flag.write(true), inner.write(value)),
  read: (cursor) => (flag.read(cursor) ? inner.read(cursor) : undefined),
})

export const list = <T>(high: number, inner: Shape<T>): Shape<readonly T[]> => {
  const width = widthFor(high)
  return {
    min: width.max,
    max: width.max + high * inner.max,
    write: (values) => {
      must(values.length <= high, 'too many')
      return join(width.write(values.length), ...values.map(inner.write))
    },
    read: (cursor) => {
      const count = width.read(cursor)
      must(count <= high && count * inner.min <= cursor.left, 'number out of range')
      return Array.from({ length: count }, () => inner.read(cursor))
    },
  }
}

type Fields = Readonly<Record<string, Shape<unknown>>>
type Struct<F extends Fields> = { readonly [K in keyof F]: Of<F[K]> }

/** Fields one after another, in the order written. */
export const struct = <const F extends Fields>(fields: F): Shape<Struct<F>> => {
  const entries = Object.entries(fields)
  const total = (end: 'min' | 'max'): number => entries.reduce((sum, [, f]) => sum + f[end], 0)
  return {
    min: total('min'),
    max: total('max'),
    write: (value) =>
      // The names of `fields` are those of the value; the compiler loses that over entries().
      join(...entries.map(([name, field]) => field.write(value[name as keyof F]))),
    read: (cursor) =>
      Object.fromEntries(entries.map(([name, field]) => [name, field.read(cursor)])) as Struct<F>,
  }
}

type Cases = Readonly<Record<string, readonly [tag: number, inner: Shape<unknown>]>>
type Union<C extends Cases> = {
  [K in keyof C]: { readonly type: K } & Of<C[K][1]>
}[keyof C]

/** One tag byte that tells the case, then its fields. */
export const union = <const C extends Cases>(cases: C): Shape<Union<C>> => {
  const entries = Object.entries(cases)
  const inners = entries.map(([, [, inner]]) => inner)
  return {
    min: 1 + Math.min(...inners.map((inner) => inner.min)),
    max: 1 + Math.max(...inners.map((inner) => inner.max)),
    write: (value) => {
      const found = cases[value.type]
      must(found !== undefined, 'unknown case')
      return join(u8.write(found[0]), found[1].write(value))
    },
    read: (cursor) => {
      const tag = u8.read(cursor)
      const found = entries.find(([, [own]]) => own === tag)
      must(found !== undefined, 'unknown tag')
      const [type, [, inner]] = found
      return Object.assign({ type }, inner.read(cursor)) as Union<C>
    },
  }
}

/** Begins the reason of a refusal that comes from the prose and not from a layout. */
export const RULE = 'rule: '

/** `inner` with a rule that the prose adds to its layout. */
export const ruled = <T>(inner: Shape<T>, rule: (value: T) => boolean, why: string): Shape<T> => ({
  ...inner,
  write: (value) => {
    must(rule(value), `${RULE}${why}`)
    return inner.write(value)
  },
  read: (cursor) => {
    const value = inner.read(cursor)
    must(rule(value), `${RULE}${why}`)
    return value
  },
})
