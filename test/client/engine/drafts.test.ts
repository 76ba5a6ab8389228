// Drafts in the profile: sealed like everything else, bounded, and gone in the commit that keeps the message.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAccount } from '../../../client/engine/account.ts'
import { keepDraft, readDraft } from '../../../client/engine/commands.ts'
import { sendText } from '../../../client/engine/writing.ts'
import { addDevice, addPerson, setChannel } from '../../../client/engine/people.ts'
import { openProfile } from '../../../client/engine/rows.ts'
import { snapshotOf } from '../../../client/engine/snapshot.ts'
import { MAX_DRAFT_BYTES } from '../../../client/engine/tables.ts'
import { nothingTold, must, type Turn } from '../../../client/engine/turn.ts'
import { HOUSE_KEY_BYTES } from '../../../protocol/limits.ts'
import { realRandom } from '../../support/circle.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'

const NOW = 1_800_000_000_000
const dataKey = new Uint8Array(32).fill(5)

const withBen = async () => {
  const memory = createDiskMemory()
  const profile = await openProfile(memory.open(), dataKey, realRandom)
  const turn: Turn = { draft: profile.begin(), random: realRandom, now: NOW, told: nothingTold() }
  createAccount(turn, 'Ann', { houseKey: new Uint8Array(HOUSE_KEY_BYTES) })
  const person = addPerson(turn, {
    account: realRandom.bytes(32),
    name: 'Ben',
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
  const device = addDevice(turn, person, listed, undefined)
  setChannel(turn, device, {
    friendId: realRandom.bytes(16),
    sendToken: realRandom.bytes(32),
    provisional: false,
  })
  const line = (): string => {
    const outside = { connection: 'connected', retryAt: undefined, catchingUp: 0 } as const
    const { people } = snapshotOf(turn.draft, { ...outside, halt: undefined, now: NOW })
    return must(people[0]).draft
  }
  return { memory, profile, turn, person, line }
}

test('a draft outlives the program, and no byte of it lies open on the disk', async () => {
  const { memory, profile, turn, person, line } = await withBen()
  const text = 'the heron stands in the reeds'
  assert.deepEqual(keepDraft(turn, { type: 'draft', person, text }), { is: 'done' })
  assert.equal(line(), text)
  await profile.commit(turn.draft)
  const rows = memory.rows('draft')
  assert.equal(rows.length, 1)
  for (const { key, value } of rows) {
    assert.ok(!key.includes(person))
    assert.ok(!Buffer.from(value).includes('heron'))
  }
  const again = await openProfile(memory.open(), dataKey, realRandom)
  assert.deepEqual(readDraft(again.rows, person), { is: 'drafted', text })
})

test('an emptied draft leaves no row, and nobody else has one', async () => {
  const { profile, memory, turn, person, line } = await withBen()
  keepDraft(turn, { type: 'draft', person, text: 'x' })
  keepDraft(turn, { type: 'draft', person, text: '' })
  await profile.commit(turn.draft)
  assert.deepEqual(memory.rows('draft'), [])
  assert.equal(line(), '')
  const stranger = { type: 'draft', person: 'nobody', text: 'x' } as const
  assert.deepEqual(keepDraft(turn, stranger), { is: 'refused', why: 'unknown' })
})

test('a draft may be longer than a message, up to its own bound', async () => {
  const { turn, person, line } = await withBen()
  const text = 'x'.repeat(MAX_DRAFT_BYTES)
  assert.equal(keepDraft(turn, { type: 'draft', person, text }).is, 'done')
  assert.ok(line().length < 200, 'the list gets its beginning only')
  const longer = keepDraft(turn, { type: 'draft', person, text: `${text}x` })
  assert.deepEqual(longer, { is: 'refused', why: 'tooLong' })
  assert.deepEqual(readDraft(turn.draft, person), { is: 'drafted', text })
})

test('sending forgets the draft in the same commit; a repeat forgets nothing newer', async () => {
  const { turn, person } = await withBen()
  keepDraft(turn, { type: 'draft', person, text: 'Hello' })
  const said = { type: 'send', person, text: 'Hello', id: 'ab'.repeat(16) } as const
  assert.equal(sendText(turn, said).is, 'done')
  assert.deepEqual(readDraft(turn.draft, person), { is: 'drafted', text: '' })
  keepDraft(turn, { type: 'draft', person, text: 'the next' })
  assert.equal(sendText(turn, said).is, 'done')
  assert.deepEqual(readDraft(turn.draft, person), { is: 'drafted', text: 'the next' })
  const empty = { ...said, text: ' ', id: 'cd'.repeat(16) }
  assert.deepEqual(sendText(turn, empty), { is: 'refused', why: 'empty' })
  assert.deepEqual(readDraft(turn.draft, person), { is: 'drafted', text: 'the next' })
})
