import assert from 'node:assert/strict'
import { test } from 'node:test'
import { effect, signal } from '@preact/signals'
import type { Answer } from '../../../client/engine/view.ts'
import { bytesOver, createChat, GLANCE_FOR, MISSED_AFTER } from '../../../client/web/chat.ts'
import { FOUND_FOR } from '../../../client/web/going.ts'
import { READ_AFTER } from '../../../client/web/reading.ts'
import { PAGE } from '../../../client/web/page-reading.ts'
import { KEPT, WIDE_PAGE } from '../../../client/web/shelves.ts'
import { troubleWords } from '../../../client/web/words-trouble.ts'
import { MAX_TEXT_BYTES } from '../../../protocol/limits.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createFakeEngine, fakeMessage, fakePerson, orderOf } from '../../support/fake-engine.ts'

const ann = fakePerson({ id: 'ann', name: 'Ann' })
const bob = fakePerson({ id: 'bob', name: 'Bob' })

const setUp = (people = [ann, bob]) => {
  const engine = createFakeEngine({ phase: 'ready', people })
  const snapshot = signal(engine.snapshot())
  engine.watch((event) => {
    if (event.type === 'snapshot') snapshot.value = event.snapshot
  })
  const person = signal<string | undefined>(undefined)
  const present = signal(true)
  const clock = createManualClock()
  let firstSends = 0
  const onFirstSend = () => {
    firstSends += 1
  }
  const { after, now } = clock
  const chat = createChat({ engine, snapshot, person, present, after, now, onFirstSend })
  const texts = () => chat.timeline.value.messages.map(({ text }) => text)
  const of = (type: string) => engine.asked.filter((command) => command.type === type)
  return { engine, person, present, clock, chat, texts, of, firstSends: () => firstSends }
}

const stored = (count: number, who = 'ann') =>
  Array.from({ length: count }, (_, n) =>
    fakeMessage({ id: `${who}${n}`, person: who, text: String(n), order: orderOf(n + 1) }),
  )

test('a conversation opens with its newest page and reads older ones when asked', async () => {
  const { engine, person, chat, texts, of } = setUp()
  engine.store(stored(PAGE + 10))
  person.value = 'ann'
  await settle()
  assert.equal(texts()[0], '10')
  assert.equal(chat.timeline.value.more, true)
  chat.older()
  chat.older()
  await settle()
  assert.equal(texts()[0], '0')
  assert.equal(of('page').length, 2, 'one page at a time')
  chat.older()
  await settle()
  assert.equal(of('page').length, 2, 'nothing older is asked for')
  chat.close()
})

test('what changed while a page was being read is not undone by it', async () => {
  const { engine, person, chat, texts } = setUp()
  const [old] = stored(1)
  assert.ok(old)
  engine.store([old])
  const { promise, resolve } = Promise.withResolvers<Answer>()
  const run = engine.run
  engine.run = (command) => (command.type === 'page' ? promise : run(command))
  person.value = 'ann'
  engine.tell([
    { ...old, text: 'changed' },
    fakeMessage({ id: 'new', text: 'new', order: orderOf(9) }),
  ])
  resolve({ is: 'page', messages: [old], more: true })
  await settle()
  assert.deepEqual(texts(), ['changed', 'new'])
  chat.close()
})

test('a written message is shown at once, once, and the draft is empty', async () => {
  const { person, chat, texts, of, firstSends } = setUp()
  person.value = 'ann'
  await settle()
  chat.draft('ann').value = '  hello \n'
  chat.send('ann')
  assert.deepEqual(texts(), ['hello'])
  assert.equal(chat.timeline.value.messages[0]?.state, 'sending')
  assert.equal(chat.draft('ann').value, '')
  await settle()
  assert.deepEqual(texts(), ['hello'])
  const [command] = of('send')
  assert.ok(command?.type === 'send')
  assert.match(command.id, /^[0-9a-f]{32}$/)
  chat.draft('ann').value = 'again'
  chat.send('ann')
  await settle()
  assert.equal(firstSends(), 1)
  chat.close()
})

test('a refused message comes back into the draft, with a sentence, before what was typed since', async () => {
  const { engine, person, chat, texts } = setUp()
  person.value = 'ann'
  await settle()
  engine.answerNext('send', { is: 'refused', why: 'storage' })
  chat.draft('ann').value = 'hello'
  chat.send('ann')
  chat.draft('ann').value = 'more'
  await settle()
  assert.deepEqual(texts(), [])
  assert.equal(chat.draft('ann').value, 'hello\nmore')
  assert.equal(chat.problem.value, troubleWords.troubles.storage)
  chat.close()
})

test('text exactly at the limit is sent; one byte more stays where it is', async () => {
  const { person, chat, of } = setUp()
  person.value = 'ann'
  await settle()
  const fits = 'é'.repeat(MAX_TEXT_BYTES / 2)
  assert.deepEqual([bytesOver(fits), bytesOver(`${fits}!`)], [0, 1])
  chat.draft('ann').value = `${fits}!`
  chat.send('ann')
  assert.equal(of('send').length, 0)
  assert.equal(chat.draft('ann').value.length, MAX_TEXT_BYTES / 2 + 1)
  chat.draft('ann').value = fits
  chat.send('ann')
  await settle()
  assert.equal(of('send').length, 1)
  chat.draft('ann').value = ' \n '
  chat.send('ann')
  assert.equal(of('send').length, 1, 'blank text is not sent')
  chat.close()
})

test('each conversation has its own draft and its own messages', async () => {
  const { engine, person, chat, texts } = setUp()
  engine.store([...stored(1, 'ann'), ...stored(2, 'bob')])
  person.value = 'ann'
  await settle()
  chat.draft('ann').value = 'for Ann'
  person.value = 'bob'
  await settle()
  assert.equal(chat.draft('bob').value, '')
  assert.deepEqual(texts(), ['0', '1'])
  engine.tell([fakeMessage({ id: 'x', text: 'while away', order: orderOf(50) })])
  assert.equal(chat.heard.value, undefined)
  person.value = 'ann'
  assert.deepEqual(texts(), ['0', 'while away'])
  assert.equal(chat.draft('ann').value, 'for Ann')
  chat.close()
})

test('a conversation that was left keeps only its newest messages', async () => {
  const { engine, person, chat } = setUp()
  engine.store(stored(PAGE * 4))
  person.value = 'ann'
  for (let page = 0; page < 4; page += 1) {
    await settle()
    chat.older()
  }
  await settle()
  assert.equal(chat.timeline.value.messages.length, PAGE * 4)
  person.value = 'bob'
  await settle()
  person.value = 'ann'
  assert.equal(chat.timeline.value.messages.length, KEPT)
  assert.equal(chat.timeline.value.more, true)
  chat.close()
})

test('read is what was in sight for a second in a window with the focus', async () => {
  const { engine, person, present, clock, chat, of } = setUp([{ ...ann, unread: 2 }, bob])
  engine.store(stored(5))
  present.value = false
  person.value = 'ann'
  await clock.advance(READ_AFTER * 2)
  assert.equal(of('read').length, 0)
  assert.deepEqual(chat.divider.value, { id: 'ann3', count: 2 })
  present.value = true
  await clock.advance(READ_AFTER * 2)
  chat.seen.value = 'ann2'
  await clock.advance(READ_AFTER * 2)
  assert.equal(of('read').length, 0, 'what is unread was not in sight')
  chat.seen.value = 'ann3'
  await clock.advance(READ_AFTER - 1)
  chat.seen.value = 'ann4'
  await clock.advance(READ_AFTER - 1)
  assert.equal(of('read').length, 0)
  chat.seen.value = 'ann3'
  await clock.advance(READ_AFTER)
  assert.deepEqual(of('read'), [{ type: 'read', person: 'ann', left: 1, seen: orderOf(4) }])
  chat.seen.value = 'ann2'
  await clock.advance(READ_AFTER * 2)
  assert.equal(of('read').length, 1, 'what was read stays read')
  chat.seen.value = 'ann4'
  await clock.advance(READ_AFTER)
  const last = { type: 'read', person: 'ann', left: 0, seen: orderOf(5) }
  assert.deepEqual(of('read').at(-1), last)
  assert.deepEqual(chat.divider.value, { id: 'ann3', count: 2 }, 'stays until the chat is left')
  person.value = undefined
  assert.equal(chat.divider.value, undefined)
  chat.close()
  assert.equal(clock.waiting(), 0)
})

test('a conversation with many unread messages opens with all of them, as one change', async () => {
  const unread = WIDE_PAGE + 100
  const { engine, person, chat, texts, of } = setUp([{ ...ann, unread }, bob])
  engine.store(stored(WIDE_PAGE * 4))
  const lengths = new Set<number>()
  const stop = effect(() => void lengths.add(texts().length))
  person.value = 'ann'
  await settle()
  stop()
  assert.deepEqual([...lengths], [0, WIDE_PAGE * 2])
  assert.equal(of('page').length, 2)
  assert.deepEqual(chat.divider.value, { id: `ann${WIDE_PAGE * 4 - unread}`, count: unread })
  chat.close()
})

test('the date of what is passed stays a while after the last scrolling', async () => {
  const { person, clock, chat } = setUp()
  person.value = 'ann'
  await settle()
  chat.scrolled(1)
  await clock.advance(GLANCE_FOR - 1)
  chat.scrolled(2)
  await clock.advance(GLANCE_FOR - 1)
  assert.equal(chat.glance.value, 2)
  await clock.advance(1)
  assert.equal(chat.glance.value, undefined)
  chat.scrolled(3)
  person.value = 'bob'
  assert.equal(chat.glance.value, undefined)
  chat.close()
  assert.equal(clock.waiting(), 0)
})

test('a new incoming message of the open conversation is said aloud, an own or a known one is not', async () => {
  const { engine, person, chat } = setUp()
  engine.store(stored(1))
  person.value = 'ann'
  await settle()
  engine.tell([{ ...stored(1)[0]!, text: 'changed' }])
  engine.tell([fakeMessage({ id: 'mine', mine: true, order: orderOf(5) })])
  const heard = () => chat.heard.value?.text
  assert.equal(heard(), undefined)
  engine.tell([fakeMessage({ id: 'theirs', text: 'hi', order: orderOf(6) })])
  assert.equal(heard(), 'hi')
  chat.close()
})

test('news that never reached this page is read again', async () => {
  const { engine, person, clock, chat, texts, of } = setUp()
  engine.store(stored(2))
  person.value = 'ann'
  await settle()
  const missed = fakeMessage({ id: 'missed', text: 'missed', order: orderOf(3) })
  engine.store([missed])
  engine.set({ people: [{ ...ann, last: { ...missed, kind: 'text' } }, bob] })
  await clock.advance(MISSED_AFTER)
  assert.deepEqual(texts(), ['0', '1', 'missed'])
  const late = Array.from({ length: PAGE * 2 }, (_, n) =>
    fakeMessage({ id: `late${n}`, text: `late${n}`, order: orderOf(n + 10) }),
  )
  engine.store(late)
  engine.set({ people: [{ ...ann, last: { ...(late.at(-1) ?? missed), kind: 'text' } }, bob] })
  await clock.advance(MISSED_AFTER)
  assert.equal(texts().length, PAGE, 'no hole in the middle')
  assert.equal(chat.timeline.value.more, true)
  const pages = of('page').length
  engine.tell([{ ...late.at(-1)!, text: 'told' }])
  await clock.advance(MISSED_AFTER * 2)
  assert.equal(of('page').length, pages, 'nothing is read again without need')
  chat.close()
  assert.equal(clock.waiting(), 0)
})

const long = () => {
  const all = setUp()
  all.engine.store(stored(PAGE * 10))
  all.person.value = 'ann'
  return all
}

test('going to a message far back reads what stands around it, and it stands out when it is in sight', async () => {
  const { chat, clock, texts, of } = long()
  await settle()
  assert.equal(await chat.goTo(orderOf(101)), true)
  const { more, newer } = chat.timeline.value
  assert.deepEqual([texts()[0], texts().at(-1), more, newer], ['41', '160', true, true])
  assert.deepEqual(chat.wished.value, { to: 'message', order: orderOf(101) })
  assert.equal(chat.found.value, undefined, 'not in sight yet')
  chat.reached('ann99')
  assert.equal(chat.found.value, undefined, 'another message is in sight')
  chat.reached('ann100')
  assert.equal(chat.found.value, 'ann100')
  await clock.advance(FOUND_FOR)
  assert.equal(chat.found.value, undefined)
  const reads = of('page').length
  assert.equal(await chat.goTo(orderOf(150)), true)
  assert.equal(of('page').length, reads, 'what is loaded is not read again')
  chat.close()
})

test('a message that is not here is not gone to, and nothing moves', async () => {
  const { chat, texts } = long()
  await settle()
  const before = texts()
  assert.equal(await chat.goTo(`${orderOf(100)}x`), false)
  assert.deepEqual(texts(), before)
  assert.equal(chat.wished.value, undefined)
  chat.close()
})

test('from an older message the newer ones are read page by page until the newest, each once', async () => {
  const { engine, chat, texts } = long()
  await settle()
  await chat.goTo(orderOf(500))
  engine.tell([fakeMessage({ id: 'new', text: 'new', order: orderOf(PAGE * 10 + 1) })])
  assert.equal(texts().at(-1), '559', 'what comes in waits behind what is not read')
  chat.later()
  chat.later()
  await settle()
  assert.deepEqual([texts().at(-1), chat.timeline.value.newer], ['new', false])
  assert.equal(new Set(texts()).size, texts().length)
  assert.equal(texts().length, PAGE * 2 + 41)
  chat.close()
})

test('around an older message nothing counts as read, and nothing as missed', async () => {
  const { engine, chat, person, clock, of } = long()
  engine.set({
    people: [{ ...ann, unread: 5, last: { ...fakeMessage({ id: 'ann599' }), kind: 'text' } }, bob],
  })
  person.value = 'ann'
  await settle()
  await chat.goTo(orderOf(101))
  chat.seen.value = 'ann160'
  await clock.advance(READ_AFTER + MISSED_AFTER)
  assert.equal(of('read').length, 0)
  assert.equal(chat.timeline.value.newer, true)
  chat.close()
})

test('what is sent from an older message leads back to the newest', async () => {
  const { chat, texts } = long()
  await settle()
  await chat.goTo(orderOf(101))
  chat.draft('ann').value = 'hello'
  chat.send('ann')
  await settle()
  assert.deepEqual([texts().at(-2), texts().at(-1)], ['599', 'hello'])
  assert.equal(chat.timeline.value.newer, false)
  await chat.goTo(orderOf(101))
  chat.wish('newest')
  assert.notDeepEqual(chat.wished.value, { to: 'newest' }, 'not before they are there')
  await settle()
  assert.deepEqual(chat.wished.value, { to: 'newest' })
  assert.equal(texts().at(-1), 'hello')
  chat.close()
})

test('a conversation opened at a message stays there, and opens at its end the next time', async () => {
  const { chat, person, texts } = long()
  void chat.goTo(orderOf(101))
  await settle()
  assert.equal(chat.timeline.value.newer, true)
  assert.equal(chat.divider.value, undefined)
  person.value = 'bob'
  await settle()
  assert.equal(chat.wished.value, undefined, 'a wish is not for the next conversation')
  person.value = 'ann'
  await settle()
  assert.equal(texts().at(-1), '599')
  chat.close()
})

test('of two messages that are gone to at once the later one counts', async () => {
  const { chat, texts } = long()
  await settle()
  assert.deepEqual(await Promise.all([chat.goTo(orderOf(101)), chat.goTo(orderOf(301))]), [
    false,
    true,
  ])
  assert.equal(texts()[0], '241')
  assert.deepEqual(chat.wished.value, { to: 'message', order: orderOf(301) })
  chat.close()
})
