// The search as the page holds it, over the engine's own search in memory.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { computed, signal } from '@preact/signals'
import { createFind } from '../../../client/web/find.ts'
import { createSearch, hitId, LISTED, MOST_LISTED, personId } from '../../../client/web/search.ts'
import { createSearchField } from '../../../client/web/search-field.ts'
import { createSearching, STALE_AFTER } from '../../../client/web/searching.ts'
import type { Answer, Command, ViewEvent } from '../../../client/engine/view.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { createFakeEngine, fakeMessage, fakePerson, orderOf } from '../../support/fake-engine.ts'

const ann = fakePerson({ id: 'ann', name: 'Ánn Summer' })
const bob = fakePerson({ id: 'bob', name: 'Bob' })

const say = (n: number, text: string, person = 'ann') =>
  fakeMessage({ id: `${person}${n}`, person, text, order: orderOf(n), time: n * 1_000 })

const setUp = () => {
  const engine = createFakeEngine({ phase: 'ready', people: [ann, bob] })
  const clock = createManualClock()
  const opened: string[] = []
  const field = createSearchField()
  const route = {
    openPerson: (person: string) => void opened.push(person),
    openAt: (person: string, order: string) => void opened.push(`${person} ${order}`),
  }
  const people = computed(() => [ann, bob])
  const open = () => createSearch({ engine, people, field, route, after: clock.after })
  const searches = () => engine.asked.filter(({ type }) => type === 'search')
  return { engine, clock, opened, field, open, searches }
}

const done = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn += 1) await settle()
}

test('people by a part of the name and messages by their words; the arrows go round, Enter opens', async () => {
  const { engine, field, open, opened } = setUp()
  engine.store([say(1, 'summer ann'), say(2, 'winter'), say(3, 'BOB and ann', 'bob')])
  const search = open()
  field.text.value = 'ann'
  await done()
  assert.deepEqual(
    search.people.value.map(({ person, marks }) => [person.id, marks]),
    [['ann', [[0, 3]]]],
  )
  assert.deepEqual(
    search.hits.value.map(({ text }) => text),
    ['BOB and ann', 'summer ann'],
  )
  assert.equal(field.here.value, personId(ann))
  const press = (key: string) => field.keys.value?.(key)
  assert.equal(press('ArrowUp'), true)
  const [first, last] = search.hits.value
  assert.ok(first && last)
  assert.equal(field.here.value, hitId(last))
  press('Enter')
  press('ArrowDown')
  press('Enter')
  press('ArrowDown')
  press('Enter')
  assert.deepEqual(opened, [`ann ${orderOf(1)}`, 'ann', `bob ${orderOf(3)}`])
  assert.equal(press('a'), false)
  field.text.value = 'anne'
  await done()
  assert.deepEqual([field.here.value, press('Enter')], [undefined, false])
  search.close()
  assert.deepEqual(
    [field.text.value, field.keys.value, field.here.value],
    ['', undefined, undefined],
  )
})

test('the history is read ahead, and a closed search asks for nothing more', async () => {
  const { field, open, searches } = setUp()
  const search = open()
  await done()
  const [ahead] = searches()
  assert.ok(ahead?.type === 'search' && ahead.ahead === true && ahead.text === '')
  search.close()
  const last = searches().at(-1)
  assert.ok(last?.type === 'search' && last.text === '' && last.ahead !== true)
  const count = searches().length
  field.text.value = 'word'
  await done()
  assert.equal(searches().length, count)
})

test('more is listed when asked for, up to the most; other letters begin anew', async () => {
  const { engine, field, open } = setUp()
  engine.store(Array.from({ length: MOST_LISTED + 9 }, (_, n) => say(n + 1, `word ${n + 1}`)))
  const search = open()
  field.text.value = 'word'
  await done()
  for (let listed = LISTED; listed < MOST_LISTED; listed += LISTED) {
    assert.deepEqual([search.hits.value.length, search.more.value], [listed, true])
    search.showMore()
    await done()
  }
  assert.deepEqual([search.hits.value.length, search.more.value], [MOST_LISTED, false])
  assert.equal(search.searching.found.value?.count, MOST_LISTED + 9)
  field.text.value = 'wor'
  await done()
  assert.equal(search.hits.value.length, LISTED)
  search.close()
})

test('what other letters found goes after a moment, a refusal is said, and what is late is not taken', async () => {
  const { engine, clock } = setUp()
  engine.store([say(1, 'word')])
  const text = signal('word')
  const parts = { engine, text, person: undefined, limit: signal(5), after: clock.after }
  const searching = createSearching(parts)
  await done()
  const early = searching.found.value
  assert.deepEqual([early?.count, searching.busy.value], [1, false])
  engine.answerNext('search', { is: 'done' })
  text.value = 'words'
  assert.equal(searching.found.value, early, 'it does not flicker')
  assert.equal(searching.busy.value, true)
  await clock.advance(STALE_AFTER)
  assert.equal(searching.found.value, undefined)
  engine.answerNext('search', { is: 'refused', why: 'offline' })
  text.value = 'wo'
  await done()
  assert.deepEqual([searching.failed.value, searching.busy.value], [true, false])
  text.value = '  '
  await done()
  assert.deepEqual([searching.found.value, searching.busy.value], [undefined, false])
  searching.close()
})

const setUpFind = () => {
  const { engine, clock } = setUp()
  engine.store(Array.from({ length: 30 }, (_, n) => say(n + 1, n % 10 === 3 ? `tree ${n}` : 'x')))
  const went: string[] = []
  const goTo = (order: string) => Promise.resolve(went.push(order) > 0)
  const find = createFind({ engine, person: 'ann', chat: { goTo }, after: clock.after })
  return { engine, find, went }
}

test('in a conversation the newest match is gone to, then one after another, round the end', async () => {
  const { engine, find, went } = setUpFind()
  find.text.value = 'tree'
  await done()
  assert.deepEqual([find.place.value, find.count.value, find.beyond.value], [1, 3, false])
  find.earlier()
  find.earlier()
  assert.equal(find.place.value, 3)
  find.earlier()
  find.later()
  assert.deepEqual(went, [24, 14, 4, 24, 4].map(orderOf))
  engine.tell([say(40, 'another tree')])
  find.text.value = 'tre'
  await done()
  assert.deepEqual([find.place.value, find.count.value], [4, 4], 'it stays at its match')
  find.text.value = 'another'
  await done()
  assert.equal(went.at(-1), orderOf(40))
  find.text.value = 'none of it'
  await done()
  assert.deepEqual([find.place.value, find.count.value], [0, 0])
  find.earlier()
  assert.equal(went.at(-1), orderOf(40))
  find.close()
})

/** An engine that tells what the test says. */
const createTeller = () => {
  const listeners = new Set<(event: ViewEvent) => void>()
  let slot = ''
  return {
    engine: {
      run: (command: Command): Promise<Answer> => {
        if (command.type === 'search') slot = command.slot
        return Promise.resolve({ is: 'done' })
      },
      watch: (listener: (event: ViewEvent) => void) => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    tell: (text: string, places: readonly string[], own = slot) => {
      const found = { slot: own, text, hits: [], places, count: places.length, done: true }
      for (const listener of listeners) listener({ type: 'found', ...found })
    },
  }
}

test('what is told for other letters or another field is not taken', () => {
  const { engine, tell } = createTeller()
  const { after } = createManualClock()
  const text = signal('new')
  const searching = createSearching({ engine, text, person: 'ann', limit: signal(0), after })
  tell('old', ['1'])
  tell('new', ['1'], 'another')
  const places = () => searching.found.value?.places
  assert.equal(places(), undefined)
  tell('new', ['1'])
  assert.deepEqual(places(), ['1'])
  searching.close()
})

test('what comes in later changes the number and moves nothing', () => {
  const { engine, tell } = createTeller()
  const { after } = createManualClock()
  const went: string[] = []
  const goTo = (order: string) => Promise.resolve(went.push(order) > 0)
  const find = createFind({ engine, person: 'ann', chat: { goTo }, after })
  find.text.value = 'x'
  tell('x', ['3', '1'])
  find.earlier()
  tell('x', ['4', '3', '1'])
  assert.deepEqual([went, find.place.value, find.count.value], [['3', '1'], 3, 3])
  find.close()
})
