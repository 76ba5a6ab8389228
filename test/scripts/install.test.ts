// What `npm ci` does on a stranger's machine: nothing that is installed may run code or need a compiler.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'

const read = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('installing runs no script of any package', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m)
})

test('the lockfile pins every package and names no download address', () => {
  const lock: unknown = JSON.parse(read('package-lock.json'))
  assert.ok(typeof lock === 'object' && lock !== null && 'packages' in lock)
  const packages = Object.entries(lock.packages as Record<string, Record<string, unknown>>)
  assert.ok(packages.length > 100)
  for (const [path, entry] of packages) {
    assert.equal(entry['resolved'], undefined, path)
    assert.equal(typeof entry['version'], 'string', path)
    // Binaries for other systems that the registry at hand does not serve are optional and carry no hash.
    if (path !== '' && entry['optional'] !== true)
      assert.match(String(entry['integrity']), /^sha512-/, path)
  }
})
