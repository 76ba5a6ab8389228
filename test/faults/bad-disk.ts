// A disk that misbehaves from one moment to the next (bad-disk.c), built by the machine's own compiler.
import { execFileSync } from 'node:child_process'
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { atEnd, endingFolder } from './endings.ts'

const source = fileURLToPath(new URL('bad-disk.c', import.meta.url))

/** What can be wrong, as the library numbers it. */
const faults = {
  none: 0,
  syncFails: 1,
  writeFails: 2,
  full: 3,
  readOnly: 4,
  syncSlow: 5,
  syncLies: 6,
  /** One sync fails, and from then on each claims to have done what it has not. */
  syncFailsOnce: 7,
} as const
export type DiskFault = keyof typeof faults

/** The disk under one server. */
export interface BadDisk {
  /** To be given to the server's process. */
  readonly env: Readonly<Record<string, string>>
  /** From now on; `amount` is milliseconds where the fault is slowness. */
  set(fault: DiskFault, amount?: number): void
  /** How often a fault has struck. */
  struck(): number
}

/** Why no such disk can be made here; undefined when one can. */
export const noBadDisk = (): string | undefined => {
  if (process.platform !== 'linux') return 'needs Linux'
  try {
    execFileSync('gcc', ['--version'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'needs gcc'
  }
}

/** Builds the library and a disk that is good at first. */
export const createBadDisk = async (context: TestContext): Promise<BadDisk> => {
  const folder = await endingFolder(context)
  const library = join(folder, 'bad-disk.so')
  const control = join(folder, 'control')
  execFileSync('gcc', ['-shared', '-fPIC', '-O2', '-o', library, source, '-ldl'])
  writeFileSync(control, Buffer.alloc(12))
  const file = openSync(control, 'r+')
  atEnd(context, () => closeSync(file))
  return {
    env: { LD_PRELOAD: library, BAD_DISK: control },
    set: (fault, amount = 0) => {
      const words = new Uint32Array([faults[fault], amount])
      writeSync(file, new Uint8Array(words.buffer), 0, 8, 0)
    },
    struck: () => readFileSync(control).readUInt32LE(8),
  }
}
