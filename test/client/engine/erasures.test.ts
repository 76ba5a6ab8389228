// Deleting: what leaves the disk here, what the friend's device does, what never leaves when it still waited,
// and what the list of people shows afterwards.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { eraseMessages } from '../../../client/engine/erasures.ts'
import { MAX_AT_ONCE } from '../../../client/engine/markings.ts'
import { sealAllAgain } from '../../../client/engine/outgoing.ts'
import { createRunner } from '../../../client/engine/runner.ts'
import { must } from '../../../client/engine/turn.ts'
import {
  edit,
  erase,
  friendAt,
  historyAt,
  orderAt,
  react,
  settle,
  shownFriend,
} from '../../support/doings.ts'
import { carryAll, carryOn, invited, type Side } from '../../support/two-profiles.ts'

const DONE = { is: 'done' }
const refused = { is: 'refused', why: 'unknown' }
const textsAt = async (side: Side) => (await historyAt(side)).map(({ text }) => text)
const pendingAt = (side: Side) => side.profile().rows.entries('pending')
const lastAt = (side: Side) => {
  const { last } = shownFriend(side)
  return last && [last.text, last.kind]
}

test('for me: the row is gone from the disk, the last line is the one before, the friend keeps theirs', async () => {
  const { ann, ben } = await invited('for me')
  await carryOn(ben, ann)
  for (const text of ['one', 'two', 'three']) await ben.say(text)
  await carryOn(ben, ann)
  const rows = ann.disk.rows('message').length
  assert.deepEqual(await erase(ann, [await orderAt(ann, 'three')], false), DONE)
  assert.equal(ann.disk.rows('message').length, rows - 1)
  assert.deepEqual(lastAt(ann), ['two', 'text'])
  assert.deepEqual(await textsAt(ann), ['one', 'two'])
  assert.equal(await carryAll(ann, ben), 0)
  assert.deepEqual(await textsAt(ben), ['one', 'two', 'three'])
  // In the middle: the last line stays. All: there is none.
  await erase(ann, [await orderAt(ann, 'one')], false)
  assert.deepEqual(lastAt(ann), ['two', 'text'])
  await erase(ann, [await orderAt(ann, 'two')], false)
  assert.equal(lastAt(ann), undefined)
  await ben.say('four')
  await carryOn(ben, ann)
  assert.deepEqual(lastAt(ann), ['four', 'text'])
})

test('for me: what was unread counts no longer, what was read changes no count', async () => {
  const { ann, ben } = await invited('unread')
  await carryOn(ben, ann)
  for (const text of ['read', 'new 1', 'new 2']) await ben.say(text)
  await carryOn(ben, ann)
  await ann.decide(({ draft }) => {
    const [key, row] = must(draft.entries('person')[0])
    draft.put('person', key, { ...row, unread: 2 })
  })
  await erase(ann, [await orderAt(ann, 'read')], false)
  assert.equal(shownFriend(ann).unread, 2)
  await erase(ann, [await orderAt(ann, 'new 1')], false)
  assert.equal(shownFriend(ann).unread, 1)
})

test('for both: the text, the marks and the quote are gone from both disks, the place stays', async () => {
  const { ann, ben } = await invited('both')
  await carryOn(ben, ann)
  await ben.say('secret')
  await carryOn(ben, ann)
  const order = await orderAt(ben, 'secret')
  await react(ann, order, '👍')
  await carryOn(ben, ann)
  assert.deepEqual(await erase(ann, [order], true), refused, 'only of one’s own')
  assert.deepEqual(await erase(ben, [order], true), DONE)
  await carryOn(ben, ann)
  for (const side of [ann, ben]) {
    const [one] = await historyAt(side)
    assert.deepEqual([one?.text, one?.erased, one?.marks], ['', true, []])
    assert.deepEqual(lastAt(side), ['', 'erased'])
  }
  assert.deepEqual(await edit(ben, order, 'again'), refused)
  // The place itself can be cleared away, here.
  assert.deepEqual(await erase(ann, [order], false), DONE)
  assert.deepEqual(await historyAt(ann), [])
})

for (const both of [true, false])
  test(`what was not deposited yet never reaches the friend, and no gap either (${both ? 'for both' : 'for me'})`, async () => {
    const { ann, ben } = await invited(`withdrawn ${both}`)
    await carryOn(ben, ann)
    await ben.say('regretted')
    await ben.say('meant')
    assert.deepEqual(await erase(ben, [await orderAt(ben, 'regretted')], both), DONE)
    for (const { items } of pendingAt(ben).map(([, row]) => row))
      assert.ok(!Buffer.from(items).includes('regretted'), 'not even waiting')
    await settle(ben, ann)
    assert.deepEqual(await textsAt(ann), ['meant'])
    assert.deepEqual(pendingAt(ben), [], 'everything is receipted')
    const [, device] = must(ann.profile().rows.entries('device')[0])
    assert.deepEqual(device.receivedAbove, [], 'no count is missing')
    assert.deepEqual(await textsAt(ben), both ? ['', 'meant'] : ['meant'])
  })

test('for both, when the server had it without our knowing: taken back all the same, in either order', async () => {
  for (const swapped of [false, true]) {
    const { ann, ben } = await invited(`in flight ${swapped}`)
    await carryOn(ben, ann)
    await ben.say('regretted')
    const underWay = must(ben.outbox()[0])
    await erase(ben, [await orderAt(ben, 'regretted')], true)
    const instead = must(ben.outbox()[0])
    assert.notEqual(instead.seq, underWay.seq)
    for (const deposit of swapped ? [instead, underWay] : [underWay, instead]) {
      await ben.stored(deposit)
      await ann.take(deposit)
    }
    await settle(ann, ben)
    const [one] = await historyAt(ann)
    assert.deepEqual([one?.text, one?.erased], ['', true])
    assert.deepEqual(pendingAt(ben), [])
  }
})

test('for both, while it waits at the server: sealed again it says no word of it', async () => {
  const { ann, ben } = await invited('sealed again')
  await carryOn(ben, ann)
  await ben.say('secret')
  const lost = must(ben.outbox()[0])
  await ben.stored(lost)
  await erase(ben, [await orderAt(ben, 'secret')], true)
  await ben.decide((turn) => sealAllAgain(turn, must(turn.draft.entries('device')[0])[0]))
  await settle(ben, ann)
  assert.deepEqual(await historyAt(ann), [])
  assert.deepEqual(pendingAt(ben), [])
})

test('what was given up is forgotten with its message', async () => {
  const { ben } = await invited('given up')
  await ben.say('never')
  await ben.decide(({ draft }) => {
    for (const [key, row] of draft.entries('pending'))
      draft.put('pending', key, { ...row, failed: true })
  })
  await erase(ben, [await orderAt(ben, 'never')], false)
  assert.ok(pendingAt(ben).every(([, row]) => !Buffer.from(row.items).includes('never')))
})

test('so many at once and no more, and none when one of them is not here', async () => {
  const { ann, ben } = await invited('many')
  await carryOn(ben, ann)
  for (let n = 0; n <= MAX_AT_ONCE; n++) await ben.say(`text ${n}`)
  const orders = (await historyAt(ben)).map(({ order }) => order)
  assert.deepEqual(await erase(ben, orders, false), refused)
  assert.deepEqual(await erase(ben, ['nonsense'], false), refused)
  assert.deepEqual(await erase(ben, orders.slice(1), false), DONE)
  assert.deepEqual(lastAt(ben), ['text 0', 'text'])
})

test('two deletions at the same moment leave the right last line', async () => {
  const { ann, ben } = await invited('at once')
  await carryOn(ben, ann)
  for (const text of ['one', 'two', 'three']) await ben.say(text)
  await carryOn(ben, ann)
  const [two, three] = [await orderAt(ann, 'two'), await orderAt(ann, 'three')]
  const profile = ann.profile()
  const clock = { now: () => ann.now, after: () => () => undefined }
  const { change } = createRunner(
    { profile, clock, random: ann.random },
    { committed: () => undefined, failed: (fault) => assert.fail(fault) },
  )
  const asked = { type: 'erase', person: friendAt(ann), both: false } as const
  await Promise.all([
    eraseMessages(profile, change, { ...asked, orders: [three] }),
    eraseMessages(profile, change, { ...asked, orders: [two] }),
  ])
  assert.deepEqual(lastAt(ann), ['one', 'text'])
})
