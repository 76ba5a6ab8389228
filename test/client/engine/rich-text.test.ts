import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isEmojiOnly, parseText, type Inline } from '../../../client/engine/rich-text.ts'
import { lineOf } from '../../../client/web/line-of.ts'
import { fill, words } from '../../../client/web/words.ts'
import { hueOf, initialsOf } from '../../../client/web/initials.ts'
import { sourceOf } from '../../support/rich-source.ts'

/** A tree in short: signs as their names. */
const short = (parts: readonly Inline[]): string =>
  parts
    .map((part) => {
      if (part.is === 'text') return part.text
      if (part.is === 'code' || part.is === 'link') return `[${part.is} ${part.text}]`
      return `[${part.is} ${short(part.inside)}]`
    })
    .join('')
const line = (text: string): string => {
  const [block] = parseText(text)
  return block?.is === 'lines' ? short(block.inside) : `${block?.is}`
}
const links = (text: string): readonly string[] =>
  parseText(text).flatMap((block) =>
    block.is === 'lines'
      ? block.inside.flatMap((one) => (one.is === 'link' ? [one.text] : []))
      : [],
  )

test('no text is too strange, and no character of it is lost', () => {
  const pieces = ['*', '_', '~', '`', '```', '\n', '\n```\n', '> ', ' ', 'a', 'ß', '🎉', '\u202e']
  const piece = fc.oneof(
    fc.constantFrom(...pieces, 'https://a.example/x_y_z', 'mailto:a@b.example', 'tel:+123'),
    fc.string(),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 40 }), (all) => {
      const text = all.join('')
      assert.equal(sourceOf(parseText(text)), text)
    }),
    { seed: 11, numRuns: 2_000 },
  )
})

test('emphasis stands around words, not inside them, and nests', () => {
  const cases: readonly (readonly [text: string, tree: string])[] = [
    ['a *b* c', 'a [bold b] c'],
    ['*a _b ~c~_*', '[bold a [italic b [struck c]]]'],
    ['(*a*), _b_!', '([bold a]), [italic b]!'],
    ['*a* *b*', '[bold a] [bold b]'],
    ['2*3*4 snake_case_name a~b~c', '2*3*4 snake_case_name a~b~c'],
    ['* a * and *a *', '* a * and *a *'],
    ['** __ ~~ *', '** __ ~~ *'],
    ['*a\nb*', '*a\nb*'],
    ['*unclosed', '*unclosed'],
  ]
  for (const [text, tree] of cases) assert.equal(line(text), tree, text)
})

test('nothing is read in code, and a lone sign is none', () => {
  assert.equal(line('`*a* https://b.example` *c*'), '[code *a* https://b.example] [bold c]')
  assert.equal(line('a ` b'), 'a ` b')
  assert.equal(line('a `` b'), 'a `` b')
})

test('fences make a block with everything between them as it is; an unclosed one is text', () => {
  assert.deepEqual(parseText('before\n```js\nlet *a* = `b`\n> c\n```\nafter'), [
    { is: 'lines', inside: [{ is: 'text', text: 'before' }] },
    { is: 'fenced', label: 'js', text: 'let *a* = `b`\n> c' },
    { is: 'lines', inside: [{ is: 'text', text: 'after' }] },
  ])
  assert.equal(parseText('```\nopen')[0]?.is, 'lines')
})

test('lines that begin with a bracket are one quote', () => {
  const [quote, rest] = parseText('> *a*\n>b\nc')
  assert.ok(quote?.is === 'quote')
  assert.deepEqual(quote.lines.map(short), [' [bold a]', 'b'])
  assert.equal(rest?.is, 'lines')
})

test('only addresses of four kinds become links, without the sentence around them', () => {
  assert.deepEqual(
    links('see https://a.example/b?c=1 (and http://d.example), mailto:a@b.example.'),
    ['https://a.example/b?c=1', 'http://d.example', 'mailto:a@b.example'],
  )
  assert.deepEqual(links('https://a.example/x_y_z tel:+43123'), [
    'https://a.example/x_y_z',
    'tel:+43123',
  ])
  const none = ['javascript:alert(1)', 'data:text/html,x', 'a.example', 'https://', 'file:///etc']
  for (const text of none) assert.deepEqual(links(text), [], text)
  assert.deepEqual(links('https://a.example/\u202egpj.exe'), ['https://a.example/'])
})

test('a link that could deceive says where it leads', () => {
  const host = (text: string): string | undefined => {
    const [block] = parseText(text)
    const [part] = block?.is === 'lines' ? block.inside : []
    return part?.is === 'link' ? part.host : 'no link'
  }
  assert.equal(host('https://bank.example@evil.example/login'), 'evil.example')
  assert.equal(host('https://аррӏе.com/'), 'xn--80ak6aa92e.com')
  assert.equal(host('https://plain.example/a@b'), undefined)
})

test('hostile texts of full length are read whole', () => {
  const pieces = ['*a ', '_', '`', '```\n', '> ', '> a\nb\n', '*_~a', 'https://', 'a* ', '*a* _b']
  for (const piece of pieces) {
    const text = piece.repeat(Math.floor(60_000 / piece.length))
    assert.equal(sourceOf(parseText(text)), text)
  }
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

test('in one line a message stands without the signs that only format it', () => {
  const text = 'Start with *1 kg of plums*, `300 g`\n> said _you_'
  assert.equal(lineOf({ kind: 'text', text }), 'Start with 1 kg of plums, 300 g\n said you')
  assert.equal(lineOf({ kind: 'text', text: '2 * 3 * 4' }), '2 * 3 * 4')
})
