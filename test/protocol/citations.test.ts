// Comments cite sections of docs/PROTOCOL.md: every one that they name is there, as a heading or as a
// numbered rule of its section.
import assert from 'node:assert/strict'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { root } from '../../scripts/checks.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')

const sections = (): ReadonlySet<string> => {
  const known = new Set<string>()
  let section = ''
  for (const line of read('docs/PROTOCOL.md').split('\n')) {
    const heading = /^#{2,3} (\d+(?:\.\d+)?)\.? /.exec(line)?.[1]
    if (heading !== undefined) known.add((section = heading))
    const rule = /^(\d+)\. /.exec(line)?.[1]
    if (rule !== undefined) known.add(`${section}.${rule}`)
  }
  return known
}

test('every section that the code cites exists', () => {
  const known = sections()
  const missing: string[] = []
  for (const path of globSync('{protocol,client,server,scripts,bench}/**/*.{ts,tsx,sql}', {
    cwd: root,
  })) {
    for (const [, list = ''] of read(path).matchAll(
      /PROTOCOL ((?:[\d.]*\d)(?:(?:, | and | to )[\d.]*\d)*)/g,
    )) {
      for (const cited of list.split(/, | and | to /)) {
        if (!known.has(cited)) missing.push(`${path}: ${cited}`)
      }
    }
  }
  assert.ok(known.size > 40)
  assert.deepEqual(missing, [])
})
