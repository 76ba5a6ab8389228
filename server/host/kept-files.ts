// Which files of a data folder are worth keeping: keys and certificates, all that is small and of this
// server. The database goes on its own, as a copy of one moment; what a start makes anew does not go at all.
import { lstat, readdir } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { LAST_BACKUP } from './last-backup.ts'
import { isPackable } from './pack.ts'

/** The database's path inside a backup. */
export const DATABASE_FILE = 'sotto.db'
/** Where a backup has the host's own certificates, from the folder `certs/` of the project. */
export const CERTS_FOLDER = 'certs'
/** Larger files in the data folder are nothing of ours. */
const LARGEST = 1_048_576
const MOST_FILES = 500

// Made anew, of one machine, or kept aside on purpose.
const LEFT_OUT = [
  /^sotto\.db/,
  /^blobs$/,
  /^control$/,
  /^reserve$/,
  /^snapshot-/,
  /^restor/,
  /^before-restore-/,
  /^certs$/,
  /\.new$/,
  /^\./,
  new RegExp(`^${LAST_BACKUP}$`),
]

/** A small file to keep. */
export interface KeptFile {
  /** Inside the backup. */
  readonly path: string
  /** On this disk. */
  readonly from: string
  readonly mode: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly size: number
}

/** Small files of a folder, and the paths of others that are left out. */
export interface Kept {
  readonly files: readonly KeptFile[]
  readonly strange: readonly string[]
}

const walk = async (
  root: string,
  under: string,
  found: KeptFile[],
  strange: string[],
): Promise<void> => {
  for (const name of (await readdir(join(root, under))).toSorted()) {
    const path = join(under, name).split(sep).join('/')
    if (LEFT_OUT.some((pattern) => pattern.test(path))) continue
    const from = join(root, path)
    const facts = await lstat(from)
    const isOurs = isPackable(path) && facts.size <= LARGEST && found.length < MOST_FILES
    if (facts.isDirectory() && isOurs) await walk(root, path, found, strange)
    else if (!facts.isFile() || !isOurs) strange.push(path)
    else found.push({ path, from, mode: facts.mode, time: facts.mtimeMs, size: facts.size })
  }
}

/** What to keep of a data folder. */
export const keptFiles = async (folder: string): Promise<Kept> => {
  const files: KeptFile[] = []
  const strange: string[] = []
  await walk(folder, '', files, strange)
  return { files, strange }
}

/** The host's own certificates, with the path they have inside a backup. */
export const keptCerts = async (certsFolder: string): Promise<readonly KeptFile[]> => {
  const names = await readdir(certsFolder).catch(() => [])
  const files: KeptFile[] = []
  for (const name of names.filter((candidate) => candidate.endsWith('.pem')).toSorted()) {
    const from = join(certsFolder, name)
    const { mode, mtimeMs, size } = await lstat(from)
    const path = `${CERTS_FOLDER}/${name}`
    if (isPackable(path) && size <= LARGEST) files.push({ path, from, mode, time: mtimeMs, size })
  }
  return files
}
