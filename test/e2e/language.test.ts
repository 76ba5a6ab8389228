// Language and look in the real product: a choice is on the screen at once, stays over a reload, and nothing
// else flashes by before it: neither another language nor another colour.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { chromium, type Browser, type Page } from 'playwright-core'
import { findBrowser } from '../../scripts/browser.ts'
import { createHouse, type House } from '../support/house.ts'

let house: House
let browser: Browser
let ticket: string
before(async () => {
  house = await createHouse()
  ticket = await house.start()
  browser = await chromium.launch({
    executablePath: findBrowser() ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'],
  })
})
after(async () => {
  await browser.close()
  await house.close()
})

/** Remembers every text and every look that the page had, from before its first paint. */
const WATCH = `(() => {
  const seen = { texts: [], first: undefined, broken: [] }
  globalThis.seen = seen
  addEventListener('securitypolicyviolation', (event) => seen.broken.push(event.violatedDirective))
  requestAnimationFrame(() => {
    const root = document.documentElement
    seen.first ??= { theme: root.dataset.theme, size: root.style.fontSize }
  })
  const look = () => {
    const text = document.body?.innerText?.trim()
    if (text && !seen.texts.includes(text)) seen.texts.push(text)
  }
  new MutationObserver(look).observe(document, { subtree: true, childList: true, characterData: true })
})()`

interface Seen {
  readonly texts: readonly string[]
  readonly first: { readonly theme?: string; readonly size: string } | undefined
  readonly broken: readonly string[]
}
const seenBy = (page: Page): Promise<Seen> => page.evaluate('seen')

const open = async (locale: string): Promise<Page> => {
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    locale,
    colorScheme: 'light',
    viewport: { width: 1280, height: 800 },
  })
  await context.addInitScript(WATCH)
  return context.newPage()
}

test('who uses the browser in Arabic is met in Arabic, from right to left, and never in English', async () => {
  const page = await open('ar-EG')
  const held = Promise.withResolvers<void>()
  await page.route('**/assets/ar-*.js', async (route) => {
    await held.promise
    await route.continue()
  })
  await page.goto(house.url)
  // The engine is open and something could be shown, but not yet in this language.
  await page.waitForFunction(async () => (await indexedDB.databases()).length > 0)
  await page.evaluate(async () => {
    for (let n = 0; n < 10; n += 1) await new Promise(requestAnimationFrame)
  })
  assert.deepEqual((await seenBy(page)).texts, ['Sotto'])
  held.resolve()
  await page.getByRole('heading', { name: 'تحتاج إلى دعوة' }).waitFor()
  const { texts, broken } = await seenBy(page)
  assert.ok(texts.length > 0 && texts.every((text) => !/invitation|Open/.test(text)), texts.join())
  assert.deepEqual(broken, [])
  const root = page.locator('html')
  assert.deepEqual(
    [await root.getAttribute('lang'), await root.getAttribute('dir')],
    ['ar-EG', 'rtl'],
  )
  await page.context().close()
})

test('language, colours and size are chosen in the settings, are there at once, and stand before the first paint after a reload', async () => {
  const page = await open('en-GB')
  await page.goto(ticket)
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await page.getByRole('button', { name: 'Start chatting' }).click()
  await page.getByRole('button', { name: 'Settings' }).click()
  const settings = page.getByRole('dialog')
  await settings.getByRole('button', { name: 'Appearance' }).click()
  await settings.getByRole('radio', { name: 'Dark' }).check()
  const size = settings.getByRole('slider', { name: 'Size of the text' })
  await size.fill('150')
  assert.equal(await size.getAttribute('aria-valuetext'), '150%')
  await settings.getByRole('button', { name: 'Language' }).click()
  await settings.getByRole('radio', { name: 'Deutsch' }).check()
  // Without a reload, and with the sheet still open.
  await settings.getByRole('heading', { name: 'Einstellungen' }).waitFor()
  await page.getByRole('heading', { name: 'Noch niemand hier', includeHidden: true }).waitFor()
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  assert.equal(await ground(), 'rgb(20, 23, 21)')
  const bars = await page
    .locator('meta[name="theme-color"]')
    .evaluateAll((metas) => metas.map((meta) => meta.getAttribute('content')))
  assert.deepEqual(new Set(bars), new Set(['rgb(20, 23, 21)']))
  await page.reload()
  await page.getByRole('heading', { name: 'Noch niemand hier' }).waitFor()
  const { texts, first, broken } = await seenBy(page)
  assert.deepEqual(first, { theme: 'dark', size: '150%' })
  assert.ok(
    texts.every((text) => !/Nobody here|Invite/.test(text)),
    texts.join(),
  )
  assert.deepEqual(broken, [])
  assert.equal(await page.locator('html').getAttribute('lang'), 'de-GB')
  await page.context().close()
})

test('another tab of the browser follows a choice at once', async () => {
  const page = await open('en-GB')
  const other = await page.context().newPage()
  for (const one of [page, other]) {
    await one.goto(house.url)
    await one.getByRole('heading', { name: 'You need an invitation' }).waitFor()
  }
  await page.evaluate(() => {
    localStorage.setItem('sotto-language', 'fr')
    localStorage.setItem('sotto-theme', 'dark')
  })
  await other.getByRole('heading', { name: 'Il vous faut une invitation' }).waitFor()
  await other.locator('html[data-theme="dark"]').waitFor({ state: 'attached' })
  await page.context().close()
})
