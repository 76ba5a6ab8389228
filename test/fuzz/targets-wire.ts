// What crosses the wire in clear, and what a host writes: frames of both routes, bodies, links, settings. What
// is accepted must be the one encoding of its value.
import assert from 'node:assert/strict'
import { fromUtf8, utf8 } from '../../protocol/bytes.ts'
import { decode, encode, type Codec } from '../../protocol/codec.ts'
import { Malformed } from '../../protocol/errors.ts'
import { decodeLink, encodeLink } from '../../protocol/invite.ts'
import { readConfig } from '../../server/config.ts'
import { codecs, linkVectors, wireVectors } from '../support/wire-vectors.ts'
import type { Target } from './fuzzing.ts'

/** Gives the name of a refusal; anything else than Malformed is a finding. */
export const refusalOf = (read: () => string): string => {
  try {
    return read()
  } catch (error) {
    if (error instanceof Malformed) return `refused: ${error.code}`
    throw error
  }
}

/** Reads bytes with a codec and checks that they are its only encoding of what was read. */
export const readCanonical = <T>(codec: Codec<T>, input: Uint8Array): T => {
  const value = decode(codec, input)
  assert.deepEqual(encode(codec, value), input, 'accepted but not canonical')
  return value
}

const seedsOf = (codecName: string): Uint8Array[] =>
  wireVectors.filter((vector) => vector.codecName === codecName).map(({ bytes }) => bytes)

const codecOf = (name: string): Codec<unknown> => {
  const codec = codecs.get(name)
  assert.ok(codec, name)
  return codec
}

const frames = ['senderFrame', 'senderAnswer', 'receiverFrame', 'receiverAnswer']

/** One byte chooses the structure, the others are it. */
const codecTarget = (name: string, names: readonly string[], longest: number): Target => ({
  name,
  longest,
  seeds: names.flatMap((codec, index) =>
    seedsOf(codec)
      .filter(({ length }) => length < longest)
      .map((bytes) => Uint8Array.of(index, ...bytes)),
  ),
  run: (input) =>
    refusalOf(() => {
      const codec = names[(input[0] ?? 0) % names.length] ?? ''
      readCanonical(codecOf(codec), input.slice(1))
      return `read ${codec}`
    }),
})

const bodies = [...codecs.keys()].filter((name) => !frames.includes(name)).toSorted()

const linkTarget: Target = {
  name: 'link',
  longest: 120,
  seeds: linkVectors.map(({ text }) => utf8(text)),
  run: (input) => {
    const text = fromUtf8(input)
    if (text === undefined) return 'no text'
    return refusalOf(() => {
      const link = decodeLink(text)
      assert.equal(encodeLink(link), text, 'accepted but not canonical')
      return link.type
    })
  },
}

const CONFIG_SEEDS = [
  'SOTTO_HTTPS_PORT=8443\nSOTTO_WSS_PORT=8444\nSOTTO_HOST=0.0.0.0\nSOTTO_DATA=data',
  'SOTTO_PUBLIC_URL=https://example.org\nSOTTO_PUBLIC_WSS_URL=wss://example.org:443\nSOTTO_LOG=info',
  'SOTTO_HTTPS_PORT=1\nSOTTO_WSS_PORT=1\nSOTTO_HOST=[::1]\nSOTTO_OTHER=1',
  'SOTTO_BEHIND_PROXY=loopback, 10.0.0.0/8, 2001:db8::/32',
  'SOTTO_HOST=::1\nSOTTO_PUBLIC_URL=https://a:1/path?x#y',
]

/** An environment as lines of KEY=value. Whatever stands in it, a value is never repeated in a problem. */
const configTarget: Target = {
  name: 'config',
  longest: 400,
  seeds: CONFIG_SEEDS.map(utf8),
  run: (input) => {
    const lines = (fromUtf8(input) ?? '').split('\n')
    const env = Object.fromEntries(
      lines.map((line) => {
        const at = line.indexOf('=')
        return [line.slice(0, Math.max(0, at)), line.slice(at + 1)] as const
      }),
    )
    const result = readConfig(env)
    if ('problems' in result) {
      assert.ok(result.problems.length > 0)
      return `problems ${result.problems.length}`
    }
    const { httpsPort, wssPort, host } = result.config
    assert.ok(httpsPort <= 65_535 && host.length > 0)
    assert.ok(wssPort === 'same' || wssPort <= 65_535)
    return 'read'
  },
}

/** Targets that need no keys. */
export const wireTargets: readonly Target[] = [
  codecTarget('frames', frames, 1_024),
  codecTarget('bodies', bodies, 4_400),
  linkTarget,
  configTarget,
]
