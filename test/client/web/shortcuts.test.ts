// The table of shortcuts: no two alike, none that a browser keeps for itself, and each found by its keys.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  keyNames,
  pressedShortcut,
  shortcuts,
  type Pressed,
} from '../../../client/web/shortcuts.ts'

const event = (change: Partial<Pressed>): Pressed => ({
  key: 'a',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...change,
})

test('no two shortcuts are alike, and none is the browser’s own', () => {
  const names = shortcuts.map(({ keys }) => keyNames(keys, false).join('+'))
  assert.equal(new Set(names).size, names.length)
  assert.equal(new Set(shortcuts.map(({ name }) => name)).size, shortcuts.length)
  const taken = /^Ctrl\+([NTWQ0-9]|Shift\+[NTW])$|^(F5|F11|F12|Alt\+F4)$/
  for (const name of names) assert.doesNotMatch(name, taken)
})

test('each shortcut is found by its keys, on a Mac by its command key', () => {
  for (const { name, keys } of shortcuts) {
    const { key, command = false, alt: altKey = false, shift: shiftKey = false } = keys
    assert.equal(pressedShortcut(event({ key, altKey, shiftKey, ctrlKey: command }), false), name)
    assert.equal(pressedShortcut(event({ key, altKey, shiftKey, metaKey: command }), true), name)
    if (command)
      assert.equal(
        pressedShortcut(event({ key, altKey, shiftKey, ctrlKey: true }), true),
        undefined,
      )
  }
})

test('a capital letter and a slash behind Shift are the same keys; a letter alone is none', () => {
  assert.equal(pressedShortcut(event({ key: 'K', ctrlKey: true }), false), 'switch')
  assert.equal(pressedShortcut(event({ key: '/', ctrlKey: true, shiftKey: true }), false), 'keys')
  assert.equal(pressedShortcut(event({ key: 'k' }), false), undefined)
  assert.equal(pressedShortcut(event({ key: 'k', ctrlKey: true, altKey: true }), false), undefined)
})
