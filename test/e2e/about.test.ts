// What a real browser pinned: the number that the settings show is the one that the build of these sources prints,
// and the licences are there without a server.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { toHex } from '../../protocol/bytes.ts'
import { buildWeb, webSources } from '../../server/web-build.ts'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { createHouse } from '../support/house.ts'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

test('the pinned client shows the number of its build, and its licences, with the server stopped', async () => {
  const house = await createHouse()
  const profile = await createBrowserProfile()
  after(async () => {
    await profile.close()
    await house.close()
  })
  const ann = await profile.tab(await house.start())
  await ann.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await ann.getByRole('button', { name: 'Settings' }).waitFor()
  // Pinned when the service worker has taken the page over.
  await ann.waitForFunction(() => navigator.serviceWorker.controller !== null)
  await house.kill()
  await ann.reload()
  await ann.getByRole('button', { name: 'Settings' }).click()
  const dialog = ann.getByRole('dialog')
  await dialog.getByRole('button', { name: 'About', exact: true }).click()
  const groups = dialog.locator('.build-hash code')
  await groups.first().waitFor()
  const build = await buildWeb(webSources(root), join(root, 'dist', 'web'))
  assert.equal((await groups.allInnerTexts()).join(''), toHex(build.client))
  const licences = await ann.evaluate(async () => (await fetch('/licences.txt')).text())
  assert.match(licences, /^hash-wasm 4\./m)
  await dialog.getByRole('button', { name: 'This server', exact: true }).click()
  await dialog.getByText(new URL(house.url).host).waitFor()
  assert.deepEqual(profile.complaints, [])
})
