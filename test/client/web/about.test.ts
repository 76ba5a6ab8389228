// Answering and changing messages from the composer: what is asked of the engine, and what a refusal leaves.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { isEditable, replyTo, rewriting } from '../../../client/web/about.ts'
import { createChat } from '../../../client/web/chat.ts'
import { troubleWords } from '../../../client/web/words-trouble.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createFakeEngine, fakeMessage, fakePerson, orderOf } from '../../support/fake-engine.ts'

const theirs = fakeMessage({ id: 'theirs', text: 'a question', order: orderOf(1) })
const own = fakeMessage({ id: 'own', mine: true, text: 'frist', order: orderOf(2) })

const setUp = async () => {
  const engine = createFakeEngine({ phase: 'ready', people: [fakePerson({ id: 'ann' })] })
  engine.store([theirs, own])
  const clock = createManualClock()
  const chat = createChat({
    engine,
    snapshot: signal(engine.snapshot()),
    person: signal<string | undefined>('ann'),
    present: signal(true),
    after: clock.after,
    now: clock.now,
    onFirstSend: () => undefined,
  })
  await settle()
  const about = chat.about('ann')
  const asked = (type: string) => engine.asked.filter((command) => command.type === type)
  const textOf = (id: string) =>
    chat.timeline.value.messages.find((message) => message.id === id)?.text
  return { engine, chat, about, asked, textOf }
}

test('an answer names its message, quotes it at once, and the composer is about nothing any more', async () => {
  const { chat, about, asked } = await setUp()
  about.value = replyTo(theirs)
  chat.draft('ann').value = 'an answer'
  chat.send('ann')
  const bubble = chat.timeline.value.messages.at(-1)
  assert.deepEqual([bubble?.text, bubble?.reply?.text], ['an answer', 'a question'])
  assert.equal(about.value, undefined)
  await settle()
  const [sent] = asked('send')
  assert.ok(sent?.type === 'send' && sent.reply === theirs.order)
  chat.close()
})

test('a refused answer is about its message again, with the text', async () => {
  const { engine, chat, about } = await setUp()
  engine.answerNext('send', { is: 'refused', why: 'storage' })
  about.value = replyTo(theirs)
  chat.draft('ann').value = 'an answer'
  chat.send('ann')
  await settle()
  assert.equal(about.value?.message.id, 'theirs')
  assert.equal(chat.draft('ann').value, 'an answer')
  assert.equal(chat.problem.value, troubleWords.troubles.storage)
  chat.close()
})

test('an edit changes the message and leaves what was being typed', async () => {
  const { chat, about, asked, textOf } = await setUp()
  chat.draft('ann').value = 'something else'
  const edit = rewriting(own)
  about.value = edit
  assert.ok(edit.is === 'edit' && edit.text.value === 'frist')
  edit.text.value = 'first '
  chat.send('ann')
  await settle()
  assert.equal(textOf('own'), 'first')
  assert.equal(about.value, undefined)
  assert.equal(chat.draft('ann').value, 'something else')
  // Changed to what it is: nothing is asked.
  about.value = rewriting({ ...own, text: 'first' })
  chat.send('ann')
  await settle()
  assert.equal(asked('edit').length, 1)
  assert.equal(asked('send').length, 0)
  chat.close()
})

test('a refused edit stays open with its text', async () => {
  const { engine, chat, about } = await setUp()
  engine.answerNext('edit', { is: 'refused', why: 'replaced' })
  const edit = rewriting(own)
  assert.ok(edit.is === 'edit')
  edit.text.value = 'first'
  about.value = edit
  chat.send('ann')
  await settle()
  assert.equal(about.value, edit)
  assert.equal(edit.text.value, 'first')
  assert.equal(chat.problem.value, troubleWords.troubles.replaced)
  chat.close()
})

test('each conversation is about its own', async () => {
  const { chat, about } = await setUp()
  about.value = replyTo(theirs)
  assert.equal(chat.about('bob').value, undefined)
  assert.equal(chat.about('ann').value?.message.id, 'theirs')
  chat.close()
})

test('only own words can be changed', () => {
  assert.ok(isEditable(own))
  assert.ok(!isEditable(theirs))
  assert.ok(!isEditable({ ...own, erased: true }))
  assert.ok(!isEditable({ ...own, needsNewer: true }))
  assert.ok(!isEditable({ ...own, text: '' }))
})
