// A tree of its own for the mutants, and the tests run in it: each in a child that is ended when it takes too
// long or too much memory. A wrong bound may allocate without end, outside the heap that V8 limits.
import { spawn } from 'node:child_process'
import { cp, mkdtemp, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..', '..')
const FOLDERS = ['protocol', 'client', 'server', 'test', 'scripts', 'docs', 'package.json']
const HEAP_MEGABYTES = 512
const MAX_RESIDENT = 1_073_741_824
/** Of the processor, not of the clock: a busy machine must not end a child that a quiet one lets pass. */
const MAX_CPU_SECONDS = 15
const MAX_TIME = 600_000
const LOOK_EVERY = 50
const PAGE = 4_096
const TICKS_PER_SECOND = 100

/** Why a child ended as it did. */
export type Verdict = 'passed' | 'failed' | 'tooLong' | 'tooLarge'

/** What Node is started with. */
export type Trial = readonly string[]

export interface Tree {
  readonly folder: string
  /** Runs Node with these words; only `passed` leaves a mutant alive. */
  run(trial: Trial): Promise<Verdict>
  remove(): Promise<void>
}

interface Use {
  readonly bytes: number
  readonly cpuSeconds: number
}

// Linux tells what a process uses (proc(5)); elsewhere the heap's bound and the clock have to do.
const useOf = async (pid: number): Promise<Use> => {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // Behind the name in brackets: field 3, the state, is the first of these.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const field = (number: number): number => Number(fields[number - 3] ?? 0)
  return { bytes: field(24) * PAGE, cpuSeconds: (field(14) + field(15)) / TICKS_PER_SECOND }
}

const runChild = (folder: string, trial: Trial): Promise<Verdict> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MEGABYTES}`, ...trial], {
      cwd: folder,
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') },
    })
    let why: Verdict | undefined
    const end = (verdict: Verdict): void => {
      why ??= verdict
      child.kill('SIGKILL')
    }
    // The first failure decides: what would come after it costs only time.
    child.stdout.on('data', (part: Buffer) => {
      if (/^ *not ok /m.test(part.toString())) end('failed')
    })
    const late = setTimeout(() => end('tooLong'), MAX_TIME)
    const look = setInterval(() => {
      void useOf(child.pid ?? 0).then(({ bytes, cpuSeconds }) => {
        if (bytes > MAX_RESIDENT) end('tooLarge')
        if (cpuSeconds > MAX_CPU_SECONDS) end('tooLong')
      })
    }, LOOK_EVERY)
    child.on('close', (code) => {
      clearTimeout(late)
      clearInterval(look)
      resolve(why ?? (code === 0 ? 'passed' : 'failed'))
    })
  })

/** Copies the project, without what is installed, into a folder for temporary files. */
export const makeTree = async (): Promise<Tree> => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-mutants-'))
  for (const name of FOLDERS) await cp(join(root, name), join(folder, name), { recursive: true })
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    folder,
    run: (trial) => runChild(folder, trial),
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
