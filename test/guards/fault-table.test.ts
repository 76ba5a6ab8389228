// The table of faults in docs/OPERATIONS.md: each row names a test that is there, and each file of fault tests
// stands in a row.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const COLUMNS = 5
const NAMED = /^`(test\/faults\/[\w-]+\.test\.ts)` › (.+)$/

const rowsOf = (page: string): string[][] => {
  const table = /<!-- faults -->\n([\s\S]*?)<!-- \/faults -->/.exec(page)?.[1] ?? ''
  const lines = table.trim().split('\n').slice(2)
  return lines.map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

/** Everything that is wrong with a table. */
const faultsOf = (page: string, sources: ReadonlyMap<string, string>): readonly string[] => {
  const wrong: string[] = []
  const seen = new Set<string>()
  for (const cells of rowsOf(page)) {
    const fault = cells[0] ?? ''
    if (cells.length !== COLUMNS || cells.some((cell) => cell === '')) {
      wrong.push(`${fault}: a cell is missing`)
    }
    const [, path = '', title = ''] = NAMED.exec(cells.at(-1) ?? '') ?? []
    seen.add(path)
    const source = sources.get(path)
    if (source === undefined) wrong.push(`${fault}: no test ${path}`)
    else if (!source.includes(title)) wrong.push(`${fault}: ${path} has no "${title}"`)
  }
  for (const path of sources.keys()) if (!seen.has(path)) wrong.push(`${path} stands in no row`)
  return wrong
}

const page = readFileSync(join(root, 'docs/OPERATIONS.md'), 'utf8')
const sources = new Map(
  readdirSync(join(root, 'test/faults'))
    .filter((name) => name.endsWith('.test.ts'))
    .map((name) => {
      const path = `test/faults/${name}`
      return [path, readFileSync(join(root, path), 'utf8')] as const
    }),
)

test('each fault in the table names a test that is there, and no fault test is left out', () => {
  assert.ok(rowsOf(page).length >= 20)
  assert.deepEqual(faultsOf(page, sources), [])
})

test('a row with a wrong test, a missing cell or a file without a row is noticed', () => {
  const rename = page.replace('› kill -9 under load', '› kill -10')
  assert.match(faultsOf(rename, sources).join(), /has no "kill -10"/)
  const missing = page.replace('test/faults/drain.test.ts', 'test/faults/gone.test.ts')
  assert.match(faultsOf(missing, sources).join(), /no test test\/faults\/gone/)
  assert.match(faultsOf(missing, sources).join(), /drain\.test\.ts stands in no row/)
  const empty = page.replace(
    '| the disk is slow | `sotto_batch_seconds` rises |',
    '| the disk is slow | |',
  )
  assert.match(faultsOf(empty, sources).join(), /the disk is slow: a cell is missing/)
})
