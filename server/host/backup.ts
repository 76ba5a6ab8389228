// `sotto backup FILE`: one encrypted file with the database, the keys and the certificates, made while the
// server runs. It is written under another name, synced, opened again with its secret, its database looked
// through, and only then gets its name.
import { createHash, randomBytes, type Hash } from 'node:crypto'
import { closeSync, createReadStream, existsSync, openSync, statSync } from 'node:fs'
import { open as openFile, rename, rm, type FileHandle } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import type { Command, Run } from './command.ts'
import { askSnapshot } from './control-ask.ts'
import { checkCopy, type CopyFacts } from './copy-check.ts'
import { syncFolder, writeAll, writeSynced } from './disk.ts'
import { CommandFault, exit, type Exit } from './exit.ts'
import { withDatabase } from './folder-lock.ts'
import { DATABASE_FILE, keptCerts, keptFiles, type KeptFile } from './kept-files.ts'
import { noteBackup } from './last-backup.ts'
import { pack, unpack, type Source } from './pack.ts'
import { counted, size } from './print.ts'
import { writeRecoveryKey } from './recovery-key.ts'
import { HEADER_BYTES, open, readHeader, seal, type Secret } from './sealed-file.ts'
import { newSecret, SECRET_FLAG } from './secret.ts'

const OWNER_ONLY = 0o600

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : ''

/** The fault of a write; anything that is not the disk's stays as it is. */
const writeFault = (error: unknown, path: string): unknown => {
  const code = codeOf(error)
  if (error instanceof CommandFault || code === '') return error
  const why = code === 'ENOSPC' ? 'the disk is full' : code
  return new CommandFault(
    exit.failed,
    `Cannot write ${path} (${why}): name a place where this user may write and that has room.`,
  )
}

/** Remembers the hash of what passes. */
async function* watched(
  content: AsyncIterable<Uint8Array>,
  hash: Hash,
): AsyncGenerator<Uint8Array> {
  for await (const part of content) {
    hash.update(part)
    yield part
  }
}

async function* sources(
  files: readonly KeptFile[],
  database: Source | undefined,
): AsyncGenerator<Source> {
  for (const file of files) yield { ...file, content: createReadStream(file.from) }
  if (database) yield database
}

const databaseSource = (length: number, content: AsyncIterable<Uint8Array>): Source => ({
  path: DATABASE_FILE,
  mode: OWNER_ONLY,
  time: Date.now(),
  size: length,
  content,
})

/** Runs `act` with a copy of the database of one moment: the running server's, or one made here. */
const withSnapshot = async <T>(
  folder: string,
  act: (database: Source | undefined) => Promise<T>,
): Promise<T> => {
  const told = await askSnapshot(folder)
  if (told) return act(databaseSource(told.size, told))
  const path = join(folder, `snapshot-${randomBytes(4).toString('hex')}.db`)
  try {
    const made = await withDatabase(folder, async (database) => {
      if (database) closeSync(openSync(path, 'wx', OWNER_ONLY))
      await database?.backup(path)
      return database !== undefined
    })
    if (!made) return await act(undefined)
    return await act(databaseSource(statSync(path).size, createReadStream(path)))
  } finally {
    await rm(path, { force: true })
  }
}

const writeSealed = async (
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  secret: Secret,
): Promise<void> => {
  for await (const part of seal(content, secret)) await writeAll(file, part)
  await file.sync()
}

/** What reading back showed. */
interface Proof {
  readonly hash: string
  readonly files: number
  readonly copy: CopyFacts | undefined
}

/** Opens the finished file and looks through everything in it. The database goes to `place` for that. */
const readBack = async (path: string, secret: Secret, place: string): Promise<Proof> => {
  const hash = createHash('sha256')
  const name = basename(path)
  const head = await openFile(path, 'r')
  const first = Buffer.alloc(HEADER_BYTES)
  await head.read(first, 0, HEADER_BYTES, 0)
  await head.close()
  const body = createReadStream(path, { start: HEADER_BYTES })
  let files = 0
  let hasDatabase = false
  await unpack(
    watched(open(readHeader(first, name), body, secret, name), hash),
    name,
    async (packed, content) => {
      files += 1
      hasDatabase ||= packed.path === DATABASE_FILE
      if (packed.path === DATABASE_FILE) await writeSynced(place, OWNER_ONLY, content)
      else for await (const part of content) void part
    },
  )
  return { hash: hash.digest('hex'), files, copy: hasDatabase ? checkCopy(place) : undefined }
}

const removeCopy = async (path: string): Promise<void> => {
  await Promise.all(['', '-wal', '-shm'].map((end) => rm(`${path}${end}`, { force: true })))
}

interface Made {
  readonly proof: Proof
  readonly strange: readonly string[]
  readonly bytes: number
}

const makeFile = async (run: Run, target: string, secret: Secret): Promise<Made> => {
  const { folder } = run
  const part = `${target}.part-${randomBytes(4).toString('hex')}`
  const place = join(folder, `snapshot-${randomBytes(4).toString('hex')}.db`)
  const { files, strange } = await keptFiles(folder)
  const all = [...files, ...(await keptCerts(run.certs))]
  const hash = createHash('sha256')
  try {
    const file = await openFile(part, 'wx', OWNER_ONLY)
    try {
      await withSnapshot(folder, (database) =>
        writeSealed(file, watched(pack(sources(all, database)), hash), secret),
      )
    } finally {
      await file.close()
    }
    const proof = await readBack(part, secret, place)
    const written = hash.digest('hex')
    if (proof.hash !== written) {
      throw new CommandFault(
        exit.failed,
        `${target} was not written as it should be: check the disk.`,
      )
    }
    await rename(part, target)
    await syncFolder(dirname(target))
    return { proof, strange, bytes: statSync(target).size }
  } catch (error) {
    throw writeFault(error, target)
  } finally {
    await rm(part, { force: true })
    await removeCopy(place)
  }
}

const show = (run: Run, target: string, { proof, strange, bytes }: Made, secret: Secret): void => {
  const { output } = run
  const { copy } = proof
  output.say(`${output.paint('bold', 'The backup is made')} and was read back whole.`, '')
  output.rows([
    ['File', `${target} (${size(bytes)})`],
    [
      'Holds',
      copy
        ? `${counted(copy.census.inboxes, 'inbox', 'inboxes')}, ` +
          `${counted(copy.census.envelopes, 'waiting envelope')}, keys and certificates`
        : 'keys and certificates; there is no database yet',
    ],
  ])
  for (const path of strange) output.remark(`Left out, because it is no file of Sotto: ${path}`)
  if (secret.is !== 'recoveryKey') return
  output.say(
    '',
    'Its recovery key, shown this once. Without it nobody can open the backup:',
    '',
    `  ${output.paint('bold', writeRecoveryKey(secret.bytes))}`,
  )
}

const warnOfDamage = ({ copy }: Proof, run: Run): Exit => {
  if (!copy || (copy.sound && copy.damagedRows === 0)) return exit.good
  run.output.remark(
    copy.sound
      ? `The database has ${counted(copy.damagedRows, 'damaged row')}, and so has its copy: see sotto doctor.`
      : 'The database is damaged, and so is its copy: keep older backups, and see sotto doctor.',
  )
  return exit.failed
}

export const backup: Command = {
  name: 'backup',
  summary: 'one encrypted file with everything this server keeps',
  examples: [
    ['npx sotto backup sotto-monday.backup', 'ask for a passphrase'],
    ['npx sotto backup FILE --recovery-key', 'make a recovery key and print it'],
    ['npx sotto backup FILE --passphrase-file PATH', 'for a timer: the passphrase is in a file'],
  ],
  values: SECRET_FLAG,
  flags: {
    'recovery-key': 'make a random recovery key and print it',
    force: 'replace the file if it is there',
  },
  more: [
    'It holds the database, the house key, and keys and certificates for TLS, also those in certs/. The ' +
      'server may run meanwhile. The file is opened again and looked through before it gets its name.',
  ],
  takes: [1, 1, 'the file to write'],
  run: async (run) => {
    const target = resolve(run.words[0] ?? '')
    if (!existsSync(run.folder)) {
      throw new CommandFault(
        exit.notFound,
        `There is no data folder ${run.folder}: name it with --data or SOTTO_DATA.`,
      )
    }
    if (existsSync(target) && !run.has('force')) {
      throw new CommandFault(
        exit.failed,
        `${target} is there already: name another, or add --force.`,
      )
    }
    const secret = await newSecret(run)
    const made = await makeFile(run, target, secret)
    noteBackup(run.folder, Date.now())
    show(run, target, made, secret)
    run.output.give({
      file: target,
      bytes: made.bytes,
      files: made.proof.files,
      database: made.proof.copy ?? null,
      ...(secret.is === 'recoveryKey' ? { recoveryKey: writeRecoveryKey(secret.bytes) } : {}),
    })
    return warnOfDamage(made.proof, run)
  },
}
