// The style sheets: written for both directions of writing and for a text size of one's own; light and dark come
// from one place, so that a choice holds everywhere.
import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const folder = join(import.meta.dirname, '../../../client/web/styles')

/** What no sheet may say, each with the reason. */
const forbidden: readonly (readonly [RegExp, string])[] = [
  [/(?:^|[\s;{])(?:left|right)\s*:/m, 'a side of the screen: use inline-start and inline-end'],
  [
    /(?<!safe-area-)(?:margin|padding|border|inset|scroll-margin|scroll-padding)-(?:left|right)\b/,
    'a physical side',
  ],
  [/(?:text-align|float|clear)\s*:\s*(?:left|right)\b/, 'a physical side: use start and end'],
  [/border-(?:top|bottom)-(?:left|right)-radius/, 'a physical corner: use start and end'],
  [/prefers-color-scheme/, 'colours of a theme: use light-dark()'],
  [/font-size:\s*[\d.]+px/, 'a size of text in pixels: it would not grow'],
]

const offences = (source: string): readonly string[] => {
  const plain = source.replace(/\/\*[\s\S]*?\*\//g, '')
  return forbidden.flatMap(([pattern, why]) => {
    const found = pattern.exec(plain)
    return found ? [`${found[0].trim()} (${why})`] : []
  })
}

test('every style sheet stands in both directions, both themes and every size of text', async () => {
  const sheets = (await readdir(folder)).filter((name) => name.endsWith('.css'))
  assert.ok(sheets.length > 5)
  for (const name of sheets)
    assert.deepEqual(offences(await readFile(join(folder, name), 'utf8')), [], name)
})

test('each rule sees its own offence', () => {
  for (const offence of [
    '.a { left: 0 }',
    '.a { margin-right: 1px }',
    '.a { text-align: left }',
    '.a { border-top-left-radius: 1px }',
    '@media (prefers-color-scheme: dark) { }',
    '.a { font-size: 13px }',
  ])
    assert.equal(offences(offence).length, 1, offence)
  assert.deepEqual(offences('/* left: 0 */ .a { inset-inline-start: 0; text-align: start }'), [])
})
