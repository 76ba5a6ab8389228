// A profile in memory with one friend, for tests of single decisions: no server and no other engine.
import assert from 'node:assert/strict'
import { createAccount } from '../../client/engine/account.ts'
import { addDevice, addPerson, setChannel } from '../../client/engine/people.ts'
import { openProfile } from '../../client/engine/rows.ts'
import { nothingTold, type Turn } from '../../client/engine/turn.ts'
import { findDevice, readManifest } from '../../client/crypto/index.ts'
import { NOW, seeded, type Person } from '../client/crypto/alice-and-bob.ts'
import { createDiskMemory } from './disk-memory.ts'

interface Wanted {
  readonly friend: Person
  /** The friend's device list as this profile knows it. */
  readonly manifest: Uint8Array
  readonly cardKey: Uint8Array
}

/** Ann, who knows the friend and where to write; no session yet. */
export const makeProfile = async ({ friend, manifest, cardKey }: Wanted) => {
  const random = seeded('a profile')
  const profile = await openProfile(createDiskMemory().open(), random.bytes(32), random)
  const turnOf = (): Turn => ({ draft: profile.begin(), random, now: NOW, told: nothingTold() })
  const turn = turnOf()
  createAccount(turn, 'Ann', { houseKey: new Uint8Array(32) })
  const person = addPerson(turn, {
    account: friend.account.publicKey,
    name: 'Ben',
    manifest,
    cardKey,
    invited: true,
  })
  const listed = findDevice(readManifest(manifest), friend.device.device)
  assert.ok(listed)
  const deviceKey = addDevice(turn, person, listed, undefined)
  setChannel(turn, deviceKey, {
    friendId: new Uint8Array(16).fill(2),
    sendToken: new Uint8Array(32).fill(3),
    provisional: false,
  })
  await profile.commit(turn.draft)
  return { profile, turnOf, person, deviceKey }
}
