// The bundler around tiny sources: names with hashes, the record that saves a second build, the id, and
// the budget of the real client.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { toHex } from '../../protocol/bytes.ts'
import { StartFault } from '../../server/fault.ts'
import { buildWeb, webSources, weigh } from '../../server/web-build.ts'
import type { WebBuild, WebSources } from '../../server/web-file.ts'
import { testFolder } from '../support/folder.ts'

const project = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

const sourcesIn = async (context: TestContext): Promise<WebSources> => {
  const root = await testFolder(context)
  await mkdir(join(root, 'web'))
  await writeFile(join(root, 'web', 'shared.ts'), 'export const word: string = "hush"\n')
  await writeFile(
    join(root, 'web', 'worker.ts'),
    'import { word } from "./shared.ts"\nself.postMessage(word)\n',
  )
  await writeFile(
    join(root, 'web', 'main.ts'),
    'import { word } from "./shared.ts"\n' +
      'document.title = word.repeat(9)\n' +
      'for (let at = 0; at < 9; at++) document.title += word + at + word + word\n',
  )
  await writeFile(join(root, 'web', 'style.css'), 'body { color: red; }\n')
  await writeFile(join(root, 'web', 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>\n')
  return {
    root,
    entries: [
      { name: 'worker', file: 'web/worker.ts', budget: 1_000, dataName: 'worker' },
      { name: 'page', file: 'web/main.ts', budget: 1_000 },
    ],
    style: 'web/style.css',
    icons: ['web/icon.svg'],
  }
}
const textOf = (build: WebBuild, path: string): string =>
  build.files.get(path)?.body.toString('utf8') ?? ''
const pathOf = (build: WebBuild, start: string): string =>
  [...build.files.keys()].find((path) => path.startsWith(start)) ?? ''

test('every file has its place; the shell names worker, page and style', async (context) => {
  const sources = await sourcesIn(context)
  const build = await buildWeb(sources, join(sources.root, 'dist'))
  const worker = pathOf(build, '/assets/worker-')
  const page = pathOf(build, '/assets/page-')
  const style = pathOf(build, '/assets/style-')
  for (const path of [worker, page, style])
    assert.match(path, /^\/assets\/[a-z]+-[0-9a-f]{16}\.(js|css)$/)
  const shell = textOf(build, '/index.html')
  assert.ok(shell.includes(`<html lang="en" data-worker="${worker}">`))
  assert.ok(shell.includes(`src="${page}"`) && shell.includes(`href="${style}"`))
  assert.ok(!/<script>|<style|style=| on[a-z]+=/.test(shell), 'nothing inline')
  assert.equal(build.files.get('/icon.svg')?.type, 'image/svg+xml')
  const manifest: unknown = JSON.parse(textOf(build, '/manifest.webmanifest'))
  assert.ok(typeof manifest === 'object' && manifest && 'icons' in manifest)
  assert.equal(build.id.length, 32)
  assert.equal(build.files.size, 6)
})

test('what is imported only when it is wanted is a piece of its own; what is shared is named by the shell', async (context) => {
  const sources = await sourcesIn(context)
  const later = 'import { word } from "./shared.ts"\nexport const more = word + "er"\n'
  await writeFile(join(sources.root, 'web', 'later.ts'), later)
  const main =
    'import { word } from "./shared.ts"\ndocument.title = word\n' +
    'document.onclick = () => import("./later.ts").then(({ more }) => alert(more))\n'
  await writeFile(join(sources.root, 'web', 'main.ts'), main)
  const build = await buildWeb(sources, join(sources.root, 'dist'))
  const [piece, shared] = [pathOf(build, '/assets/later-'), pathOf(build, '/assets/chunk-')]
  for (const path of [piece, shared]) {
    assert.match(path, /^\/assets\/[a-z]+-[A-Z0-9]{8}\.js$/)
    assert.equal(build.files.get(path)?.hashed, true)
  }
  const page = textOf(build, pathOf(build, '/assets/page-'))
  assert.ok(page.includes(piece.slice('/assets/'.length)) && !page.includes('"er"'))
  const shell = textOf(build, '/index.html')
  assert.ok(shell.includes(`<link rel="modulepreload" href="${shared}">`))
  assert.ok(!shell.includes(piece))
  const weight = weigh(sources, build).at(-1)?.bytes ?? 0
  assert.ok(weight > (build.files.get(pathOf(build, '/assets/page-'))?.gzip?.length ?? 0))
  await writeFile(join(sources.root, 'web', 'later.ts'), later.replace('er', 'ing'))
  const second = await buildWeb(sources, join(sources.root, 'dist'))
  assert.notEqual(pathOf(second, '/assets/later-'), piece)
  assert.notEqual(toHex(second.id), toHex(build.id))
})

test('what only pieces for later share is neither named by the shell nor weighed', async (context) => {
  const sources = await sourcesIn(context)
  const web = (name: string) => join(sources.root, 'web', name)
  await writeFile(web('between.ts'), `export const between = "${'hush '.repeat(40)}"\n`)
  for (const name of ['one', 'two'])
    await writeFile(
      web(`${name}.ts`),
      `import { between } from "./between.ts"\nexport const ${name} = between + "${name}"\n`,
    )
  const alone = 'document.onclick = () => [import("./one.ts"), import("./two.ts")]\n'
  await writeFile(web('main.ts'), alone)
  await writeFile(
    web('worker.ts'),
    alone + 'import { between } from "./between.ts"\nalert(between)\n',
  )
  const build = await buildWeb(sources, join(sources.root, 'dist'))
  const [worker, page] = weigh(sources, build)
  const size = (start: string): number => {
    const file = build.files.get(pathOf(build, start))
    return file?.gzip?.length ?? file?.body.length ?? 0
  }
  assert.ok(pathOf(build, '/assets/chunk-') !== '' && size('/assets/page-') > 0)
  assert.equal(page?.bytes, size('/assets/page-'))
  assert.ok(!textOf(build, '/index.html').includes('modulepreload'))
  // The Worker needs it at once.
  assert.ok((worker?.bytes ?? 0) > size('/assets/worker-'))
})

test('what runs before the first paint stands in the head, before the style sheet', async (context) => {
  const sources = await sourcesIn(context)
  await writeFile(join(sources.root, 'web', 'early.ts'), 'document.title = "early"\n')
  const early = { name: 'early', file: 'web/early.ts', budget: 1_000, inHead: true }
  const build = await buildWeb(
    { ...sources, entries: [early, ...sources.entries] },
    join(sources.root, 'dist'),
  )
  const shell = textOf(build, '/index.html')
  const at = shell.indexOf(`<script src="${pathOf(build, '/assets/early-')}"></script>`)
  assert.ok(at > 0 && at < shell.indexOf('rel="stylesheet"') && at < shell.indexOf('</head>'))
})

test('the service worker is told every other file with the hash of its bytes', async (context) => {
  const sources = await sourcesIn(context)
  await writeFile(
    join(sources.root, 'web', 'sw.ts'),
    'declare const PINNED_FILES: unknown\nself.postMessage(JSON.stringify(PINNED_FILES))\n',
  )
  const build = await buildWeb(
    { ...sources, serviceWorker: 'web/sw.ts' },
    join(sources.root, 'dist'),
  )
  const worker = textOf(build, '/sw.js')
  assert.equal(build.files.get('/sw.js')?.hashed, false)
  for (const [path, { body }] of build.files) {
    if (path === '/sw.js') continue
    const shown = path === '/index.html' ? '/' : path
    const hash = createHash('sha256').update(body).digest('base64')
    assert.ok(worker.includes(JSON.stringify(shown)) && worker.includes(hash), path)
  }
})

test('what the service worker adds itself is one plain script, named to it, and not pinned', async (context) => {
  const sources = await sourcesIn(context)
  const at = (name: string): string => join(sources.root, 'web', name)
  await writeFile(at('later.ts'), "export const later = 'said later'\n")
  await writeFile(at('added.ts'), "void import('./later.ts').then(console.log)\n")
  await writeFile(
    at('sw.ts'),
    'declare const PINNED_FILES: unknown\ndeclare const ADDED: string\nself.postMessage([PINNED_FILES, ADDED])\n',
  )
  const added = {
    name: 'added',
    file: 'web/added.ts',
    budget: 10_000,
    defineName: 'ADDED',
    inWorker: true,
  }
  const build = await buildWeb(
    { ...sources, entries: [added, ...sources.entries], serviceWorker: 'web/sw.ts' },
    join(sources.root, 'dist'),
  )
  const [path = ''] = [...build.files.keys()].filter((one) => one.startsWith('/assets/added-'))
  const script = textOf(build, path)
  assert.match(script, /said later/, 'no piece is loaded later')
  assert.doesNotMatch(script, /\bimport\b|\bexport\b/)
  assert.equal(textOf(build, '/sw.js').split(path).length, 2, 'its address, and no hash to pin')
})

test('compressed forms open to the same bytes', async (context) => {
  const sources = await sourcesIn(context)
  const build = await buildWeb(sources, join(sources.root, 'dist'))
  const shell = build.files.get('/index.html')
  assert.ok(shell?.br && shell.gzip)
  assert.deepEqual(brotliDecompressSync(shell.br), shell.body)
  assert.deepEqual(gunzipSync(shell.gzip), shell.body)
})

test('a second build comes from the record; a changed import makes a new one and clears the old', async (context) => {
  const sources = await sourcesIn(context)
  const dist = join(sources.root, 'dist')
  const first = await buildWeb(sources, dist)
  const record = await readFile(join(dist, 'build.json'), 'utf8')
  const again = await buildWeb(sources, dist)
  assert.deepEqual(again, first)
  assert.equal(await readFile(join(dist, 'build.json'), 'utf8'), record)
  const before = await readdir(dist)
  await writeFile(join(sources.root, 'web', 'shared.ts'), 'export const word = "loud"\n')
  const second = await buildWeb(sources, dist)
  assert.notEqual(toHex(second.id), toHex(first.id))
  assert.notEqual(pathOf(second, '/assets/worker-'), pathOf(first, '/assets/worker-'))
  assert.equal(pathOf(second, '/assets/style-'), pathOf(first, '/assets/style-'))
  assert.equal((await readdir(dist)).length, before.length)
})

test('a build is kept when a package leaves a module out and the service worker is told many files', async (context) => {
  const sources = await sourcesIn(context)
  const { root } = sources
  await writeFile(join(root, 'package.json'), '{ "browser": { "crypto": false } }\n')
  await writeFile(
    join(root, 'web', 'worker.ts'),
    'import * as left from "crypto"\nself.postMessage(left)\n',
  )
  const pinned = 'declare const PINNED_FILES: unknown\n'
  const used = 'self.postMessage(PINNED_FILES)\nself.postMessage(PINNED_FILES)\n'
  await writeFile(join(root, 'web', 'sw.ts'), pinned + used)
  const dist = join(root, 'dist')
  const first = await buildWeb({ ...sources, serviceWorker: 'web/sw.ts' }, dist)
  const record = await readFile(join(dist, 'build.json'), 'utf8')
  assert.ok(record.includes('web/sw.ts') && !record.includes('PINNED_FILES'))
  assert.deepEqual(await buildWeb({ ...sources, serviceWorker: 'web/sw.ts' }, dist), first)
})

test('the same sources elsewhere give the same id', async (context) => {
  const one = await sourcesIn(context)
  const two = await sourcesIn(context)
  const first = await buildWeb(one, join(one.root, 'dist'))
  const second = await buildWeb(two, join(two.root, 'dist'))
  assert.equal(toHex(first.id), toHex(second.id))
})

test('damaged, missing or foreign kept files only cost a rebuild', async (context) => {
  const sources = await sourcesIn(context)
  const dist = join(sources.root, 'dist')
  const first = await buildWeb(sources, dist)
  for (const name of await readdir(dist)) {
    const bytes = await readFile(join(dist, name))
    await writeFile(join(dist, name), bytes.subarray(0, bytes.length - 1))
    assert.equal(toHex((await buildWeb(sources, dist)).id), toHex(first.id), name)
    await rm(join(dist, name))
    assert.equal(toHex((await buildWeb(sources, dist)).id), toHex(first.id), name)
  }
})

test('a folder that cannot be written is no fault', async (context) => {
  const sources = await sourcesIn(context)
  const dist = join(sources.root, 'dist')
  await writeFile(dist, '')
  assert.equal((await buildWeb(sources, dist)).files.size, 6)
})

test('a source that does not compile is one sentence that names the place', async (context) => {
  const sources = await sourcesIn(context)
  await writeFile(join(sources.root, 'web', 'main.ts'), 'const = 1\n')
  await assert.rejects(buildWeb(sources, join(sources.root, 'dist')), (error: unknown) => {
    assert.ok(error instanceof StartFault)
    assert.match(error.message, /^The pages cannot be built: web\/main\.ts:1:6/)
    assert.ok(!error.message.includes('\n'))
    return true
  })
})

test('weights are measured in gzip and told apart from their budgets', async (context) => {
  const sources = await sourcesIn(context)
  const heavy = Array.from({ length: 400 }, (_, at) => `out("${Math.sin(at)}")`).join('\n')
  await writeFile(join(sources.root, 'web', 'worker.ts'), `const out = console.log\n${heavy}\n`)
  const build = await buildWeb(sources, join(sources.root, 'dist'))
  const [worker, page] = weigh(sources, build)
  assert.ok(worker && worker.bytes > worker.budget)
  assert.ok(page && page.bytes > 0 && page.bytes <= page.budget)
})

const real = webSources(project)
const complete = [...real.entries.map(({ file }) => file), real.style, ...real.icons].every(
  (file) => existsSync(join(project, file)),
)
test(
  'the client keeps its budget: page 40 KB, worker 60 KB, scanner 20 KB of gzip',
  { skip: !complete },
  async (context) => {
    const build = await buildWeb(real, await testFolder(context))
    for (const { name, bytes, budget } of weigh(real, build)) {
      assert.ok(
        bytes > 0 && bytes <= budget,
        `${name} weighs ${bytes} bytes, its budget is ${budget}`,
      )
    }
  },
)
