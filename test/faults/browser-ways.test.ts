// A real browser, a real nginx that lets no WebSocket through, the real server behind it: people chat, and the
// screen says how. The second nginx also holds answers back until they are whole.
import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { createHouse } from '../support/house.ts'
import { freePort, missing, NGINX_HOLDING, NGINX_PLAIN, startProxy } from '../support/proxies.ts'

const LIMIT = 90_000
const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const bubble = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text })
const write = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await bubble(page, text)
    .filter({ hasText: /Delivered|Read/ })
    .waitFor()
}

const chat = async (context: TestContext, location: string, way: string): Promise<void> => {
  const port = await freePort()
  let back = 0
  const house = await createHouse(({ httpsPort }) => {
    back = httpsPort
    return {
      SOTTO_BEHIND_PROXY: 'loopback',
      SOTTO_PUBLIC_URL: `https://localhost:${port}`,
      SOTTO_WSS_PORT: 'same',
    }
  })
  const [annProfile, benProfile] = [await createBrowserProfile(), await createBrowserProfile()]
  context.after(async () => {
    await annProfile.close()
    await benProfile.close()
    await house.close()
  })
  const ticket = await house.start()
  const proxy = await startProxy('nginx', port, back, location)
  context.after(() => proxy.close())
  const ann = await annProfile.tab(ticket)
  await ann.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await ann.getByText(`Connected · ${way}`).waitFor()
  await ann.getByRole('button', { name: 'Invite a friend' }).first().click()
  await ann.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const link = await ann.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  const ben = await benProfile.tab(link)
  await ben.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.getByRole('button', { name: 'Start chatting' }).click()
  await composer(ben).waitFor()
  await write(ben, 'hello from Ben')
  await ann.keyboard.press('Escape')
  await ann
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name: 'Ben', exact: true })
    .click()
  await bubble(ann, 'hello from Ben').waitFor()
  await write(ann, 'hello from Ann')
  await bubble(ben, 'hello from Ann').waitFor()
  // No complaint about code from elsewhere: the line's script comes under the page's own policy.
  const serious = [...annProfile.complaints, ...benProfile.complaints]
  assert.deepEqual(serious, [])
  // Nothing that gives a right stands in an address of a line.
  const lines = annProfile.requested.filter((url) => url.includes('/line/'))
  assert.ok(lines.every((url) => /\/line\/(open|up|down|close)$/.test(url)))
}

const skip = missing('nginx')

test(
  'through an nginx without upgrades the screen says streaming',
  { skip, timeout: LIMIT },
  (context) => chat(context, NGINX_PLAIN, 'HTTPS streaming'),
)

test(
  'through an nginx that holds answers back it says long polling',
  { skip, timeout: LIMIT },
  (context) => chat(context, NGINX_HOLDING, 'long polling'),
)
