// Names that are taken by another account: who is asked about, what is held meanwhile, and that each pair is
// asked about once (PROTOCOL 6.5).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '../../../client/engine/account.ts'
import { claimName } from '../../../client/engine/claims.ts'
import { applyContent } from '../../../client/engine/content.ts'
import { addDevice, addPerson } from '../../../client/engine/people.ts'
import { openProfile } from '../../../client/engine/rows.ts'
import { snapshotOf } from '../../../client/engine/snapshot.ts'
import { nothingTold, must, type Turn } from '../../../client/engine/turn.ts'
import { settleChange, verifyPerson } from '../../../client/engine/verification.ts'
import type { PersonView } from '../../../client/engine/view.ts'
import { utf8 } from '../../../protocol/bytes.ts'
import { HOUSE_KEY_BYTES } from '../../../protocol/limits.ts'
import { contentKind, itemType } from '../../../protocol/message.ts'
import { realRandom } from '../../support/circle.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'

const NOW = 1_800_000_000_000

const withAnn = async () => {
  const profile = await openProfile(createDiskMemory().open(), new Uint8Array(32), realRandom)
  const turn: Turn = { draft: profile.begin(), random: realRandom, now: NOW, told: nothingTold() }
  createAccount(turn, 'Ann', { houseKey: new Uint8Array(HOUSE_KEY_BYTES) })
  const befriend = (name: string): { person: string; device: string } => {
    const person = addPerson(turn, {
      account: realRandom.bytes(32),
      name,
      manifest: new Uint8Array(0),
      cardKey: realRandom.bytes(32),
      invited: true,
    })
    const listed = {
      version: 1,
      device: realRandom.bytes(4),
      identityDh: realRandom.bytes(32),
      identitySig: realRandom.bytes(32),
      created: NOW,
    }
    return { person, device: addDevice(turn, person, listed, undefined) }
  }
  const view = (person: string): PersonView => {
    const outside = { connection: 'connected', retryAt: undefined, catchingUp: 0 } as const
    const { people } = snapshotOf(turn.draft, { ...outside, halt: undefined, now: NOW })
    return must(people.find(({ id }) => id === person))
  }
  return { turn, befriend, view }
}

let count = 0
/** The friend says what they are called. */
const rename = (turn: Turn, device: string, name: string): void => {
  count += 1
  applyContent(turn, device, {
    head: {
      version: 1,
      kind: contentKind.counted,
      id: realRandom.bytes(16),
      time: NOW,
      ownManifest: new Uint8Array(16),
      peerManifest: new Uint8Array(16),
      count,
      lamport: 0,
    },
    items: [{ type: itemType.name, body: utf8(name) }],
  })
}
const verify = (turn: Turn, person: string): unknown =>
  verifyPerson(turn, { type: 'verify', person, how: 'compare' })

test('an old friend who takes the name of a verified one is asked about, once', async () => {
  const { turn, befriend, view } = await withAnn()
  const [ben, eve] = [befriend('Ben'), befriend('Eve')]
  verify(turn, ben.person)
  rename(turn, eve.device, 'ben')
  const change = { before: ben.person, after: eve.person, later: false, holds: true }
  assert.deepEqual(view(ben.person).change, change)
  assert.deepEqual(view(eve.person).change, change)
  settleChange(turn, { type: 'settle', person: ben.person, as: 'different' })
  for (const name of ['Eve', 'Ben', 'Ben ', 'BEN']) rename(turn, eve.device, name)
  assert.equal(view(ben.person).change, undefined)
  assert.equal(view(eve.person).change, undefined)
  assert.equal(view(ben.person).verification, 'person')
  // Nor does the answered one ask about the asker, whoever changes their name last.
  rename(turn, ben.device, 'Benno')
  rename(turn, ben.device, 'Ben')
  assert.equal(view(ben.person).change, undefined)
})

test('names that look alike are the same name; others are not', async () => {
  const { turn, befriend, view } = await withAnn()
  const ben = befriend('Zoë Ben')
  for (const [name, asked] of [
    ['zoë ben', true],
    ['Zoe\u0308 Ben', true],
    ['Ｚｏë Ben', true],
    ['Zoe Ben', false],
    ['Zoë Benn', false],
    ['Friend', false],
  ] as const) {
    const other = befriend('Somebody')
    rename(turn, other.device, name)
    assert.equal(view(other.person).change !== undefined, asked, name)
    settleChange(turn, { type: 'settle', person: other.person, as: 'different' })
    rename(turn, other.device, `left ${other.person}`)
  }
  assert.equal(view(ben.person).verification, 'link')
})

test('two newcomers under one name: each is asked about', async () => {
  const { turn, befriend, view } = await withAnn()
  const ben = befriend('Ben')
  verify(turn, ben.person)
  const [one, two] = [befriend('One'), befriend('Two')]
  rename(turn, one.device, 'Ben')
  claimName(turn, two.person, 'Ben')
  assert.equal(view(ben.person).change?.after, two.person)
  settleChange(turn, { type: 'settle', person: two.person, as: 'different' })
  assert.equal(view(ben.person).change?.after, one.person)
  assert.equal(view(ben.person).change?.holds, true)
  verify(turn, one.person)
  assert.equal(view(one.person).change?.holds, false, 'a verified newcomer can be written to')
  assert.equal(view(ben.person).change?.holds, true)
  settleChange(turn, { type: 'settle', person: one.person, as: 'same' })
  assert.equal(view(ben.person).verification, 'replaced')
  // A third one is asked about beside the account that took over, not beside the one that was left.
  const three = befriend('Three')
  rename(turn, three.device, 'Ben')
  assert.equal(view(three.person).change?.before, one.person)
  assert.equal(view(ben.person).verification, 'replaced')
})
