// Which Sotto this is, from the one place that says so.
import { readFileSync } from 'node:fs'

interface Package {
  readonly version: string
}

const read = (): string => {
  // Our own file; a test holds its shape.
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(text) as Package).version
}

/** The version, as in package.json. */
export const VERSION = read()
