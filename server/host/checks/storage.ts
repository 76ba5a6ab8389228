// The disk below the data folder, who may read the keys in it, the database's soundness, and backups.
import { createWriteStream, existsSync, statfsSync, statSync } from 'node:fs'
import { lstat, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { databasePath } from '../../store/database.ts'
import { tlsFile } from '../../tls/files.ts'
import type { Run } from '../command.ts'
import { askSnapshot } from '../control-ask.ts'
import { checkCopy, type CopyFacts } from '../copy-check.ts'
import { CommandFault } from '../exit.ts'
import { withDatabase } from '../folder-lock.ts'
import { lastBackup } from '../last-backup.ts'
import { counted, size } from '../print.ts'
import { DAY, dayText, fail, ok, warn, type Check, type Finding } from './finding.ts'

const MEBIBYTE = 1_048_576
const LEAST_FREE = 200 * MEBIBYTE
const LITTLE_FREE = 1_024 * MEBIBYTE
const SLOW_SYNC = 50
const LARGE_LOG = 64 * MEBIBYTE
const OLD_BACKUP_DAYS = 30
const OTHERS = 0o077
// Magic numbers of Linux: NFS, SMB, CIFS, SMB2.
const NETWORK_DISKS = new Set([0x6969, 0x517b, 0xff534d42, 0xfe534d42])

/** Room, and whether the disk is one that a database may live on. */
export const checkRoom: Check = ({ run: { folder } }) => {
  const name = 'Disk'
  const { bavail, bsize, blocks, type } = statfsSync(folder)
  const free = bavail * bsize
  const text = `${size(free)} free of ${size(blocks * bsize)}`
  if (NETWORK_DISKS.has(type)) {
    return [
      fail(
        name,
        `${text}, on a network file system`,
        'A database can be damaged there: set SOTTO_DATA to a disk of this computer.',
      ),
    ]
  }
  if (free < LEAST_FREE)
    return [fail(name, text, 'Make room: the server stops taking messages when it is full.')]
  return free < LITTLE_FREE ? [warn(name, text, 'Make room before it is full.')] : [ok(name, text)]
}

/** Writes a block and waits until it is on the disk: every message waits for such a write. */
export const checkSync: Check = async ({ run: { folder } }) => {
  const name = 'Synced write'
  const path = join(folder, '.sync-check')
  const file = await open(path, 'w', 0o600)
  let milliseconds: number
  try {
    const began = performance.now()
    await file.write(Buffer.alloc(4_096, 1))
    await file.sync()
    milliseconds = performance.now() - began
  } finally {
    await file.close()
    await rm(path, { force: true })
  }
  const text = `${milliseconds < 10 ? milliseconds.toFixed(1) : Math.round(milliseconds)} ms`
  return milliseconds > SLOW_SYNC
    ? [
        warn(
          name,
          text,
          'Every message waits so long for the disk: a faster one makes Sotto faster.',
        ),
      ]
    : [ok(name, text)]
}

/** Files of `tls/` that anybody may read; all others are keys. */
const PUBLIC_FILES: ReadonlySet<string> = new Set([tlsFile.cert, tlsFile.caCert])

const keyFiles = async ({ folder, certs }: Run): Promise<readonly string[]> => {
  const tls = await readdir(join(folder, 'tls')).catch(() => [])
  const own = ['house-key', 'house-key.previous', 'sotto.db']
  return [
    folder,
    ...own.map((name) => join(folder, name)),
    ...tls.filter((name) => !PUBLIC_FILES.has(name)).map((name) => join(folder, 'tls', name)),
    join(certs, 'key.pem'),
  ].filter((path) => existsSync(path))
}

/** Who else may read the keys. */
export const checkPermissions: Check = async ({ run }) => {
  const name = 'Permissions'
  if (process.platform === 'win32') return [ok(name, 'not looked at on this system')]
  const open: string[] = []
  for (const path of await keyFiles(run)) {
    if (((await lstat(path)).mode & OTHERS) !== 0) open.push(path)
  }
  return open.length === 0
    ? [ok(name, 'keys and database are for their owner alone')]
    : open.map((path) => {
        const text = `others on this computer may look into ${path}`
        return statSync(path).isDirectory()
          ? warn(name, text, `chmod 700 ${path}`)
          : fail(name, text, `chmod 600 ${path}`)
      })
}

/** Runs `act` with the path of a copy of the database; undefined when there is no database. */
const withCopy = async (
  folder: string,
  act: (path: string) => CopyFacts,
): Promise<CopyFacts | undefined> => {
  const place = await mkdtemp(join(folder, '.doctor-'))
  const path = join(place, 'copy.db')
  try {
    const told = await askSnapshot(folder)
    if (told) await pipeline(told, createWriteStream(path, { mode: 0o600 }))
    else {
      await withDatabase(folder, async (database) => {
        await database?.backup(path)
      })
    }
    return existsSync(path) ? act(path) : undefined
  } finally {
    await rm(place, { recursive: true, force: true })
  }
}

const databaseFindings = ({ sound, damagedRows, census }: CopyFacts): readonly Finding[] => {
  const name = 'Database'
  const text = `${counted(census.inboxes, 'inbox', 'inboxes')}, ${counted(census.envelopes, 'waiting envelope')}`
  const findings: Finding[] = []
  if (!sound) {
    findings.push(
      fail(
        name,
        'the file is damaged',
        'Stop the server and restore the last good backup: sotto restore FILE --force.',
      ),
    )
  }
  if (damagedRows > 0) {
    findings.push(
      fail(
        name,
        counted(damagedRows, 'damaged row'),
        'They are set aside when they are read, and their senders send them again. Check the disk.',
      ),
    )
  }
  if (census.quarantined > 0) {
    findings.push(
      warn(
        name,
        `${counted(census.quarantined, 'row')} set aside as damaged`,
        'The disk or memory had a fault: check both. Senders send again what was in them.',
      ),
    )
  }
  return findings.length > 0 ? findings : [ok(name, `sound: ${text}, each row as it was stored`)]
}

/** Looks through a copy of the database, so that a running server is not held up. */
export const checkDatabase: Check = async ({ run }) => {
  const name = 'Database'
  const { folder } = run
  if (run.has('quick')) return [ok(name, 'not looked through (--quick)')]
  const path = databasePath(folder)
  if (!existsSync(path)) return [ok(name, 'none yet: the first start makes it')]
  const { bavail, bsize } = statfsSync(folder)
  if (bavail * bsize < 1.2 * statSync(path).size) {
    return [
      warn(
        name,
        'not looked through, for want of room for a copy',
        'Make room, then call sotto doctor again.',
      ),
    ]
  }
  try {
    const copy = await withCopy(folder, checkCopy)
    return copy ? databaseFindings(copy) : [ok(name, 'none yet: the first start makes it')]
  } catch (error) {
    if (error instanceof CommandFault) throw error
    const why = error instanceof Error ? error.message : ''
    return [fail(name, why, 'Restore the last good backup: sotto restore FILE --force.')]
  }
}

/** The write-ahead log, which grows when it cannot be brought into the file. */
export const checkLog: Check = ({ run: { folder } }) => {
  const path = `${databasePath(folder)}-wal`
  const bytes = existsSync(path) ? statSync(path).size : 0
  return bytes > LARGE_LOG
    ? [
        warn(
          'Write-ahead log',
          size(bytes),
          'It should not be so large: restart the server, which empties it.',
        ),
      ]
    : [ok('Write-ahead log', size(bytes))]
}

/** When the last backup was made. */
export const checkBackup: Check = ({ run: { folder }, now }) => {
  const name = 'Last backup'
  const at = lastBackup(folder)
  if (at === undefined)
    return [warn(name, 'never', 'Make one and keep it elsewhere: npx sotto backup FILE.')]
  const days = Math.floor((now - at) / DAY)
  const text = days < 1 ? `${dayText(at)}, today` : `${dayText(at)}, ${counted(days, 'day')} ago`
  return days > OLD_BACKUP_DAYS
    ? [warn(name, text, 'Make another and keep it elsewhere: npx sotto backup FILE.')]
    : [ok(name, text)]
}
