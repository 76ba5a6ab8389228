// What time alone brings about, on the real rows of a profile.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { deriveInvitation } from '../../../client/crypto/index.ts'
import { openCard } from '../../../client/crypto/meeting.ts'
import {
  createAccount,
  prekeysDue,
  prekeysStated,
  prekeyStatement,
} from '../../../client/engine/account.ts'
import { fillCards } from '../../../client/engine/inviting.ts'
import { acceptInvitation, makeInvitation } from '../../../client/engine/inviting.ts'
import { openProfile, type Draft } from '../../../client/engine/rows.ts'
import {
  nothingTold,
  ME,
  must,
  ownInbox,
  ownProfile,
  type Turn,
} from '../../../client/engine/turn.ts'
import { upkeep } from '../../../client/engine/upkeep.ts'
import {
  DAY,
  ENVELOPE_LIFE_DAYS,
  HOUSE_KEY_BYTES,
  KEEP_UNRECEIPTED,
  LAST_CHANCE,
  MESSAGE_ID_LIFE,
  PENDING_SESSION_LIFE,
  PREKEY_PRIVATE_LIFE,
  PREKEY_ROTATE,
  SEAL_AGAIN_AFTER,
  SEAL_AGAIN_UNTIL,
} from '../../../protocol/limits.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'
import { realRandom } from '../../support/circle.ts'

const START = 1_800_000_000_000
const at = (draft: Draft, now: number): Turn => ({
  draft,
  random: realRandom,
  now,
  told: nothingTold(),
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
  upkeep(at(draft, START - 365 * DAY + 1))
  assert.equal(draft.entries('prekey', 'spk/').length, 2, 'once')
})

test('prekeys that were replaced before the server got them are not due for ever', async () => {
  const draft = await account()
  upkeep(at(draft, START + PREKEY_ROTATE))
  upkeep(at(draft, START + 2 * PREKEY_ROTATE))
  const { body, covers } = prekeyStatement(draft, realRandom)
  prekeysStated(at(draft, START + 2 * PREKEY_ROTATE), covers, body.replace)
  assert.equal(prekeysDue(draft), false)
})

test('what nobody receipted is given up after ninety days and shows as failed', async () => {
  const draft = await unanswered()
  const pending = draft.entries('pending')
  assert.equal(pending.length, 1)
  upkeep(at(draft, START + KEEP_UNRECEIPTED - 1))
  assert.equal(draft.entries('pending')[0]?.[1].failed, false)
  // It just went out again: the friend may have been away as long as this device.
  upkeep(at(draft, START + KEEP_UNRECEIPTED))
  assert.equal(draft.entries('pending')[0]?.[1].failed, false)
  upkeep(at(draft, START + KEEP_UNRECEIPTED - 1 + LAST_CHANCE))
  assert.equal(draft.entries('pending')[0]?.[1].failed, true)
  assert.equal(draft.entries('frame').length, 0)
})

test('what has no receipt when the server cannot have it any more is sealed again, once', async () => {
  const draft = await unanswered()
  const bytes = (): Uint8Array => must(draft.entries('frame')[0])[1].bytes
  const first = bytes()
  upkeep(at(draft, START + SEAL_AGAIN_AFTER))
  assert.deepEqual(bytes(), first)
  upkeep(at(draft, START + SEAL_AGAIN_AFTER + 1))
  const second = bytes()
  assert.notDeepEqual(second, first)
  assert.equal(draft.entries('frame').length, 1)
  upkeep(at(draft, START + SEAL_AGAIN_AFTER + DAY))
  assert.deepEqual(bytes(), second)
})

test('what is older than the memory for ids is given up without going out again', async () => {
  const draft = await unanswered()
  upkeep(at(draft, START + SEAL_AGAIN_UNTIL))
  assert.equal(draft.entries('pending')[0]?.[1].failed, true)
  const latest = SEAL_AGAIN_UNTIL + ENVELOPE_LIFE_DAYS * DAY
  assert.ok(latest < MESSAGE_ID_LIFE, 'what comes last is still known')
})

test('without an account there is nothing to keep', async () => {
  const draft = await emptyDraft()
  upkeep(at(draft, START))
  assert.equal(draft.get('profile', ME), undefined)
  assert.deepEqual(draft.entries('prekey'), [])
})
