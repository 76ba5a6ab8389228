// The settings in a real browser: every page of them, beside its list and on a phone, and what each one says.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { axeFaults, DESKTOP, openScreens, PHONE, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())
const withPage: Screens['withPage'] = (...asked) => shown.withPage(...asked)

const dialog = (page: Page) => page.getByRole('dialog')
const list = (page: Page) => dialog(page).getByRole('navigation', { name: 'Settings' })
const openSettings = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Settings' }).click()
  await list(page).waitFor()
}
const openPage = async (page: Page, name: string): Promise<void> => {
  await list(page).getByRole('button', { name, exact: true }).click()
  await dialog(page).getByRole('heading', { name, exact: true, level: 3 }).waitFor()
}

for (const [name, options] of [
  ['desktop, light', DESKTOP],
  ['phone, dark', { ...PHONE, colorScheme: 'dark' }],
] as const) {
  test(`no accessibility rule is broken on any page of the settings (${name})`, async () => {
    await withPage(options, '?screen=home', async (page) => {
      await openSettings(page)
      assert.deepEqual(await axeFaults(page), [], 'the list')
      const pages = await list(page).getByRole('button').allInnerTexts()
      for (const one of pages.slice(0, -1)) {
        await openPage(page, one)
        assert.deepEqual(await axeFaults(page), [], one)
        if (options !== DESKTOP) await page.goBack()
      }
    })
  })
}

test('beside the list a page takes the place of the one before, and one step back leads out', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    await openSettings(page)
    await dialog(page).getByRole('heading', { name: 'Account' }).waitFor()
    await openPage(page, 'Storage')
    await dialog(page).getByText('Sotto keeps 12 megabytes in this browser, encrypted.').waitFor()
    await openPage(page, 'This server')
    await page.goBack()
    await dialog(page).waitFor({ state: 'detached' })
  })
})

test('on a phone back leads from the page to the list, and from the list out', async () => {
  await withPage(PHONE, '?screen=home', async (page) => {
    await openSettings(page)
    await openPage(page, 'Storage')
    assert.equal(await list(page).count(), 0)
    await page.goBack()
    await list(page).waitFor()
    await openPage(page, 'Account')
    await dialog(page).getByRole('button', { name: 'Back to the list' }).click()
    await list(page).waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
  })
})

test('notifications that are refused: what to do about it, and the choice stays off', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    await openSettings(page)
    await openPage(page, 'Notifications')
    await page.getByRole('radio', { name: 'Name and text' }).click()
    await dialog(page).getByRole('alert').filter({ hasText: 'Notifications are blocked' }).waitFor()
    assert.equal(await page.getByRole('radio', { name: 'Off' }).isChecked(), true)
    assert.deepEqual(await axeFaults(page), [])
    await list(page).getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  })
})
