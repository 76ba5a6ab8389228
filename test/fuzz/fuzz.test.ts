// A short run of the fuzzer over everything that reads foreign bytes, from a fixed seed and the corpus in the
// tree. In processes of their own, since coverage slows all that runs beside it. Long runs: scripts/fuzz.ts.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { glob, readdir, readFile, stat } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { distil, fuzz } from './fuzzing.ts'
import { diceOf, mutate } from './mutators.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..', '..')
const CORPUS_MOST = 300_000

const cheap = [
  'frames',
  'bodies',
  'link',
  'config',
  'send',
  'text',
  'forwarded',
  'constraints',
  'search',
  'backup',
  'recovery',
  'rows',
  'stored',
  'volatile',
  'inside',
  'friend',
  'arrival',
]
const dear = ['manifest', 'prekeys', 'card', 'bundle', 'envelope']

const shortRun = async (targets: readonly string[], executions: number): Promise<void> => {
  const words = targets.flatMap((target) => ['--target', target])
  const { stdout } = await run(
    process.execPath,
    ['--max-old-space-size=900', 'test/fuzz/main.ts', '--executions', String(executions), ...words],
    { cwd: root, timeout: 60_000 },
  )
  const lines = stdout.split('\n').filter((line) => line !== '')
  assert.equal(lines.length, targets.length)
  for (const line of lines) assert.match(line, / 0 findings$/)
}

test('a short run of every target finds nothing', () =>
  Promise.all([shortRun(cheap, 200), shortRun(dear, 60)]).then(() => undefined))

/** They look into a place by its name; what they find there is read by others. */
const OPENERS: readonly string[] = [
  'client/engine/commands.ts readDraft',
  'client/web/look.ts readLook',
  'client/web/tabs/bus.ts openBus',
  'server/house-key.ts openHouseKey',
  'server/push/key.ts openPushKey',
  'server/store/database.ts openAsIs',
  'server/store/database.ts openCopy',
  'server/store/database.ts openDatabase',
  'server/web-licences.ts readVersion',
]
const READER =
  /^export const ((?:decode|read|open|parse)\w*) = (?:<[^(]*>)?\(([^]*?)\)\s*(?::|=>)/gm
const FOREIGN = /Uint8Array|: string|IncomingMessage|Environment/

/** What reads bytes or text and gives a value at once: `file name` of each exported function. */
const readersIn = async (folder: string): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const file of glob(`${folder}/**/*.{ts,tsx}`, { cwd: root })) {
    const source = await readFile(join(root, file), 'utf8')
    for (const [, name = '', taken = ''] of source.matchAll(READER)) {
      if (FOREIGN.test(taken)) found.push(`${file.split(sep).join('/')} ${name}`)
    }
  }
  return found
}

test('no codec and no reader of foreign bytes is out of the reach of the fuzzer', async () => {
  const { stdout } = await run(process.execPath, ['test/fuzz/reach.ts'], { cwd: root })
  const { unread, called } = JSON.parse(stdout) as {
    readonly unread: readonly string[]
    readonly called: readonly string[]
  }
  assert.deepEqual(unread, [], 'no input of test/fuzz is accepted by these codecs: add a seed')
  const folders = await Promise.all(['protocol', 'client', 'server'].map(readersIn))
  const readers = folders.flat()
  assert.ok(readers.length > 15, 'the search finds what is there')
  const known = new Set([...called, ...OPENERS])
  assert.deepEqual(
    readers.filter((reader) => !known.has(reader)).toSorted(),
    [],
    'no target of test/fuzz calls these: add one, or a line above when it looks into a place by its name',
  )
})

test('the corpus is small', async () => {
  let bytes = 0
  const folder = join(import.meta.dirname, 'corpus')
  for (const file of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) bytes += (await stat(join(file.parentPath, file.name))).size
  }
  assert.ok(bytes < CORPUS_MOST, `${bytes} bytes`)
})

const silent = { take: () => new Set<string>(), stop: () => undefined }

test('the fuzzer finds what is there to be found, and the same inputs come from the same seed', () => {
  const target = {
    name: 'planted',
    longest: 8,
    seeds: [Uint8Array.of(1, 2, 3)],
    run: (input: Uint8Array) => {
      if (input[0] === 0xff && input.length === 4) throw new Error('planted')
      return `length ${input.length}`
    },
  }
  const find = () => fuzz(target, silent, diceOf(1), { executions: 20_000, until: Infinity })
  const [one, other] = [find(), find()]
  assert.ok(one.findings.length > 0)
  assert.deepEqual(one.findings, other.findings)
  assert.ok(distil(one.kept, 20).reduce((sum, input) => sum + input.length, 0) <= 20)
  const input = Uint8Array.of(1, 2, 3, 4)
  for (let seed = 0; seed < 200; seed++) {
    assert.ok(mutate(input, input, diceOf(seed), 6).length <= 6)
  }
})
