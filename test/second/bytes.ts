// Second implementation, for tests only, written from docs/PROTOCOL.md alone (PROTOCOL 1 and 2).
// Byte strings as the document writes them: joining, slices, big-endian numbers, text forms.
// It shares nothing with the product and is no example of careful code: nothing is wiped here.
import { timingSafeEqual } from 'node:crypto'

export type Bytes = Uint8Array

/** The one refusal of this implementation: malformed or forged bytes, and why. */
export class Refused extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'Refused'
  }
}

/** Throws Refused unless `fine`. */
export const must: (fine: boolean, why: string) => asserts fine = (fine, why) => {
  if (!fine) throw new Refused(why)
}

/** `a | b | ...` */
export const join = (...parts: readonly Bytes[]): Bytes => Uint8Array.from(Buffer.concat(parts))

export const same = (a: Bytes, b: Bytes): boolean => a.length === b.length && timingSafeEqual(a, b)

export const zeros = (length: number): Bytes => new Uint8Array(length)

export const isZero = (bytes: Bytes): boolean => bytes.every((byte) => byte === 0)

/** `value` in `width` bytes, big endian. */
export const number = (width: number, value: number): Bytes => {
  const out = new Uint8Array(width)
  let rest = BigInt(value)
  for (let at = width - 1; at >= 0; at -= 1) {
    out[at] = Number(rest & 0xffn)
    rest >>= 8n
  }
  must(rest === 0n, 'number too wide')
  return out
}

/** A label: ASCII and one zero byte (PROTOCOL 12). */
export const label = (name: string): Bytes => join(Buffer.from(name, 'ascii'), zeros(1))

export const toHex = (bytes: Bytes): string => Buffer.from(bytes).toString('hex')

export const fromHex = (text: string): Bytes => {
  must(/^([0-9a-f]{2})*$/.test(text), 'not hexadecimal')
  return Uint8Array.from(Buffer.from(text, 'hex'))
}

export const toBase64url = (bytes: Bytes): string => Buffer.from(bytes).toString('base64url')

/** Unpadded base64url with zero spare bits; everything else is refused. */
export const fromBase64url = (text: string): Bytes => {
  const bytes = Uint8Array.from(Buffer.from(text, 'base64url'))
  must(toBase64url(bytes) === text, 'not base64url')
  return bytes
}
