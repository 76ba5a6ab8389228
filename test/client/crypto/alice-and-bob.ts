// Two people with everything they need to talk, from a seed: the cast of the cryptography's tests. A
// side's session advances as it says and hears; each step proves that its input was not changed.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import * as sotto from '../../../client/crypto/index.ts'
import * as meeting from '../../../client/crypto/meeting.ts'
import { fromUtf8, utf8 } from '../../../protocol/bytes.ts'
import { encode } from '../../../protocol/codec.ts'

export const NOW = 1_800_000_000_000
export const SPK_ID = 7
export const PAIR_ID = 9
export const LAST_RESORT_ID = 0x8000_0003

/** A reproducible source: SHA-256 of seed and counter. Each draw is fresh memory. */
export const seeded = (seed: number | string): sotto.Random => {
  let count = 0
  return {
    bytes: (length) => {
      const blocks: Uint8Array[] = []
      for (let made = 0; made < length; made += 32) {
        blocks.push(createHash('sha256').update(`${seed}/${count++}`).digest())
      }
      return Uint8Array.from(Buffer.concat(blocks)).slice(0, length)
    },
  }
}

/** An account with one device, its manifest and prekeys. */
export const makePerson = (random: sotto.Random) => {
  const account = meeting.makeAccount(random)
  const device = meeting.makeDevice(account, random, NOW)
  const manifest = meeting.makeManifest({
    account,
    devices: [device],
    revision: 1,
    previous: undefined,
    now: NOW,
  })
  const of = { account: account.publicKey, device, now: NOW }
  return {
    account,
    device,
    manifest,
    random,
    own: { account: account.publicKey, device, revision: 1 },
    signedPrekey: meeting.makeSignedPrekey({ ...of, id: SPK_ID }, random),
    pair: meeting.makePair({ ...of, id: PAIR_ID }, random),
    lastResort: meeting.makeLastResort({ ...of, id: LAST_RESORT_ID }, random),
  }
}
export type Person = ReturnType<typeof makePerson>

/** What a friend reads from a person's bundle. */
export const offerOf = (person: Person, kem: 'pair' | 'lastResort' = 'pair'): meeting.PeerOffer => {
  const manifest = sotto.readManifest(person.manifest)
  const check = {
    account: person.account.publicKey,
    device: meeting.publicDevice(person.device),
    now: NOW,
  }
  return {
    manifest,
    account: check.account,
    device: check.device,
    signedPrekey: meeting.readSignedPrekey(person.signedPrekey.public, check),
    kem:
      kem === 'pair'
        ? { type: 'pair', item: meeting.readPair(person.pair.public, check) }
        : { type: 'lastResort', item: meeting.readLastResort(person.lastResort.public, check) },
  }
}

/** One end of a session in a test. */
export interface Side {
  session: sotto.Session
  readonly skipped: Map<string, sotto.SkippedKey>
  readonly random: sotto.Random
}

/** Seals a text or bytes and moves on. */
export const say = (side: Side, content: string | Uint8Array): Uint8Array => {
  const before = sotto.encodeSession(side.session)
  const bytes = typeof content === 'string' ? utf8(content) : content
  const sealed = sotto.sealMessage(side.session, bytes, side.random)
  assert.deepEqual(sotto.encodeSession(side.session), before, 'sealing changed its input')
  side.session = sealed.session
  return sealed.frame
}

/** Opens a frame, moves on when it opened, and proves that nothing changed underneath. */
export const hear = (side: Side, frame: Uint8Array, now = NOW): sotto.Opening => {
  const before = sotto.encodeSession(side.session)
  const frameBefore = frame.slice()
  const keysBefore = [...side.skipped.values()].map((row) => Buffer.from(row.key).toString('hex'))
  const init = sotto.readInitClear(frame) !== undefined
  const open = init ? sotto.openInitMessage : sotto.openMessage
  const opening = open(side.session, side.skipped, frame, now)
  assert.deepEqual(sotto.encodeSession(side.session), before, 'opening changed its input')
  assert.deepEqual(frame, frameBefore, 'opening changed the frame')
  assert.deepEqual(
    [...side.skipped.values()].map((row) => Buffer.from(row.key).toString('hex')),
    keysBefore,
  )
  if (opening.is === 'opened') {
    side.session = opening.session
    // What goes into the same commit can be written: a key without its time could not.
    for (const row of opening.added) encode(sotto.skippedKeyCodec, row)
    sotto.applySkipped(side.skipped, opening)
  }
  return opening
}

/** As `hear`, for a frame that must open; gives its text. */
export const heard = (side: Side, frame: Uint8Array): string => {
  const opening = hear(side, frame)
  assert.equal(opening.is, 'opened')
  return opening.is === 'opened' ? (fromUtf8(opening.content) ?? '') : ''
}

/** Bob takes Alice's INIT, with the prekey it names. */
export const accept = (
  bob: Person,
  frame: Uint8Array,
  psk?: Uint8Array,
  kem: sotto.KemSecret = bob.pair,
): sotto.Accepted =>
  sotto.acceptInit({
    own: bob.own,
    signedPrekey: bob.signedPrekey,
    kem,
    psk,
    frame,
    now: NOW,
  })

/** A session whose first message has been taken but not answered. */
export const begin = (seed: number | string, kem: 'pair' | 'lastResort' = 'pair') => {
  const alice = makePerson(seeded(`alice ${seed}`))
  const bob = makePerson(seeded(`bob ${seed}`))
  const pending = meeting.initiate({
    own: alice.own,
    peer: offerOf(bob, kem),
    psk: undefined,
    random: alice.random,
  })
  const a: Side = { session: pending, skipped: new Map(), random: alice.random }
  const first = say(a, 'first')
  const accepted = accept(bob, first, undefined, kem === 'pair' ? bob.pair : bob.lastResort)
  assert.ok(accepted.is === 'opened')
  const b: Side = { session: accepted.session, skipped: new Map(), random: bob.random }
  sotto.applySkipped(b.skipped, accepted)
  return { alice, bob, a, b, first, accepted }
}

/** A session that both sides have used. */
export const connect = (seed: number | string) => {
  const start = begin(seed)
  assert.equal(heard(start.a, say(start.b, 'answer')), 'answer')
  return start
}

/** A copy of a side, as a restored profile would have it. */
export const cloneSide = (side: Side): Side => ({
  session: sotto.decodeSession(sotto.encodeSession(side.session)),
  skipped: new Map(side.skipped),
  random: side.random,
})
