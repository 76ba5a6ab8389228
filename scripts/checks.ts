// Everything that is checked without running the program: types, lint, format, unused code, layers and
// the drift of generated tables. All of them run, whatever fails, so that one run shows everything.
import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'

/** The project's root folder. */
export const root = join(import.meta.dirname, '..')

const bin = join(root, 'node_modules', '.bin')
const tool = (name: string): string =>
  join(bin, process.platform === 'win32' ? `${name}.cmd` : name)

interface Check {
  readonly name: string
  readonly command: string
  readonly words: readonly string[]
}

const script = (name: string, file: string, ...words: readonly string[]): Check => ({
  name,
  command: process.execPath,
  words: [join('scripts', file), ...words],
})

const checks: readonly Check[] = [
  { name: 'types', command: tool('tsc'), words: ['-b'] },
  { name: 'lint', command: tool('oxlint'), words: ['--type-aware'] },
  { name: 'format', command: tool('oxfmt'), words: ['--check'] },
  { name: 'unused code', command: tool('knip'), words: ['--no-progress'] },
  script('layers', 'layers.ts'),
  script('protocol tables', 'protocol-tables.ts', '--check'),
  script('wire vectors', 'frame-vectors.ts', '--check'),
]

const run = (check: Check): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(check.command, check.words, {
      cwd: root,
      shell: process.platform === 'win32',
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env['PATH'] ?? ''}` },
    })
    const output: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => output.push(chunk))
    child.stderr.on('data', (chunk: Buffer) => output.push(chunk))
    child.on('error', (error) => output.push(Buffer.from(`${error.message}\n`)))
    child.on('close', (code) => {
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'}  ${check.name}`)
      if (code !== 0) process.stdout.write(Buffer.concat(output))
      resolve(code === 0)
    })
  })

/** Runs every check one after another, prints what failed, and gives the names of those. */
export const runChecks = async (): Promise<readonly string[]> => {
  const failed: string[] = []
  for (const check of checks) {
    if (!(await run(check))) failed.push(check.name)
  }
  return failed
}
