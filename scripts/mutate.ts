// `node scripts/mutate.ts`: mutation testing of protocol/ and client/crypto/. Makes one wrong program at a
// time, in a copy of the project, and runs the tests that touch it. A mutant that no test fails survives and
// is printed, to be killed by a test or explained in docs/mutants.md; one that is neither makes it fail.
//   --only PATH    only files whose path contains PATH
//   --listed       only the mutants of docs/mutants.md: those that a test fails by now are printed
//   --again FILE   only the mutants that FILE, the output of a former run, says survived
//   --sample N     N mutants chosen by --seed (default 1) instead of all
//   --skip N       leave out the first N of those
//   --minutes N    stop after N minutes and say where to go on
import { glob, readFile, writeFile } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import { nameOf, readExplained } from './mutation/explained.ts'
import { applyMutant, mutantsOf, placeOf, type Mutant } from './mutation/mutants.ts'
import { makeTree, type Tree, type Trial, type Verdict } from './mutation/trial.ts'

/** Mutants between two lines that say how far it is. */
const PROGRESS = 20
const MINUTE = 60_000
const root = join(import.meta.dirname, '..')

const { values: asked } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    listed: { type: 'boolean', default: false },
    again: { type: 'string' },
    sample: { type: 'string' },
    skip: { type: 'string', default: '0' },
    minutes: { type: 'string', default: 'Infinity' },
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

/** The frozen exchanges, and what they leave in memory: hardly any change gets past them. */
const KEENEST = ['reference.test.ts', 'vectors.test.ts', 'wiping.test.ts']
/** The tests that take longest. */
const SLOW = ['conversation.test.ts', 'handshake.test.ts', 'primitives.test.ts', 'ratchet.test.ts']

const testTrial = (files: readonly string[]): Trial =>
  files.length === 0 ? [] : ['--test', '--test-isolation=none', '--test-reporter=tap', ...files]

/**
 * What is run for a file, one after another until something fails: its own test and the keenest, the
 * others, the slow ones. Several runs, for within one the runner sorts the files by name.
 */
const trialsOf = async (file: string): Promise<readonly Trial[]> => {
  const first = [`${basename(file, '.ts')}.test.ts`, ...KEENEST]
  const near = await paths(
    file.startsWith('protocol/') ? 'test/protocol/*.test.ts' : 'test/client/crypto/*.test.ts',
  )
  const stage = (test: string): number => {
    const name = basename(test)
    return first.includes(name) ? 0 : SLOW.includes(name) ? 2 : 1
  }
  const trials = [0, 1, 2]
    .map((wanted) => testTrial(near.filter((test) => stage(test) === wanted)))
    .filter((words) => words.length > 0)
  return file.startsWith('protocol/') ? [...trials, ...TABLES] : trials
}

/** A choice that is the same for the same seed: a multiplicative walk over all places. */
const chosenOf = <T>(all: readonly T[]): readonly T[] => {
  if (asked.sample === undefined) return all.slice(Number(asked.skip))
  const order = all
    .map((entry, index) => ({
      entry,
      key: Math.imul(index + Number(asked.seed), 0x9e3779b1) >>> 0,
    }))
    .toSorted((a, b) => a.key - b.key)
  return order.slice(Number(asked.skip), Number(asked.sample)).map(({ entry }) => entry)
}

/** A mutant with its source and its name in docs/mutants.md. */
interface Candidate {
  readonly mutant: Mutant
  readonly source: string
  readonly name: string
}

const judge = async (tree: Tree, { mutant, source }: Candidate): Promise<Verdict> => {
  const path = join(tree.folder, mutant.file)
  await writeFile(path, applyMutant(source, mutant))
  try {
    for (const trial of await trialsOf(mutant.file)) {
      const verdict = await tree.run(trial)
      if (verdict !== 'passed') return verdict
    }
    return 'passed'
  } finally {
    await writeFile(path, source)
  }
}

const candidatesIn = async (file: string): Promise<readonly Candidate[]> => {
  const source = await readFile(join(root, file), 'utf8')
  return mutantsOf(file, source).map((mutant) => {
    const name = nameOf({ file, place: placeOf(source, mutant) })
    return { mutant, source, name }
  })
}

const listed = new Set((await readExplained()).map(nameOf))

/** The names that are asked for, or undefined for all. */
const namesWanted = async (): Promise<ReadonlySet<string> | undefined> => {
  if (asked.again === undefined) return asked.listed ? listed : undefined
  const output = await readFile(asked.again, 'utf8')
  return new Set(
    [...output.matchAll(/^survived {2}line \d+ {2}(.*)$/gm)].map(([, name]) => name ?? ''),
  )
}

const outcomeOf = (verdict: Verdict, name: string): string => {
  if (verdict !== 'passed') return verdict
  return listed.has(name) ? 'explained' : 'survived'
}

const tell = (outcome: string, { mutant, name }: Candidate): void => {
  const isNews = listed.has(name) ? outcome !== 'explained' : outcome !== 'failed'
  if (isNews) console.log(`${outcome}  line ${mutant.line}  ${name}`)
}

const runAll = async (chosen: readonly Candidate[]): Promise<Map<string, number>> => {
  const counts = new Map<string, number>()
  const end = Date.now() + Number(asked.minutes) * MINUTE
  const tree = await makeTree()
  try {
    for (const [index, candidate] of chosen.entries()) {
      if (Date.now() > end) {
        console.log(`stopped in time: go on with --skip ${Number(asked.skip) + index}`)
        break
      }
      if (index > 0 && index % PROGRESS === 0) console.log(`${index} tried`)
      const outcome = outcomeOf(await judge(tree, candidate), candidate.name)
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      tell(outcome, candidate)
    }
  } finally {
    await tree.remove()
  }
  return counts
}

const main = async (): Promise<void> => {
  const files = [...(await paths('protocol/*.ts')), ...(await paths('client/crypto/*.ts'))].filter(
    (file) => file.includes(asked.only) && !file.endsWith('.d.ts') && !file.endsWith('index.ts'),
  )
  const all = (await Promise.all(files.map(candidatesIn))).flat()
  const wanted = await namesWanted()
  const chosen = chosenOf(wanted ? all.filter(({ name }) => wanted.has(name)) : all)
  console.log(`${all.length} mutants in ${files.length} files, ${chosen.length} to be tried`)
  const counts = await runAll(chosen)
  const tried = [...counts.values()].reduce((sum, count) => sum + count, 0)
  console.log(
    `${tried} mutants: ${counts.get('failed') ?? 0} failed a test, ` +
      `${counts.get('tooLong') ?? 0} ran too long, ` +
      `${counts.get('tooLarge') ?? 0} took too much memory, ` +
      `${counts.get('explained') ?? 0} survived with a reason, ` +
      `${counts.get('survived') ?? 0} without one`,
  )
  if (counts.has('survived')) process.exitCode = 1
}

await main()
