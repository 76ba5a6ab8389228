// What is chosen about the look: on the page at once, kept, followed by other tabs; and what Enter does.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAppearance } from '../../../client/web/appearance.ts'
import { sendsMessage, type EnterPressed } from '../../../client/web/enter.ts'
import { readLook } from '../../../client/web/look.ts'
import { createKeptMemory } from '../../support/kept-memory.ts'

/** The three fields of a root element that are written. */
const createRoot = (): HTMLElement => {
  const root = { dataset: {}, style: { fontSize: '' } }
  return root as unknown as HTMLElement
}

const setUp = (memory = createKeptMemory()) => {
  const root = createRoot()
  const colours = [{ content: '#f7f7f5' }, { content: '#141715' }]
  const ground = () => `ground of ${root.dataset['theme']}`
  const appearance = createAppearance({ kept: memory.page(), root, colours, ground })
  return { appearance, root, colours, memory }
}

test('a choice is on the page at once, kept, and with it the colour of the bars around', () => {
  const { appearance, root, colours, memory } = setUp()
  assert.deepEqual(root.dataset, {})
  appearance.change({ theme: 'dark', textSize: 150, still: true })
  assert.deepEqual(root.dataset, { theme: 'dark', still: '' })
  assert.equal(root.style.fontSize, '150%')
  assert.deepEqual(
    colours.map(({ content }) => content),
    Array(2).fill('ground of dark'),
  )
  assert.deepEqual(Object.fromEntries(memory.values), {
    theme: 'dark',
    'text-size': '150',
    still: 'yes',
  })
  appearance.change({ theme: 'system', textSize: 100, still: false })
  assert.deepEqual([root.dataset, root.style.fontSize], [{}, ''])
  assert.deepEqual(
    colours.map(({ content }) => content),
    ['#f7f7f5', '#141715'],
  )
  assert.equal(memory.values.size, 0)
})

test('another tab follows, and a later page begins with it', () => {
  const { appearance, memory } = setUp()
  const there = setUp(memory)
  appearance.change({ theme: 'light' })
  appearance.chooseEnter('line')
  assert.deepEqual(there.root.dataset, { theme: 'light' })
  assert.equal(there.appearance.enter.value, 'line')
  const later = setUp(memory)
  assert.deepEqual([later.root.dataset, later.appearance.enter.value], [{ theme: 'light' }, 'line'])
})

test('what is kept and not understood is as if it were never chosen', () => {
  const usual = { theme: 'system', textSize: 100, still: false }
  for (const kept of [
    { theme: 'purple', 'text-size': '9000', still: 'maybe' },
    { theme: '', 'text-size': 'large', still: '' },
    { 'text-size': '99' },
    { 'text-size': '201' },
  ])
    assert.deepEqual(
      readLook((name) => new Map(Object.entries(kept)).get(name)),
      usual,
    )
  assert.equal(readLook((name) => (name === 'text-size' ? '200' : undefined)).textSize, 200)
})

test('Enter sends or begins a line, as chosen; Shift does the other; a composing input method has the first word', () => {
  const press = (change: Partial<EnterPressed> = {}): EnterPressed => ({
    key: 'Enter',
    shiftKey: false,
    ctrlKey: false,
    metaKey: false,
    isComposing: false,
    keyCode: 13,
    ...change,
  })
  const shift = press({ shiftKey: true })
  assert.deepEqual(
    [press(), shift].map((key) => sendsMessage(key, 'send', false)),
    [true, false],
  )
  assert.deepEqual(
    [press(), shift].map((key) => sendsMessage(key, 'line', false)),
    [false, true],
  )
  // A keyboard on the screen has no other key for a new line.
  for (const does of ['send', 'line'] as const) {
    assert.equal(sendsMessage(press(), does, true), false)
    for (const key of [press({ ctrlKey: true }), press({ metaKey: true })])
      assert.deepEqual(
        [false, true].map((touch) => sendsMessage(key, does, touch)),
        [true, true],
      )
    for (const key of [press({ isComposing: true }), press({ keyCode: 229 }), press({ key: 'a' })])
      assert.equal(sendsMessage(key, does, false), false)
  }
})
