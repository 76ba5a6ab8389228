// Keeps a finished build of the web client between starts, so that a second start needs no bundler. A
// record with the hash of every source and of every product says whether it still holds.
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOf, type WebFile, type WebSources } from './web-file.ts'

const RECORD = 'build.json'
// Raised when the builder itself changes what it makes of the same sources.
const BUILDER = 8

interface KeptFile {
  readonly path: string
  readonly type: string
  readonly hashed: boolean
  readonly etag: string
  /** SHA-256 of each form, empty for one that is not kept. */
  readonly body: string
  readonly br: string
  readonly gzip: string
}

interface KeptBuild {
  readonly key: string
  readonly sources: readonly (readonly [file: string, hash: string])[]
  readonly files: readonly KeptFile[]
}

const keyOf = (sources: WebSources): string =>
  JSON.stringify([BUILDER, sources.entries, sources.style, sources.serviceWorker, sources.icons])

const isKeptBuild = (value: unknown): value is KeptBuild =>
  typeof value === 'object' &&
  value !== null &&
  'key' in value &&
  'sources' in value &&
  Array.isArray(value.sources) &&
  'files' in value &&
  Array.isArray(value.files)

const readForm = async (folder: string, hash: string): Promise<Buffer | undefined> => {
  if (hash === '') return undefined
  const bytes = await readFile(join(folder, hash))
  if (hashOf(bytes) !== hash) throw new Error('kept file is damaged')
  return bytes
}

const readFiles = (folder: string, record: KeptBuild): Promise<WebFile[]> =>
  Promise.all(
    record.files.map(async ({ path, type, hashed, etag, body, br, gzip }) => ({
      path,
      type,
      hashed,
      etag,
      body: (await readForm(folder, body)) ?? Buffer.alloc(0),
      br: await readForm(folder, br),
      gzip: await readForm(folder, gzip),
    })),
  )

const unchanged = async (root: string, record: KeptBuild): Promise<boolean> => {
  const same = await Promise.all(
    record.sources.map(async ([file, hash]) => hashOf(await readFile(join(root, file))) === hash),
  )
  return same.every(Boolean)
}

/** The kept files when no source has changed since; undefined for any doubt. */
export const readKept = async (
  sources: WebSources,
  folder: string,
): Promise<readonly WebFile[] | undefined> => {
  try {
    const record: unknown = JSON.parse(await readFile(join(folder, RECORD), 'utf8'))
    if (!isKeptBuild(record) || record.key !== keyOf(sources)) return undefined
    return (await unchanged(sources.root, record)) ? await readFiles(folder, record) : undefined
  } catch {
    return undefined
  }
}

const writeWhole = async (path: string, bytes: Uint8Array | string): Promise<void> => {
  const fresh = `${path}.${process.pid}.new`
  await writeFile(fresh, bytes)
  await rename(fresh, path)
}

const form = async (folder: string, bytes: Buffer | undefined): Promise<string> => {
  if (!bytes) return ''
  const hash = hashOf(bytes)
  await writeWhole(join(folder, hash), bytes)
  return hash
}

/** Keeps a build, its record last. A folder that cannot be written only costs the next start some time. */
export const writeKept = async (
  sources: WebSources,
  folder: string,
  files: readonly WebFile[],
  inputs: readonly string[],
): Promise<void> => {
  try {
    await mkdir(folder, { recursive: true })
    const record: KeptBuild = {
      key: keyOf(sources),
      sources: await Promise.all(
        inputs.map(
          async (file) => [file, hashOf(await readFile(join(sources.root, file)))] as const,
        ),
      ),
      files: await Promise.all(
        files.map(async (file) => ({
          path: file.path,
          type: file.type,
          hashed: file.hashed,
          etag: file.etag,
          body: await form(folder, file.body),
          br: await form(folder, file.br),
          gzip: await form(folder, file.gzip),
        })),
      ),
    }
    await writeWhole(join(folder, RECORD), JSON.stringify(record, null, 1))
    await removeOthers(folder, record)
  } catch {
    return
  }
}

const removeOthers = async (folder: string, record: KeptBuild): Promise<void> => {
  const wanted = new Set<string>([RECORD])
  for (const file of record.files)
    for (const hash of [file.body, file.br, file.gzip]) wanted.add(hash)
  for (const name of await readdir(folder)) {
    if (!wanted.has(name) && !name.endsWith('.new')) await rm(join(folder, name), { force: true })
  }
}
