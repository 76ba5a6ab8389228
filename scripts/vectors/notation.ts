// The notation in which wire vectors are written down by hand: every field states its value and its
// bytes side by side. Nothing of protocol/ is used here, so the vectors are a second opinion.

/** A value as it stands in a vector file; byte strings are `hex:` and lower-case digits. */
export type Written =
  | number
  | boolean
  | string
  | null
  | readonly Written[]
  | { readonly [name: string]: Written }

/** A value and the bytes it must have. */
export interface Part {
  readonly value: Written
  readonly hex: string
}
/** A part with the name it carries in the value around it. */
export type Field = readonly [name: string, part: Part]

/** One line of a vector file. */
export interface Vector {
  readonly codec: string
  readonly name: string
  readonly value: Written
  readonly hex: string
}

/** `times` bytes of one two-digit value. */
export const fill = (byte: string, times: number): string => byte.repeat(times)

/** An integer and its digits. */
export const number = (name: string, value: number, hex: string): Field => [name, { value, hex }]
/** A byte string of fixed length. */
export const raw = (name: string, hex: string): Field => [name, { value: `hex:${hex}`, hex }]
/** A byte string behind its length. */
export const sized = (name: string, length: string, hex: string): Field => [
  name,
  { value: `hex:${hex}`, hex: length + hex },
]
/** A text behind its length, with its UTF-8 written out. */
export const text = (name: string, length: string, value: string, hex: string): Field => [
  name,
  { value, hex: length + hex },
]
/** A flag. */
export const yes = (name: string): Field => [name, { value: true, hex: '01' }]
export const no = (name: string): Field => [name, { value: false, hex: '00' }]
/** A value that is there, or is not (null). */
export const given = (name: string, hex: string): Field => [
  name,
  { value: `hex:${hex}`, hex: `01${hex}` },
]
export const absent = (name: string): Field => [name, { value: null, hex: '00' }]

/** Fields one after another. */
export const all = (...fields: readonly Field[]): Part => ({
  value: Object.fromEntries(fields.map(([name, { value }]) => [name, value])),
  hex: fields.map(([, { hex }]) => hex).join(''),
})
/** A tag, then fields; the value's `type` is the case's name. */
export const tagged = (type: string, tag: string, ...fields: readonly Field[]): Part => ({
  value: { type, ...Object.fromEntries(fields.map(([name, { value }]) => [name, value])) },
  hex: tag + all(...fields).hex,
})
/** Parts behind their number; an empty number where they run to the end. */
export const many = (name: string, number: string, ...parts: readonly Part[]): Field => [
  name,
  { value: parts.map(({ value }) => value), hex: number + parts.map(({ hex }) => hex).join('') },
]
/** A part under a name. */
export const named = (name: string, part: Part): Field => [name, part]

/** A vector for the codec of that name in protocol/. */
export const vector = (codec: string, name: string, { value, hex }: Part): Vector => ({
  codec,
  name,
  value,
  hex,
})
