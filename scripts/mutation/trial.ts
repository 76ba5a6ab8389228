// Asks a child whether a mutant fails a test, and ends the child when the mutant takes too long or too much
// memory. A wrong bound may allocate without end, outside the heap that V8 limits.
import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Failure, Order } from './child.ts'

const CHILD = join(import.meta.dirname, 'child.ts')
const HEAP_MEGABYTES = 768
const MAX_RESIDENT = 1_610_612_736
/** Of the processor, not of the clock: a busy machine must not end a mutant that a quiet one lets pass. */
const MAX_CPU_SECONDS = 20
const MAX_TIME = 600_000
const LOOK_EVERY = 100
/** Modules of mutants stay loaded, so a child is replaced after this many. */
const MUTANTS_PER_CHILD = 100
const PAGE = 4_096
const TICKS_PER_SECOND = 100

/** What came of a mutant; only `passed` leaves it alive. */
export type Verdict = 'passed' | 'failed' | 'tooLong' | 'tooLarge'

/** A verdict, and the test that failed. */
export interface Judged {
  readonly verdict: Verdict
  readonly by: Failure | undefined
}

interface Use {
  readonly bytes: number
  readonly cpuSeconds: number
}

// Linux tells what a process uses (proc(5)); elsewhere the heap's bound and the clock have to do.
const useOf = async (pid: number | undefined): Promise<Use> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind the name in brackets: field 3, the state, is the first of these.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3] ?? 0)
  return { bytes: field(24) * PAGE, cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND }
}

const startChild = (): ChildProcess =>
  fork(CHILD, { stdio: 'ignore', execArgv: [`--max-old-space-size=${HEAP_MEGABYTES}`] })

/** A verdict on one mutant after another; close it at the end. */
export class Judge {
  #child: ChildProcess | undefined
  #judged = 0

  async judge(order: Order): Promise<Judged> {
    if (this.#judged++ % MUTANTS_PER_CHILD === 0) await this.close()
    const child = (this.#child ??= startChild())
    const before = await useOf(child.pid)
    const judged = await new Promise<Judged>((resolve) => {
      const end = (verdict: Verdict, by?: Failure) => (): void => {
        clearTimeout(late)
        clearInterval(look)
        child.removeAllListeners()
        resolve({ verdict, by })
      }
      const late = setTimeout(end('tooLong'), MAX_TIME)
      const look = setInterval(() => {
        void useOf(child.pid).then(({ bytes, cpuSeconds }) => {
          if (bytes > MAX_RESIDENT) end('tooLarge')()
          else if (cpuSeconds - before.cpuSeconds > MAX_CPU_SECONDS) end('tooLong')()
        })
      }, LOOK_EVERY)
      child.once('message', ({ failed }: { readonly failed?: Failure }) =>
        end(failed === undefined ? 'passed' : 'failed', failed)(),
      )
      // A mutant that ends its process, by an error that nobody catches or by its memory.
      child.once('exit', end('failed'))
      child.send(order)
    })
    const { verdict } = judged
    if (verdict === 'tooLong' || verdict === 'tooLarge' || !child.connected) await this.close()
    return judged
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }
}
