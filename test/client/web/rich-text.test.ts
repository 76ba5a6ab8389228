import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isEmojiOnly, splitLinks } from '../../../client/web/rich-text.ts'
import { fill, words } from '../../../client/web/words.ts'
import { hueOf, initialsOf } from '../../../client/web/initials.ts'

const links = (text: string) =>
  splitLinks(text)
    .filter(({ link }) => link)
    .map((part) => part.text)

test('splitting a text for links never loses a character', () => {
  const piece = fc.oneof(fc.string(), fc.constant('https://a.example/x'), fc.constant(' '))
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join('')
      assert.equal(
        splitLinks(text)
          .map((part) => part.text)
          .join(''),
        text,
      )
    }),
    { seed: 11, numRuns: 300 },
  )
})

test('only web addresses become links, without the sentence around them', () => {
  assert.deepEqual(links('see https://a.example/b?c=1 (and http://d.example).'), [
    'https://a.example/b?c=1',
    'http://d.example',
  ])
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'a.example', 'https://'])
    assert.deepEqual(links(text), [], text)
})

test('one to three emoji alone are shown large', () => {
  for (const text of ['🎉', '👍🏽', '👩‍👩‍👧', '❤️', '😂😂😂']) assert.equal(isEmojiOnly(text), true, text)
  for (const text of ['', '5', 'a', '😂😂😂😂', '😂 a'])
    assert.equal(isEmojiOnly(text), false, text)
})

test('initials and colour of a person', () => {
  assert.deepEqual(['Ann', 'Ann van Dyk', ' émile ', '🙂 Bob', ''].map(initialsOf), [
    'A',
    'AD',
    'É',
    '🙂B',
    '',
  ])
  assert.equal(hueOf('p1'), hueOf('p1'))
  const hues = new Set(Array.from({ length: 100 }, (_, n) => hueOf(`person ${n}`)))
  assert.equal(hues.size, 8)
})

test('a name is put into a sentence as it is', () => {
  assert.equal(fill(words.invitesYou, '$& {name}'), '$& {name} invites you')
})
