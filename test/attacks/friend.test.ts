// Attacks by a friend whose client was changed, on the decisions of a real profile: an older device list, types
// that nobody knows, receipts that would stand out, resets without end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { applyContent } from '../../client/engine/content.ts'
import { resetDue, wantReset } from '../../client/engine/healing.ts'
import { nextReset, startOver } from '../../client/engine/renewing.ts'
import { applyHello } from '../../client/engine/people.ts'
import { settlePool } from '../../client/engine/account.ts'
import { ME } from '../../client/engine/turn.ts'
import { findDevice, readManifest } from '../../client/crypto/index.ts'
import { makeManifest, sealManifest } from '../../client/crypto/meeting.ts'
import { frameSizeFor } from '../../client/crypto/frame-sizes.ts'
import { Malformed } from '../../protocol/errors.ts'
import { content, itemType } from '../../protocol/message.ts'
import { DAY, RESET_EVERY, RESET_EVERY_MAX } from '../../protocol/limits.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { makePerson, NOW, seeded } from '../client/crypto/alice-and-bob.ts'
import { makeProfile } from '../support/profile.ts'

const friend = makePerson(seeded('friend attacks'))
const cardKey = seeded('friend card').bytes(32)

const older = friend.manifest
const newer = makeManifest({
  account: friend.account,
  devices: [friend.device],
  revision: 2,
  previous: readManifest(older).digest,
  now: NOW,
})

const bundleOf = (manifest: Uint8Array) => ({
  sealedManifest: sealManifest(cardKey, manifest, seeded('seal')),
  signedPrekey: friend.signedPrekey.public,
  kem: { type: 'pair', item: friend.pair.public } as const,
})

const withFriend = () => makeProfile({ friend, manifest: newer, cardKey })

test('attack 3: an older device list is refused, in a bundle and in a greeting', async () => {
  const { turnOf, deviceKey, person } = await withFriend()
  const turn = turnOf()
  assert.throws(() => startOver(turn, deviceKey, bundleOf(older)), Malformed)
  applyHello(turn, deviceKey, { manifest: older, cardKey: new Uint8Array(32).fill(1), routes: [] })
  const row = turn.draft.get('person', person)
  assert.deepEqual(row?.manifest, newer)
  assert.deepEqual(row?.cardKey, cardKey)
  // The control: the same bundle with the newest list starts a session.
  startOver(turn, deviceKey, bundleOf(newer))
  assert.equal(turn.draft.get('device', deviceKey)?.sessions.length, 1)
})

test('attack 2: a device that the account did not list cannot be slipped into a bundle', async () => {
  const { turnOf, deviceKey } = await withFriend()
  const ghost = makePerson(seeded('ghost'))
  // Signed by whoever has the card key, but not by the account.
  const forged = makeManifest({
    account: { ...ghost.account, publicKey: friend.account.publicKey },
    devices: [friend.device, ghost.device],
    revision: 3,
    previous: readManifest(newer).digest,
    now: NOW,
  })
  const turn = turnOf()
  assert.throws(() => startOver(turn, deviceKey, bundleOf(forged)), Malformed)
  assert.equal(turn.draft.get('device', deviceKey)?.sessions.length, 0)
  assert.equal(findDevice(readManifest(newer), ghost.device.device), undefined)
})

const head = {
  version: 1,
  id: new Uint8Array(16).fill(5),
  time: NOW,
  ownManifest: new Uint8Array(16),
  peerManifest: new Uint8Array(16),
  lamport: 1,
}

test('attack 42: what is not counted is never receipted, whatever it holds', async () => {
  const { turnOf, deviceKey } = await withFriend()
  for (const type of [itemType.text, itemType.name, 77, 255]) {
    const turn = turnOf()
    const items = [{ type, body: Uint8Array.of(65) }]
    const said = encode(content, { head: { ...head, kind: 2, count: 0 }, items })
    applyContent(turn, deviceKey, decode(content, said))
    assert.equal(turn.draft.get('device', deviceKey)?.receiptOwed, false)
    assert.equal(turn.told.messages.size, 0)
  }
  const turn = turnOf()
  const unknown = { head: { ...head, kind: 3, count: 1 }, items: [] }
  assert.throws(() => applyContent(turn, deviceKey, unknown), Malformed)
})

test('attack 43: a receipt of any length has the size of a short text', () => {
  const receipt = 74 + 3 + 649
  assert.equal(frameSizeFor(receipt, false), frameSizeFor(74 + 3 + 1, false))
})

test('attack 29: resets are at least an hour apart, the pause doubles to a day and heals after one', async () => {
  const { turnOf, deviceKey } = await withFriend()
  const turn = turnOf()
  const offer = bundleOf(newer)
  let now = NOW
  const pauses: number[] = []
  for (let round = 0; round < 7; round++) {
    const at = { ...turn, now }
    wantReset(at, deviceKey)
    assert.equal(nextReset(turn.draft, now), deviceKey)
    startOver(at, deviceKey, offer)
    wantReset(at, deviceKey)
    const device = turn.draft.get('device', deviceKey)
    assert.ok(device)
    assert.equal(resetDue(device, now + device.resetEvery - 1), false)
    pauses.push(device.resetEvery)
    now += device.resetEvery
  }
  assert.equal(pauses[0], RESET_EVERY)
  assert.deepEqual(
    pauses.slice(1),
    pauses.slice(0, -1).map((pause) => Math.min(2 * pause, RESET_EVERY_MAX)),
  )
  startOver({ ...turn, now: now + 2 * DAY }, deviceKey, offer)
  assert.equal(turn.draft.get('device', deviceKey)?.resetEvery, RESET_EVERY)
})

test('attack 45: a one-time key that the server has and this profile does not: all are replaced', async () => {
  const { turnOf } = await withFriend()
  const turn = turnOf()
  const own = turn.draft.entries('prekey', 'pair/').map(([key]) => Number(key.slice(5)))
  settlePool(turn, own)
  assert.equal(turn.draft.get('inbox', ME)?.replacePrekeys, false)
  settlePool(turn, [...own.slice(1), 12_345])
  assert.equal(turn.draft.get('inbox', ME)?.replacePrekeys, true)
  const live = turn.draft.entries('prekey', 'pair/').filter(([, row]) => !row.retired)
  assert.ok(live.length > 0 && live.every(([key]) => !own.includes(Number(key.slice(5)))))
})
