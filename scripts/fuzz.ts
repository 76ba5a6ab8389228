// `node scripts/fuzz.ts`: coverage-guided fuzzing of everything that reads foreign bytes. The work is done by
// test/fuzz/main.ts in a process with a bound on its memory; all arguments go to it. With `--minutes` and
// no `--target` every target has that long, one after another.
import { spawn } from 'node:child_process'
import { join } from 'node:path'

const HEAP_MEGABYTES = 900
const root = join(import.meta.dirname, '..')
const words = [
  `--max-old-space-size=${HEAP_MEGABYTES}`,
  'test/fuzz/main.ts',
  ...process.argv.slice(2),
]

const child = spawn(process.execPath, words, { cwd: root, stdio: 'inherit' })
child.on('close', (code) => {
  process.exitCode = code ?? 1
})
