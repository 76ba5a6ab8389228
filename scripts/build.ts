// `npm run build`: bundles the web client as the start does, prints what each script weighs, and fails
// when one is heavier than its budget.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildWeb, webSources, weigh } from '../server/web-build.ts'
import { toHex } from '../protocol/bytes.ts'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

const kilobytes = (bytes: number): string => `${(bytes / 1_024).toFixed(1)} KB`

const build = async (): Promise<void> => {
  const sources = webSources(root)
  const built = await buildWeb(sources, join(root, 'dist', 'web'))
  for (const { path, body, br } of built.files.values()) {
    process.stdout.write(`${path.padEnd(48)}${kilobytes(body.length).padStart(10)}`)
    process.stdout.write(br ? `${kilobytes(br.length).padStart(10)} br\n` : '\n')
  }
  for (const { name, bytes, budget } of weigh(sources, built)) {
    const verdict = bytes <= budget ? 'within' : 'OVER'
    process.stdout.write(`${name}: ${kilobytes(bytes)} gzip, ${verdict} ${kilobytes(budget)}\n`)
    if (bytes > budget) process.exitCode = 1
  }
  process.stdout.write(`build ${toHex(built.id)}\nclient ${toHex(built.client)}\n`)
}

await build().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'The build failed.'}\n`)
  process.exitCode = 1
})
