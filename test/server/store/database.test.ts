// Opening the file: durability asserted, and one sentence for each thing the host can mend.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { StartFault } from '../../../server/fault.ts'
import { databasePath, migrations, openDatabase } from '../../../server/store/database.ts'
import { testFolder } from '../../support/folder.ts'
import { Bench } from '../../support/ledger.ts'
import { random } from '../../support/wire.ts'

const faults = (folder: string, text: RegExp, steps?: readonly string[]): void => {
  assert.throws(
    () => openDatabase(folder, steps),
    (error) => error instanceof StartFault && text.test(error.message),
  )
}

test('what is committed survives a power cut by these settings', async (context) => {
  const database = openDatabase(await testFolder(context))
  const pragma = (name: string): unknown => database.pragma(name, { simple: true })
  assert.deepEqual(
    ['journal_mode', 'synchronous', 'page_size', 'secure_delete', 'mmap_size'].map(pragma),
    ['wal', 2, 8192, 1, 0],
  )
  database.close()
})

test('the file is for its owner alone', async (context) => {
  const folder = await testFolder(context)
  openDatabase(folder).close()
  assert.equal(statSync(databasePath(folder)).mode & 0o777, 0o600)
})

test('a newer schema is refused', async (context) => {
  const folder = await testFolder(context)
  const database = openDatabase(folder)
  database.pragma('user_version = 99')
  database.close()
  faults(folder, /newer Sotto/)
})

test('a file that is no database, and one with a damaged page, are refused', async (context) => {
  const folder = await testFolder(context)
  writeFileSync(databasePath(folder), random(8_192))
  faults(folder, /is damaged/)
  const other = await testFolder(context)
  const bench = new Bench(other)
  bench.put(
    ...Array.from({ length: 30 }, (_, at) => ({
      seq: at + 1,
      channelSeq: at + 1,
      body: random(3_000),
    })),
  )
  bench.close()
  const file = readFileSync(databasePath(other))
  file.fill(0xa5, 8_192, file.length - 8_192)
  writeFileSync(databasePath(other), file)
  faults(other, /is damaged/)
})

test('a second server on the same folder is refused', async (context) => {
  const folder = await testFolder(context)
  const database = openDatabase(folder)
  faults(folder, /Another Sotto/)
  database.close()
  openDatabase(folder).close()
})

test('a place that cannot be written is refused', async (context) => {
  const folder = await testFolder(context)
  mkdirSync(databasePath(folder))
  faults(folder, /cannot write/)
})

test('an upgrade keeps a copy of the file as it was', async (context) => {
  const folder = await testFolder(context)
  openDatabase(folder).close()
  const steps = [...migrations, 'CREATE TABLE later (a INTEGER) STRICT']
  const database = openDatabase(folder, steps)
  assert.equal(database.pragma('user_version', { simple: true }), steps.length)
  database.close()
  const copy = readdirSync(folder).find((name) => name.includes('.before-'))
  assert.ok(copy)
  assert.equal(statSync(join(folder, copy)).mode & 0o777, 0o600)
  const before = join(folder, 'before')
  mkdirSync(before)
  copyFileSync(join(folder, copy), databasePath(before))
  openDatabase(before).close()
  faults(folder, /newer Sotto/)
})

test('a step that fails leaves the file as it was', async (context) => {
  const folder = await testFolder(context)
  openDatabase(folder).close()
  assert.throws(() =>
    openDatabase(folder, [...migrations, 'CREATE TABLE half (a INTEGER) STRICT; nonsense']),
  )
  const database = openDatabase(folder)
  const half = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'half'`).get()
  assert.equal(half, undefined)
  database.close()
})

test('a process that is killed within a migration leaves the file as it was, and a copy', async (context) => {
  const folder = await testFolder(context)
  openDatabase(folder).close()
  // A step that writes without end, so that the kill always comes in the middle.
  const step = `CREATE TABLE later (a BLOB) STRICT;
    INSERT INTO later WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
      SELECT randomblob(100000) FROM n`
  const module = fileURLToPath(new URL('../../../server/store/database.ts', import.meta.url))
  const program = `import { migrations, openDatabase } from ${JSON.stringify(module)}
    openDatabase(${JSON.stringify(folder)}, [...migrations, ${JSON.stringify(step)}])`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'ignore' })
  context.after(() => child.kill('SIGKILL'))
  const ended = once(child, 'exit')
  const log = `${databasePath(folder)}-wal`
  const grown = new Promise<void>((resolve) => {
    const watcher = watch(folder, () => {
      if (!existsSync(log) || statSync(log).size < 4 * 1_048_576) return
      watcher.close()
      resolve()
    })
    context.after(() => watcher.close())
  })
  await Promise.race([grown, ended])
  child.kill('SIGKILL')
  assert.equal((await ended)[1], 'SIGKILL')
  const database = openDatabase(folder)
  assert.equal(database.pragma('user_version', { simple: true }), migrations.length)
  const later = database.prepare(`SELECT 1 FROM sqlite_schema WHERE name = 'later'`).get()
  assert.equal(later, undefined)
  database.close()
  assert.equal(readdirSync(folder).filter((name) => name.includes('.before-')).length, 1)
})
