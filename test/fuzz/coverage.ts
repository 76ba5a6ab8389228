// Which blocks of the product a piece of work has reached, from V8's own precise coverage. It has to be
// started before the code under test is loaded: what was compiled before counts by function only.
import { Session, type Profiler } from 'node:inspector'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

const root = pathToFileURL(join(import.meta.dirname, '..', '..')).href
const PRODUCT = ['protocol', 'client', 'server'].map((folder) => `${root}/${folder}/`)

/** Counts of blocks since the last take. */
export interface Coverage {
  /** Names of the product's blocks that ran since the last take, and forgets them. */
  take(): Set<string>
  stop(): void
}

const isProduct = (url: string): boolean => PRODUCT.some((folder) => url.startsWith(folder))

const addBlocks = ({ url, functions }: Profiler.ScriptCoverage, into: Set<string>): void => {
  const file = url.slice(root.length + 1)
  for (const { ranges } of functions) {
    for (const { count, startOffset, endOffset } of ranges) {
      if (count > 0) into.add(`${file}:${startOffset}-${endOffset}`)
    }
  }
}

/** Starts counting. The inspector answers within the call. */
export const startCoverage = (): Coverage => {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    take: () => {
      const blocks = new Set<string>()
      session.post('Profiler.takePreciseCoverage', (error, taken) => {
        if (error) throw error
        for (const script of taken.result) if (isProduct(script.url)) addBlocks(script, blocks)
      })
      return blocks
    },
    stop: () => {
      session.post('Profiler.stopPreciseCoverage')
      session.disconnect()
    },
  }
}
