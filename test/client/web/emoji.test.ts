// The picker's emoji: none missing, tones as the catalogue has them, found by their names in two languages.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import catalogue from 'emojibase-data/en/compact.json' with { type: 'json' }
import { names } from '../../../client/web/emoji-de.build.ts'
import { lines } from '../../../client/web/emoji-en.build.ts'
import {
  findEmoji,
  groupNames,
  readEmoji,
  RECENT,
  used,
  withTone,
} from '../../../client/web/emoji.ts'

interface Entry {
  readonly unicode: string
  readonly group?: number
  readonly skins?: readonly { readonly unicode: string }[]
}
const known: readonly Entry[] = catalogue
const all = readEmoji(lines)
const texts = (found: readonly { readonly text: string }[]) => found.map(({ text }) => text)

test('every emoji of the catalogue is there once, in its group', () => {
  const wanted = known.filter(({ group }) => group !== undefined && group !== 2)
  assert.equal(all.length, wanted.length)
  assert.equal(new Set(texts(all)).size, all.length)
  assert.deepEqual(new Set(all.map(({ group }) => group)), new Set(groupNames))
})

test('one tone for everybody in it is the catalogue’s own way to write it', () => {
  let toned = 0
  for (const { unicode, skins } of known) {
    const emoji = all.find(({ text }) => text === unicode || `${text}\uFE0F` === unicode)
    if (!skins || !emoji) continue
    const ways = new Set(skins.map((one) => one.unicode))
    for (const tone of ['light', 'medium', 'dark'] as const) {
      assert.ok(ways.has(withTone(emoji, tone)), `${unicode} ${withTone(emoji, tone)}`)
      toned += 1
    }
  }
  assert.ok(toned > 800)
  const [face] = all
  assert.ok(face)
  assert.equal(withTone(face, 'dark'), face.text)
})

test('found by the beginning of any word, the whole name first; in German too', () => {
  assert.equal(findEmoji(all, 'Thumbs up')[0]?.text, '👍')
  assert.equal(findEmoji(all, 'red heart')[0]?.text, '❤️')
  assert.ok(texts(findEmoji(all, 'piz')).includes('🍕'))
  assert.deepEqual(findEmoji(all, 'no such thing'), [])
  const german = readEmoji(lines, names)
  assert.ok(texts(findEmoji(german, 'Schmetterling')).includes('🦋'))
  assert.ok(texts(findEmoji(german, 'butterfly')).includes('🦋'))
})

test('what was used lately comes first, once, and no more than a row or two', () => {
  let recent: readonly string[] = []
  for (let n = 0; n < RECENT + 5; n += 1) recent = used(recent, String(n))
  recent = used(recent, '20')
  assert.equal(recent.length, RECENT)
  assert.equal(recent[0], '20')
  assert.equal(new Set(recent).size, RECENT)
})
