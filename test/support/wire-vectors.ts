// Reads test/vectors/frames.json and gives each vector with the codec of protocol/ that it is for.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fromHex } from '../../protocol/bytes.ts'
import type { Codec } from '../../protocol/codec.ts'
import * as blob from '../../protocol/blob.ts'
import * as push from '../../protocol/push.ts'
import * as exchange from '../../protocol/exchange.ts'
import * as frame from '../../protocol/frame.ts'
import * as line from '../../protocol/line.ts'
import * as message from '../../protocol/message.ts'
import * as prekey from '../../protocol/prekey.ts'

/** Bytes of hexadecimal digits; fails the test for anything else. */
export const hex = (digits: string): Uint8Array => {
  const bytes = fromHex(digits)
  assert.ok(bytes, 'hexadecimal')
  return bytes
}

const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' && value !== null && 'read' in value && 'shape' in value

/** Every codec that protocol/ exports, by name. */
export const codecs: ReadonlyMap<string, Codec<unknown>> = new Map(
  [blob, exchange, frame, line, message, prekey, push].flatMap((module) =>
    Object.entries(module).filter((entry): entry is [string, Codec<unknown>] => isCodec(entry[1])),
  ),
)

/** The value that a vector states: `hex:` texts become bytes, null becomes undefined. */
export const readWritten = (written: unknown): unknown => {
  if (written === null) return undefined
  if (typeof written === 'string' && written.startsWith('hex:')) return hex(written.slice(4))
  if (Array.isArray(written)) return written.map(readWritten)
  if (typeof written !== 'object') return written
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, readWritten(value)]),
  )
}

export interface WireVector {
  readonly name: string
  readonly codecName: string
  readonly codec: Codec<unknown>
  readonly value: unknown
  readonly bytes: Uint8Array
}

interface VectorFile {
  readonly vectors: readonly {
    readonly codec: string
    readonly name: string
    readonly value: unknown
    readonly hex: string
  }[]
  readonly links: readonly {
    readonly name: string
    readonly value: unknown
    readonly text: string
  }[]
}

const path = join(import.meta.dirname, '..', 'vectors', 'frames.json')
const file = JSON.parse(readFileSync(path, 'utf8')) as VectorFile

/** All vectors for codecs. */
export const wireVectors: readonly WireVector[] = file.vectors.map((vector) => {
  const codec = codecs.get(vector.codec)
  assert.ok(codec, `no codec ${vector.codec}`)
  return {
    name: `${vector.codec}: ${vector.name}`,
    codecName: vector.codec,
    codec,
    value: readWritten(vector.value),
    bytes: hex(vector.hex),
  }
})

/** All vectors for links. */
export const linkVectors = file.links.map(({ name, value, text }) => ({
  name,
  value: readWritten(value),
  text,
}))
