import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addLater,
  addPage,
  emptyTimeline,
  firstUnread,
  GROUP_WITHIN,
  mergeMessages,
  removeMessage,
  rowsOf,
  trimTimeline,
  type Timeline,
} from '../../../client/web/timeline.ts'
import { fakeMessage, orderOf } from '../../support/fake-engine.ts'

const message = (n: number, change: Parameters<typeof fakeMessage>[0] = { id: String(n) }) =>
  fakeMessage({ order: orderOf(n), time: n * 1_000, ...change })
const loaded = (from: number, to: number, more: boolean): Timeline => ({
  messages: Array.from({ length: to - from }, (_, at) => message(from + at)),
  more,
  newer: false,
  loaded: true,
})
const ids = (timeline: Timeline): string => timeline.messages.map(({ id }) => id).join()

test('a changed message is replaced by id and a new one is sorted in by its order', () => {
  const changed = mergeMessages(loaded(1, 4, false), [
    message(2, { id: '2', text: 'changed' }),
    message(2.5, { id: 'late', order: `${orderOf(2)}5` }),
  ])
  assert.equal(ids(changed), '1,2,late,3')
  assert.equal(changed.messages[1]?.text, 'changed')
})

test('a message older than what is loaded waits for its page', () => {
  assert.equal(ids(mergeMessages(loaded(5, 7, true), [message(2)])), '5,6')
  assert.equal(ids(mergeMessages(loaded(5, 7, false), [message(2)])), '2,5,6')
  assert.equal(ids(mergeMessages(emptyTimeline, [message(2)])), '')
})

test('a run around an older message takes nothing from behind its end until that is read', () => {
  const around = { ...loaded(3, 6, true), newer: true }
  assert.equal(
    ids(mergeMessages(around, [message(9), message(4, { id: '4', text: 'x' })])),
    '3,4,5',
  )
  const grown = addLater(around, [message(6), message(7)], true)
  assert.deepEqual([ids(grown), grown.newer, grown.more], ['3,4,5,6,7', true, true])
  const whole = addLater(grown, [message(8)], false)
  assert.equal(ids(mergeMessages(whole, [message(9)])), '3,4,5,6,7,8,9')
  assert.equal(trimTimeline(whole, 100), whole)
  assert.deepEqual(trimTimeline(grown, 100), emptyTimeline)
})

test('a page does not undo what is known to be newer', () => {
  const now = mergeMessages(loaded(3, 5, true), [message(3, { id: '3', text: 'newer' })])
  const paged = addPage(now, [message(1), message(2), message(3)], false)
  assert.equal(ids(paged), '1,2,3,4')
  assert.equal(paged.messages[2]?.text, 'newer')
  assert.deepEqual([paged.more, paged.loaded], [false, true])
})

test('in whatever pieces messages arrive, the screen ends with the same order, each once', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(500), { maxLength: 60 }),
      fc.array(fc.nat(59), { maxLength: 20 }),
      (numbers, cuts) => {
        let timeline: Timeline = { ...emptyTimeline, more: false, loaded: true }
        const sorted = cuts.toSorted((a, b) => a - b)
        for (const [at, cut] of [0, ...sorted].entries())
          timeline = mergeMessages(
            timeline,
            numbers.slice(cut, sorted[at]).map((n) => message(n)),
          )
        timeline = mergeMessages(
          timeline,
          numbers.map((n) => message(n)),
        )
        assert.equal(ids(timeline), numbers.toSorted((a, b) => a - b).join())
      },
    ),
    { seed: 7, numRuns: 200 },
  )
})

test('trimming keeps the newest and remembers that there are older ones', () => {
  const trimmed = trimTimeline(loaded(0, 10, false), 3)
  assert.equal(ids(trimmed), '7,8,9')
  assert.equal(trimmed.more, true)
  assert.equal(trimTimeline(loaded(0, 3, false), 3).more, false)
  assert.equal(ids(removeMessage(loaded(0, 3, false), '1')), '0,2')
})

test('rows are grouped by author and time, and a day or the divider parts them', () => {
  const noon = new Date(2026, 5, 1, 12).getTime()
  const at = (n: number, after: number, mine: boolean) =>
    message(n, { id: String(n), mine, time: noon + after })
  const messages = [
    at(1, 0, false),
    at(2, GROUP_WITHIN - 1, false),
    at(3, GROUP_WITHIN * 2 - 1, false),
    at(4, GROUP_WITHIN * 2, true),
    at(5, GROUP_WITHIN * 2, false),
    at(6, GROUP_WITHIN * 2, false),
    at(7, 24 * 3_600_000, false),
  ]
  const rows = rowsOf(messages, 0, messages.length, '6')
  const marks = rows.map(({ first, last }) => `${first ? '(' : ''}${last ? ')' : ''}`)
  assert.deepEqual(marks, ['(', ')', '()', '()', '()', '()', '()'])
  assert.deepEqual(
    rows.map(({ day }) => day),
    [true, false, false, false, false, false, true],
  )
  assert.deepEqual(rows.map(({ divider }) => divider).indexOf(true), 5)
  assert.equal(rowsOf(messages, 1, 3, undefined)[0]?.first, false, 'the window is no border')
})

test('a message whose state differs from the next one shows it', () => {
  const mine = { mine: true, time: 0 } as const
  const messages = [
    message(1, { id: '1', ...mine, state: 'delivered' }),
    message(2, { id: '2', ...mine, state: 'sent' }),
    message(3, { id: '3', ...mine, state: 'sent' }),
  ]
  const stamped = rowsOf(messages, 0, 3, undefined).map((row) => row.stamped)
  assert.deepEqual(stamped, [true, false, true])
})

test('the first unread message is counted over what came in', () => {
  const messages = [1, 2, 3, 4].map((n) => message(n, { id: String(n), mine: n === 3 }))
  assert.equal(firstUnread(messages, 2)?.id, '2')
  assert.equal(firstUnread(messages, 0), undefined)
  assert.equal(firstUnread(messages, 9), undefined)
})
