// A friend who writes lies inside the seal: what they say about addresses and order, and how far it goes.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createAccount } from '../../../client/engine/account.ts'
import { applyContent } from '../../../client/engine/content.ts'
import { addDevice, addPerson, setChannel } from '../../../client/engine/people.ts'
import { openProfile, type Draft } from '../../../client/engine/rows.ts'
import { nothingTold, must, type Turn } from '../../../client/engine/turn.ts'
import { toHex, utf8 } from '../../../protocol/bytes.ts'
import { HOUSE_KEY_BYTES, MAX_COUNT } from '../../../protocol/limits.ts'
import { contentKind, itemType } from '../../../protocol/message.ts'
import { createDiskMemory } from '../../support/disk-memory.ts'
import { realRandom } from '../../support/circle.ts'

const NOW = 1_800_000_000_000
const turnOn = (draft: Draft): Turn => ({
  draft,
  random: realRandom,
  now: NOW,
  told: nothingTold(),
})

const withFriends = async (): Promise<{ turn: Turn; ben: string; eve: string }> => {
  const profile = await openProfile(createDiskMemory().open(), new Uint8Array(32), realRandom)
  const turn = turnOn(profile.begin())
  createAccount(turn, 'Ann', { houseKey: new Uint8Array(HOUSE_KEY_BYTES) })
  const befriend = (name: string): string => {
    const person = addPerson(turn, {
      account: realRandom.bytes(32),
      name,
      manifest: new Uint8Array(0),
      cardKey: realRandom.bytes(32),
      invited: true,
    })
    const device = {
      version: 1,
      device: realRandom.bytes(4),
      identityDh: realRandom.bytes(32),
      identitySig: realRandom.bytes(32),
      created: NOW,
    }
    const key = addDevice(turn, person, device, undefined)
    setChannel(turn, key, {
      friendId: realRandom.bytes(16),
      sendToken: realRandom.bytes(32),
      provisional: false,
    })
    return key
  }
  return { turn, ben: befriend('Ben'), eve: befriend('Eve') }
}

test('naming the address of another friend moves nothing', async () => {
  const { turn, ben, eve } = await withFriends()
  const { draft } = turn
  const bensAddress = must(draft.get('device', ben)?.out)
  const evesAddress = must(draft.get('device', eve)?.out)
  setChannel(turn, eve, {
    friendId: bensAddress,
    sendToken: realRandom.bytes(32),
    provisional: false,
  })
  assert.deepEqual(draft.get('device', eve)?.out, evesAddress)
  assert.equal(draft.get('channel', toHex(bensAddress))?.device, ben)
})

test('the largest lamport time leaves room to answer for ever', async () => {
  const { turn, eve } = await withFriends()
  const { draft } = turn
  const person = must(draft.get('device', eve)).person
  for (let count = 1; count <= 3; count++) {
    applyContent(turn, eve, {
      head: {
        version: 1,
        kind: contentKind.counted,
        id: realRandom.bytes(16),
        time: NOW,
        ownManifest: new Uint8Array(16),
        peerManifest: new Uint8Array(16),
        count: MAX_COUNT - count,
        lamport: Number.MAX_SAFE_INTEGER,
      },
      items: [{ type: itemType.text, body: utf8('bump') }],
    })
  }
  assert.ok(must(draft.get('person', person)).lamport <= 2 ** 52)
  assert.equal(must(draft.get('person', person)).unread, 3)
})
