// Searching over a real profile: rows that are sealed, read back, changed and deleted by commits.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { bareRow, messageKey, orderOf } from '../../../../client/engine/history.ts'
import { openProfile, type Draft } from '../../../../client/engine/rows.ts'
import { fold } from '../../../../client/engine/search-fold.ts'
import { FIRST_BLOCK, FULL_BLOCK } from '../../../../client/engine/search-index.ts'
import {
  createSearching,
  KEEP_FOR,
  MAX_HITS,
  MAX_PLACES,
  MAX_SEARCHES,
} from '../../../../client/engine/search.ts'
import type { Found } from '../../../../client/engine/search-view.ts'
import {
  MAX_QUERY,
  MAX_TERMS,
  snippetOf,
  spansOf,
  termsOf,
} from '../../../../client/engine/search-terms.ts'
import { createTimers } from '../../../../client/engine/timers.ts'
import type { MessageRow } from '../../../../client/engine/tables.ts'
import { createManualClock, settle } from '../../../support/clock-manual.ts'
import { createDiskMemory } from '../../../support/disk-memory.ts'
import { seeded } from '../../crypto/alice-and-bob.ts'

const [ANN, BOB] = ['a'.repeat(32), 'b'.repeat(32)]

const idOf = (n: number): Uint8Array => {
  const id = new Uint8Array(16)
  new DataView(id.buffer).setUint32(0, n)
  return id
}
const orderAt = (n: number): string => orderOf(n, new Uint8Array(4), idOf(n))
const row = (n: number, text: string, change: Partial<MessageRow> = {}): MessageRow => ({
  ...bareRow,
  id: idOf(n),
  mine: n % 2 === 0,
  text,
  time: n * 1_000,
  ...change,
})

const setUp = async () => {
  const clock = createManualClock()
  const random = seeded('a search')
  const profile = await openProfile(createDiskMemory().open(), random.bytes(32), random)
  const told: Found[] = []
  const timers = createTimers(clock)
  let reads = 0
  const searching = createSearching({
    history: (range) => {
      reads += 1
      return profile.history(range)
    },
    clock,
    timers,
    people: () => [
      [ANN, 5_000_000],
      [BOB, 4_000_000],
    ],
    tell: (found) => told.push(found),
  })
  profile.hear(searching.changed)
  const commit = async (act: (draft: Draft) => void): Promise<void> => {
    const draft = profile.begin()
    act(draft)
    await profile.commit(draft)
  }
  const say = (person: string, rows: readonly MessageRow[]): Promise<void> =>
    commit((draft) => {
      for (const one of rows) {
        const n = one.time / 1_000
        draft.put('message', messageKey(person, orderAt(n)), one)
      }
    })
  const search = async (text: string, person?: string, limit = 50): Promise<Found | undefined> => {
    told.length = 0
    const answer = await searching.run({ type: 'search', slot: 'all', text, person, limit })
    assert.deepEqual(answer, { is: 'done' })
    return told.findLast(({ done }) => done)
  }
  const texts = async (text: string, person?: string): Promise<readonly string[]> =>
    ((await search(text, person))?.hits ?? []).map((hit) => hit.text)
  return { clock, timers, profile, searching, told, commit, say, search, texts, reads: () => reads }
}

test('messages of all conversations are found by parts of their words, the newest first', async () => {
  const { say, search } = await setUp()
  await say(ANN, [row(1, 'The *train* station'), row(4, 'nothing'), row(5, 'Two trains late')])
  await say(BOB, [row(3, 'TRÄINING tomorrow'), row(2, 'late again, this train')])
  const found = await search('train')
  assert.deepEqual(
    found?.hits.map(({ person, text, mine }) => [person, text, mine]),
    [
      [ANN, 'Two trains late', false],
      [BOB, 'TRÄINING tomorrow', false],
      [BOB, 'late again, this train', true],
      [ANN, 'The train station', false],
    ],
  )
  assert.deepEqual(
    found?.hits.map(({ text, marks }) => marks.map(([from, to]) => text.slice(from, to))),
    [['train'], ['TRÄIN'], ['train'], ['train']],
  )
  assert.equal(found?.count, 4)
  assert.deepEqual(found?.places, [], 'places are for one conversation')
})

test('all words have to be there, in any order; in one conversation places are given', async () => {
  const { say, search, texts } = await setUp()
  await say(ANN, [row(1, 'late train'), row(2, 'train'), row(3, 'the train is\nlate')])
  await say(BOB, [row(4, 'late train')])
  assert.deepEqual(await texts('train  LATE', ANN), ['the train is\nlate', 'late train'])
  const found = await search('train late', ANN, 0)
  assert.deepEqual([found?.hits, found?.count], [[], 2])
  assert.deepEqual(found?.places, [orderAt(3), orderAt(1)])
  assert.deepEqual(await texts('train never'), [])
  assert.equal(await search('  \u200B '), undefined, 'nothing to look for')
})

test('signs of formatting that are not seen do not stand between letters; those that are seen count', async () => {
  const { say, texts } = await setUp()
  await say(ANN, [row(1, 'un*bold*ed 2*3*4'), row(2, '*half*-done'), row(3, '```\ncode\n```')])
  assert.deepEqual(await texts('half-done'), ['half-done'])
  assert.deepEqual(await texts('2*3'), ['un*bold*ed 2*3*4'])
  assert.deepEqual(await texts('23'), [])
  assert.deepEqual(await texts('`'), [])
})

test('names of files are found, erased messages and those of a newer client are not', async () => {
  const { say, texts } = await setUp()
  const attachment = {
    blobId: new Uint8Array(32),
    key: new Uint8Array(32),
    hash: new Uint8Array(32),
    size: 1,
    name: 'Holiday.JPG',
    mediaType: 'image/jpeg',
    width: 1,
    height: 1,
    length: 0,
    waveform: new Uint8Array(0),
    thumbnail: new Uint8Array(0),
  }
  await say(ANN, [row(1, '', { attachment }), row(2, '', { erased: true })])
  assert.deepEqual(await texts('holiday.jpg'), ['Holiday.JPG'])
})

test('what is found stays true while messages come, change and go', async () => {
  const { clock, say, search, commit, told } = await setUp()
  const many = Array.from({ length: FIRST_BLOCK + 20 }, (_, n) => row(n + 1, `word ${n + 1}`))
  await say(ANN, many)
  assert.equal((await search('word'))?.count, many.length)
  const last = async (): Promise<Found | undefined> => {
    told.length = 0
    await clock.advance(1_000)
    for (let turn = 0; turn < 50; turn += 1) await settle()
    return told.at(-1)
  }
  await say(BOB, [row(900, 'another word')])
  assert.equal((await last())?.hits[0]?.text, 'another word')
  await say(ANN, [row(3, 'edited')])
  assert.equal((await last())?.count, many.length)
  await commit((draft) => draft.delete('message', messageKey(BOB, orderAt(900))))
  assert.equal((await last())?.count, many.length - 1)
  await say(ANN, [row(3, 'word again')])
  assert.equal((await last())?.count, many.length)
  const again = await search('again')
  assert.deepEqual(
    again?.hits.map(({ text }) => text),
    ['word again'],
  )
})

test('a change while its block is being read is not undone by that block', async () => {
  const { say, search, searching, told } = await setUp()
  await say(ANN, [row(1, 'old word'), row(2, 'word that goes')])
  const running = searching.run({ type: 'search', slot: 's', text: 'word', person: ANN, limit: 9 })
  // The disk has answered already; these commits come before the answer is taken.
  searching.changed(
    new Map([
      [messageKey(ANN, orderAt(1)), row(1, 'new text')],
      [messageKey(ANN, orderAt(2)), undefined],
    ]),
  )
  await running
  assert.equal(told.findLast(({ done }) => done)?.count, 0)
  assert.equal((await search('new', ANN, 0))?.count, 1)
})

test('what changed by the hundred before it was read is there once', async () => {
  const { say, search, searching, reads } = await setUp()
  const all = FIRST_BLOCK + FULL_BLOCK + 50
  await say(
    ANN,
    Array.from({ length: all }, (_, n) => row(n + 1, `word ${n + 1}`)),
  )
  const asked = { type: 'search', slot: 'all', person: ANN, limit: 1 } as const
  await Promise.all([
    searching.run({ ...asked, text: 'word' }),
    searching.run({ ...asked, text: '' }),
  ])
  assert.ok(reads() < 3, 'nobody wants the rest: it is not read')
  await say(
    ANN,
    Array.from({ length: FULL_BLOCK }, (_, n) => row(n + 1, `other word ${n + 1}`)),
  )
  assert.equal((await search('word', ANN, 1))?.count, all)
  assert.equal((await search('other', ANN, 1))?.count, FULL_BLOCK)
})

test('where a text has the words: all of them or none, joined where they touch', () => {
  const at = (text: string, typed: string) =>
    spansOf(text, termsOf(typed)).map(([from, to]) => text.slice(from, to))
  assert.deepEqual(at('one two', 'one three'), [])
  assert.deepEqual(at('one two', ''), [])
  assert.deepEqual(at('ababa', 'aba'), ['aba'])
  assert.deepEqual(at('Straßenbahn', 'strass bahn'), ['Straß', 'bahn'])
  assert.deepEqual(at('abcd', 'abc bcd'), ['abcd'])
  const long = `${'x '.repeat(200)}needle${' y'.repeat(200)}`
  const snippet = snippetOf(long, termsOf('needle'))
  assert.deepEqual(
    snippet?.marks.map(([from, to]) => snippet.text.slice(from, to)),
    ['needle'],
  )
  assert.match(snippet?.text ?? '', /^….{10,40}needle.{100,160}…$/)
})

test('a text is never cut inside a letter, and what is marked is in it', () => {
  const unit = fc.constantFrom(...Array.from('aéß👩‍👧 한ﬁ\n'), 'e\u0301', '👍🏽')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 400 }), fc.nat(), (text, at) => {
      const points = Array.from(text)
      const typed = points.slice(at % (points.length + 1), (at % (points.length + 1)) + 3).join('')
      const terms = termsOf(typed)
      const snippet = snippetOf(text, terms)
      assert.equal(snippet !== undefined, terms.length > 0)
      if (!snippet) return
      assert.ok(snippet.text.isWellFormed())
      let end = 0
      for (const [from, to] of snippet.marks) {
        assert.ok(from >= end && from < to && to <= snippet.text.length)
        end = to
      }
      assert.ok(snippet.marks.length > 0)
    }),
    { seed: 20_261_121, numRuns: 1_000 },
  )
})

test('a warm search reads only the texts that it gives; after some minutes nothing is kept', async () => {
  const { clock, timers, say, search, reads } = await setUp()
  await say(
    ANN,
    Array.from({ length: FULL_BLOCK * 2 }, (_, n) => row(n + 1, `text ${n + 1}`)),
  )
  await search('nothing like this')
  const cold = reads()
  assert.ok(cold >= 3)
  assert.equal((await search('text 777'))?.count, 1)
  assert.equal(reads(), cold + 1)
  await clock.advance(KEEP_FOR)
  assert.equal(timers.has('search'), false)
  await search('nothing like this')
  assert.ok(reads() > cold + 2)
})

test('the history is read ahead for whoever is about to type, and nothing is told of that', async () => {
  const { say, search, searching, told, reads } = await setUp()
  await say(
    ANN,
    Array.from({ length: FULL_BLOCK * 2 }, (_, n) => row(n + 1, `text ${n + 1}`)),
  )
  const asked = { type: 'search', slot: 's', text: '', person: undefined, limit: 5 } as const
  await searching.run(asked)
  assert.equal(reads(), 0)
  await searching.run({ ...asked, ahead: true })
  const read = reads()
  assert.ok(read >= 3)
  assert.deepEqual(told, [])
  await search('nothing like this')
  assert.equal(reads(), read)
})

test('a new search in its slot ends the one before, and something is told before the end', async () => {
  const { say, searching, told } = await setUp()
  await say(
    ANN,
    Array.from({ length: FULL_BLOCK * 3 }, (_, n) => row(n + 1, `some text ${n}`)),
  )
  const ask = (text: string, slot = 's') =>
    searching.run({ type: 'search', slot, text, person: undefined, limit: 5 })
  await Promise.all([ask('some'), ask('text')])
  assert.deepEqual([...new Set(told.map(({ text }) => text))], ['text'])
  assert.ok(told.length >= 2, 'while it goes on and at the end')
  assert.equal(told[0]?.done, false)
  assert.equal(told[0]?.hits[0]?.text, `some text ${FULL_BLOCK * 3 - 1}`)
  told.length = 0
  await Promise.all([ask('some'), ask('')])
  assert.deepEqual(told, [])
})

test('limits: words, letters, results, places and searches', async () => {
  const { clock, say, search, searching, told } = await setUp()
  const many = Array.from({ length: MAX_PLACES + 5 }, (_, n) => row(n + 1, `x ${n + 1}`))
  await say(ANN, many)
  const found = await search('x', ANN, 5_000)
  assert.deepEqual(
    [found?.hits.length, found?.places.length, found?.count],
    [MAX_HITS, MAX_PLACES, MAX_PLACES + 5],
  )
  assert.equal(found?.places[0], orderAt(MAX_PLACES + 5))
  assert.equal(termsOf('ab'.repeat(MAX_QUERY)).join('').length, MAX_QUERY)
  const words = Array.from({ length: MAX_TERMS + 3 }, (_, n) => `w${String.fromCharCode(97 + n)}`)
  assert.equal(termsOf(words.join(' ')).length, MAX_TERMS)
  assert.deepEqual(termsOf('a train TRAIN rain'), ['train'])
  for (let n = 0; n <= MAX_SEARCHES; n += 1)
    await searching.run({ type: 'search', slot: `${n}`, text: 'x', person: BOB, limit: 1 })
  told.length = 0
  await say(BOB, [row(2_000, 'x')])
  await clock.advance(1_000)
  for (let turn = 0; turn < 50; turn += 1) await settle()
  assert.equal(told.length, MAX_SEARCHES)
  assert.ok(!told.some(({ slot }) => slot === 'all' || slot === '0'))
})

test('every part of every message is found in it, in small histories and over several blocks', async () => {
  const { say, search } = await setUp()
  const unit = fc.constantFrom(...Array.from('abcé ßＡカがأمـ한👍🏽\n'))
  const texts = fc.sample(fc.string({ unit, minLength: 1, maxLength: 12 }), {
    seed: 20_261_121,
    numRuns: FIRST_BLOCK + FULL_BLOCK + 40,
  })
  await say(
    ANN,
    texts.map((text, n) => row(n + 1, text)),
  )
  const queries = texts.flatMap((text, n) => {
    const points = Array.from(text)
    const part = points.slice(n % points.length, (n % points.length) + 1 + (n % 4)).join('')
    return n % 9 === 0 && fold(part).trim() !== '' ? [[n, part] as const] : []
  })
  assert.ok(queries.length > 40)
  for (const [n, part] of queries) {
    const found = await search(part, ANN, 1)
    assert.ok(found)
    assert.ok(found.places.includes(orderAt(n + 1)), JSON.stringify([texts[n], part]))
    const wanted = texts.filter((text) =>
      fold(part)
        .trim()
        .split(' ')
        .every((word) => fold(text).includes(word)),
    )
    assert.equal(found.count, wanted.length, part)
  }
})
