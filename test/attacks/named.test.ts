// Every test that the documents lean on exists under that name in that file, and no attack is left out.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const NAMED = /`(test\/[^`]+\.test\.ts)` › \*([^*]+)\*/g
const ATTACKS = 50

const read = (path: string): Promise<string> => readFile(join(root, path), 'utf8')

for (const page of ['docs/THREAT-MODEL.md', 'docs/ASSURANCE.md']) {
  test(`every test named in ${page} exists`, async () => {
    const named = [...(await read(page)).matchAll(NAMED)]
    assert.ok(named.length > 30)
    const missing: string[] = []
    for (const [, file = '', name = ''] of named) {
      const source = await read(file).catch(() => '')
      if (!source.includes(`'${name}'`)) missing.push(`${file}: ${name}`)
    }
    assert.deepEqual(missing, [])
  })
}

test('every cannot of the threat model names a test', async () => {
  const rows = (await read('docs/THREAT-MODEL.md'))
    .split('\n')
    .filter((line) => line.startsWith('| '))
  for (const row of rows) {
    const cannot = row
      .split(' | ')
      .slice(1)
      .join(' | ')
      .replace(/\|\s*$/, '')
      .trim()
    if (cannot === '' || cannot === 'cannot') continue
    assert.match(cannot, /` › \*|\(A property of the design, not tested\)/, row)
  }
})

test('the table of attacks is whole, and each row has a test or says what it waits for', async () => {
  const rows = [...(await read('docs/ASSURANCE.md')).matchAll(/^\| (\d+) \| .*$/gm)]
  const numbers = rows.map(([, number]) => Number(number))
  assert.deepEqual(
    numbers,
    Array.from({ length: ATTACKS }, (_, index) => index + 1),
  )
  for (const [row] of rows) assert.match(row, /` › \*|\*\*waiting\*\*/)
})
