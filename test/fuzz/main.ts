// Runs the fuzzer in a process of its own: coverage is started before anything else is loaded, and an input
// that eats all memory ends this process and not its parent. Prints one line for each target.
//   --target X   only this (repeatable)      --minutes N | --executions N   how long for each
//   --seed N     other inputs       --save       replace the corpus by what was found
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startCoverage } from './coverage.ts'
import { distil, fuzz, type Effort, type Target } from './fuzzing.ts'
import { diceOf } from './mutators.ts'

const MINUTE = 60_000
const CORPUS_BYTES = 16_384
const corpus = join(import.meta.dirname, 'corpus')

const { values: asked } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: [] },
    minutes: { type: 'string' },
    executions: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    save: { type: 'boolean', default: false },
  },
})

const folderOf = (target: Target): string => join(corpus, target.name)

const readCorpus = async (target: Target): Promise<Uint8Array[]> => {
  const names = await readdir(folderOf(target)).catch((): string[] => [])
  return Promise.all(
    names
      .toSorted()
      .map(async (name) => new Uint8Array(await readFile(join(folderOf(target), name)))),
  )
}

const writeCorpus = async (target: Target, inputs: readonly Uint8Array[]): Promise<void> => {
  await rm(folderOf(target), { recursive: true, force: true })
  await mkdir(folderOf(target), { recursive: true })
  for (const input of inputs) {
    const name = createHash('sha256').update(input).digest('hex').slice(0, 12)
    await writeFile(join(folderOf(target), `${name}.bin`), input)
  }
}

const effortOf = (): Effort =>
  asked.minutes === undefined
    ? { executions: Number(asked.executions), until: Infinity }
    : { executions: Infinity, until: Date.now() + Number(asked.minutes) * MINUTE }

const coverage = startCoverage()
const { makeTargets } = await import('./targets.ts')
const targets = (await makeTargets()).filter(
  ({ name }) => asked.target.length === 0 || asked.target.includes(name),
)
if (targets.length === 0) throw new Error(`no target ${asked.target.join(', ')}`)
for (const target of targets) {
  const seeds = [...target.seeds, ...(await readCorpus(target))]
  const started = Date.now()
  const result = fuzz({ ...target, seeds }, coverage, diceOf(Number(asked.seed)), effortOf())
  const seconds = ((Date.now() - started) / 1_000).toFixed(1)
  const { executions, features, kept, findings } = result
  console.log(
    `${target.name}: ${executions} executions in ${seconds} s, ${features} features, ` +
      `${kept.length} inputs kept, ${findings.length} findings`,
  )
  for (const { input, error } of findings) {
    process.exitCode = 1
    console.log(`  ${Buffer.from(input).toString('hex').slice(0, 4_000)}`)
    console.log(`  ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  }
  if (asked.save && findings.length === 0) {
    await writeCorpus(target, distil(kept, CORPUS_BYTES))
  }
}
coverage.stop()
