// `npm run fuzz`: coverage-guided fuzzing of everything that reads foreign bytes. The work is done by
// test/fuzz/main.ts in a process with a bound on its memory; all arguments go to it. With `--minutes` and
// no `--target` every target has that long, one after another.
// `npm run fuzz -- --server`: hostile messages and requests for a running server instead, while two people
// write: a million and a hundred thousand, or `--minutes N` for each kind; `--seed N` makes a run again.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const HEAP_MEGABYTES = 900
const root = join(import.meta.dirname, '..')

/** What to run, and with what more in its environment. */
interface Job {
  readonly words: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

const ofReaders = (words: readonly string[]): Job => ({
  words: [`--max-old-space-size=${HEAP_MEGABYTES}`, 'test/fuzz/main.ts', ...words],
  env: {},
})

const ofServer = (words: readonly string[]): Job => {
  const options = { minutes: { type: 'string' }, seed: { type: 'string' } } as const
  const { minutes, seed } = parseArgs({ args: [...words], options }).values
  const length: Record<string, string> =
    minutes === undefined
      ? { FAULT_LONG: '1' }
      : { FAULT_ROUNDS: '1000000000', FAULT_SECONDS: String(Number(minutes) * 60) }
  return {
    words: ['--test', '--test-reporter=spec', 'test/faults/fuzz-server.test.ts'],
    env: { ...length, ...(seed === undefined ? {} : { FAULT_SEED: seed }) },
  }
}

const asked = process.argv.slice(2)
const { words, env } = asked.includes('--server')
  ? ofServer(asked.filter((word) => word !== '--server'))
  : ofReaders(asked)
const child = spawn(process.execPath, words, {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...env },
})
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
