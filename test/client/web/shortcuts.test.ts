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
  // On a message a key may mean another thing than where one writes; nothing else is heard at both.
  const places = shortcuts.map(({ group }, at) => (group === 'message' ? 'on ' : '') + names[at])
  assert.equal(new Set(places).size, places.length)
  assert.equal(new Set(shortcuts.map(({ name }) => name)).size, shortcuts.length)
  const taken = /^Ctrl\+([NTWQ0-9]|Shift\+[NTW])$|^(F5|F11|F12|Alt\+F4)$/
  for (const name of names) assert.doesNotMatch(name, taken)
})

test('each shortcut is found by its keys, on a Mac by its command key', () => {
  for (const { name, keys, group } of shortcuts) {
    const { key, command = false, alt: altKey = false, shift: shiftKey = false } = keys
    const held = { key, altKey, shiftKey }
    assert.equal(pressedShortcut(event({ ...held, ctrlKey: command }), false, group), name)
    assert.equal(pressedShortcut(event({ ...held, metaKey: command }), true, group), name)
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
