// Failures to open look alike from outside (PROTOCOL 9.2): whatever is wrong with an envelope, the profile
// does the same, row by row, so that neither a host nor a friend learns from the reaction how far it got.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { padContent, SEALED_HEADER_BYTES } from '../../../client/crypto/frame-sizes.ts'
import { sealHeader, type MessageHeader } from '../../../client/crypto/header.ts'
import { chainStep, deriveBodyKey } from '../../../client/crypto/kdf.ts'
import { secretboxSeal } from '../../../client/crypto/primitives.ts'
import { receive } from '../../../client/engine/incoming.ts'
import type { Draft } from '../../../client/engine/rows.ts'
import { concatBytes, toHex } from '../../../protocol/bytes.ts'
import { MAX_SKIP } from '../../../protocol/limits.ts'
import { begin, connect, makePerson, NOW, say, seeded } from '../crypto/alice-and-bob.ts'
import { flip } from '../../support/bits.ts'
import { makeProfile } from '../../support/profile.ts'

const FRAME = 2_048
const random = seeded('alike')

/** A profile in the middle of a conversation, and its friend's end of the session. */
const makeTalk = async () => {
  const friend = makePerson(seeded('alike friend'))
  const cardKey = new Uint8Array(32)
  const { profile, turnOf, deviceKey } = await makeProfile({
    friend,
    manifest: friend.manifest,
    cardKey,
  })
  const { a, b } = connect('alike')
  const turn = turnOf()
  const device = turn.draft.get('device', deviceKey)
  assert.ok(device?.inward)
  const key = toHex(b.session.sid)
  turn.draft.put('session', key, {
    device: deviceKey,
    generation: 1,
    initiator: false,
    answered: true,
    created: NOW,
    lastOpened: NOW,
    reset: false,
    skipped: 0,
    state: b.session,
  })
  turn.draft.put('device', deviceKey, { ...device, active: key, generation: 1, sessions: [key] })
  await profile.commit(turn.draft)
  return { turnOf, friendId: device.inward, a }
}

/** All that is written, without the bytes that are kept aside. */
const noting = (draft: Draft, notes: string[]): Draft => ({
  ...draft,
  put: (table, key, row) => {
    const shown = table === 'quarantine' ? { ...row, frame: '' } : row
    notes.push(`${table} ${key} ${JSON.stringify(shown)}`)
    draft.put(table, key, row)
  },
  delete: (table, key) => {
    notes.push(`${table} ${key} deleted`)
    draft.delete(table, key)
  },
  nested: () => {
    const inner = draft.nested()
    return { ...noting(inner, notes), keep: () => inner.keep() }
  },
})

test('whatever is wrong inside an envelope, the reaction is the same', async () => {
  const { turnOf, friendId, a } = await makeTalk()
  say(a, 'opens the chain')
  const { send, ownRatchet, slot, ad } = a.session
  const { chainKey, headerKey, count: number, previous } = send
  assert.ok(chainKey && headerKey && ownRatchet && slot)
  const good = say(a, 'genuine')
  // A frame that the friend itself forges, with its own genuine keys.
  const forged = (change: Partial<MessageHeader>, spoil = 0): Uint8Array => {
    const header = { version: 1, ratchet: ownRatchet.public, slot, previous, number, ...change }
    const sealedHeader = sealHeader(headerKey, header, random)
    const body = deriveBodyKey(chainStep(chainKey).messageKey, ad, sealedHeader)
    const padded = padContent(new Uint8Array(3), FRAME, false)
    padded[padded.length - 1] = spoil
    return concatBytes(sealedHeader, secretboxSeal(body.key, body.nonce, padded))
  }
  const reactionTo = (envelope: Uint8Array): { notes: readonly string[]; told: string } => {
    const notes: string[] = []
    const turn = turnOf()
    receive({ ...turn, draft: noting(turn.draft, notes) }, { seq: 1, friendId, envelope })
    return { notes, told: JSON.stringify([...turn.told.messages, ...turn.told.moved]) }
  }
  const other = connect('alike, but others')
  const wrong: Readonly<Record<string, Uint8Array>> = {
    'noise of another size': random.bytes(4_096),
    'a bit of the nonce': flip(good, 3),
    'a bit of the header': flip(good, 8 * 100),
    'a bit of the body': flip(good, 8 * (SEALED_HEADER_BYTES + 40)),
    'the last bit': flip(good, 8 * FRAME - 1),
    'another session': say(other.a, 'not for you'),
    'a greeting for somebody else': begin('alike greeting').first,
    'a greeting of noise': Uint8Array.of(1, 1, ...random.bytes(4_094)),
    'a cut frame': good.subarray(0, FRAME - 1),
    'a later version': forged({ version: 2 }),
    'another ratchet key in the chain': forged({ ratchet: random.bytes(32) }),
    'a counter too far': forged({ number: number + MAX_SKIP + 1 }),
    'padding that is not zero': forged({}, 1),
  }
  const expected = reactionTo(random.bytes(FRAME))
  assert.ok(expected.notes.length > 1, 'it is kept aside')
  for (const [what, envelope] of Object.entries(wrong)) {
    assert.deepEqual(reactionTo(envelope), expected, what)
  }
  assert.notDeepEqual(reactionTo(forged({})), expected, 'control: a genuine forgery opens')
  assert.notDeepEqual(reactionTo(good), expected, 'control: the true frame opens')
})
