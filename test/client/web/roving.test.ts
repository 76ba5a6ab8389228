import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rovingTo, type RovingPressed } from '../../../client/web/roving.ts'

const press = (key: string, change: Partial<RovingPressed> = {}): RovingPressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
})

test('arrows lead to the neighbour and stop at the ends, Home and End lead there', () => {
  const from = (at: number) =>
    ['ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => rovingTo(press(key), at, 3))
  assert.deepEqual(from(0), [1, 0, 0, 2])
  assert.deepEqual(from(1), [2, 0, 0, 2])
  assert.deepEqual(from(2), [2, 1, 0, 2])
})

test('other keys, keys with a modifier and an empty list lead nowhere', () => {
  assert.equal(rovingTo(press('a'), 0, 3), undefined)
  assert.equal(rovingTo(press('End'), 0, 0), undefined)
  for (const held of ['ctrlKey', 'metaKey', 'altKey', 'shiftKey'])
    assert.equal(rovingTo(press('ArrowDown', { [held]: true }), 0, 3), undefined)
})
