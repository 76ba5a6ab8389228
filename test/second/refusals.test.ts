// What is refused by both implementations, whoever sealed it (PROTOCOL 6, 7.3, 9.1, 9.2): frames changed under
// way, frames of a peer that breaks the rules, and keys that do not hold. After each refusal the
// session still opens what is genuine.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Malformed } from '../../protocol/errors.ts'
import { Refused, join, zeros } from './bytes.ts'
import { NOW, type MakeMember, type Public } from './cast.ts'
import { sha256 } from './crypto.ts'
import { makeProduct } from './product-member.ts'
import { type Bend, sealFrame } from './ratchet.ts'
import { seeded } from './scenes.ts'
import { type SecondTalk, makeSecond, talkOf } from './second-member.ts'

const sides: readonly (readonly [name: string, make: MakeMember])[] = [
  ['product', makeProduct],
  ['second', makeSecond],
]
const PSK = new Uint8Array(32).fill(0x9a)
const words = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text))

// A refusal, not an accident: each implementation has its own.
const refuses = (act: () => unknown, what: string): void =>
  assert.throws(
    act,
    (error) =>
      error instanceof Refused ||
      error instanceof Malformed ||
      (error instanceof Error && error.message.startsWith('the product refused')),
    `not refused: ${what}`,
  )

const flip = (bytes: Uint8Array, at: number, bits = 1): Uint8Array => {
  const out = Uint8Array.from(bytes)
  out[at] = (out[at] ?? 0) ^ bits
  return out
}

const PLACES = {
  'type of the INIT': 0,
  'version of the INIT': 1,
  'signed prekey id': 5,
  'pair id': 9,
  'ephemeral key': 10,
  'KEM ciphertext': 42,
  'end of the KEM ciphertext': 1_129,
  'initiator block': 1_130,
  'nonce of the header': 1_323,
  'sealed header': 1_400,
  'tag of the body': 2_588,
  'sealed body': 4_095,
}

for (const [name, make] of sides) {
  test(`INITs that ${name} refuses`, () => {
    const draws = seeded('refused inits')
    const [alice, bob] = [makeSecond(draws), make(draws)]
    const talk = alice.start(draws, bob.public, 'pair', PSK)
    const frame = talk.seal(draws, words('hello'))
    const no = (what: string, bad: Uint8Array, psk: Uint8Array | null = PSK): void => {
      refuses(() => bob.take(bad, 'pair', psk), what)
    }
    for (const [what, at] of Object.entries(PLACES)) no(what, flip(frame, at))
    no('another psk', frame, flip(PSK, 0))
    no('no psk', frame, null)
    no('a byte missing', frame.slice(0, -1))
    no('a byte too many', join(frame, zeros(1)))
    no('a larger frame', join(frame, zeros(4_096)))
    no('no body', frame.slice(0, 2_048))
    refuses(() => bob.take(frame, 'lastResort', PSK), 'another key')
    const own = bob.start(draws, bob.public, 'pair', PSK).seal(draws, words('me'))
    no('an own key', own)
    assert.deepEqual(bob.take(frame, 'pair', PSK).content, words('hello'))
  })

  test(`offers that ${name} does not start with`, () => {
    const draws = seeded('refused offers')
    const [alice, bob, eve] = [make(draws), makeSecond(draws), makeSecond(draws)]
    const good = bob.public
    const no = (what: string, bad: Partial<Public>, kind: 'pair' | 'lastResort' = 'pair'): void => {
      refuses(() => alice.start(draws, { ...good, ...bad }, kind, null), what)
    }
    no('a changed manifest', { manifest: flip(good.manifest, 40) })
    no("another's signed prekey", { signedPrekey: eve.public.signedPrekey })
    no('a longer life', { signedPrekey: flip(good.signedPrekey, 40) })
    no("another's pair", { pair: eve.public.pair })
    no('a changed KEM key', { pair: flip(good.pair, 100) })
    no('another id', { pair: flip(good.pair, 3) })
    no('a changed last resort', { lastResort: flip(good.lastResort, 3) }, 'lastResort')
    alice.start(draws, good, 'pair', null)
    alice.start(draws, good, 'lastResort', null)
  })

  test(`cards and sealed manifests that ${name} refuses`, () => {
    const draws = seeded('refused cards')
    const [alice, bob] = [make(draws), makeSecond(draws)]
    const key = draws.bytes(32)
    const { account } = bob.public
    const card = bob.sealCard(draws, key, { houseKey: null, name: 'Bob' })
    const manifest = bob.sealManifest(draws, key)
    const no = (what: string, act: () => unknown): void => refuses(act, what)
    no('changed', () => alice.openCard(account, key, flip(card, 30), NOW))
    no('key', () => alice.openCard(account, flip(key, 0), card, NOW))
    no('account', () => alice.openCard(alice.public.account, key, card, NOW))
    no('expired', () => alice.openCard(account, key, card, NOW + 47 * 86_400_000))
    no('short', () => alice.openCard(account, key, card.slice(1), NOW))
    no('changed', () => alice.openManifest(key, flip(manifest, 600)))
    no('key', () => alice.openManifest(flip(key, 0), manifest))
    no('kind', () => alice.openManifest(key, card))
    assert.equal(alice.openCard(account, key, card, NOW + 46 * 86_400_000).name, 'Bob')
    assert.deepEqual(alice.openManifest(key, manifest), bob.public.manifest)
  })
}

// A hostile peer by the second implementation, and a friend of either; two frames have gone each way.
const connected = (make: MakeMember, hostile: 'A' | 'B') => {
  const draws = seeded(`hostile ${hostile}`)
  const [one, two] = [makeSecond(draws), make(draws)]
  const [alice, bob] = hostile === 'A' ? [one, two] : [two, one]
  const start = alice.start(draws, bob.public, 'pair', null)
  const { talk: answer } = bob.take(start.seal(draws, words('1')), 'pair', null)
  start.open(answer.seal(draws, words('2')))
  answer.open(start.seal(draws, words('3')))
  start.open(answer.seal(draws, words('4')))
  const [bad, good] = hostile === 'A' ? [start, answer] : [answer, start]
  // `start` and `answer` of the hostile side come from the second implementation, whose talks show state.
  return { bad: bad as SecondTalk, good, draws }
}

interface Offence extends Bend {
  readonly what: string
  readonly by: 'A' | 'B'
}
const offences: readonly Offence[] = [
  { what: 'header version', by: 'A', header: (h) => ({ ...h, version: 2 }) },
  { what: 'PN below what was received', by: 'A', header: (h) => ({ ...h, previous: 0 }) },
  { what: 'too far ahead in PN', by: 'A', header: (h) => ({ ...h, previous: 1_002 }) },
  { what: 'too far ahead in N', by: 'A', header: (h) => ({ ...h, number: 1_001 }) },
  { what: 'both together', by: 'A', header: (h) => ({ ...h, previous: 502, number: 501 }) },
  { what: 'all-zero ratchet key', by: 'A', header: (h) => ({ ...h, ratchetKey: zeros(32) }) },
  { what: 'KEM key out of range', by: 'A', header: (h) => ({ ...h, slot: zeros(1184).fill(255) }) },
  { what: 'other ratchet key', by: 'A', header: (h) => ({ ...h, ratchetKey: sha256(h.slot) }) },
  { what: 'padding', by: 'A', padded: (p) => flip(p, p.length - 1) },
  { what: 'length out of range', by: 'A', padded: (p) => flip(p, 0) },
  {
    what: 'other slot in the same chain',
    by: 'B',
    header: (h) => ({ ...h, slot: flip(h.slot, 0) }),
  },
  {
    what: 'other key in the same chain',
    by: 'B',
    header: (h) => ({ ...h, ratchetKey: flip(h.ratchetKey, 0) }),
  },
  { what: 'far ahead in the same chain', by: 'B', header: (h) => ({ ...h, number: 1_002 }) },
  { what: 'same number again', by: 'B', header: (h) => ({ ...h, number: 0 }) },
]

for (const [name, make] of sides) {
  test(`frames of a hostile peer that ${name} refuses`, () => {
    for (const { what, by, ...bend } of offences) {
      const { bad, good, draws } = connected(make, by)
      const { frame } = sealFrame(draws, bad.state, words('bad'), bend)
      refuses(() => good.open(frame), what)
      const genuine = bad.seal(draws, words('good'))
      assert.deepEqual(good.open(genuine), words('good'), what)
      refuses(() => good.open(genuine), 'the same frame again')
    }
  })

  test(`the end of a slot must be zero for ${name}`, () => {
    const draws = seeded('slot')
    const [alice, bob] = [make(draws), makeSecond(draws)]
    const start = alice.start(draws, bob.public, 'pair', null)
    const { talk } = bob.take(start.seal(draws, words('1')), 'pair', null)
    const answer = talk as SecondTalk
    const { state } = answer
    const slot: Bend = { header: (h) => ({ ...h, slot: flip(h.slot, 1_183) }) }
    const frames = [
      sealFrame(draws, state, words('bad'), slot),
      sealFrame(draws, state, words('PN'), { header: (h) => ({ ...h, previous: 1 }) }),
    ]
    for (const { frame } of frames) refuses(() => start.open(frame), 'slot or PN')
    assert.deepEqual(start.open(talkOf(state).seal(draws, words('good'))), words('good'))
  })

  test(`${name} opens up to 1,000 skipped messages and a frame larger than it needs to be`, () => {
    const { bad, good, draws } = connected(make, 'B')
    for (let count = 0; count < 1_000; count += 1) bad.seal(draws, zeros(0))
    assert.deepEqual(good.open(bad.seal(draws, words('1,001st'))), words('1,001st'))
    const wide: Bend = { padded: (padded) => join(padded, zeros(2_048)) }
    const { frame } = sealFrame(draws, bad.state, words('wide'), wide)
    assert.equal(frame.length, 4_096)
    assert.deepEqual(good.open(frame), words('wide'))
  })
}
