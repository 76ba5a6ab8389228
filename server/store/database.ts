// Opens the one SQLite file, so that what is committed survives a power cut: WAL with synchronous=FULL,
// asserted. Refuses, in one sentence for the host, a damaged file, a newer schema, a folder that cannot
// be written and a folder in use by another server. Migrations go forward only and keep a copy.
import { randomBytes } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import SqliteDatabase from 'better-sqlite3'
import { ID_BYTES, SEQ_JUMP_AT_START } from '../../protocol/limits.ts'
import { StartFault } from '../fault.ts'
import { settleJournal } from './journal.ts'
import { releaseReserve } from './reserve.ts'

export type Database = SqliteDatabase.Database

/** Larger files are not read through at every start; their rows are still checked one by one. */
const CHECKED_AT_START = 64 * 1_048_576
const OWNER_ONLY = 0o600
const CACHE_KIB = 16_384
/** Pages of the write-ahead log from which a commit brings it into the file: what went by then costs nothing. */
const LOG_PAGES = 4_000

/** The schema's steps, oldest first: step n leads to user_version n. */
export const migrations: readonly string[] = [
  readFileSync(new URL('schema/001.sql', import.meta.url), 'utf8'),
  readFileSync(new URL('schema/002.sql', import.meta.url), 'utf8'),
  readFileSync(new URL('schema/003.sql', import.meta.url), 'utf8'),
  readFileSync(new URL('schema/004.sql', import.meta.url), 'utf8'),
]

/** Where the database lies inside the data folder. */
export const databasePath = (folder: string): string => join(folder, 'sotto.db')

/** SQLite's name of an error, such as SQLITE_FULL; empty for other errors. */
export const sqliteCode = (error: unknown): string =>
  error instanceof SqliteDatabase.SqliteError ? error.code : ''

const PROBE = '.write-check'

/** True when the file system of the folder has become read-only. */
export const isReadOnly = (folder: string): boolean => {
  const probe = join(folder, PROBE)
  try {
    closeSync(openSync(probe, 'w', OWNER_ONLY))
    rmSync(probe, { force: true })
    return false
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS'
  }
}

const explain = (error: unknown, path: string): Error => {
  const code = sqliteCode(error)
  if (code.startsWith('SQLITE_NOTADB') || code.startsWith('SQLITE_CORRUPT')) {
    return new StartFault(
      `The database ${path} is damaged: put a backup in its place, or move it away to start empty.`,
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StartFault(
      `Another Sotto is using ${path}: stop it, or give this one its own folder with SOTTO_DATA.`,
    )
  }
  const isDisk = error instanceof Error && 'syscall' in error
  if (isDisk || /^SQLITE_(CANTOPEN|READONLY|PERM|IOERR|FULL)/.test(code)) {
    return new StartFault(
      `Sotto cannot write ${path}: check the folder's owner, its permissions and the free space.`,
    )
  }
  return error instanceof Error ? error : new Error('the database cannot be opened')
}

/** What a running server says when the file or the disk under it failed; undefined for other errors. */
export const faultSentence = (error: unknown, path: string): string | undefined => {
  const code = sqliteCode(error)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return (
      `The database ${path} is damaged, so Sotto ended: put a backup in its place, ` +
      'or move it away to start empty.'
    )
  }
  if (!code.startsWith('SQLITE_IOERR')) return undefined
  return (
    `The disk under ${path} failed, so Sotto ended; nothing that was confirmed is lost. ` +
    'Check the disk and its free space, then start again.'
  )
}

const pragma = (database: Database, text: string): unknown =>
  database.pragma(text, { simple: true })

const configure = (database: Database): void => {
  pragma(database, 'page_size = 8192')
  // One process alone: a second server on the same folder is refused instead of splitting the truth.
  pragma(database, 'locking_mode = EXCLUSIVE')
  pragma(database, 'journal_mode = WAL')
  pragma(database, 'synchronous = FULL')
  pragma(database, 'secure_delete = ON')
  pragma(database, 'mmap_size = 0')
  pragma(database, `cache_size = -${CACHE_KIB}`)
  pragma(database, `wal_autocheckpoint = ${LOG_PAGES}`)
  if (pragma(database, 'journal_mode') !== 'wal' || pragma(database, 'synchronous') !== 2) {
    throw new Error('the database does not promise durability here')
  }
}

const check = (database: Database, path: string): void => {
  if (statSync(path).size > CHECKED_AT_START) return
  if (pragma(database, 'quick_check(1)') !== 'ok') {
    throw new StartFault(
      `The database ${path} is damaged: put a backup in its place, or move it away to start empty.`,
    )
  }
}

const newer = (path: string): StartFault =>
  new StartFault(
    `The database ${path} was written by a newer Sotto: start that version or a later one.`,
  )

/** Copies the database as it is to a file that lasts, or to none. */
const keepCopy = (database: Database, copy: string): void => {
  try {
    // SQLite fills an empty file, and leaves its mode and its syncing to others.
    closeSync(openSync(copy, 'wx', OWNER_ONLY))
    database.prepare('VACUUM INTO ?').run(copy)
    const file = openSync(copy, 'r+')
    fsyncSync(file)
    closeSync(file)
  } catch (error) {
    rmSync(copy, { force: true })
    throw error
  }
}

const migrate = (database: Database, path: string, steps: readonly string[]): void => {
  const version = Number(pragma(database, 'user_version'))
  if (version > steps.length) {
    throw newer(path)
  }
  if (version === steps.length) return
  if (version > 0)
    keepCopy(database, `${path}.before-${steps.length}-${randomBytes(4).toString('hex')}`)
  const upgrade = database.transaction(() => {
    for (const [at, step] of steps.entries()) if (at >= version) database.exec(step)
    pragma(database, `user_version = ${steps.length}`)
  })
  upgrade.exclusive()
}

/** A new life of the process: every inbox continues above all it may have given out (PROTOCOL 10.2). */
export const startLife = (database: Database): void => {
  const begin = database.transaction(() => {
    settleJournal(database)
    database
      .prepare(`INSERT OR IGNORE INTO fact (name, value) VALUES ('store epoch', ?)`)
      .run(randomBytes(ID_BYTES))
    database.prepare('UPDATE inbox SET head = head + ?').run(SEQ_JUMP_AT_START)
  })
  begin.immediate()
}

/** The life of this store, 16 bytes. */
export const storeEpochOf = (database: Database): Uint8Array => {
  const value = database.prepare(`SELECT value FROM fact WHERE name = 'store epoch'`).pluck().get()
  if (!(value instanceof Uint8Array)) throw new Error('the store has no epoch')
  return new Uint8Array(value)
}

/** Opens the database in `folder`, upgrading it if it is older. Throws StartFault. */
export const openDatabase = (folder: string, steps: readonly string[] = migrations): Database => {
  const path = databasePath(folder)
  let database: Database | undefined
  try {
    // SQLite gives the files beside it the same mode.
    closeSync(openSync(path, 'a', OWNER_ONLY))
    database = new SqliteDatabase(path, { timeout: 100 })
    configure(database)
    check(database, path)
    migrate(database, path, steps)
    startLife(database)
    return database
  } catch (error) {
    database?.close()
    if (sqliteCode(error) === 'SQLITE_FULL' && releaseReserve(folder)) {
      return openDatabase(folder, steps)
    }
    throw error instanceof StartFault ? error : explain(error, path)
  }
}

/** Opens the database in `folder` for a command: held as a server would, and left as it is. Throws StartFault. */
export const openAsIs = (folder: string): Database => openCopy(databasePath(folder))

/** Opens the database file `path`, which nothing else may use meanwhile, as it is. Throws StartFault. */
export const openCopy = (path: string): Database => {
  let database: Database | undefined
  try {
    database = new SqliteDatabase(path, { timeout: 100, fileMustExist: true })
    configure(database)
    if (schemaVersion(database) > migrations.length) throw newer(path)
    if (schemaVersion(database) === 0) throw new StartFault(`${path} is no database of Sotto.`)
    return database
  } catch (error) {
    database?.close()
    throw error instanceof StartFault ? error : explain(error, path)
  }
}

/** The step of the schema that a database is at. */
export const schemaVersion = (database: Database): number =>
  Number(pragma(database, 'user_version'))

/**
 * Gives a restored store a new life (PROTOCOL 10.8): a new epoch, so that clients notice and put their part
 * anew, and no one-time pair that may have been handed out since the copy was made.
 */
export const renewEpoch = (database: Database): void => {
  const renew = database.transaction(() => {
    database
      .prepare(`INSERT OR REPLACE INTO fact (name, value) VALUES ('store epoch', ?)`)
      .run(randomBytes(ID_BYTES))
    database.prepare('DELETE FROM pair').run()
  })
  renew.immediate()
}
