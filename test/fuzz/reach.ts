// Which readers of foreign bytes the fuzzer's seeds reach, counted in a process of its own: prints as JSON
// the codecs that accepted something, and the product's functions that were called, by name.
import { readdirSync } from 'node:fs'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Codec } from '../../protocol/codec.ts'

const root = join(import.meta.dirname, '..', '..')
const CODEC_FOLDERS = ['protocol', 'client/crypto', 'client/engine']

const session = new Session()
session.connect()
session.post('Profiler.enable')
session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })

/** Names of the product's functions that ran since this was asked last. */
const takeCalled = (): Set<string> => {
  const called = new Set<string>()
  const home = `${pathToFileURL(root).href}/`
  session.post('Profiler.takePreciseCoverage', (error, taken) => {
    if (error) throw error
    for (const { url, functions } of taken.result) {
      if (!url.startsWith(home)) continue
      for (const { functionName, ranges } of functions) {
        if ((ranges[0]?.count ?? 0) > 0) called.add(`${url.slice(home.length)} ${functionName}`)
      }
    }
  })
  return called
}

const isCodec = (value: unknown): value is Codec<unknown> =>
  typeof value === 'object' && value !== null && 'read' in value && 'shape' in value

const accepted = new Set<string>()

// Codecs are plain objects that call one another by `read`: the exported object is told apart by its place.
const watch = (name: string, codec: Codec<unknown>): void => {
  const read = codec.read.bind(codec)
  Object.assign(codec, {
    read: (from: Parameters<typeof read>[0]): unknown => {
      const value = read(from)
      accepted.add(name)
      return value
    },
  })
}

const exportedCodecs = async (): Promise<Map<string, Codec<unknown>>> => {
  const found = new Map<string, Codec<unknown>>()
  for (const folder of CODEC_FOLDERS) {
    for (const file of readdirSync(join(root, folder))) {
      if (!file.endsWith('.ts') || file.endsWith('.d.ts') || file === 'index.ts') continue
      const module = (await import(pathToFileURL(join(root, folder, file)).href)) as object
      for (const [name, value] of Object.entries(module)) {
        if (isCodec(value)) found.set(`${folder}/${file} ${name}`, value)
        else if (name !== 'codecs' || typeof value !== 'object') continue
        else
          for (const [table, row] of Object.entries(value as object)) {
            if (isCodec(row)) found.set(`${folder}/${file} ${name}.${table}`, row)
          }
      }
    }
  }
  return found
}

const codecs = await exportedCodecs()
for (const [name, codec] of codecs) watch(name, codec)
const { makeTargets } = await import('./targets.ts')
const targets = await makeTargets()
accepted.clear()
takeCalled()
for (const target of targets) {
  for (const input of target.seeds) target.run(input)
}
const unread = [...codecs.keys()].filter((name) => !accepted.has(name))
console.log(JSON.stringify({ unread, called: [...takeCalled()] }))
