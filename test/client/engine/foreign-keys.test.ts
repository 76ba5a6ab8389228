// Keys of another account, offered as a friend's: by a friend who lies about themselves, and by a host that
// learned the friend's cardKey and answers with a bundle of its own. Refused, told, and nothing is sealed.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sha256 } from '../../../client/crypto/index.ts'
import {
  makeLastResort,
  makeSignedPrekey,
  makeAccount,
  makeDevice,
  makeManifest,
  publicDevice,
  sealManifest,
} from '../../../client/crypto/meeting.ts'
import { createAccount } from '../../../client/engine/account.ts'
import { applyContent } from '../../../client/engine/content.ts'
import { resetFailed, startOver } from '../../../client/engine/renewing.ts'
import { addDevice, addPerson, setChannel } from '../../../client/engine/people.ts'
import { openProfile } from '../../../client/engine/rows.ts'
import { noticesOf } from '../../../client/engine/snapshot.ts'
import { nothingTold, attempt, must, type Turn } from '../../../client/engine/turn.ts'
import { toHex } from '../../../protocol/bytes.ts'
import { encode } from '../../../protocol/codec.ts'
import { Malformed } from '../../../protocol/errors.ts'
import type { Bundle } from '../../../protocol/exchange.ts'
import { HOUSE_KEY_BYTES } from '../../../protocol/limits.ts'
import { contentKind, hello, itemType } from '../../../protocol/message.ts'
import { realRandom } from '../../support/circle.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'

const NOW = 1_800_000_000_000
const SPK = 7
const LAST = 2 ** 31 + 7

/** Somebody's account with one device, as their own profile has it. */
const someone = () => {
  const account = makeAccount(realRandom)
  const device = makeDevice(account, realRandom, NOW)
  const one = { account, devices: [device], revision: 1, previous: undefined, now: NOW }
  const cardKey = realRandom.bytes(32)
  return { account, device, manifest: makeManifest(one), cardKey }
}
type Someone = ReturnType<typeof someone>

/** What the server hands out for `of`, its manifest sealed under `cardKey`. */
const bundleOf = (of: Someone, cardKey: Uint8Array): Bundle => {
  const owner = { account: of.account.publicKey, device: of.device, now: NOW }
  const last = makeLastResort({ ...owner, id: LAST }, realRandom)
  return {
    sealedManifest: sealManifest(cardKey as Someone['cardKey'], of.manifest, realRandom),
    signedPrekey: makeSignedPrekey({ ...owner, id: SPK }, realRandom).public,
    kem: { type: 'lastResort', item: last.public },
  }
}

/** Ann, who knows Ben and needs a fresh session with him. */
const annWith = async (ben: Someone): Promise<{ turn: Turn; key: string; person: string }> => {
  const profile = await openProfile(createDiskMemory().open(), new Uint8Array(32), realRandom)
  const turn = { draft: profile.begin(), random: realRandom, now: NOW, told: nothingTold() }
  createAccount(turn, 'Ann', { houseKey: new Uint8Array(HOUSE_KEY_BYTES) })
  const { manifest, cardKey } = ben
  const account = ben.account.publicKey
  const person = addPerson(turn, { account, name: 'Ben', manifest, cardKey, invited: true })
  const key = addDevice(turn, person, publicDevice(ben.device), undefined)
  const [friendId, sendToken] = [realRandom.bytes(16), realRandom.bytes(32)]
  setChannel(turn, key, { friendId, sendToken, provisional: false })
  return { turn, key, person }
}

const warned = (turn: Turn): boolean =>
  noticesOf(turn.draft, turn.now).some(({ notice }) => notice.type === 'wrongKeys')

/** As the engine takes a bundle: what it throws is noted, and changes nothing else. */
const offer = (turn: Turn, key: string, bundle: Bundle): string | undefined => {
  try {
    attempt(turn, (inner) => startOver(inner, key, bundle))
    return undefined
  } catch (error) {
    if (!(error instanceof Malformed)) throw error
    resetFailed(turn, key, error)
    return error.code
  }
}

const untouched = (turn: Turn, key: string, ben: Someone): void => {
  const device = must(turn.draft.get('device', key))
  assert.equal(device.active, '')
  assert.deepEqual(turn.draft.entries('session'), [])
  assert.deepEqual(turn.draft.entries('frame'), [])
  const person = must(turn.draft.get('person', device.person))
  assert.deepEqual(person.account, ben.account.publicKey)
  assert.deepEqual(person.manifest, ben.manifest)
}

test('a bundle of another account, even under the right cardKey, makes no session and is told', async () => {
  const [ben, eve] = [someone(), someone()]
  for (const cardKey of [ben.cardKey, eve.cardKey]) {
    const { turn, key } = await annWith(ben)
    assert.ok(offer(turn, key, bundleOf(eve, cardKey)))
    assert.ok(warned(turn))
    untouched(turn, key, ben)
  }
})

test('prekeys of another account beside the right manifest are refused and told', async () => {
  const [ben, eve] = [someone(), someone()]
  const [good, bad] = [bundleOf(ben, ben.cardKey), bundleOf(eve, ben.cardKey)]
  for (const bundle of [
    { ...good, signedPrekey: bad.signedPrekey },
    { ...good, kem: bad.kem },
  ]) {
    const { turn, key } = await annWith(ben)
    assert.equal(offer(turn, key, bundle), 'prekey signature')
    assert.ok(warned(turn))
    untouched(turn, key, ben)
  }
  const { turn, key } = await annWith(ben)
  assert.equal(offer(turn, key, good), undefined)
  assert.ok(!warned(turn))
  assert.notEqual(must(turn.draft.get('device', key)).active, '')
})

test('a bundle beside an older list of devices is refused and told', async () => {
  const ben = someone()
  const { account, device } = ben
  const newer = {
    account,
    devices: [device],
    revision: 2,
    previous: sha256(ben.manifest),
    now: NOW,
  }
  const now = { ...ben, manifest: makeManifest(newer) }
  const { turn, key } = await annWith(now)
  assert.equal(offer(turn, key, bundleOf(ben, ben.cardKey)), 'older manifest in a bundle')
  assert.ok(warned(turn))
  untouched(turn, key, now)
})

test('an expired bundle is refused without a word: nobody lied', async () => {
  const ben = someone()
  const { turn, key } = await annWith(ben)
  const late = { ...turn, now: NOW + 400 * 86_400_000 }
  assert.equal(offer(late, key, bundleOf(ben, ben.cardKey)), 'prekey expired')
  assert.ok(!warned(late))
})

test('a hello under another account changes nothing and is told', async () => {
  const [ben, eve] = [someone(), someone()]
  const { turn, key, person } = await annWith(ben)
  const route = {
    forDevice: realRandom.bytes(4),
    friendId: realRandom.bytes(16),
    sendToken: realRandom.bytes(32),
  }
  const before = must(turn.draft.get('device', key)).out
  const { manifest, cardKey } = eve
  const body = encode(hello, { manifest, cardKey, routes: [route] })
  applyContent(turn, key, {
    head: {
      version: 1,
      kind: contentKind.counted,
      id: realRandom.bytes(16),
      time: NOW,
      ownManifest: new Uint8Array(16),
      peerManifest: new Uint8Array(16),
      count: 1,
      lamport: 1,
    },
    items: [{ type: itemType.hello, body }],
  })
  assert.ok(warned(turn))
  untouched(turn, key, ben)
  assert.deepEqual(must(turn.draft.get('person', person)).cardKey, ben.cardKey)
  assert.equal(toHex(must(must(turn.draft.get('device', key)).out)), toHex(must(before)))
})
