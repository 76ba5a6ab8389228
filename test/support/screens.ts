// The real screens in a real browser over the engine in memory, served under the policy of the real pages.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.ts'

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

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
}

const bundle = async (entry: string): Promise<string> => {
  const jsx = { jsx: 'automatic', jsxImportSource: 'preact' } as const
  const made = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    ...jsx,
  })
  return made.outputFiles[0]?.text ?? ''
}

export interface Screens {
  readonly origin: string
  /** Opens a screen; a broken policy or an error on the page fails the test. */
  withPage(
    options: BrowserContextOptions,
    query: string,
    use: (page: Page) => Promise<void>,
  ): Promise<void>
  close(): Promise<void>
}

/** Starts a server and a browser. */
export const openScreens = async (): Promise<Screens> => {
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
  const browser = await chromium.launch({
    executablePath: findBrowser() ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  })
  return {
    origin,
    withPage: async (options, query, use) => {
      const context = await browser.newContext({ ...options, reducedMotion: 'reduce' })
      const page = await context.newPage()
      const faults: string[] = []
      page.on('pageerror', (error) => faults.push(error.message))
      page.on('console', (message) => {
        if (message.type() === 'error' && !message.text().includes('favicon'))
          faults.push(message.text())
      })
      await page.goto(`${origin}/${query}`)
      await use(page)
      assert.deepEqual(faults, [])
      await context.close()
    },
    close: async () => {
      await browser.close()
      server.close()
    },
  }
}

interface AxeFault {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

const EVERY_RULE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Every broken rule of accessibility, or of those named, with the first element that breaks it. */
export const axeFaults = async (
  page: Page,
  rules?: readonly string[],
): Promise<readonly string[]> => {
  const path = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
  if (!(await page.evaluate('"axe" in globalThis')))
    await page.evaluate(await readFile(path, 'utf8'))
  const runOnly = rules ? { type: 'rule', values: rules } : EVERY_RULE
  const options = JSON.stringify({ runOnly, resultTypes: ['violations'], preload: false })
  const faults = await page.evaluate(`axe.run(${options}).then((found) => found.violations)`)
  // What axe.run answers, of which only these two fields are read.
  return (faults as readonly AxeFault[]).map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
}
