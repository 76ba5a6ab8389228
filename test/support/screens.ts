// The real screens in Chromium over the engine in memory (screens-server.ts).
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium, type BrowserContextOptions, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.ts'
import { serveScreens } from './screens-server.ts'

export const DESKTOP: BrowserContextOptions = { viewport: { width: 1280, height: 800 } }
export const PHONE: BrowserContextOptions = {
  viewport: { width: 390, height: 844 },
  isMobile: true,
  hasTouch: true,
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
  const { origin, close } = await serveScreens()
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
      close()
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
