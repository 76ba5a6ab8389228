// Reactions, edits, stars and pins as decisions: what reaches the friend, what stays here, what is refused.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { MAX_PINNED, pinMessage, starMessages } from '../../../client/engine/markings.ts'
import { changed } from '../../../client/engine/changes.ts'
import { settleChange } from '../../../client/engine/verification.ts'
import { must } from '../../../client/engine/turn.ts'
import { MAX_MARK_BYTES, MAX_TEXT_BYTES } from '../../../protocol/limits.ts'
import { edit, erase, friendAt, historyAt, listed, orderAt, react } from '../../support/doings.ts'
import { carryAll, carryOn, invited, type Side } from '../../support/two-profiles.ts'

const DONE = { is: 'done' }
const refused = (why: string) => ({ is: 'refused', why })

const pin = (side: Side, order: string, on: boolean) =>
  side.decide((turn) => pinMessage(turn, { type: 'pin', person: friendAt(side), order, on }))
const star = (side: Side, orders: readonly string[], on: boolean) =>
  side.decide((turn) => starMessages(turn, { type: 'star', person: friendAt(side), orders, on }))

test('a reaction shows on both sides, is replaced, and is taken back', async () => {
  const { ann, ben } = await invited('react')
  await carryOn(ben, ann)
  await ben.say('news')
  await carryOn(ben, ann)
  const order = await orderAt(ann, 'news')
  const marks = async () => [(await historyAt(ann))[0]?.marks, (await historyAt(ben))[0]?.marks]
  for (const mark of ['👍', '🎉']) {
    assert.deepEqual(await react(ann, order, mark), DONE)
    await carryOn(ann, ben)
    assert.deepEqual(await marks(), [[{ mine: true, mark }], [{ mine: false, mark }]])
  }
  await react(ben, order, '🙈')
  await carryOn(ben, ann)
  assert.equal((await historyAt(ann))[0]?.marks.length, 2)
  await react(ann, order, '')
  await carryOn(ann, ben)
  assert.deepEqual(await marks(), [[{ mine: false, mark: '🙈' }], [{ mine: true, mark: '🙈' }]])
})

test('the same reaction again, as after a repeat of the command, sends nothing', async () => {
  const { ann, ben } = await invited('again')
  await carryOn(ben, ann)
  await ben.say('news')
  await carryOn(ben, ann)
  const order = await orderAt(ann, 'news')
  await react(ann, order, '👍')
  await carryOn(ann, ben)
  assert.deepEqual(await react(ann, order, '👍'), DONE)
  assert.equal(await carryAll(ann, ben), 0)
})

test('an edit reaches the friend, says when, and counts after a message that still waits', async () => {
  const { ann, ben } = await invited('edit')
  await carryOn(ben, ann)
  await ben.say('frist')
  const order = await orderAt(ben, 'frist')
  ben.now += 60_000
  assert.deepEqual(await edit(ben, order, 'first\r\nline'), DONE)
  await carryOn(ben, ann)
  for (const side of [ann, ben]) {
    const [one] = await historyAt(side)
    assert.equal(one?.text, 'first\nline')
    assert.equal(one?.edited, ben.now)
  }
})

test('refused: texts and marks over their limits, what another wrote, what is not here', async () => {
  const { ann, ben } = await invited('refused')
  await carryOn(ben, ann)
  await ben.say('theirs')
  await carryOn(ben, ann)
  const order = await orderAt(ann, 'theirs')
  assert.deepEqual(await edit(ann, order, 'forged'), refused('unknown'))
  assert.deepEqual(await edit(ben, order, ' \n'), refused('empty'))
  assert.deepEqual(await edit(ben, order, 'x'.repeat(MAX_TEXT_BYTES + 1)), refused('tooLong'))
  assert.deepEqual(await edit(ben, order, 'x'.repeat(MAX_TEXT_BYTES)), DONE)
  assert.deepEqual(await react(ann, order, 'x'.repeat(MAX_MARK_BYTES + 1)), refused('tooLong'))
  assert.deepEqual(await react(ann, order, 'x'.repeat(MAX_MARK_BYTES)), DONE)
  assert.deepEqual(await react(ann, 'no order', '👍'), refused('unknown'))
  const elsewhere = order.replace(/^./, '1')
  assert.deepEqual(await react(ann, elsewhere, '👍'), refused('unknown'))
  assert.deepEqual(await star(ann, [order, elsewhere], true), refused('unknown'))
  assert.deepEqual(await listed(ann, 'starred'), [])
})

test('stars and pins stay here, are listed newest first, and go with their message', async () => {
  const { ann, ben } = await invited('stars')
  await carryOn(ben, ann)
  for (const text of ['one', 'two', 'three']) await ben.say(text)
  await carryOn(ben, ann)
  const orders = await Promise.all(['one', 'two', 'three'].map((text) => orderAt(ann, text)))
  assert.deepEqual(await star(ann, orders, true), DONE)
  assert.deepEqual(await pin(ann, must(orders[1]), true), DONE)
  assert.equal(await carryAll(ann, ben), 0, 'nobody is told')
  assert.deepEqual(await listed(ann, 'starred'), ['three', 'two', 'one'])
  assert.deepEqual(await listed(ann, 'pinned'), ['two'])
  await star(ann, [must(orders[2])], false)
  assert.deepEqual(await listed(ann, 'starred'), ['two', 'one'])
  // Its author takes it back: gone from every list.
  await erase(ben, [must(orders[1])], true)
  await carryOn(ben, ann)
  assert.deepEqual(await listed(ann, 'starred'), ['one'])
  assert.deepEqual(await listed(ann, 'pinned'), [])
  await erase(ann, [must(orders[0])], false)
  assert.deepEqual(await listed(ann, 'starred'), [])
})

test('one conversation holds so many pins and no more', async () => {
  const { ann, ben } = await invited('pins')
  await carryOn(ben, ann)
  for (let n = 0; n <= MAX_PINNED; n++) await ben.say(`text ${n}`)
  const orders = (await historyAt(ben)).map(({ order }) => order)
  for (const order of orders.slice(0, MAX_PINNED))
    assert.deepEqual(await pin(ben, order, true), DONE)
  assert.deepEqual(await pin(ben, must(orders[MAX_PINNED]), true), refused('tooMany'))
  await pin(ben, must(orders[0]), false)
  assert.deepEqual(await pin(ben, must(orders[MAX_PINNED]), true), DONE)
})

test('nothing can be done with an event of the conversation', async () => {
  const { ann, ben } = await invited('event')
  await carryOn(ben, ann)
  await ben.say('text')
  const [key, row] = must((await ben.profile().history({ after: `${friendAt(ben)}/` }))[0])
  const event = { ...row, event: 1 }
  await ben.decide(({ draft }) => draft.put('message', key, event))
  const order = key.slice(key.indexOf('/') + 1)
  assert.deepEqual(await react(ben, order, '👍'), refused('unknown'))
  assert.deepEqual(await erase(ben, [order], true), refused('unknown'))
  const item = { type: 9, body: new Uint8Array(0) }
  assert.equal(changed(event, { item, mine: true, at: 9, time: 0 }), undefined)
})

test('what is done while a changed security code is unanswered waits here, an edit’s text above all', async () => {
  const { ann, ben } = await invited('held')
  await carryOn(ben, ann)
  await ben.say('text')
  await carryOn(ben, ann)
  const order = await orderAt(ben, 'text')
  const key = friendAt(ben)
  await ben.decide(({ draft }) => {
    const row = must(draft.get('person', key))
    draft.put('person', 'newcomer', { ...row, claims: key, claim: 0, verified: 0 })
    draft.put('person', key, { ...row, verified: 1, claimedBy: 'newcomer' })
  })
  assert.deepEqual(await edit(ben, order, 'only for Ann'), DONE)
  assert.deepEqual(await react(ben, order, '👍'), DONE)
  assert.equal(await carryAll(ben, ann), 0)
  await ben.decide((turn) => settleChange(turn, { type: 'settle', person: key, as: 'different' }))
  await carryOn(ben, ann)
  const [one] = await historyAt(ann)
  assert.deepEqual([one?.text, one?.marks.length], ['only for Ann', 1])
})
