// The loop: change an input that is known, run it, keep what reaches a new block or a new outcome. Inputs
// run in batches, since asking V8 costs more than most inputs; a batch that found something runs again
// in halves.
import type { Coverage } from './coverage.ts'
import { mutate, type Dice } from './mutators.ts'

/** What is under test. `run` gives the name of a defined outcome and throws for a finding. */
export interface Target {
  readonly name: string
  /** Longest input worth trying. */
  readonly longest: number
  readonly seeds: readonly Uint8Array[]
  run(input: Uint8Array): string
}

/** An input that did what nothing may do. */
export interface Finding {
  readonly input: Uint8Array
  readonly error: unknown
}

export interface Kept {
  readonly input: Uint8Array
  readonly features: ReadonlySet<string>
}

export interface FuzzResult {
  readonly executions: number
  readonly features: number
  readonly kept: readonly Kept[]
  readonly findings: readonly Finding[]
}

/** Inputs of a batch in a long run; in a short one a quarter of the run. */
const BATCH = 256
const MAX_FINDINGS = 5

interface Loop {
  readonly target: Target
  readonly coverage: Coverage
  readonly known: Set<string>
  readonly kept: Kept[]
  readonly findings: Finding[]
  executions: number
}

const runOne = (loop: Loop, input: Uint8Array): string => {
  loop.executions++
  try {
    return `outcome ${loop.target.run(input)}`
  } catch (error) {
    if (loop.findings.length < MAX_FINDINGS) loop.findings.push({ input, error })
    return 'finding'
  }
}

const isNew = (loop: Loop, features: Iterable<string>): boolean => {
  for (const feature of features) if (!loop.known.has(feature)) return true
  return false
}

/** Runs inputs together; where something new was reached, halves lead to the one that did. */
const judge = (loop: Loop, inputs: readonly Uint8Array[]): void => {
  loop.coverage.take()
  const outcomes = inputs.map((input) => runOne(loop, input))
  const features = new Set([...loop.coverage.take(), ...outcomes])
  const [input] = inputs
  if (!input || !isNew(loop, features)) return
  if (inputs.length > 1) {
    const half = inputs.length >> 1
    judge(loop, inputs.slice(0, half))
    judge(loop, inputs.slice(half))
    return
  }
  for (const feature of features) loop.known.add(feature)
  loop.kept.push({ input, features })
}

/** How far to go: until so many executions, or until the clock passes a time (ms). */
export interface Effort {
  readonly executions: number
  readonly until: number
}

const isEnough = ({ executions }: Loop, effort: Effort): boolean =>
  executions >= effort.executions || Date.now() >= effort.until

/** Fuzzes one target; how far is asked after each batch. */
export const fuzz = (
  target: Target,
  coverage: Coverage,
  dice: Dice,
  effort: Effort,
): FuzzResult => {
  const loop: Loop = {
    target,
    coverage,
    known: new Set(),
    kept: [],
    findings: [],
    executions: 0,
  }
  for (const seed of [new Uint8Array(0), ...target.seeds]) judge(loop, [seed])
  const batch = Math.min(BATCH, Math.max(8, Math.floor(effort.executions / 4)))
  while (loop.findings.length < MAX_FINDINGS && !isEnough(loop, effort)) {
    const inputs: Uint8Array[] = []
    for (let count = 0; count < batch; count++) {
      // The youngest half as often as all others together: what is new leads further.
      const { length } = loop.kept
      const near = dice.below(2) === 0 ? Math.floor(length / 2) : 0
      const { input } = loop.kept[near + dice.below(length - near)] ?? { input: new Uint8Array(1) }
      inputs.push(mutate(input, dice.pick(loop.kept).input, dice, target.longest))
    }
    judge(loop, inputs)
  }
  const { executions, known, kept, findings } = loop
  return { executions, features: known.size, kept, findings }
}

/** The smallest inputs that together reach everything, at most `most` bytes in all. */
export const distil = (kept: readonly Kept[], most: number): readonly Uint8Array[] => {
  const reached = new Set<string>()
  const chosen: Uint8Array[] = []
  let size = 0
  const order = kept.toSorted((a, b) => a.input.length - b.input.length)
  for (const { input, features } of order) {
    if (input.length === 0 || size + input.length > most) continue
    if (![...features].some((feature) => !reached.has(feature))) continue
    for (const feature of features) reached.add(feature)
    chosen.push(input)
    size += input.length
  }
  return chosen
}
