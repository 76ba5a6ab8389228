// A profile that exists twice: both copies go on from one state and use the same numbers for other words.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { utf8 } from '../../protocol/bytes.ts'
import { itemType } from '../../protocol/message.ts'
import { receive } from '../../client/engine/incoming.ts'
import { orderOf } from '../../client/engine/history.ts'
import { frameKey, queueContent } from '../../client/engine/outgoing.ts'
import { openProfile, type Draft, type Profile } from '../../client/engine/rows.ts'
import { noticesOf } from '../../client/engine/snapshot.ts'
import { nothingTold, must, ownInbox, ownProfile, type Turn } from '../../client/engine/turn.ts'
import { circleDataKey, createCircle, realRandom, type Person } from '../support/circle.ts'
import { twoPeople, untilDelivered, writeTo } from '../support/people.ts'

const turnOn = (draft: Draft): Turn => ({
  draft,
  random: realRandom,
  now: Date.now(),
  told: nothingTold(),
})
const reopened = (person: Person): Promise<Profile> =>
  openProfile(person.disk.open(), circleDataKey, realRandom)

/** The frame that a copy of this profile would deposit for a text. */
const frameOf = (profile: Profile, text: string): Uint8Array => {
  const draft = profile.begin()
  const turn = turnOn(draft)
  const [device] = must(draft.entries('device')[0])
  const id = realRandom.bytes(16)
  const order = orderOf(9, ownProfile(draft).device.device, id)
  const items = [{ type: itemType.text, body: utf8(text) }]
  queueContent(turn, device, { id, items, lamport: 9, order, shown: true })
  const { channel, seq } = must(draft.entries('pending', `${device}/`).at(-1))[1]
  return must(draft.get('frame', frameKey(channel, seq))).bytes
}

test('a number that comes again with other bytes is noticed, set aside, and asked about', async (t) => {
  const circle = await createCircle()
  t.after(() => circle.close())
  const [ann, ben] = await twoPeople(circle)
  await untilDelivered(ann, await writeTo(ann, 'before'))
  await ann.close()
  await ben.close()

  const anns = await reopened(ann)
  const [first, second] = [frameOf(anns, 'the one'), frameOf(anns, 'the other')]
  const bens = await reopened(ben)
  const draft = bens.begin()
  const turn = turnOn(draft)
  const [device, row] = must(draft.entries('device')[0])
  const friendId = must(row.inward)
  const cursor = ownInbox(draft).cursor
  receive(turn, { seq: cursor + 1, friendId, envelope: first })
  const kinds = (): string[] => noticesOf(draft, turn.now).map(({ notice }) => notice.type)
  assert.deepEqual(kinds(), [])
  receive(turn, { seq: cursor + 2, friendId, envelope: second })
  assert.deepEqual(kinds().toSorted(), ['catchingUp', 'peerCopied'])
  assert.equal(draft.entries('quarantine', `${device}/`).length, 1)
  assert.deepEqual(
    [...turn.told.messages.values()].map(({ text }) => text),
    ['the one'],
  )
  // The same bytes again are an honest repeat.
  receive(turn, { seq: cursor + 3, friendId, envelope: first })
  assert.equal(draft.entries('quarantine', `${device}/`).length, 1)
})
