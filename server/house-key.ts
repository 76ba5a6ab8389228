// The house key: who has it may create inboxes here (PROTOCOL 4). Made at first start, kept in the data
// folder readable by its owner alone. After a rotation the one before is good for seven more days.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { HOUSE_KEY_BYTES, HOUSE_KEY_GRACE } from '../protocol/limits.ts'
import { StartFault } from './fault.ts'
import { sameSecret } from './relay-rights.ts'

const OWNER_ONLY = 0o600

const pathOf = (folder: string): string => join(folder, 'house-key')
const previousPathOf = (folder: string): string => join(folder, 'house-key.previous')

const write = (path: string, key: Uint8Array): void => {
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', OWNER_ONLY)
  writeSync(file, key)
  fsyncSync(file)
  closeSync(file)
  renameSync(fresh, path)
}

const read = (path: string): Uint8Array => {
  const key = new Uint8Array(readFileSync(path))
  if (key.length !== HOUSE_KEY_BYTES) {
    throw new StartFault(
      `The house key ${path} is damaged: put a backup in its place, or remove it to get a new one.`,
    )
  }
  return key
}

/** The key as it stands. */
export interface HouseKey {
  readonly current: Uint8Array
  /** True for the current key, and for the one before within its days of grace. */
  fits(key: Uint8Array): boolean
}

/** Reads the key of a data folder; makes one at first. Throws StartFault. */
export const openHouseKey = (folder: string, now: () => number = Date.now): HouseKey => {
  const path = pathOf(folder)
  const previousPath = previousPathOf(folder)
  try {
    if (!existsSync(path)) write(path, randomBytes(HOUSE_KEY_BYTES))
    const current = read(path)
    const previous = existsSync(previousPath) ? read(previousPath) : undefined
    const until = previous ? statSync(previousPath).mtimeMs + HOUSE_KEY_GRACE : 0
    return {
      current,
      fits: (key) => {
        const isCurrent = sameSecret(key, current)
        const isPrevious = previous !== undefined && sameSecret(key, previous)
        return isCurrent || (isPrevious && now() < until)
      },
    }
  } catch (error) {
    if (error instanceof StartFault) throw error
    throw new StartFault(`Sotto cannot read or write ${path}: check its owner and permissions.`)
  }
}

/** Replaces the key of a data folder; the next start uses the new one. */
export const rotateHouseKey = (folder: string): void => {
  write(previousPathOf(folder), read(pathOf(folder)))
  write(pathOf(folder), randomBytes(HOUSE_KEY_BYTES))
}
