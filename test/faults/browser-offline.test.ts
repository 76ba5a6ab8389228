// The pinned client in a real browser: it opens without a server, keeps what is written there, is never
// swapped by itself, and takes a newer one when the person says so.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { chromium, type Page } from 'playwright-core'
import { requireBrowser } from '../../scripts/browser.ts'
import { buildWeb, webSources } from '../../server/web-build.ts'
import type { WebBuild } from '../../server/web-file.ts'
import { createBrowserProfile } from '../support/browser-profile.ts'
import {
  bubble,
  meetBen,
  openConversation,
  says,
  startAsAnn,
  write,
} from '../support/first-person.ts'
import { testFolder } from '../support/folder.ts'
import { createHouse } from '../support/house.ts'

/** Resolves when the page's own client is the one that is kept. */
const isPinned = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

test('with the server stopped the app opens, shows everything, and keeps what is written', async () => {
  const house = await createHouse()
  const profile = await createBrowserProfile()
  after(async () => {
    await profile.close()
    await house.close()
  })
  const ann = await profile.tab(await house.start())
  await startAsAnn(ann)
  const ben = await meetBen(ann, house)
  after(() => ben.close())
  await write(ann, 'before the end')
  await says(ann, 'before the end', 'Delivered')
  await isPinned(ann)
  await profile.leave()
  await house.kill()
  const page = await profile.tab(house.url)
  await openConversation(page, 'Ben')
  await bubble(page, 'before the end').waitFor()
  await write(page, 'written offline')
  await says(page, 'written offline', 'Sending')
  // A sheet that was never opened here is there too.
  await page.getByRole('button', { name: 'Security code' }).click()
  await page.getByRole('dialog', { name: 'Security code' }).waitFor()
  await page.keyboard.press('Escape')
  await house.start()
  await says(page, 'written offline', 'Delivered')
  assert.deepEqual(ben.heard(), ['before the end', 'written offline'])
  assert.deepEqual(profile.complaints, [])
})

/** Serves whichever build is put in its place, as the product does: whole files, nothing else. */
const serveBuilds = async (first: WebBuild) => {
  let build = first
  let broken: string | undefined
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : (request.url ?? '')
    const file = build.files.get(path)
    response.writeHead(file ? 200 : 404, {
      'content-type': file?.type ?? 'text/plain',
      'cache-control': 'no-store',
    })
    response.end(path === broken ? 'something else' : file?.body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  return {
    url: `http://localhost:${address.port}/`,
    put: (next: WebBuild, spoiled?: string) => {
      build = next
      broken = spoiled
    },
    close: () => server.close(),
  }
}

const styleOf = (page: Page): Promise<string> =>
  page.evaluate(() => document.querySelector('link[rel="stylesheet"]')?.getAttribute('href') ?? '')

test('a newer client waits until it is taken, in every window; a false one is not kept', async (context) => {
  const sources = webSources(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))
  const folder = await testFolder(context)
  const first = await buildWeb(sources, `${folder}/1`)
  const second = await buildWeb({ ...sources, style: 'client/web/styles/base.css' }, `${folder}/2`)
  const styles = [first, second].map(({ files }) =>
    [...files.keys()].find((path) => path.endsWith('.css')),
  )
  assert.notEqual(styles[0], styles[1])
  const server = await serveBuilds(first)
  const browser = await chromium.launch({
    executablePath: requireBrowser(),
    args: ['--no-sandbox', '--disable-gpu'],
  })
  after(async () => {
    await browser.close()
    server.close()
  })
  const window = await browser.newContext()
  const page = await window.newPage()
  await page.goto(server.url)
  await page.getByRole('heading', { name: 'You need an invitation' }).waitFor()
  await isPinned(page)
  const other = await window.newPage()

  // One file of it is not what the build made: nothing of it is kept.
  server.put(second, styles[1])
  const look = (): Promise<string> =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      return registration.update().then(
        () => 'looked',
        () => 'failed',
      )
    })
  await look()
  await page.waitForFunction(async () => {
    const { installing } = await navigator.serviceWorker.ready
    return installing === null
  })
  await page.reload()
  assert.equal(await styleOf(page), styles[0])
  assert.equal(await page.getByText('A new version of Sotto is ready.').count(), 0)

  // Whole now: offered, and not taken by a reload.
  server.put(second)
  await look()
  const bar = page.getByRole('status').filter({ hasText: 'A new version of Sotto is ready.' })
  await bar.waitFor()
  await page.reload()
  await bar.waitFor()
  assert.equal(await styleOf(page), styles[0])
  await other.goto(server.url)
  await other.getByRole('heading', { name: 'You need an invitation' }).waitFor()
  assert.equal(await styleOf(other), styles[0])

  await page.getByRole('button', { name: 'Use it' }).click()
  await page.waitForFunction(
    (style) => document.querySelector('link[rel="stylesheet"]')?.getAttribute('href') === style,
    styles[1],
  )
  assert.equal(await bar.count(), 0)
  // The other window is not swapped under its person.
  await other.getByRole('alert').filter({ hasText: 'Sotto was updated' }).waitFor()
  assert.equal(await styleOf(other), styles[0])
  await other.getByRole('button', { name: 'Reload' }).click()
  await other.waitForFunction(
    (style) => document.querySelector('link[rel="stylesheet"]')?.getAttribute('href') === style,
    styles[1],
  )
})
