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
    await dialog(page).getByText('11.8 MB').waitFor()
    await dialog(page).getByRole('button', { name: 'Ask the browser to keep it' }).click()
    await dialog(page).getByText('The browser did not promise it.').waitFor()
    await openPage(page, 'About')
    await dialog(page).getByText('89abcdef').first().waitFor()
    await openPage(page, 'This server')
    await dialog(page).getByText('Up to 1,000 messages').waitFor()
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
    await page.getByRole('radio', { name: 'Who wrote, and what' }).click()
    await dialog(page).getByRole('alert').filter({ hasText: 'Notifications are blocked' }).waitFor()
    assert.equal(await page.getByRole('radio', { name: 'Off' }).isChecked(), true)
    assert.deepEqual(await axeFaults(page), [])
    await list(page).getByRole('button', { name: 'Keyboard shortcuts' }).click()
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
  })
})

test('after the first exchange: that the account lives only here, and put off it is gone', async () => {
  await withPage(PHONE, '?screen=exchanged', async (page) => {
    const reminder = page.getByRole('region', { name: 'Your account lives only in this browser' })
    await reminder.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await reminder.getByRole('button', { name: 'What that means' }).click()
    await dialog(page)
      .getByText('Your account and your conversations are in this browser')
      .waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })
    await reminder.getByRole('button', { name: 'Later' }).click()
    await reminder.waitFor({ state: 'detached' })
  })
  await withPage(PHONE, '?screen=home', async (page) => {
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor()
    assert.equal(await page.getByText('lives only in this browser').count(), 0)
  })
})

test('the lock screen says nothing of what is inside; a wait is counted down', async () => {
  await withPage({ ...PHONE, colorScheme: 'dark' }, '?screen=waiting', async (page) => {
    await page.getByText('You can try again in 40 seconds.').waitFor()
    assert.deepEqual(await axeFaults(page), [])
  })
  await withPage(DESKTOP, '?screen=locked', async (page) => {
    const field = page.getByRole('textbox', { name: 'Passphrase' })
    await field.fill('wrong horse')
    await field.press('Enter')
    await page.getByText('This is not the passphrase.').waitFor()
    assert.equal(await field.inputValue(), '')
    await page.getByRole('button', { name: 'Show what is typed' }).click()
    assert.equal(await field.getAttribute('type'), 'text')
    assert.deepEqual(await axeFaults(page), [])
  })
})
