// The licences of every package whose code the web client carries, as one page of text: found from what the
// bundler read, so that none can be forgotten.
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

const PACKAGE = /^(.*node_modules\/((?:@[^/]+\/)?[^/]+))\//
const LICENCE_FILE = /^(licen[cs]e|copying)(\.(md|txt|mit))?$/i
const RULE = '='.repeat(78)

/** Where each package of these files lies, by its name. */
export const packagesOf = (inputs: Iterable<string>): ReadonlyMap<string, string> => {
  const found = new Map<string, string>()
  for (const input of inputs) {
    const [, folder, name] = PACKAGE.exec(input) ?? []
    if (folder !== undefined && name !== undefined) found.set(name, folder)
  }
  return new Map([...found].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

interface Manifest {
  readonly version: string
  readonly license: string
}

const field = (value: unknown, name: string): string => {
  const found: unknown = typeof value === 'object' && value !== null && Reflect.get(value, name)
  return typeof found === 'string' ? found : ''
}

const readManifest = async (path: string): Promise<Manifest> => {
  const value: unknown = JSON.parse(await readFile(path, 'utf8'))
  return { version: field(value, 'version'), license: field(value, 'license') }
}

/** The version that a package.json names; empty where there is none. */
export const readVersion = (folder: string): Promise<string> =>
  readManifest(join(folder, 'package.json')).then(
    ({ version }) => version,
    () => '',
  )

/** The text, and the files that it was made of. */
export interface Licences {
  readonly text: string
  readonly files: readonly string[]
}

/** Reads them below `root`; rejects when a package has neither a licence file nor a named licence. */
export const readLicences = async (root: string, inputs: Iterable<string>): Promise<Licences> => {
  const parts: string[] = []
  const files: string[] = []
  for (const [name, folder] of packagesOf(inputs)) {
    const manifest = join(folder, 'package.json')
    const { version, license } = await readManifest(join(root, manifest))
    const own = (await readdir(join(root, folder))).find((file) => LICENCE_FILE.test(file))
    if (own === undefined && license === '') throw new Error(`${name} names no licence`)
    const text = own === undefined ? '' : await readFile(join(root, folder, own), 'utf8')
    files.push(manifest, ...(own === undefined ? [] : [join(folder, own)]))
    parts.push(`${RULE}\n${name} ${version} (${license})\n${RULE}\n\n${text.trim()}\n`)
  }
  return { text: parts.join('\n'), files }
}
