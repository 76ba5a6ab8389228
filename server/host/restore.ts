// `sotto restore FILE`: unpacks a backup beside what is there, looks through it, gives its store a new epoch
// so that clients notice, and only then puts it in place. Whatever is wrong before that changes nothing.
import { createReadStream, existsSync, statSync } from 'node:fs'
import { chown, mkdir, open as openFile, readdir, rename, rm, utimes } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { StartFault } from '../fault.ts'
import { openCopy, renewEpoch } from '../store/database.ts'
import type { Command, Run } from './command.ts'
import { askServer } from './control-ask.ts'
import { checkCopy, type CopyFacts } from './copy-check.ts'
import { syncFolder, writeSynced } from './disk.ts'
import { CommandFault, exit } from './exit.ts'
import { withDatabase } from './folder-lock.ts'
import { CERTS_FOLDER, DATABASE_FILE } from './kept-files.ts'
import { unpack } from './pack.ts'
import { counted } from './print.ts'
import { HEADER_BYTES, open, readHeader, type Secret, type SealedHeader } from './sealed-file.ts'
import { knownSecret, SECRET_FLAG } from './secret.ts'
import { contentsOf, finishRestore, keptName, RESTORING, swapIn } from './swap.ts'

const OWNER_FOLDER = 0o700

const readFirst = async (path: string): Promise<SealedHeader> => {
  let file
  try {
    file = await openFile(path, 'r')
  } catch {
    throw new CommandFault(exit.notFound, `Cannot read ${path}: name the file of a backup.`)
  }
  try {
    const first = Buffer.alloc(HEADER_BYTES)
    const { bytesRead } = await file.read(first, 0, HEADER_BYTES, 0)
    return readHeader(first.subarray(0, bytesRead), path)
  } catch (error) {
    if (error instanceof CommandFault) throw error
    throw new CommandFault(exit.failed, `${path} is no Sotto backup: name the file of one.`)
  } finally {
    await file.close()
  }
}

interface Opened {
  readonly path: string
  readonly header: SealedHeader
  readonly secret: Secret
}

const unpackInto = async (place: string, { path, header, secret }: Opened): Promise<void> => {
  const body = createReadStream(path, { start: HEADER_BYTES })
  const folders = new Set<string>([place])
  await unpack(open(header, body, secret, path), path, async (packed, content) => {
    const to = join(place, ...packed.path.split('/'))
    await mkdir(dirname(to), { recursive: true, mode: OWNER_FOLDER })
    folders.add(dirname(to))
    // Nothing here is for others, whatever the backup says.
    await writeSynced(to, packed.mode & 0o700, content)
    await utimes(to, new Date(), new Date(packed.time))
  })
  for (const folder of folders) await syncFolder(folder)
}

/** Checks the unpacked database and gives it a new life; undefined when the backup has none. */
const renew = (path: string): CopyFacts | undefined => {
  if (!existsSync(path)) return undefined
  const facts = checkCopy(path)
  if (!facts.sound) {
    throw new CommandFault(
      exit.failed,
      'The database in this backup was damaged when it was made: restore an older one.',
    )
  }
  const database = openCopy(path)
  try {
    renewEpoch(database)
    database.pragma('wal_checkpoint(TRUNCATE)')
  } finally {
    database.close()
  }
  return facts
}

/** Root may restore for another user: the files go to whom the data folder belongs. */
const giveToOwner = async (folder: string, place: string): Promise<void> => {
  const { uid, gid } = statSync(folder)
  if (process.getuid?.() !== 0 || uid === 0) return
  await chown(place, uid, gid)
  for (const name of await readdir(place, { recursive: true })) {
    await chown(join(place, name), uid, gid)
  }
}

const refuseIfUsed = async ({ folder, has }: Run): Promise<void> => {
  if (await askServer(folder, 'houseKey', {})) {
    throw new CommandFault(exit.failed, `Sotto runs on ${folder}: stop it, then restore.`)
  }
  const there = await contentsOf(folder)
  if (there.length > 0 && !has('force')) {
    throw new CommandFault(
      exit.failed,
      `The data folder ${folder} is not empty: --force keeps what is there aside and restores.`,
    )
  }
}

/** Certificates of the host's own go back to certs/ when that has none. Returns a sentence for the host. */
const placeCerts = async ({ folder, certs }: Run): Promise<string | undefined> => {
  const from = join(folder, CERTS_FOLDER)
  if (!existsSync(from)) return undefined
  const names = await readdir(from)
  if (existsSync(join(certs, 'cert.pem')) || existsSync(join(certs, 'key.pem'))) {
    return `The certificates of the backup are in ${from}: ${certs} has others and was left as it is.`
  }
  try {
    await mkdir(certs, { recursive: true })
    for (const name of names) await rename(join(from, name), join(certs, name))
    await rm(from, { recursive: true })
    return `The certificates of the backup are in ${certs} again.`
  } catch {
    return `The certificates of the backup are in ${from}: move them to ${certs}.`
  }
}

interface Restored {
  readonly facts: CopyFacts | undefined
  readonly kept: string | undefined
}

/** Unpacks beside what is there; nothing is left of it when anything is wrong. */
const prepare = async (folder: string, opened: Opened): Promise<CopyFacts | undefined> => {
  const place = join(folder, RESTORING)
  await rm(place, { recursive: true, force: true })
  await mkdir(place, { mode: OWNER_FOLDER })
  try {
    await unpackInto(place, opened)
    const facts = renew(join(place, DATABASE_FILE))
    await giveToOwner(folder, place)
    return facts
  } catch (error) {
    await rm(place, { recursive: true, force: true })
    throw error
  }
}

const putInPlace = async ({ folder }: Run, opened: Opened): Promise<Restored> => {
  await mkdir(folder, { recursive: true, mode: OWNER_FOLDER })
  const isFull = (await contentsOf(folder)).length > 0
  // The database that is there is held meanwhile, so that no server starts on it.
  const facts = await withDatabase(folder, () => prepare(folder, opened))
  if (!isFull && (await contentsOf(folder)).length > 0) {
    throw new CommandFault(exit.failed, `Something else writes to ${folder}: nothing was restored.`)
  }
  const keep = keptName(Date.now())
  await swapIn(folder, keep)
  if (!isFull) await rm(join(folder, keep), { recursive: true, force: true })
  return { facts, kept: isFull ? join(folder, keep) : undefined }
}

const diskFault = (error: unknown, folder: string): unknown => {
  if (error instanceof CommandFault || error instanceof StartFault) return error
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === '') return error
  const why = code === 'ENOSPC' ? 'the disk is full' : code
  return new CommandFault(
    exit.failed,
    `Cannot write to ${folder} (${why}): nothing was changed there. Make room or give this user the right.`,
  )
}

const show = (
  { output, folder }: Run,
  { facts, kept }: Restored,
  certs: string | undefined,
): void => {
  output.say(
    `${output.paint('bold', 'The backup is restored')} into ${folder}.`,
    '',
    facts
      ? `${counted(facts.census.inboxes, 'inbox', 'inboxes')}, ` +
          `${counted(facts.census.envelopes, 'waiting envelope')}.`
      : 'It holds keys and certificates, and no database.',
    'The store has a new epoch: devices notice it at their next login, put back what they have here, ' +
      'and send again whatever was not delivered. Nobody has to do anything.',
  )
  if (kept !== undefined) {
    output.say('', `What was there is kept in ${kept}`, 'Remove it when all is well.')
  }
  if (certs !== undefined) output.say('', certs)
  output.say('', 'Start: npm start')
}

export const restore: Command = {
  name: 'restore',
  summary: 'put a backup in place; clients notice and heal',
  examples: [
    ['npx sotto restore sotto-monday.backup', 'into an empty data folder'],
    ['npx sotto restore FILE --force', 'keep what is there aside, then restore'],
    ['npx sotto restore FILE --data FOLDER', 'somewhere else'],
  ],
  values: SECRET_FLAG,
  flags: { force: 'also when the data folder is not empty; what is there is kept aside' },
  more: [
    'The server has to be stopped. A wrong passphrase, a damaged, foreign or newer file changes nothing.',
  ],
  takes: [1, 1, 'the file of a backup'],
  run: async (run) => {
    const { folder, output } = run
    if (await finishRestore(folder)) output.remark('An interrupted restore was finished first.')
    const path = resolve(run.words[0] ?? '')
    const header = await readFirst(path)
    await refuseIfUsed(run)
    const secret = await knownSecret(run, header.kind)
    try {
      const opened: Opened = { path, header, secret }
      const restored = await putInPlace(run, opened)
      const placed = await placeCerts(run)
      show(run, restored, placed)
      output.give({
        folder,
        database: restored.facts ?? null,
        keptAside: restored.kept ?? null,
        ...(placed === undefined ? {} : { certificates: placed }),
      })
      return exit.good
    } catch (error) {
      throw diskFault(error, folder)
    }
  },
}
