// `node scripts/mutate.ts`: mutation testing of protocol/ and client/crypto/. Makes one wrong program at a
// time, in memory, and runs the tests of its layer. A mutant that no test fails survives and
// is printed, to be killed by a test or explained in docs/mutants.md; one that is neither makes it fail.
//   --only PATH    only files whose path contains PATH
//   --listed       only the mutants of docs/mutants.md: those that a test fails by now are printed
//   --again FILE   only the mutants that FILE, the output of a former run, says survived without a reason
//   --sample N     N mutants chosen by --seed (default 1) instead of all
//   --skip N       leave out the first N of those
//   --minutes N    stop after N minutes and say where to go on
import { glob, readFile } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { parseArgs } from 'node:util'
import type { Failure, Order } from './mutation/child.ts'
import { nameOf, readExplained } from './mutation/explained.ts'
import { applyMutant, mutantsOf, placeOf, type Mutant } from './mutation/mutants.ts'
import { Judge, type Verdict } from './mutation/trial.ts'

/** Mutants between two lines that say how far it is. */
const PROGRESS = 20
const MINUTE = 60_000
/** The number of the program as it is. */
const UNCHANGED = -1
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
const DRIFTS = ['scripts/protocol-tables.ts', 'scripts/frame-vectors.ts']
/** The frozen exchanges, and what they leave in memory: hardly any change gets past them. */
const KEENEST = ['reference.test.ts', 'vectors.test.ts', 'wiping.test.ts']
/** The tests that take longest. */
const SLOW = ['handshake.test.ts', 'primitives.test.ts', 'ratchet.test.ts', 'conversation.test.ts']

/** What failed last for mutants of a file, newest first: the next one is likely to meet it too. */
const killers = new Map<string, readonly Failure[]>()
const KILLERS_KEPT = 6

const noteKiller = (file: string, by: Failure): void => {
  const others = (killers.get(file) ?? []).filter(({ test }) => test !== by.test)
  killers.set(file, [by, ...others].slice(0, KILLERS_KEPT))
}

const IMPORTED = /\bfrom '(\.[^']+\.ts)'/g
const reached = new Map<string, Promise<ReadonlySet<string>>>()

/** The files of the project that a file loads, itself among them. */
const reachOf = (path: string): Promise<ReadonlySet<string>> => {
  const known = reached.get(path)
  if (known) return known
  const found = (async () => {
    const all = new Set([path])
    for (const file of all) {
      const source = await readFile(file, 'utf8')
      for (const [, to = ''] of source.matchAll(IMPORTED)) all.add(join(dirname(file), to))
    }
    return all
  })()
  reached.set(path, found)
  return found
}

/**
 * What is run for a file, of the tests that load it: the last killer, its own test, the keenest, the
 * others, the slow ones.
 */
const testsOf = async (file: string): Promise<readonly string[]> => {
  const first = [`${basename(file, '.ts')}.test.ts`, ...KEENEST]
  const near = await paths(
    file.startsWith('protocol/') ? 'test/protocol/*.test.ts' : 'test/client/crypto/*.test.ts',
  )
  const rank = (test: string): number => {
    if (join(root, test) === killers.get(file)?.[0]?.path) return -first.length - 1
    const [early, late] = [first.indexOf(basename(test)), SLOW.indexOf(basename(test))]
    if (early >= 0) return early - first.length
    return late + 1
  }
  const tests = near.toSorted((a, b) => rank(a) - rank(b)).map((test) => join(root, test))
  const reaches = await Promise.all(tests.map(reachOf))
  return tests.filter((_, at) => reaches[at]?.has(join(root, file)))
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

const orderOf = async ({ mutant, source }: Candidate, number: number): Promise<Order> => ({
  number,
  file: join(root, mutant.file),
  source: applyMutant(source, mutant),
  tests: await testsOf(mutant.file),
  first: (killers.get(mutant.file) ?? []).map(({ test }) => test),
  drifts: mutant.file.startsWith('protocol/') ? DRIFTS.map((path) => join(root, path)) : [],
})

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
  const survivors = [...output.matchAll(/^survived {2}line \d+ {2}(.*)$/gm)].map(
    ([, name = '']) => name,
  )
  return new Set(survivors.filter((name) => !listed.has(name)))
}

const outcomeOf = (verdict: Verdict, name: string): string => {
  if (verdict !== 'passed') return verdict
  return listed.has(name) ? 'explained' : 'survived'
}

const tell = (outcome: string, { mutant, name }: Candidate): void => {
  const isNews = listed.has(name) ? outcome !== 'explained' : outcome !== 'failed'
  if (isNews) console.log(`${outcome}  line ${mutant.line}  ${name}`)
}

// Else a broken test would make every mutant look dead.
const control = async (judge: Judge, chosen: readonly Candidate[]): Promise<void> => {
  for (const layer of ['protocol/', 'client/crypto/']) {
    const candidate = chosen.find(({ mutant }) => mutant.file.startsWith(layer))
    if (!candidate) continue
    const order = await orderOf(candidate, UNCHANGED)
    const { verdict, by } = await judge.judge({ ...order, source: candidate.source })
    if (verdict !== 'passed') throw new Error(`the program as it is: ${verdict} ${by?.test ?? ''}`)
  }
}

const runAll = async (chosen: readonly Candidate[]): Promise<Map<string, number>> => {
  const counts = new Map<string, number>()
  const end = Date.now() + Number(asked.minutes) * MINUTE
  const judge = new Judge()
  try {
    await control(judge, chosen)
    for (const [index, candidate] of chosen.entries()) {
      if (Date.now() > end) {
        console.log(`stopped in time: go on with --skip ${Number(asked.skip) + index}`)
        break
      }
      if (index > 0 && index % PROGRESS === 0) console.log(`${index} tried`)
      const { verdict, by } = await judge.judge(await orderOf(candidate, index))
      if (by) noteKiller(candidate.mutant.file, by)
      const outcome = outcomeOf(verdict, candidate.name)
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
      tell(outcome, candidate)
    }
  } finally {
    await judge.close()
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
