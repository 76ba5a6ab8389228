// Bundles the web client: one page script, one engine Worker, one style sheet, every name carrying the
// hash of its content. Rebuilt only when a source changed; the hash over all files is the build's id.
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Metafile } from 'esbuild'
import { StartFault } from './fault.ts'
import { evaluated } from './web-evaluated.ts'
import { hashOf, type WebBuild, type WebFile, type WebSources } from './web-file.ts'
import { readKept, writeKept } from './web-kept.ts'
import { readLicences, readVersion } from './web-licences.ts'
import { indexHtml, manifestJson, type PageNames } from './web-shell.ts'

/** A file before compression. */
interface RawFile {
  readonly path: string
  readonly type: string
  readonly hashed: boolean
  readonly body: Buffer
}

const PAGE_BUDGET = 40 * 1_024
const WORKER_BUDGET = 60 * 1_024
const SCANNER_BUDGET = 20 * 1_024
const LINE_BUDGET = 6 * 1_024
const SEARCH_BUDGET = 6 * 1_024
const LOOK_BUDGET = 1_024
/** The whole engine in one script, fetched with the service worker and not for a screen. */
const RECEIVER_BUDGET = 96 * 1_024
const LOCK_BUDGET = 24 * 1_024
const DOOR_BUDGET = 6 * 1_024
const FILES_BUDGET = 3 * 1_024
const MEDIA_BUDGET = 32 * 1_024

/** The sources of this project's web client. */
export const webSources = (root: string): WebSources => ({
  root,
  entries: [
    {
      name: 'line',
      file: 'client/web/line-web.ts',
      budget: LINE_BUDGET,
      defineName: 'LINE_ADDRESS',
    },
    {
      name: 'search',
      file: 'client/engine/search.ts',
      budget: SEARCH_BUDGET,
      defineName: 'SEARCH_ADDRESS',
    },
    {
      name: 'files',
      file: 'client/web/blobs-web.ts',
      budget: FILES_BUDGET,
      defineName: 'FILES_ADDRESS',
    },
    {
      name: 'lock-door',
      file: 'client/web/lock-door.ts',
      budget: DOOR_BUDGET,
      defineName: 'DOOR_ADDRESS',
    },
    {
      name: 'engine-worker',
      file: 'client/web/engine-worker.ts',
      budget: WORKER_BUDGET,
      dataName: 'worker',
    },
    {
      name: 'lock-worker',
      file: 'client/web/lock-worker.ts',
      budget: LOCK_BUDGET,
      dataName: 'lock',
    },
    {
      name: 'media-worker',
      file: 'client/web/media-worker.ts',
      budget: MEDIA_BUDGET,
      dataName: 'media',
    },
    {
      name: 'scanner',
      file: 'client/web/scan.ts',
      budget: SCANNER_BUDGET,
      dataName: 'scanner',
    },
    {
      name: 'receiver',
      file: 'client/web/push/receiver.ts',
      budget: RECEIVER_BUDGET,
      defineName: 'RECEIVER_ADDRESS',
      inWorker: true,
    },
    { name: 'first-look', file: 'client/web/first-look.ts', budget: LOOK_BUDGET, inHead: true },
    { name: 'page', file: 'client/web/main.tsx', budget: PAGE_BUDGET },
  ],
  style: 'client/web/style.css',
  serviceWorker: 'client/web/service-worker.ts',
  icons: [
    'client/web/icon.svg',
    'client/web/icon-180.png',
    'client/web/icon-192.png',
    'client/web/icon-512.png',
  ],
})

const types: Readonly<Record<string, string>> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
}
const typeOf = (path: string): string => types[extname(path)] ?? 'application/octet-stream'

const ASSETS = '/assets/'
const SERVICE_WORKER = '/sw.js'
const HASH_IN_NAME = 16
const asset = (name: string, extension: string, body: Uint8Array): RawFile => {
  const path = `${ASSETS}${name}-${hashOf(body).slice(0, HASH_IN_NAME)}${extension}`
  return { path, type: typeOf(path), hashed: true, body: Buffer.from(body) }
}
const plain = (path: string, body: Uint8Array): RawFile => ({
  path,
  type: typeOf(path),
  hashed: false,
  body: Buffer.from(body),
})

/** What one build gathers: sources that went in, and constants for the scripts that follow. */
interface Gathered {
  readonly inputs: Set<string>
  readonly define: Record<string, string>
}

/** Inputs that are no files: modules that a package leaves out for browsers, and long constants. */
const NO_FILE = /^(?:\(disabled\):|<define:)/
/** Where the bundler puts what it makes; never written, only taken off the names again. */
const OUT = 'out'

/** A bundle, and the pieces that it loads when they are wanted or shares with them, by file name. */
interface Bundle {
  readonly body: Uint8Array
  readonly pieces: ReadonlyMap<string, Uint8Array>
  /** Those of the pieces without which it does not run. */
  readonly needed: ReadonlySet<string>
}

/** What an output imports before it runs, with what that imports; without itself. */
const neededBy = (outputs: Metafile['outputs'], entry: string): ReadonlySet<string> => {
  const found = new Set<string>()
  const look = (path: string): void => {
    for (const { path: next, kind } of outputs[path]?.imports ?? []) {
      if (kind !== 'import-statement' || found.has(basename(next))) continue
      found.add(basename(next))
      look(next)
    }
  }
  look(entry)
  return found
}

/**
 * Bundles one file; collects the sources it came from. What a script imports only when it is wanted becomes
 * a piece of its own; `whole`: everything is in one plain script. StartFault names the first mistake.
 */
const bundle = async (
  sources: WebSources,
  file: string,
  { inputs, define }: Gathered,
  whole = false,
): Promise<Bundle> => {
  const esbuild = await import('esbuild')
  try {
    const result = await esbuild.build({
      absWorkingDir: sources.root,
      entryPoints: [file],
      bundle: true,
      splitting: !whole,
      outdir: OUT,
      entryNames: 'entry',
      chunkNames: '[name]-[hash]',
      minify: true,
      format: whole ? 'iife' : 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      charset: 'utf8',
      // The licences of all packages are served as a page of their own.
      legalComments: 'none',
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      define,
      external: ['/assets/*'],
      metafile: true,
      plugins: [evaluated(sources.root, (input) => inputs.add(input))],
      write: false,
      logLevel: 'silent',
    })
    for (const input of Object.keys(result.metafile.inputs)) {
      if (!NO_FILE.test(input)) inputs.add(input)
    }
    const made = new Map(result.outputFiles.map((one) => [basename(one.path), one.contents]))
    const entry = [...made.keys()].find((name) => name.startsWith('entry.')) ?? ''
    const body = made.get(entry) ?? new Uint8Array()
    made.delete(entry)
    return { body, pieces: made, needed: neededBy(result.metafile.outputs, `${OUT}/${entry}`) }
  } catch (error) {
    const first = error instanceof Error ? error.message.split('\n')[1] : undefined
    throw new StartFault(`The pages cannot be built: ${first ?? `${file} does not compile`}.`)
  }
}

/** A script that the service worker adds itself belongs to it, and is never asked of it. */
const isPinned = ({ entries }: WebSources, path: string): boolean =>
  !entries.some(({ inWorker, name }) => inWorker && path.startsWith(`${ASSETS}${name}-`))

/** Every file as a browser asks for it, with its SHA-256 in base64. */
const pinnedFiles = (
  sources: WebSources,
  files: readonly RawFile[],
): readonly (readonly [string, string])[] =>
  files
    .filter(({ path }) => isPinned(sources, path))
    .map(({ path, body }) => {
      const hash = createHash('sha256').update(body).digest('base64')
      return [path === '/index.html' ? '/' : path, hash] as const
    })
    .toSorted(([a], [b]) => (a < b ? -1 : 1))

/** The version for the page to show; none where no package.json says it. */
const versionOf = async (
  { root }: WebSources,
  inputs: Set<string>,
): Promise<Readonly<Record<string, string>>> => {
  const version = await readVersion(root)
  if (version === '') return {}
  inputs.add('package.json')
  return { version }
}

const licencePage = async (
  { root }: WebSources,
  inputs: Set<string>,
): Promise<readonly RawFile[]> => {
  const { text, files } = await readLicences(root, inputs)
  for (const file of files) inputs.add(file)
  return text === '' ? [] : [plain('/licences.txt', Buffer.from(text))]
}

const buildRaw = async (sources: WebSources, gathered: Gathered): Promise<readonly RawFile[]> => {
  const { inputs, define } = gathered
  const dataset: Record<string, string> = {}
  Object.assign(dataset, await versionOf(sources, inputs))
  const files: RawFile[] = []
  let script = ''
  let preload: readonly string[] = []
  const early: string[] = []
  for (const entry of sources.entries) {
    const { body, pieces, needed } = await bundle(sources, entry.file, gathered, entry.inWorker)
    const built = asset(entry.name, '.js', body)
    if (entry.dataName !== undefined) dataset[entry.dataName] = built.path
    if (entry.inHead) early.push(built.path)
    if (entry.defineName !== undefined) define[entry.defineName] = JSON.stringify(built.path)
    const parts = [...pieces].map(([name, part]) => ({
      ...plain(ASSETS + name, part),
      hashed: true,
    }))
    // Two scripts may make the same piece of the same source.
    const known = new Set(files.map(({ path }) => path))
    files.push(built, ...parts.filter(({ path }) => !known.has(path)))
    script = built.path
    preload = [...needed].map((name) => ASSETS + name)
  }
  const { body } = await bundle(sources, sources.style, gathered)
  const style = asset('style', '.css', body)
  files.push(style)
  for (const icon of sources.icons) {
    inputs.add(icon)
    files.push(plain(`/${basename(icon)}`, await readFile(join(sources.root, icon))))
  }
  const icons = sources.icons.map((icon) => `/${basename(icon)}`)
  const names: PageNames = { script, preload, style: style.path, early, icons, dataset }
  files.push(plain('/index.html', Buffer.from(indexHtml(names))))
  files.push(plain('/manifest.webmanifest', Buffer.from(manifestJson(names))))
  files.push(...(await licencePage(sources, inputs)))
  if (sources.serviceWorker !== undefined) {
    define['PINNED_FILES'] = JSON.stringify(pinnedFiles(sources, files))
    const { body: worker } = await bundle(sources, sources.serviceWorker, gathered)
    files.push(plain(SERVICE_WORKER, worker))
  }
  return files
}

const brotli = promisify(brotliCompress)
const zip = promisify(gzip)

const compress = async (raw: RawFile): Promise<WebFile> => {
  const br = await brotli(raw.body, {
    params: { [constants.BROTLI_PARAM_SIZE_HINT]: raw.body.length },
  })
  const gz = await zip(raw.body, { level: 9 })
  const smaller = (packed: Buffer): Buffer | undefined =>
    packed.length < raw.body.length ? packed : undefined
  return { ...raw, br: smaller(br), gzip: smaller(gz), etag: hashOf(raw.body).slice(0, 32) }
}

/** SHA-256 over every path and the SHA-256 of its content, sorted by path. */
const identify = (files: readonly WebFile[]): Uint8Array => {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : 1))
  const lines = sorted.map((file) => `${file.path} ${hashOf(file.body)}\n`)
  return Uint8Array.from(createHash('sha256').update(lines.join('')).digest())
}

/** What a browser pins: what the service worker names with a hash. Without one, everything. */
const pinnedOf = (files: readonly WebFile[]): readonly WebFile[] => {
  const worker = files.find(({ path }) => path === SERVICE_WORKER)?.body.toString()
  const isNamed = (path: string): boolean =>
    worker?.includes(`["${path === '/index.html' ? '/' : path}","`) ?? true
  return files.filter(({ path }) => isNamed(path))
}

const assemble = (files: readonly WebFile[]): WebBuild => ({
  id: identify(files),
  client: identify(pinnedOf(files)),
  files: new Map(files.map((file) => [file.path, file])),
})

/**
 * The built web client: read from `keepIn` when every source is as it was, else built and kept there.
 * A folder that cannot be written is no fault. StartFault when the sources do not compile.
 */
export const buildWeb = async (sources: WebSources, keepIn: string): Promise<WebBuild> => {
  const kept = await readKept(sources, keepIn)
  if (kept) return assemble(kept)
  const inputs = new Set<string>()
  const raw = await buildRaw(sources, { inputs, define: {} })
  const files = await Promise.all(raw.map(compress))
  await writeKept(sources, keepIn, files, [...inputs])
  return assemble(files)
}

/** One entry's weight against its budget, in bytes of gzip. */
export interface Weight {
  readonly name: string
  readonly bytes: number
  readonly budget: number
}

/** As the bundler writes an import that runs first; one for later has a bracket. */
const IMPORTED = /\b(?:from|import)"\.\/([\w.-]+)"/g

/** What each script of a build weighs with what it needs at once; pieces for later are not counted. */
export const weigh = (sources: WebSources, build: WebBuild): readonly Weight[] =>
  sources.entries.map(({ name, budget }) => {
    const needed = new Set<WebFile>()
    const add = (file: WebFile | undefined): void => {
      if (!file || needed.has(file)) return
      needed.add(file)
      for (const [, piece] of file.body.toString().matchAll(IMPORTED))
        add(build.files.get(`${ASSETS}${piece}`))
    }
    add([...build.files.values()].find(({ path }) => path.startsWith(`${ASSETS}${name}-`)))
    const weights = [...needed].map((file) => file.gzip?.length ?? file.body.length)
    return { name, bytes: weights.reduce((sum, one) => sum + one, 0), budget }
  })
