// Puts a restored folder in the place of the one before, so that no crash leaves a mixture: a plan is
// written first, every step may be done again, and whoever opens the data folder next finishes the plan.
// It works inside the data folder, because that may be a mount point that cannot be renamed.
import { existsSync, readFileSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { StartFault } from '../fault.ts'
import { syncFolder, writeSynced } from './disk.ts'

/** Where a restore unpacks, inside the data folder. */
export const RESTORING = 'restoring'
const PLAN = 'restore-plan'
const KEPT = /^before-restore-[0-9-]+$/
const OWNER_FOLDER = 0o700
const OWNER_FILE = 0o600

interface Plan {
  /** The folder that takes what was there. */
  readonly keep: string
  /** `out`: the old files are moving out; `in`: the new ones are moving in. */
  readonly step: 'out' | 'in'
  /** The process that does it. */
  readonly pid: number
}

const readPlan = (folder: string): Plan | undefined => {
  const path = join(folder, PLAN)
  if (!existsSync(path)) return undefined
  const [step, keep = '', pid] = readFileSync(path, 'utf8').trim().split(' ')
  if ((step !== 'out' && step !== 'in') || !KEPT.test(keep)) {
    throw new StartFault(
      `The plan ${path} of an interrupted restore cannot be read: restore the backup into an empty folder.`,
    )
  }
  return { step, keep, pid: Number(pid) }
}

async function* one(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const writePlan = async (folder: string, { step, keep, pid }: Plan): Promise<void> => {
  const fresh = join(folder, `${PLAN}.new`)
  await rm(fresh, { force: true })
  await writeSynced(fresh, OWNER_FILE, one(`${step} ${keep} ${pid}\n`))
  await rename(fresh, join(folder, PLAN))
  await syncFolder(folder)
}

const isOurs = (name: string): boolean =>
  name === RESTORING || name === PLAN || name === `${PLAN}.new` || KEPT.test(name)

const moveOut = async (folder: string, keep: string): Promise<void> => {
  const to = join(folder, keep)
  await mkdir(to, { recursive: true, mode: OWNER_FOLDER })
  for (const name of await readdir(folder)) {
    if (!isOurs(name)) await rename(join(folder, name), join(to, name))
  }
  await syncFolder(to)
  await syncFolder(folder)
}

const moveIn = async (folder: string): Promise<void> => {
  const from = join(folder, RESTORING)
  // Gone when the last step before a crash was its removal.
  if (!existsSync(from)) return
  for (const name of await readdir(from)) await rename(join(from, name), join(folder, name))
  await syncFolder(folder)
  await rm(from, { recursive: true })
}

const carryOut = async (folder: string, plan: Plan): Promise<void> => {
  if (plan.step === 'out') {
    await moveOut(folder, plan.keep)
    await writePlan(folder, { ...plan, step: 'in' })
  }
  await moveIn(folder)
  await rm(join(folder, PLAN), { force: true })
  await syncFolder(folder)
}

const isAlive = (pid: number): boolean => {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

/**
 * Puts what lies in `restoring` in the place of everything else in `folder`, which goes to `keep`. From the
 * first step on a crash leads forward only.
 */
export const swapIn = async (folder: string, keep: string): Promise<void> => {
  const plan: Plan = { step: 'out', keep, pid: process.pid }
  await writePlan(folder, plan)
  await carryOut(folder, plan)
}

/**
 * Finishes a restore that was interrupted, and removes what one that never got so far has unpacked. True
 * when one was finished. Throws StartFault while another process restores.
 */
export const finishRestore = async (folder: string): Promise<boolean> => {
  if (!existsSync(folder)) return false
  const plan = readPlan(folder)
  if (!plan) return false
  if (isAlive(plan.pid)) {
    throw new StartFault(`A restore into ${folder} is under way: wait until it is done.`)
  }
  await carryOut(folder, plan)
  return true
}

/** What is in a data folder besides the traces of restores. */
export const contentsOf = async (folder: string): Promise<readonly string[]> =>
  existsSync(folder) ? (await readdir(folder)).filter((name) => !isOurs(name)) : []

/** The name under which the former contents are kept, for a time in milliseconds since 1970. */
export const keptName = (time: number): string =>
  `before-restore-${new Date(time).toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}`
