// Quotes follow the message that they quote: another text, taken back, gone.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { quoteOf } from '../../../client/web/quote.ts'
import { mergeMessages, removeMessage, type Timeline } from '../../../client/web/timeline.ts'
import { fakeMessage, orderOf } from '../../support/fake-engine.ts'

const said = fakeMessage({ id: 'said', text: 'the first', order: orderOf(1) })
const answered = fakeMessage({
  id: 'answer',
  mine: true,
  order: orderOf(2),
  reply: quoteOf(said),
})
const timeline: Timeline = { messages: [said, answered], more: false, newer: false, loaded: true }
const replyIn = ({ messages }: Timeline) => messages.find(({ id }) => id === 'answer')?.reply

test('a quote shows the new text of what it quotes, and nothing of what was taken back', () => {
  const edited = mergeMessages(timeline, [{ ...said, text: 'the better', edited: 1 }])
  assert.equal(replyIn(edited)?.text, 'the better')
  const erased = mergeMessages(edited, [{ ...said, text: '', erased: true }])
  assert.deepEqual(replyIn(erased), { ...quoteOf(said), text: '', kind: 'erased', gone: true })
})

test('a quote of a message that is gone says nothing of it', () => {
  const reply = replyIn(removeMessage(timeline, 'said'))
  assert.deepEqual([reply?.text, reply?.gone], ['', true])
  assert.equal(removeMessage(timeline, 'unknown'), timeline)
})

test('a quote ends inside no letter', () => {
  const { text } = quoteOf({ ...said, text: `${'x'.repeat(119)}👍 and more` })
  assert.ok(text.isWellFormed())
  assert.ok(text.length <= 120)
})
