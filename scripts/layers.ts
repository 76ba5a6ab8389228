// The layer guard: which folder may import which, which packages belong where, and what a file may be
// called. The compiler refuses most of this too (project references); this guard says it in one table
// and also sees packages, file names and HTML strings.
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { dirname, join, normalize, sep } from 'node:path'

interface Layer {
  readonly folder: string
  /** Other layers it may import from. */
  readonly layers: readonly string[]
  /** Packages it may import; `*` for any, including Node's own modules. */
  readonly packages: readonly string[]
}

const EVERY_LAYER = [
  'protocol',
  'client/crypto',
  'client/engine',
  'client/web',
  'client/cli',
  'server',
]
const layers: readonly Layer[] = [
  { folder: 'protocol', layers: [], packages: [] },
  { folder: 'client/crypto', layers: ['protocol'], packages: [] },
  { folder: 'client/engine', layers: ['protocol', 'client/crypto'], packages: [] },
  {
    folder: 'client/web',
    layers: ['protocol', 'client/crypto', 'client/engine'],
    packages: ['preact', '@preact/signals', 'qr', 'hash-wasm', 'emojibase-data'],
  },
  { folder: 'client/cli', layers: ['protocol', 'client/crypto', 'client/engine'], packages: ['*'] },
  { folder: 'server', layers: ['protocol'], packages: ['*'] },
  { folder: 'scripts', layers: ['protocol', 'server'], packages: ['*'] },
  { folder: 'bench', layers: [...EVERY_LAYER, 'scripts', 'test'], packages: ['*'] },
  { folder: 'test', layers: [...EVERY_LAYER, 'scripts', 'bench'], packages: ['*'] },
]

/** Packages with one allowed importer: their traps are closed there and nowhere else. */
const CRYPTO_PACKAGES = /^(tweetnacl|@noble\/)/
const PRIMITIVES = 'client/crypto/primitives.ts'
const SLOW_HASH = { package: 'hash-wasm', file: 'client/web/slow-hash.ts' }
const FORBIDDEN_WORDS = [
  'util',
  'utils',
  'helper',
  'helpers',
  'manager',
  'service',
  'services',
  'handler',
  'handlers',
  'common',
  'misc',
  'data',
  'info',
]
const HTML_STRING = /\.(innerHTML|outerHTML|insertAdjacentHTML)\b|dangerouslySetInnerHTML/
const IMPORT =
  /(?:^|[;}])\s*(?:import|export)\s+(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]|\bimport\s*\(\s*['"]([^'"]+)['"]/gm

const layerOf = (path: string): Layer | undefined =>
  layers.find((layer) => path.startsWith(`${layer.folder}/`))

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/')

const importsOf = (source: string): readonly string[] =>
  [...source.matchAll(IMPORT)].map((found) => found[1] ?? found[2] ?? '')

const relativeOffence = (path: string, own: Layer, name: string): string | undefined => {
  const target = normalize(join(dirname(path), name))
    .split(sep)
    .join('/')
  const other = layerOf(target)
  if (other === own || target === 'package.json') return undefined
  if (other && own.layers.includes(other.folder)) return undefined
  return `${own.folder} may not import ${target}`
}

/** Packages with one place below the layers that may use them. */
const placeOffence = (path: string, name: string): string | undefined =>
  name === SLOW_HASH.package && path.startsWith('client/') && path !== SLOW_HASH.file
    ? `${name} belongs in ${SLOW_HASH.file} alone`
    : undefined

const packageOffence = (path: string, own: Layer, name: string): string | undefined => {
  if (CRYPTO_PACKAGES.test(name) && path !== PRIMITIVES && EVERY_LAYER.includes(own.folder)) {
    return `${packageOf(name)} belongs in ${PRIMITIVES} alone`
  }
  if (path === PRIMITIVES && CRYPTO_PACKAGES.test(name)) return undefined
  if (own.packages.includes('*') || own.packages.includes(packageOf(name))) return undefined
  return `${own.folder} may not import ${name}`
}

const nameOffence = (path: string): string | undefined => {
  // A service worker is the platform's own word.
  const words = (path.split('/').at(-1) ?? '').replace('service-worker', '').split(/[.-]/)
  const found = words.find((word) => FORBIDDEN_WORDS.includes(word))
  return found === undefined ? undefined : `the name says nothing: ${found}`
}

/** What is wrong with one file, given its path from the root with `/` and its text. */
export const offences = (path: string, source: string): readonly string[] => {
  const own = layerOf(path)
  if (!own) return []
  const found = importsOf(source).map((name) =>
    name.startsWith('.')
      ? relativeOffence(path, own, name)
      : (placeOffence(path, name) ?? packageOffence(path, own, name)),
  )
  if (own.folder.startsWith('client/') && HTML_STRING.test(source)) found.push('HTML from a string')
  return [...found, nameOffence(path)].filter((text) => text !== undefined)
}

const main = async (): Promise<void> => {
  const root = join(import.meta.dirname, '..')
  const patterns = layers.map((layer) => `${layer.folder}/**/*.{ts,tsx}`)
  let count = 0
  for await (const file of glob(patterns, { cwd: root })) {
    const path = file.split(sep).join('/')
    if (path.startsWith('test/guards/fixtures/')) continue
    for (const text of offences(path, readFileSync(join(root, file), 'utf8'))) {
      console.log(`${path}: ${text}`)
      count++
    }
  }
  if (count > 0) process.exitCode = 1
}

if (process.argv[1] === import.meta.filename) await main()
