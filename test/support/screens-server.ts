// The real screens over the engine in memory, served under the policy of the real pages.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { evaluated } from '../../server/web-evaluated.ts'

const PAGE = fileURLToPath(new URL('screens-page.ts', import.meta.url))
const STYLE = fileURLToPath(new URL('../../client/web/style.css', import.meta.url))
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; " +
  "form-action 'none'; require-trusted-types-for 'script'; trusted-types sotto"
const HTML =
  '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sotto</title>' +
  '<meta name="viewport" content="width=device-width, initial-scale=1">' +
  '<link rel="stylesheet" href="/style.css"><script type="module" src="/page.js"></script>' +
  '</head><body><div id="app"></div></body></html>'

const bundle = async (entry: string): Promise<string> => {
  const jsx = { jsx: 'automatic', jsxImportSource: 'preact' } as const
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    plugins: [evaluated(process.cwd(), () => undefined)],
    ...jsx,
  })
  return made.outputFiles[0]?.text ?? ''
}

export interface ScreensServer {
  readonly origin: string
  close(): void
}

/** Bundles the screens and serves them on a port of its own. */
export const serveScreens = async (): Promise<ScreensServer> => {
  const files = new Map([
    ['/page.js', ['text/javascript', await bundle(PAGE)]],
    ['/style.css', ['text/css', await bundle(STYLE)]],
  ])
  const server = createServer((request, response) => {
    const [type = 'text/html', body = HTML] = files.get(request.url ?? '') ?? []
    response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY })
    response.end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const origin = `http://127.0.0.1:${address.port}`
  return { origin, close: () => void server.close() }
}
