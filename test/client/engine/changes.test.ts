// Changes to messages come to the same on both sides, in whatever order they arrive (PROTOCOL 8.1).
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changed, type Change } from '../../../client/engine/changes.ts'
import { bareRow } from '../../../client/engine/history.ts'
import type { MessageRow } from '../../../client/engine/tables.ts'
import { encode } from '../../../protocol/codec.ts'
import { edit, itemType, reaction, target } from '../../../protocol/message.ts'

const place = { lamport: 3, device: new Uint8Array(4), id: new Uint8Array(16) }
const row: MessageRow = { ...bareRow, id: place.id, mine: false, text: 'before', time: 1 }

const react = (mine: boolean, mark: string, at: number): Change => ({
  item: { type: itemType.reaction, body: encode(reaction, { ...place, mark }) },
  mine,
  at,
  time: 1_000 + at,
})
const rewrite = (mine: boolean, text: string, at: number): Change => ({
  item: { type: itemType.edit, body: encode(edit, { ...place, text }) },
  mine,
  at,
  time: 1_000 + at,
})
const takeBack = (mine: boolean, at: number): Change => ({
  item: { type: itemType.erase, body: encode(target, place) },
  mine,
  at,
  time: 1_000 + at,
})
const after = (changes: readonly Change[]): MessageRow =>
  changes.reduce((now, change) => changed(now, change) ?? now, row)
const visible = ({ text, edited, erased, marks }: MessageRow) => ({
  text,
  edited,
  erased,
  marks: marks.toSorted((a, b) => Number(a.mine) - Number(b.mine)),
})

const anyChange = fc.oneof(
  fc.tuple(fc.boolean(), fc.constantFrom('', 'a', 'b')).map(([mine, mark]) => ({ mine, mark })),
  fc.constantFrom('one', 'two', '  ').map((text) => ({ text })),
)

test('any order of reactions and edits comes to the same', () => {
  fc.assert(
    fc.property(
      fc.array(anyChange, { maxLength: 8 }),
      fc.infiniteStream(fc.nat()),
      (made, chance) => {
        const changes = made.map((one, at) =>
          'mark' in one ? react(one.mine, one.mark, at + 1) : rewrite(false, one.text, at + 1),
        )
        const drawn = changes.map((change) => ({ change, by: chance.next().value }))
        const shuffled = drawn.toSorted((a, b) => a.by - b.by).map(({ change }) => change)
        assert.deepEqual(visible(after(shuffled)), visible(after(changes)))
      },
    ),
    { seed: 20_261_121, numRuns: 300 },
  )
})

test('what was taken back stays so, whatever comes before or after', () => {
  const end = visible(after([takeBack(false, 5)]))
  assert.deepEqual(end, { text: '', edited: 0, erased: true, marks: [] })
  assert.equal(changed(after([takeBack(false, 5)]), rewrite(false, 'again', 9)), undefined)
  assert.equal(changed(after([takeBack(false, 5)]), react(true, 'a', 9)), undefined)
})

test('nobody edits or takes back what another wrote', () => {
  assert.equal(changed(row, rewrite(true, 'forged', 5)), undefined)
  assert.equal(changed(row, takeBack(true, 5)), undefined)
  assert.equal(changed({ ...row, mine: true }, rewrite(false, 'forged', 5)), undefined)
  assert.equal(changed({ ...row, mine: true }, takeBack(false, 5)), undefined)
})

test('a mark is one for each person, and an empty one takes it back', () => {
  const both = after([react(true, 'a', 4), react(false, 'b', 5), react(true, 'c', 6)])
  assert.deepEqual(
    both.marks.map(({ mine, mark }) => [mine, mark]),
    [
      [false, 'b'],
      [true, 'c'],
    ],
  )
  const back = after([react(true, 'a', 4), react(true, '', 5), react(true, 'a', 4)])
  assert.deepEqual(
    back.marks.map(({ mark }) => mark),
    [''],
  )
})

test('an edit to nothing changes nothing', () => {
  assert.equal(changed(row, rewrite(false, ' \n', 5)), undefined)
})
