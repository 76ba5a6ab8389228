// Versions, the clock, and how many files the server may have open.
import { execFile } from 'node:child_process'
import { readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import SqliteDatabase from 'better-sqlite3'
import { counted, span } from '../print.ts'
import { PROJECT } from '../project.ts'
import { VERSION } from '../version.ts'
import { dayText, fail, ok, warn, type Check, type Finding } from './finding.ts'

const OLDEST_NODE = [22, 18] as const
// From here on a fault that could lose acknowledged writes is mended.
const OLDEST_SQLITE = [3, 53] as const
const FEW_FILES = 4_096
const ASK_WITHIN = 2_000

const isOlder = (version: string, [major, minor]: readonly [number, number]): boolean => {
  const [a = 0, b = 0] = version.split('.').map(Number)
  return a < major || (a === major && b < minor)
}

const sqliteVersion = (): string => {
  const database = new SqliteDatabase(':memory:')
  try {
    return String(database.prepare('SELECT sqlite_version()').pluck().get())
  } finally {
    database.close()
  }
}

/** Whether a server runs on the folder. */
export const checkServer: Check = ({ facts, now, run }) =>
  facts
    ? [ok('Server', `runs for ${span((now - facts.startedAt) / 1_000)} on ${run.folder}`)]
    : [ok('Server', `none runs on ${run.folder}`)]

/** The versions of Sotto, Node and SQLite; whether the running server is this version. */
export const checkVersions: Check = ({ facts }) => {
  const name = 'Versions'
  const { node } = process.versions
  const sqlite = sqliteVersion()
  const text = `Sotto ${VERSION}, Node ${node}, SQLite ${sqlite}`
  if (isOlder(node, OLDEST_NODE)) {
    return [
      fail(name, text, 'This Node is too old: npm ci brings a fitting one, npx sotto uses it.'),
    ]
  }
  if (isOlder(sqlite, OLDEST_SQLITE)) {
    return [fail(name, text, 'This SQLite is too old: npm ci brings a fitting one.')]
  }
  if (facts && facts.version !== VERSION) {
    return [
      warn(
        name,
        `${text}; the running server is ${facts.version}`,
        'Restart the server to use this version.',
      ),
    ]
  }
  return [ok(name, text)]
}

const isSynchronised = async (): Promise<boolean | undefined> => {
  try {
    const { stdout } = await promisify(execFile)(
      'timedatectl',
      ['show', '--property=NTPSynchronized', '--value'],
      { timeout: ASK_WITHIN },
    )
    const word = stdout.trim()
    return word === 'yes' || word === 'no' ? word === 'yes' : undefined
  } catch {
    return undefined
  }
}

/** The clock: certificates and expiry go by it. What can be known without asking anybody. */
export const checkClock: Check = async ({ now }) => {
  const name = 'Clock'
  // No clock is right that is behind the files of the program it runs.
  const { mtimeMs } = await stat(join(PROJECT, 'package.json'))
  const text = `${new Date(now).toISOString().slice(0, 16).replace('T', ' ')} UTC`
  if (now < mtimeMs) {
    return [
      fail(
        name,
        `${text}, before this program was installed (${dayText(mtimeMs)})`,
        'Set the clock; let it be kept by NTP.',
      ),
    ]
  }
  const kept = await isSynchronised()
  if (kept === false) {
    return [
      warn(name, `${text}, not kept by a time server`, 'Turn it on: timedatectl set-ntp true.'),
    ]
  }
  return [
    ok(
      name,
      kept === undefined ? `${text}; compare it with your phone` : `${text}, kept by a time server`,
    ),
  ]
}

const openFiles = async (pid: number | 'self'): Promise<number | undefined> => {
  try {
    const text = await readFile(`/proc/${pid}/limits`, 'utf8')
    const soft = /^Max open files +(\d+|unlimited)/m.exec(text)?.[1]
    return soft === 'unlimited' ? Infinity : Number(soft)
  } catch {
    return undefined
  }
}

/** How many connections the system lets the server hold. */
export const checkLimits: Check = async ({ facts }): Promise<readonly Finding[]> => {
  const name = 'Open files'
  const most = await openFiles(facts?.pid ?? 'self')
  if (most === undefined) return [ok(name, 'the limit cannot be seen on this system')]
  const text =
    most === Infinity
      ? 'no limit'
      : `at most ${counted(most, 'file and socket', 'files and sockets')}`
  return most < FEW_FILES
    ? [
        warn(
          name,
          text,
          `Many devices would not get in: raise it to ${FEW_FILES} or more (ulimit -n, LimitNOFILE).`,
        ),
      ]
    : [ok(name, text)]
}
