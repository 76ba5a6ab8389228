// `npm test`: finds or installs what the tests need, runs every check, then the tests: first all that
// share one process, then the end-to-end ones on their own. The last line adds up both runs.
//   npm test -- PATTERN   only test files whose path contains PATTERN, no checks
//   npm test -- --unit    without the end-to-end tests;  --e2e  only those, no checks
//   npm test -- --faults  only the fault tests: kills, power cuts, full disks, floods; no checks
//   npm test -- --all     everything: the checks, all tests, and then the fault tests
//   npm test -- --long    the fault tests at full length: a thousand kills, a hundred power cuts of each kind
import { spawn } from 'node:child_process'
import { glob } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { sep } from 'node:path'
import { createInterface } from 'node:readline'
import { requireBrowser } from './browser.ts'
import { root, runChecks } from './checks.ts'

const MINUTE = 60_000

interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}
const NOTHING: Tally = { passed: 0, failed: 0, skipped: 0 }
const add = (a: Tally, b: Tally): Tally => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
})

interface Run {
  readonly files: readonly string[]
  readonly flags: readonly string[]
  /** Milliseconds after which a hanging run is ended and counted as failed. */
  readonly limit: number
  readonly env: Readonly<Record<string, string>>
}

const COUNT = /^ℹ (tests|pass|fail|cancelled|skipped|todo) (\d+)$/
const LINE = /^(✔|✖) /

const tallyOf = (counts: ReadonlyMap<string, number>, code: number | null): Tally => {
  const count = (name: string): number => counts.get(name) ?? 0
  const failed = count('fail') + count('cancelled')
  return {
    passed: count('pass'),
    // A run that dies without a failing test of its own is a failure all the same.
    failed: code !== 0 && failed === 0 ? 1 : failed,
    skipped: count('skipped') + count('todo'),
  }
}

const runTests = ({ files, flags, limit, env }: Run): Promise<Tally> => {
  if (files.length === 0) return Promise.resolve(NOTHING)
  const child = spawn(process.execPath, ['--test', '--test-reporter=spec', ...flags, ...files], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  })
  const counts = new Map<string, number>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    console.log(line)
    const [, name, digits] = COUNT.exec(line) ?? []
    if (name !== undefined) counts.set(name, Number(digits))
    // Counted along for a run that is ended before it prints its own counts, which then replace these.
    const [, mark] = counts.has('tests') ? [] : (LINE.exec(line) ?? [])
    if (mark !== undefined) {
      const own = mark === '✔' ? 'pass' : 'fail'
      counts.set(own, (counts.get(own) ?? 0) + 1)
    }
  })
  const watchdog = setTimeout(() => {
    counts.set('cancelled', 1)
    console.log(`the run did not end within ${limit / MINUTE} minutes: something was left open`)
    child.kill('SIGKILL')
  }, limit)
  return new Promise((resolve) => {
    child.on('close', (code) => {
      clearTimeout(watchdog)
      resolve(tallyOf(counts, code))
    })
  })
}

const testFiles = async (pattern: string | undefined): Promise<readonly string[]> => {
  const files: string[] = []
  for await (const file of glob('test/**/*.test.ts', { cwd: root })) {
    const path = file.split(sep).join('/')
    if (!path.startsWith('test/guards/fixtures/') && path.includes(pattern ?? '')) files.push(path)
  }
  return files.toSorted()
}

const runUnits = (files: readonly string[]): Promise<Tally> =>
  runTests({
    files,
    flags: ['--test-isolation=none', '--test-timeout=60000'],
    limit: 12 * MINUTE,
    env: {},
  })

const runEndToEnd = (files: readonly string[]): Promise<Tally> =>
  runTests({
    files,
    flags: ['--test-concurrency=1', '--test-timeout=300000'],
    limit: 15 * MINUTE,
    env: files.length === 0 ? {} : { SOTTO_CHROME: requireBrowser() },
  })

/** Each has servers, clients and sometimes a browser of its own: one for each two processors. */
const FAULTS_AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2))

const runFaults = (files: readonly string[], long: boolean): Promise<Tally> =>
  runTests({
    files,
    flags: [`--test-concurrency=${FAULTS_AT_ONCE}`, `--test-timeout=${(long ? 120 : 10) * MINUTE}`],
    limit: (long ? 600 : 30) * MINUTE,
    env: long ? { FAULT_LONG: '1' } : {},
  })

const words = process.argv.slice(2)
const pattern = words.find((word) => !word.startsWith('-'))
const only = { unit: words.includes('--unit'), e2e: words.includes('--e2e') }
const long = words.includes('--long')
const all = words.includes('--all')
const files = await testFiles(pattern)
const isEndToEnd = (path: string): boolean => path.startsWith('test/e2e/')
const isFault = (path: string): boolean => path.startsWith('test/faults/')

const main = async (): Promise<Tally> => {
  if (long || words.includes('--faults')) return runFaults(files.filter(isFault), long)
  const endToEnd = only.unit ? [] : files.filter(isEndToEnd)
  // Asked for before anything long runs, so that a missing browser is known at once.
  if (endToEnd.length > 0) requireBrowser()
  const failed = pattern === undefined && !only.e2e ? await runChecks() : []
  if (failed.length > 0) console.log(`checks failed: ${failed.join(', ')}`)
  const units = only.e2e
    ? NOTHING
    : await runUnits(files.filter((path) => !isEndToEnd(path) && !isFault(path)))
  const whole = [{ ...NOTHING, failed: failed.length }, units, await runEndToEnd(endToEnd)]
  if (all) whole.push(await runFaults(files.filter(isFault), long))
  return whole.reduce(add)
}

try {
  const total = await main()
  if (total.skipped > 0) console.log(`${total.skipped} skipped`)
  console.log(`${total.passed} passed, ${total.failed} failed`)
  if (total.failed > 0 || total.passed === 0) process.exitCode = 1
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exitCode = 1
}
