// Room kept for bad days: a file that takes disk space while all is well and is given up when the disk is full,
// so that acknowledgements, which free more than they cost, can still be written (PROTOCOL 10 rule 9).
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  rmSync,
  statfsSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'

/** Bytes of the file: several hundred commits that only delete. */
export const RESERVE_BYTES = 8 * 1_048_576
/** It is filled in pieces of so many bytes. */
const PIECE = 1_048_576
const OWNER_ONLY = 0o600

const pathOf = (folder: string): string => join(folder, 'reserve')

const fill = (path: string): void => {
  const file = openSync(path, 'w', OWNER_ONLY)
  try {
    // Random bytes, because a disk that compresses would keep no room for others.
    for (let at = 0; at < RESERVE_BYTES; at += PIECE) writeSync(file, randomBytes(PIECE))
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

const isWhole = (path: string): boolean => existsSync(path) && statSync(path).size === RESERVE_BYTES

/** Makes sure the room is kept; false when the disk has not twice as much to spare. */
export const keepReserve = (folder: string): boolean => {
  const path = pathOf(folder)
  try {
    if (isWhole(path)) return true
    const { bavail, bsize } = statfsSync(folder)
    if (bavail * bsize < 2 * RESERVE_BYTES) return false
    fill(path)
    return true
  } catch {
    releaseReserve(folder)
    return false
  }
}

/** Gives the room up; true when there was any. */
export const releaseReserve = (folder: string): boolean => {
  const path = pathOf(folder)
  try {
    if (!existsSync(path)) return false
    rmSync(path)
    return true
  } catch {
    return false
  }
}
