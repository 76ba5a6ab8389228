// Getting onto the Home Screen and into a window of its own: on an iPhone before any key is made, elsewhere when
// there is a reason to, and in the installed app a button in the place of a link.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axeFaults, DESKTOP, openScreens, PHONE, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())

test('on an iPhone the way to the Home Screen comes before the name, and can be passed over', async () => {
  const permissions = ['clipboard-read', 'clipboard-write']
  await shown.withPage({ ...PHONE, permissions }, '?screen=iphone', async (page) => {
    await page.getByRole('heading', { name: 'First, put Sotto on your Home Screen' }).waitFor()
    const name = page.getByRole('textbox', { name: 'Your name' })
    assert.equal(await name.count(), 0)
    assert.equal(
      await page.getByRole('list', { name: 'Three steps' }).getByRole('listitem').count(),
      3,
    )
    assert.deepEqual(await axeFaults(page), [])
    await page.getByRole('button', { name: 'Copy' }).click()
    await page.getByRole('button', { name: 'Copied' }).waitFor()
    const link = await page.evaluate(() => navigator.clipboard.readText())
    assert.equal(link, `${shown.origin}/i#fragment`)
    await page.getByRole('button', { name: 'Continue here anyway' }).click()
    await name.waitFor()
  })
})

test('the installed app takes the invitation from the clipboard, and says when there is none', async () => {
  const permissions = ['clipboard-read', 'clipboard-write']
  await shown.withPage({ ...PHONE, permissions }, '?screen=installed', async (page) => {
    const paste = page.getByRole('button', { name: 'Paste invitation' })
    await paste.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.evaluate(() => navigator.clipboard.writeText(' '))
    await paste.click()
    await page.getByRole('alert').filter({ hasText: 'Nothing could be pasted' }).waitFor()
    await page.evaluate(() => navigator.clipboard.writeText('no link at all'))
    await paste.click()
    await page.getByRole('heading', { name: 'This link does not work' }).waitFor()
  })
  // Refused by the person, or by the browser.
  await shown.withPage(PHONE, '?screen=installed', async (page) => {
    await page.getByRole('button', { name: 'Paste invitation' }).click()
    await page.getByRole('alert').filter({ hasText: 'Nothing could be pasted' }).waitFor()
  })
})

test('installing is offered to whoever has written, until it is declined', async () => {
  await shown.withPage(DESKTOP, '?screen=installable', async (page) => {
    const offer = page.getByText('Sotto can be installed')
    await offer.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.getByRole('button', { name: 'Not now' }).click()
    await offer.waitFor({ state: 'detached' })
    await page.reload()
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor()
    assert.equal(await offer.count(), 0)
  })
})
