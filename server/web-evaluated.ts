// Sources that are run while the pages are built: of a catalogue, only what is used of it stands in a script.
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { relative } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Plugin } from 'esbuild'

const JSON_IMPORT = /from '([^']+\.json)'/g

/**
 * Runs every source named `*.build.ts` and puts what it exports into the script as it is. `input` is told the
 * catalogues that it reads, from `root` on: they are sources of the build too.
 */
export const evaluated = (root: string, input: (file: string) => void): Plugin => ({
  name: 'evaluated',
  setup: (build) => {
    build.onLoad({ filter: /\.build\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8')
      for (const [, name = ''] of text.matchAll(JSON_IMPORT))
        input(relative(root, createRequire(path).resolve(name)))
      // A module is its exports by name.
      const made = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>
      const lines = Object.entries(made).map(
        ([name, is]) => `export const ${name} = ${JSON.stringify(is)}`,
      )
      return { contents: lines.join('\n'), loader: 'js' }
    })
  },
})
