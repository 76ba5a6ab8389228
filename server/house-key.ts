// The house key: who has it may create inboxes here (PROTOCOL 4). Made at first start, kept in the data
// folder readable by its owner alone. After a replacement the one before is good for seven more days,
// unless the host ends it at once.
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { HOUSE_KEY_BYTES, HOUSE_KEY_GRACE } from '../protocol/limits.ts'
import { StartFault } from './fault.ts'
import { sameSecret } from './relay-rights.ts'

const OWNER_ONLY = 0o600
/** The file of the key before: the key, then when it was replaced, milliseconds since 1970. */
const PREVIOUS_BYTES = HOUSE_KEY_BYTES + 8
const FINGERPRINT_DIGITS = 8

const pathOf = (folder: string): string => join(folder, 'house-key')
const previousPathOf = (folder: string): string => join(folder, 'house-key.previous')

const write = (path: string, bytes: Uint8Array): void => {
  const fresh = `${path}.new`
  const file = openSync(fresh, 'w', OWNER_ONLY)
  writeSync(file, bytes)
  fsyncSync(file)
  closeSync(file)
  renameSync(fresh, path)
}

const read = (path: string, lengths: readonly number[]): Uint8Array => {
  const bytes = new Uint8Array(readFileSync(path))
  if (!lengths.includes(bytes.length)) {
    throw new StartFault(
      `The house key ${path} is damaged: put a backup in its place, or remove it to get a new one.`,
    )
  }
  return bytes
}

interface Previous {
  readonly key: Uint8Array
  /** Milliseconds since 1970. */
  readonly until: number
}

// Files of an earlier version hold the key alone; when it was replaced is when they were written.
const readPrevious = (path: string): Previous | undefined => {
  if (!existsSync(path)) return undefined
  const bytes = read(path, [HOUSE_KEY_BYTES, PREVIOUS_BYTES])
  const view = new DataView(bytes.buffer)
  const replacedAt =
    bytes.length === PREVIOUS_BYTES ? view.getFloat64(HOUSE_KEY_BYTES) : statSync(path).mtimeMs
  return { key: bytes.slice(0, HOUSE_KEY_BYTES), until: replacedAt + HOUSE_KEY_GRACE }
}

const writePrevious = (path: string, key: Uint8Array, replacedAt: number): void => {
  const bytes = new Uint8Array(PREVIOUS_BYTES)
  bytes.set(key)
  new DataView(bytes.buffer).setFloat64(HOUSE_KEY_BYTES, replacedAt)
  write(path, bytes)
}

/** What may be said about the key. Times are milliseconds since 1970. */
export interface HouseKeyFacts {
  /** First digits of its SHA-256. */
  readonly fingerprint: string
  readonly since: number
  /** Until when the one before is good, if it still is. */
  readonly previousUntil: number | undefined
}

/** The key as it stands. */
export interface HouseKey {
  readonly current: Uint8Array
  /** True for the current key, and for the one before within its days of grace. */
  fits(key: Uint8Array): boolean
  facts(): HouseKeyFacts
  /**
   * Makes `key` the current one, durably. With `grace` the one before is good for seven more days, else it
   * ends now, and so does an older one. Throws StartFault when the file cannot be written.
   */
  replace(key: Uint8Array, grace: boolean): void
}

/** Reads the key of a data folder; makes one at first. Throws StartFault. */
export const openHouseKey = (folder: string, now: () => number = Date.now): HouseKey => {
  const path = pathOf(folder)
  const previousPath = previousPathOf(folder)
  const attempt = <T>(act: () => T): T => {
    try {
      return act()
    } catch (error) {
      if (error instanceof StartFault) throw error
      throw new StartFault(`Sotto cannot read or write ${path}: check its owner and permissions.`)
    }
  }
  let { current, previous } = attempt(() => {
    if (!existsSync(path)) write(path, randomBytes(HOUSE_KEY_BYTES))
    return { current: read(path, [HOUSE_KEY_BYTES]), previous: readPrevious(previousPath) }
  })
  const isGood = (old: Previous | undefined): old is Previous =>
    old !== undefined && now() < old.until
  return {
    get current() {
      return current
    },
    fits: (key) => {
      const isCurrent = sameSecret(key, current)
      const isPrevious = previous !== undefined && sameSecret(key, previous.key)
      return isCurrent || (isPrevious && isGood(previous))
    },
    facts: () => ({
      fingerprint: createHash('sha256').update(current).digest('hex').slice(0, FINGERPRINT_DIGITS),
      since: Math.round(statSync(path).mtimeMs),
      previousUntil: isGood(previous) ? previous.until : undefined,
    }),
    replace: (key, grace) =>
      attempt(() => {
        if (sameSecret(key, current) && grace) return
        if (grace) writePrevious(previousPath, current, now())
        else rmSync(previousPath, { force: true })
        previous = grace ? { key: current, until: now() + HOUSE_KEY_GRACE } : undefined
        write(path, key)
        current = key
      }),
  }
}
