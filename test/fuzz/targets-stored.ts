// What lies on a person's own disk: sessions, keys and sealed rows, as somebody who can write there would
// leave them.
import assert from 'node:assert/strict'
import { connect, makePerson, seeded } from '../client/crypto/alice-and-bob.ts'
import * as sotto from '../../client/crypto/index.ts'
import { equalBytes } from '../../protocol/bytes.ts'
import { encode, type Codec } from '../../protocol/codec.ts'
import type { Target } from './fuzzing.ts'
import { readCanonical, refusalOf } from './targets-wire.ts'

const PLACE = 'session/1'
const person = makePerson(seeded('fuzz stored'))
const dataKey = sotto.makeDataKey(seeded('fuzz data key'))
const row = Uint8Array.of(1, 2, 3)
const sealedRow = sotto.sealRow(dataKey, PLACE, row, seeded('fuzz row'))
const skippedKey: sotto.SkippedKey = {
  sid: new Uint8Array(16),
  chain: 1,
  number: 2,
  key: new Uint8Array(32).fill(3),
  stored: 4,
}

interface Kind {
  readonly seed: Uint8Array
  read(input: Uint8Array): string
}

const kindOf = <T>(codec: Codec<T>, value: T): Kind => ({
  seed: encode(codec, value),
  read: (input) => {
    readCanonical(codec, input)
    return 'read'
  },
})

const kinds = (): readonly Kind[] => [
  {
    seed: sotto.encodeSession(connect('fuzz stored').a.session),
    read: (input) => {
      const session = sotto.decodeSession(input)
      assert.deepEqual(sotto.encodeSession(session), input, 'accepted but not canonical')
      return `session ${session.initiator}`
    },
  },
  {
    seed: encode(sotto.skippedKeyCodec, skippedKey),
    read: (input) => {
      assert.deepEqual(encode(sotto.skippedKeyCodec, sotto.decodeSkippedKey(input)), input)
      return 'skipped key'
    },
  },
  {
    // Nobody without the key makes a row that opens: only the one that was sealed does.
    seed: sealedRow,
    read: (input) => {
      assert.deepEqual(sotto.openRow(dataKey, PLACE, input), row)
      assert.ok(equalBytes(input, sealedRow))
      return 'row'
    },
  },
  kindOf(sotto.signedPrekeySecret, person.signedPrekey),
  kindOf(sotto.kemSecret, person.pair),
  kindOf(sotto.kemSecret, person.lastResort),
  kindOf(sotto.loginKeysCodec, sotto.makeLogin(seeded('fuzz login'))),
]

/** One byte chooses what it is, the others are it. */
export const storedTarget = (): Target => {
  const choices = kinds()
  return {
    name: 'stored',
    longest: 4_200,
    seeds: choices.map(({ seed }, at) => Uint8Array.of(at, ...seed)),
    run: (input) =>
      refusalOf(() => {
        const kind = (input[0] ?? 0) % choices.length
        return `${kind} ${choices[kind]?.read(input.slice(1)) ?? ''}`
      }),
  }
}
