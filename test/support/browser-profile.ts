// One person's browser: a real Chromium with a profile of its own that survives closing. Anything the page
// reports against its Content-Security-Policy, and any request to another place, is kept for the test.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { requireBrowser } from '../../scripts/browser.ts'

const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // What a person does once with a private certificate: proceed.
  '--ignore-certificate-errors',
]

export interface BrowserProfile {
  /** Where the browser keeps everything of this profile. */
  readonly folder: string
  /** A new tab. The browser starts when it is not running. */
  tab(url: string): Promise<Page>
  /** Closes the browser; the profile stays. */
  leave(): Promise<void>
  /** CSP violations, page errors and requests to other hosts, of all tabs so far. */
  readonly complaints: readonly string[]
  /** Every URL requested, to look for secrets in. */
  readonly requested: readonly string[]
  close(): Promise<void>
}

export interface Size {
  readonly width: number
  readonly height: number
}

/**
 * A profile in an empty folder; `more`: further arguments of the browser. With a service worker a test can
 * not put scripts in place of the page's own.
 */
export const createBrowserProfile = async (
  size: Size = { width: 1280, height: 800 },
  more: readonly string[] = [],
  serviceWorkers: 'allow' | 'block' = 'allow',
): Promise<BrowserProfile> => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-browser-'))
  const complaints: string[] = []
  const requested: string[] = []
  let context: BrowserContext | undefined

  const watch = (page: Page): void => {
    page.on('pageerror', (error) => complaints.push(error.message))
    page.on('console', (message) => {
      if (/Content.Security.Policy|Trusted/i.test(message.text())) complaints.push(message.text())
    })
    page.on('request', (request) => {
      requested.push(request.url())
      const { hostname, protocol } = new URL(request.url())
      if (hostname !== 'localhost' && protocol !== 'blob:' && protocol !== 'data:') {
        complaints.push(`request to ${hostname}`)
      }
    })
  }
  const open = async (): Promise<BrowserContext> => {
    if (context) return context
    const opened = await chromium.launchPersistentContext(folder, {
      executablePath: requireBrowser(),
      args: [...ARGS, ...more],
      headless: true,
      ignoreHTTPSErrors: true,
      viewport: size,
      serviceWorkers,
      locale: 'en-GB',
    })
    opened.on('page', watch)
    for (const page of opened.pages()) watch(page)
    opened.setDefaultTimeout(30_000)
    context = opened
    return opened
  }
  const leave = async (): Promise<void> => {
    const open = context
    context = undefined
    await open?.close()
  }
  return {
    folder,
    tab: async (url) => {
      const page = await (await open()).newPage()
      await page.goto(url)
      return page
    },
    leave,
    complaints,
    requested,
    close: async () => {
      await leave()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}
