// Where conversations stand in the list.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { arranged } from '../../../client/web/people-order.ts'
import { fakePerson } from '../../support/fake-engine.ts'

test('on top in the order in which they were put there, then the newest, archived ones apart', () => {
  const people = [
    fakePerson({ id: 'new' }),
    fakePerson({ id: 'second', pinned: 2 }),
    fakePerson({ id: 'away', archived: true, pinned: 3 }),
    fakePerson({ id: 'old' }),
    fakePerson({ id: 'first', pinned: 1 }),
  ]
  const { shown, archived } = arranged(people)
  assert.deepEqual(
    shown.map(({ id }) => id),
    ['first', 'second', 'new', 'old'],
  )
  assert.deepEqual(
    archived.map(({ id }) => id),
    ['away'],
  )
})
