// The files for systemd and for containers. No container engine runs here: what is shown is that every path
// they name exists, that what the image copies is enough to build and to answer, and what they forbid.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { cp } from 'node:fs/promises'
import { join, matchesGlob, relative } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testFolder } from '../support/folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const read = (name: string): string =>
  readFileSync(join(root, 'scripts', 'packaging', name), 'utf8')

const run = async (
  folder: string,
  ...words: readonly string[]
): Promise<readonly [number, string]> => {
  const child = spawn(process.execPath, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  child.stdout.on('data', (part: Buffer) => (text += part.toString()))
  child.stderr.on('data', (part: Buffer) => (text += part.toString()))
  const [code] = (await once(child, 'close')) as [number]
  return [code, text]
}

test('the image holds what it needs to build the pages and to run, and nothing it should not', async (context) => {
  const ignored = read('Dockerfile.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const isIgnored = (path: string): boolean =>
    ignored.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`))
  for (const path of ['certs/key.pem', 'data/house-key', 'node_modules/ws/index.js', '.git/HEAD']) {
    assert.ok(isIgnored(path), path)
  }
  const image = join(await testFolder(context), 'app')
  await cp(root, image, {
    recursive: true,
    filter: (from) => !isIgnored(relative(root, from)),
  })
  assert.ok(!existsSync(join(image, 'test')) && existsSync(join(image, 'package-lock.json')))
  symlinkSync(join(root, 'node_modules'), join(image, 'node_modules'))
  const [built, said] = await run(image, 'scripts/build.ts')
  assert.equal(built, 0, said)
  const dockerfile = read('Dockerfile')
  const entry = JSON.parse(/^ENTRYPOINT (\[.*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
  assert.equal(entry[0], 'node')
  const [code, version] = await run(image, ...entry.slice(1), '--version')
  assert.deepEqual([code, /^sotto \d/.test(version)], [0, true], version)
  const health = JSON.parse(/ CMD (\["node".*\])$/m.exec(dockerfile)?.[1] ?? '[]') as string[]
  const [sick] = await run(image, ...health.slice(1), '--data', join(image, 'nothing'))
  assert.equal(sick, 3, 'a server that does not run is not healthy')
})

test('the image runs as a user without rights, and its compose file gives it a read-only root', () => {
  const dockerfile = read('Dockerfile')
  const [, last = ''] = dockerfile.split(/^FROM .*$/m).slice(1)
  assert.match(last, /^USER 1000:1000$/m)
  assert.match(last, /^STOPSIGNAL SIGTERM$/m)
  assert.match(last, /^VOLUME \/data$/m)
  const compose = read('compose.yaml')
  for (const line of [
    'read_only: true',
    '- ALL',
    '- no-new-privileges:true',
    'stop_grace_period: 15s',
  ]) {
    assert.ok(compose.includes(line), line)
  }
  const dockerfilePath = /dockerfile: (\S+)/.exec(compose)?.[1] ?? ''
  assert.ok(existsSync(join(root, dockerfilePath)))
})

test('the unit starts the program that exists, as a user of its own who may write its own folders alone', () => {
  const unit = read('sotto.service')
  const start = /^ExecStart=(\S+) (\S+) serve$/m.exec(unit)
  const inProject = (path: string | undefined): string =>
    join(root, relative('/opt/sotto', path ?? ''))
  assert.ok(existsSync(inProject(start?.[1])), start?.[1])
  assert.ok(existsSync(inProject(start?.[2])), start?.[2])
  for (const line of [
    'DynamicUser=yes',
    'ProtectSystem=strict',
    'NoNewPrivileges=yes',
    'CapabilityBoundingSet=',
    'StateDirectory=sotto',
    'Environment=SOTTO_DATA=/var/lib/sotto',
    'TimeoutStopSec=15',
  ]) {
    assert.ok(unit.split('\n').includes(line), line)
  }
})

test('every file for packaging is named in the documents', () => {
  const text = readFileSync(join(root, 'docs', 'OPERATIONS.md'), 'utf8')
  for (const name of readdirSync(join(root, 'scripts', 'packaging'))) {
    if (!name.endsWith('.dockerignore')) assert.ok(text.includes(`scripts/packaging/${name}`), name)
  }
})
