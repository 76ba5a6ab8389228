// Whose work the pages are made of: each package that the bundler read, with its licence, in a page that is served.
import assert from 'node:assert/strict'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { buildWeb, webSources } from '../../server/web-build.ts'
import { packagesOf, readLicences } from '../../server/web-licences.ts'
import { testFolder } from '../support/folder.ts'

const root = join(import.meta.dirname, '..', '..')

test('packages are found from the files that were read, scoped and nested ones too', () => {
  const inputs = [
    'client/web/main.tsx',
    'node_modules/preact/dist/preact.mjs',
    '../elsewhere/node_modules/@noble/hashes/sha2.js',
    'node_modules/a/node_modules/b/c.js',
  ]
  assert.deepEqual(
    [...packagesOf(inputs)],
    [
      ['@noble/hashes', '../elsewhere/node_modules/@noble/hashes'],
      ['b', 'node_modules/a/node_modules/b'],
      ['preact', 'node_modules/preact'],
    ],
  )
})

test('the page that is served names every package of the client, with the text of its licence', async (context) => {
  const build = await buildWeb(webSources(root), join(await testFolder(context), 'dist'))
  const page = build.files.get('/licences.txt')
  assert.equal(page?.type, 'text/plain; charset=utf-8')
  const text = page?.body.toString() ?? ''
  for (const name of ['preact', '@preact/signals', '@noble/hashes', 'tweetnacl', 'hash-wasm', 'qr'])
    assert.match(text, new RegExp(`^${name} \\d+\\.\\d+`, 'm'), name)
  const licence = await readFile(join(root, 'node_modules/preact/LICENSE'), 'utf8')
  assert.ok(text.includes(licence.trim()))
  assert.ok(!/^(koa|ws|better-sqlite3|esbuild) /m.test(text), 'what the server alone uses')
})

test('a package without any licence is not served', async (context) => {
  const folder = await testFolder(context)
  await mkdir(join(folder, 'node_modules', 'nameless'), { recursive: true })
  await writeFile(join(folder, 'node_modules', 'nameless', 'package.json'), '{"version":"1.0.0"}')
  await assert.rejects(readLicences(folder, ['node_modules/nameless/index.js']), /no licence/)
})
