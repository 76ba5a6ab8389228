// File systems of their own for a server: ext4 and xfs on a file (loop), or a small tmpfs. They can be cut off
// as if the power went, turned read-only by an error, filled, and mounted again.
import { execFileSync } from 'node:child_process'
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  writeFileSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import type { TestContext } from 'node:test'
import { atEnd, endingFolder } from './endings.ts'

export type FileSystem = 'ext4' | 'xfs' | 'tmpfs'

const MEGABYTE = 1_048_576
/** Smallest that mkfs.xfs makes. */
const XFS_MEGABYTES = 320

const run = (program: string, ...args: readonly string[]): string =>
  execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

/** A mounted file system. */
export interface Mount {
  /** Where a data folder may be made. */
  readonly folder: string
  /** As if the power went: what is not on the disk is gone, and every use of the files fails. */
  cut(): void
  /** After the power is back, or to begin with. */
  remount(): void
  unmount(): void
  /** An error of the file system turns it read-only (ext4). */
  fail(): void
  /** Takes all room that is left, and gives it back. */
  fill(): void
  free(): void
}

const tools: Readonly<Record<FileSystem, readonly string[]>> = {
  ext4: ['mkfs.ext4', 'xfs_io'],
  xfs: ['mkfs.xfs', 'xfs_io'],
  tmpfs: [],
}

let mountable: string | undefined
const mayMount = (): string => {
  if (mountable !== undefined) return mountable
  try {
    // A mount space of its own would hide the mounts from the server, so the right itself is asked for.
    const status = readFileSync('/proc/self/status', 'utf8')
    const rights = BigInt(`0x${/CapEff:\s+(\w+)/.exec(status)?.[1] ?? '0'}`)
    mountable = (rights >> 21n) & 1n ? '' : 'needs the right to mount (root)'
  } catch {
    mountable = 'needs Linux'
  }
  return mountable
}

/** Why there can be no such file system here; undefined when there can. */
export const noMount = (kind: FileSystem): string | undefined => {
  const reason = mayMount()
  if (reason !== '') return reason
  if (kind !== 'tmpfs' && !existsSync('/dev/loop-control')) return 'needs loop devices'
  for (const tool of tools[kind]) {
    try {
      run('sh', '-c', `command -v ${tool}`)
    } catch {
      return `needs ${tool}`
    }
  }
  return undefined
}

const makeImage = (kind: 'ext4' | 'xfs', path: string, megabytes: number): void => {
  const file = openSync(path, 'w')
  ftruncateSync(file, (kind === 'xfs' ? XFS_MEGABYTES : megabytes) * MEGABYTE)
  closeSync(file)
  if (kind === 'ext4') run('mkfs.ext4', '-q', '-m', '0', path)
  else run('mkfs.xfs', '-q', path)
}

const fillWith = (path: string): void => {
  try {
    run('dd', 'if=/dev/zero', `of=${path}`, 'bs=64k')
  } catch {
    // It ends with "No space left": that is what it is for.
  }
}

/** Makes and mounts one; unmounted and gone with the test. */
export const createMount = async (
  context: TestContext,
  kind: FileSystem,
  megabytes: number,
): Promise<Mount> => {
  const base = await endingFolder(context)
  const folder = join(base, 'mounted')
  const image = join(base, 'image')
  mkdirSync(folder)
  if (kind !== 'tmpfs') makeImage(kind, image, megabytes)
  let mounted = false
  const remount = (): void => {
    if (kind === 'tmpfs') run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder)
    else if (kind === 'ext4') run('mount', '-o', 'loop,errors=remount-ro', image, folder)
    else run('mount', '-o', 'loop', image, folder)
    mounted = true
  }
  const unmount = (): void => {
    if (mounted) run('umount', folder)
    mounted = false
  }
  atEnd(context, unmount)
  remount()
  const ballast = join(folder, 'ballast')
  return {
    folder,
    remount,
    unmount,
    cut: () => void run('xfs_io', '-x', '-c', 'shutdown', folder),
    fail: () => {
      const device = basename(run('findmnt', '-n', '-o', 'SOURCE', folder).trim())
      writeFileSync(`/sys/fs/ext4/${device}/trigger_fs_error`, '1')
    },
    fill: () => fillWith(ballast),
    free: () => void run('rm', '-f', ballast),
  }
}
