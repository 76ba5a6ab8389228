// `node scripts/mutate.ts`: mutation testing of protocol/ and client/crypto/. Makes one wrong program at a
// time, in a copy of the project, and runs the tests that touch it; a mutant that no test fails survives
// and is printed, to be read.
//   --only PATH    only files whose path contains PATH
//   --sample N     N mutants chosen by --seed (default 1) instead of all
//   --skip N       leave out the first N of those
import { glob, readFile, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { applyMutant, mutantsOf, type Mutant } from './mutation/mutants.ts'
import { makeTree, type Tree, type Trial, type Verdict } from './mutation/trial.ts'

/** Mutants between two lines that say how far it is. */
const PROGRESS = 20
const root = join(import.meta.dirname, '..')

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    sample: { type: 'string' },
    skip: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
})

const paths = async (pattern: string): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const file of glob(pattern, { cwd: root })) found.push(file.split(sep).join('/'))
  return found.toSorted()
}

/** Generated tables and vectors: their drift is part of `npm test`. */
const TABLES: readonly Trial[] = [
  ['scripts/protocol-tables.ts', '--check'],
  ['scripts/frame-vectors.ts', '--check'],
]

const testTrial = (files: readonly string[]): Trial =>
  files.length === 0 ? [] : ['--test', '--test-isolation=none', '--test-reporter=tap', ...files]

/** What is run for a file, one after another until something fails: its own test, then all the others. */
const trialsOf = async (file: string): Promise<readonly Trial[]> => {
  const own = `${basename(file, '.ts')}.test.ts`
  const near = await paths(
    file.startsWith('protocol/') ? 'test/protocol/*.test.ts' : 'test/client/crypto/*.test.ts',
  )
  const first = near.filter((test) => basename(test) === own)
  // The frozen exchange first: hardly any change of behaviour gets past it.
  const rank = (test: string): number => (basename(test) === 'reference.test.ts' ? 0 : 1)
  const others = near.filter((test) => basename(test) !== own).toSorted((a, b) => rank(a) - rank(b))
  const trials = [testTrial(first), testTrial(others)].filter((words) => words.length > 0)
  return file.startsWith('protocol/') ? [...trials, ...TABLES] : trials
}

/** A choice that is the same for the same seed: a multiplicative walk over all places. */
const chosenOf = (all: readonly Mutant[]): readonly Mutant[] => {
  if (asked.sample === undefined) return all.slice(Number(asked.skip))
  const order = all
    .map((mutant, index) => ({
      mutant,
      key: Math.imul(index + Number(asked.seed), 0x9e3779b1) >>> 0,
    }))
    .toSorted((a, b) => a.key - b.key)
  return order.slice(Number(asked.skip), Number(asked.sample)).map(({ mutant }) => mutant)
}

const judge = async (tree: Tree, trials: readonly Trial[]): Promise<Verdict> => {
  for (const trial of trials) {
    const verdict = await tree.run(trial)
    if (verdict !== 'passed') return verdict
  }
  return 'passed'
}

const shown = ({ file, line, before, text }: Mutant): string =>
  `${file}:${line}: ${before.replaceAll('\n', ' ').slice(0, 80)} => ${text.slice(0, 80)}`

const main = async (): Promise<void> => {
  const files = [...(await paths('protocol/*.ts')), ...(await paths('client/crypto/*.ts'))].filter(
    (file) => file.includes(asked.only) && !file.endsWith('.d.ts') && !file.endsWith('index.ts'),
  )
  const sources = new Map<string, string>()
  for (const file of files) sources.set(file, await readFile(join(root, file), 'utf8'))
  const all = [...sources].flatMap(([file, source]) => mutantsOf(file, source))
  const chosen = chosenOf(all)
  console.log(`${all.length} mutants in ${files.length} files, ${chosen.length} to be tried`)
  const tree = await makeTree()
  const counts: Record<Verdict, number> = { passed: 0, failed: 0, tooLong: 0, tooLarge: 0 }
  try {
    for (const [index, mutant] of chosen.entries()) {
      if (index > 0 && index % PROGRESS === 0)
        console.log(`${index} tried, ${counts.passed} survived`)
      const source = sources.get(mutant.file) ?? ''
      await writeFile(join(tree.folder, mutant.file), applyMutant(source, mutant))
      const verdict = await judge(tree, await trialsOf(mutant.file))
      await writeFile(join(tree.folder, mutant.file), source)
      counts[verdict]++
      if (verdict === 'passed') console.log(`survived  ${shown(mutant)}`)
      else if (verdict !== 'failed') console.log(`${verdict}  ${shown(mutant)}`)
    }
  } finally {
    await tree.remove()
  }
  const { passed, failed, tooLong, tooLarge } = counts
  console.log(
    `${chosen.length} mutants: ${failed} failed a test, ${tooLong} ran too long, ` +
      `${tooLarge} took too much memory, ${passed} survived`,
  )
}

await main()
