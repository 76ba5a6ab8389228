// Where a running server takes commands: a socket in its data folder, which nobody but its user can open.
// Systems limit the length of such a path; a deep folder gets a short one beside the temporary files.
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

const NAME = 'control'
/** Bytes of a socket's path that every system takes. */
const LONGEST_PATH = 100
const OWNER_ONLY = 0o700

const shortNameOf = (folder: string): string =>
  createHash('sha256').update(folder).digest('hex').slice(0, 24)

/** The socket for a data folder; the folder's path is absolute. */
export const controlPath = (folder: string): string => {
  if (process.platform === 'win32') return `\\\\.\\pipe\\sotto-${shortNameOf(folder)}`
  const path = join(folder, NAME)
  if (Buffer.byteLength(path) <= LONGEST_PATH) return path
  return join(tmpdir(), `sotto-${userInfo().uid}`, shortNameOf(folder))
}

/**
 * Makes the short path's folder, for this user alone. Throws when another user has put something there:
 * the place is one that everybody may write to.
 */
export const prepareControlPath = (folder: string, path: string): void => {
  if (process.platform === 'win32' || path === join(folder, NAME)) return
  const place = join(path, '..')
  mkdirSync(place, { recursive: true, mode: OWNER_ONLY })
  const found = lstatSync(place)
  if (!found.isDirectory() || found.uid !== userInfo().uid) {
    throw new Error(`${place} belongs to another user`)
  }
  chmodSync(place, OWNER_ONLY)
}
