// What time alone brings about, on the real rows of a profile.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { openCard, deriveInvitation } from '../../../client/crypto/index.ts'
import { createAccount } from '../../../client/engine/account.ts'
import { acceptInvitation, fillCards, makeInvitation } from '../../../client/engine/invitations.ts'
import { openProfile, type Draft } from '../../../client/engine/rows.ts'
import { ME, must, ownInbox, ownProfile, type Turn } from '../../../client/engine/turn.ts'
import { upkeep } from '../../../client/engine/upkeep.ts'
import {
  DAY,
  HOUSE_KEY_BYTES,
  KEEP_UNRECEIPTED,
  PENDING_SESSION_LIFE,
  PREKEY_PRIVATE_LIFE,
  PREKEY_ROTATE,
} from '../../../protocol/limits.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'
import { realRandom } from '../../support/circle.ts'

const START = 1_800_000_000_000
const at = (draft: Draft, now: number): Turn => ({
  draft,
  random: realRandom,
  now,
  told: new Map(),
})

const emptyDraft = async (): Promise<Draft> => {
  const profile = await openProfile(
    createDiskMemory().open(),
    new Uint8Array(32).fill(1),
    realRandom,
  )
  return profile.begin()
}

const account = async (): Promise<Draft> => {
  const draft = await emptyDraft()
  createAccount(at(draft, START), 'Ann', { houseKey: new Uint8Array(HOUSE_KEY_BYTES) })
  return draft
}

/** Somebody who accepted an invitation that nobody answers. */
const unanswered = async (): Promise<Draft> => {
  const inviter = await account()
  const key = makeInvitation(at(inviter, START), '')
  fillCards(at(inviter, START))
  const { secret } = must(inviter.get('invitation', key))
  const { publicKey } = ownProfile(inviter).account
  const { cardKey } = deriveInvitation(publicKey, secret)
  const sealed = must(inviter.get('route', key)?.card)
  const draft = await emptyDraft()
  const link = { type: 'invitation', account: publicKey, secret } as const
  acceptInvitation(at(draft, START), link, openCard(cardKey, sealed, publicKey, START), 'Ben')
  return draft
}

const wantsReset = (draft: Draft): boolean =>
  draft.entries('device').some(([, device]) => device.wantsReset)

test('a session that nobody answered is replaced after its life, not before', async () => {
  const draft = await unanswered()
  upkeep(at(draft, START + PENDING_SESSION_LIFE))
  assert.equal(wantsReset(draft), false)
  upkeep(at(draft, START + PENDING_SESSION_LIFE + 1))
  assert.equal(wantsReset(draft), true)
})

test('prekeys rotate after a week; their private halves go after their life', async () => {
  const draft = await account()
  const signed = (): string[] => draft.entries('prekey', 'spk/').map(([key]) => key)
  const [first] = signed()
  upkeep(at(draft, START + PREKEY_ROTATE - 1))
  assert.deepEqual(signed(), [first])
  upkeep(at(draft, START + PREKEY_ROTATE))
  assert.equal(signed().length, 2)
  upkeep(at(draft, START + PREKEY_PRIVATE_LIFE))
  assert.ok(signed().includes(must(first)))
  upkeep(at(draft, START + PREKEY_PRIVATE_LIFE + 1))
  assert.ok(!signed().includes(must(first)))
  assert.ok(ownInbox(draft).pairsWanted > 0)
})

test('a clock that was set back a year does not stop the rotation for that year', async () => {
  const draft = await account()
  upkeep(at(draft, START - 365 * DAY))
  assert.equal(draft.entries('prekey', 'spk/').length, 2)
})

test('what nobody receipted is given up after ninety days and shows as failed', async () => {
  const draft = await unanswered()
  const pending = draft.entries('pending')
  assert.equal(pending.length, 1)
  upkeep(at(draft, START + KEEP_UNRECEIPTED - 1))
  assert.equal(draft.entries('pending')[0]?.[1].failed, false)
  upkeep(at(draft, START + KEEP_UNRECEIPTED))
  assert.equal(draft.entries('pending')[0]?.[1].failed, true)
  assert.equal(draft.entries('frame').length, 0)
})

test('without an account there is nothing to keep', async () => {
  const draft = await emptyDraft()
  upkeep(at(draft, START))
  assert.equal(draft.get('profile', ME), undefined)
  assert.deepEqual(draft.entries('prekey'), [])
})
