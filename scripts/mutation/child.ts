// Runs tests against mutants inside one process, so that libraries stay loaded and warm: each mutant gets
// fresh copies of all modules of the project, and its own file as the parent sends it. A child is ended by
// its parent when a mutant takes too long or too much memory, and after some mutants, since modules stay.
import { hashes } from '@noble/ed25519'
import { readFileSync } from 'node:fs'
import { registerHooks, stripTypeScriptTypes } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** One mutant: the file that is replaced, its text, and what is run until something fails. */
export interface Order {
  readonly number: number
  readonly file: string
  readonly source: string
  readonly tests: readonly string[]
  /** Names of tests that run before the others of their file: they failed for other mutants. */
  readonly first: readonly string[]
  /** Scripts that compare what they generate with what is there, and set the exit code when it differs. */
  readonly drifts: readonly string[]
}

/** What failed for a mutant. */
export interface Failure {
  readonly path: string
  readonly test: string
}

const rootUrl = pathToFileURL(join(import.meta.dirname, '..', '..')).href
const RUNNER = 'data:text/javascript,export const test = globalThis.collectTest'
const stripped = new Map<string, string>()
let order: Order | undefined
let collected: (readonly [name: string, run: () => unknown])[] = []

const compiled = (path: string, source: string): string => {
  const known = stripped.get(path)
  if (known !== undefined) return known
  const text = stripTypeScriptTypes(source)
  stripped.set(path, text)
  return text
}

const isOwn = (url: string): boolean =>
  url.startsWith(`${rootUrl}/`) && !url.includes('/node_modules/') && !url.includes('/mutation/')

registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier === 'node:test') return { url: RUNNER, shortCircuit: true }
    const found = next(specifier, context)
    return order && isOwn(found.url) && found.url.endsWith('.ts')
      ? { ...found, url: `${found.url}?mutant=${order.number}` }
      : found
  },
  load: (url, context, next) => {
    if (!order || !url.endsWith(`?mutant=${order.number}`)) return next(url, context)
    const path = fileURLToPath(new URL(url.slice(0, url.indexOf('?'))))
    const source =
      path === order.file
        ? stripTypeScriptTypes(order.source)
        : compiled(path, readFileSync(path, 'utf8'))
    return { format: 'module', source, shortCircuit: true }
  },
})

Object.assign(globalThis, {
  collectTest: (name: string, run: () => unknown): void => {
    collected.push([name, run])
  },
})

const load = (path: string, number: number): Promise<unknown> =>
  import(`${pathToFileURL(path).href}?mutant=${number}`)

/** The name of the first test of a file that fails; the path when the file does not even load. */
const failureIn = async (path: string, { number, first }: Order): Promise<string | undefined> => {
  collected = []
  let running = path
  try {
    await load(path, number)
    const rank = ([name]: (typeof collected)[number]): number => (first.includes(name) ? 0 : 1)
    for (const [name, run] of collected.toSorted((a, b) => rank(a) - rank(b))) {
      running = name
      await run()
    }
    return undefined
  } catch {
    return running
  }
}

const drifts = async (path: string, order: Order): Promise<boolean> => {
  process.argv = [process.execPath, path, '--check']
  const failed = (await failureIn(path, order)) !== undefined || process.exitCode !== undefined
  process.exitCode = undefined
  return failed
}

/** The file and the name of what fails first, or undefined. */
const firstFailure = async (given: Order): Promise<Failure | undefined> => {
  for (const path of given.drifts) if (await drifts(path, given)) return { path, test: path }
  for (const path of given.tests) {
    const test = await failureIn(path, given)
    if (test !== undefined) return { path, test }
  }
  return undefined
}

process.on('message', (given: Order) => {
  order = given
  // The one thing a library keeps: what an earlier mutant set must not serve the next.
  hashes.sha512 = undefined
  void firstFailure(given).then((failed) => process.send?.({ failed }))
})
