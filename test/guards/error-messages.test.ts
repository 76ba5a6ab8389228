// No secret in an error: what protocol/ and client/ throw has a fixed text, so that nothing that was read,
// drawn or derived can get into a message, a stack or a report.
import assert from 'node:assert/strict'
import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'

const root = join(import.meta.dirname, '..', '..')
const THROWN = /new \w*(?:Error|Malformed|Fault)\(([^]*?)\)/g
const FIXED = /^(?:\s*|[^?`+]*\?)\s*(?:'[^']*'(?:\s*:\s*'[^']*')?)?,?\s*$/
/** They name a definition of the wire, never something that was read. */
const HARMLESS = ['`value does not fit ${shape}`', '`tag ${tag} is used twice`']

const isFixed = (message: string): boolean => FIXED.test(message) || HARMLESS.includes(message)

test('no error of the protocol or the client is built from a value', async () => {
  const built: string[] = []
  let errors = 0
  for await (const file of glob('{protocol,client}/**/*.{ts,tsx}', { cwd: root })) {
    const source = await readFile(join(root, file), 'utf8')
    for (const [, message = ''] of source.matchAll(THROWN)) {
      errors++
      if (!isFixed(message)) built.push(`${file}: ${message}`)
    }
  }
  assert.ok(errors > 60, `${errors} found`)
  assert.deepEqual(built, [])
})

test('what is built from a value is seen', () => {
  for (const fixed of ["'truncated'", '', "full ? 'full' : 'broken'", "\n    'a long one',\n  "]) {
    assert.ok(isFixed(fixed), fixed)
  }
  for (const built of ['`key ${toHex(key)}`', "'key ' + key", 'String(key)', 'key', "'a', key"]) {
    assert.ok(!isFixed(built), built)
  }
})
