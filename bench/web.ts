// What a visitor downloads: each script of the web client in bytes of gzip, beside its budget.
//   node bench/web.ts
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWeb, webSources, weigh } from '../server/web-build.ts'

const kilobytes = (bytes: number): string => (bytes / 1_024).toFixed(1)

/** Builds the web client into a folder of its own and prints what it weighs. */
export const benchWeb = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'sotto-bench-'))
  try {
    const sources = webSources(dirname(dirname(fileURLToPath(import.meta.url))))
    const built = await buildWeb(sources, folder)
    process.stdout.write('web client, KB of gzip\n')
    for (const { name, bytes, budget } of weigh(sources, built)) {
      process.stdout.write(`  ${name.padEnd(10)} ${kilobytes(bytes)} of ${kilobytes(budget)}\n`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await benchWeb()
