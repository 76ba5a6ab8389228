// Every guard can go red: fixtures/ holds one small offence per rule, in a copy of the project's folders,
// and its first lines say who must report it (`// expect: TOOL WHAT`). Files that expect nothing must
// pass. The project's own configuration files are used, so a rule that goes dark fails here.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { after, before, test } from 'node:test'
import { root } from '../../scripts/checks.ts'
import { offences } from '../../scripts/layers.ts'

const MAX_LINES = 400
const MAX_FUNCTION_LINES = 80
const CONFIGURATION = [
  '.oxlintrc.json',
  '.oxfmtrc.json',
  'knip.json',
  'package.json',
  'tsconfig.base.json',
]
const PROJECTS = ['protocol', 'client/crypto', 'client/engine', 'client/web', 'server']

const TREE = ['protocol', 'client', 'server']

const place = mkdtempSync(join(tmpdir(), 'sotto-guards-'))
const inPlace = (pattern: string): readonly string[] =>
  globSync(pattern, { cwd: place }).map((path) => path.split(sep).join('/'))

const run = (tool: string, ...words: readonly string[]): string => {
  const path = join(root, 'node_modules', '.bin', tool)
  const { stdout } = spawnSync(path, words, { cwd: place, encoding: 'utf8' })
  return stdout
}

const longFile = (lines: number): string =>
  Array.from({ length: lines }, (_, at) => `export const line${at} = ${at}\n`).join('')
const longFunction = (lines: number): string =>
  `export const long = (): number => {\n  let sum = 0\n${'  sum++\n'.repeat(lines - 4)}  return sum\n}\n`

before(() => {
  for (const name of CONFIGURATION) cpSync(join(root, name), join(place, name))
  cpSync(join(import.meta.dirname, 'fixtures'), place, { recursive: true })
  for (const project of PROJECTS) {
    cpSync(join(root, project, 'tsconfig.json'), join(place, project, 'tsconfig.json'))
  }
  symlinkSync(join(root, 'node_modules'), join(place, 'node_modules'))
  const expectation = (rule: string): string => `// expect: oxlint eslint(${rule})\n`
  writeFileSync(join(place, 'server/long.ts'), expectation('max-lines') + longFile(MAX_LINES))
  writeFileSync(join(place, 'server/just-short.ts'), longFile(MAX_LINES))
  writeFileSync(
    join(place, 'server/long-function.ts'),
    expectation('max-lines-per-function') + longFunction(MAX_FUNCTION_LINES + 1),
  )
  writeFileSync(join(place, 'server/short-function.ts'), longFunction(MAX_FUNCTION_LINES))
})
after(() => rmSync(place, { recursive: true }))

/** `TOOL WHAT` lines a fixture asks for, or that a tool printed, by path. */
type Reports = ReadonlyMap<string, ReadonlySet<string>>
const group = (pairs: Iterable<readonly [path: string, report: string]>): Reports => {
  const reports = new Map<string, Set<string>>()
  for (const [path, report] of pairs) {
    const known = reports.get(path) ?? new Set()
    reports.set(path, known.add(report))
  }
  return reports
}

const expected = (tool: string): Reports =>
  group(
    inPlace('{protocol,client,server}/**/*.ts').flatMap((path) =>
      [...readFileSync(join(place, path), 'utf8').matchAll(/^\/\/ expect: (.+)$/gm)]
        .map((found): [string, string] => [path, found[1] ?? ''])
        .filter(([, report]) => report.split(' ')[0] === tool),
    ),
  )

interface LintReport {
  readonly diagnostics: readonly { readonly code: string; readonly filename: string }[]
}

test('oxlint reports each offence and nothing else', () => {
  const { diagnostics } = JSON.parse(
    run('oxlint', '--type-aware', '-f', 'json', ...TREE),
  ) as LintReport
  const found = group(diagnostics.map(({ code, filename }) => [filename, `oxlint ${code}`]))
  assert.deepEqual(found, expected('oxlint'))
})

test('the compiler reports each offence and nothing else', () => {
  const output = run('tsc', '-b', '--pretty', 'false', ...PROJECTS)
  const found = group(
    [...output.matchAll(/^([\w./-]+)\(\d+,\d+\): error (TS\d+)/gm)].map((line) => [
      line[1] ?? '',
      `tsc ${line[2]}`,
    ]),
  )
  assert.deepEqual(found, expected('tsc'))
})

test('the layer guard reports each offence and nothing else', () => {
  const found = group(
    inPlace('{protocol,client,server}/**/*.ts').flatMap((path) =>
      offences(path, readFileSync(join(place, path), 'utf8')).map((text): [string, string] => [
        path,
        `layers ${text}`,
      ]),
    ),
  )
  assert.deepEqual(found, expected('layers'))
})

test('oxfmt reports each offence and nothing else', () => {
  const found = group(
    run('oxfmt', '--list-different', ...TREE)
      .split('\n')
      .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'))
      .map((path): [string, string] => [path, 'oxfmt']),
  )
  assert.deepEqual(found, expected('oxfmt'))
})

test('knip reports what nobody uses', () => {
  const output = run('knip', '--no-progress', '--include', 'files')
  assert.match(output, /^server\/clean\.ts\s*$/m)
})
