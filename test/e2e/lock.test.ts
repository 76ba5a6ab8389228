// The app lock in a real browser: what is stored, what a reload shows, wrong and right passphrases, several tabs,
// nobody being there, and giving everything up. The slow hash runs at its full cost, under its own policy.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { createHouse } from '../support/house.ts'
import { axeFaults } from '../support/screens.ts'

const NAME = 'Annabella Quint'
const PASSPHRASE = 'seven herons, no hurry'
const NEXT = 'twelve quiet geese over the dyke'

const field = (page: Page) => page.getByRole('textbox', { name: 'Passphrase' })
const isLocked = (page: Page): Promise<void> =>
  page.getByRole('heading', { name: 'Sotto is locked' }).waitFor()
const isOpen = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Settings' }).waitFor()
const enter = async (page: Page, passphrase: string): Promise<void> => {
  await field(page).fill(passphrase)
  await field(page).press('Enter')
}
const openSecurity = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Settings' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Security', exact: true }).click()
  await dialog.getByRole('heading', { name: 'App lock' }).waitFor()
}
/** Resolves when a tab that comes later has asked this one for the way in; it is answered in the same turn. */
const whenAsked = (page: Page): Promise<void> =>
  page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        new BroadcastChannel('sotto-lock').onmessage = ({ data: message }) => {
          if (message.type === 'asked') resolve()
        }
      }),
  )
/** Another tab, which has the way in too. */
const openBeside = async (first: Page, open: () => Promise<Page>): Promise<Page> => {
  const asked = whenAsked(first)
  const page = await open()
  await isOpen(page)
  await asked
  return page
}
const waitHint = (page: Page) => page.getByText(/You can try again in \d+ seconds?\./)

/** The data key as long as the browser's own key opens it, in hexadecimal. */
const READ_KEY = `(async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('sotto')
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
  const read = (key) => new Promise((resolve) => {
    const request = database.transaction('vault').objectStore('vault').get(key)
    request.onsuccess = () => resolve(request.result)
  })
  const [wrapper, wrapped] = [await read('wrapper'), await read('wrapped')]
  database.close()
  const additionalData = new TextEncoder().encode('sotto/v1/web-vault\\0')
  const cipher = { name: 'AES-GCM', iv: wrapped.slice(0, 12), additionalData }
  const key = await crypto.subtle.decrypt(cipher, wrapper, wrapped.slice(12))
  return Array.from(new Uint8Array(key), (byte) => byte.toString(16).padStart(2, '0')).join('')
})()`

/** Every value of every table in hexadecimal, and the names of what the vault holds. */
const READ_ALL = `(async () => {
  const database = await new Promise((resolve, reject) => {
    const request = indexedDB.open('sotto')
    request.onsuccess = () => resolve(request.result)
    request.onerror = reject
  })
  const all = (table, how) => new Promise((resolve) => {
    const request = database.transaction(table).objectStore(table)[how]()
    request.onsuccess = () => resolve(request.result)
  })
  const hex = (value) => value instanceof Uint8Array
    ? Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')
    : value instanceof CryptoKey ? 'CryptoKey' : JSON.stringify(value)
  const values = []
  for (const table of database.objectStoreNames) values.push(...(await all(table, 'getAll')).map(hex))
  const vault = await all('vault', 'getAllKeys')
  database.close()
  return { values, vault }
})()`

interface Stored {
  readonly values: readonly string[]
  readonly vault: readonly string[]
}

const hide = (page: Page, hidden: boolean): Promise<void> =>
  page.evaluate((isHidden) => {
    const state = isHidden ? 'hidden' : 'visible'
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
    document.dispatchEvent(new Event('visibilitychange'))
  }, hidden)

test('a passphrase locks everything in this browser, in every tab, until it is entered', async () => {
  const house = await createHouse()
  const profile = await createBrowserProfile()
  after(async () => {
    await profile.close()
    await house.close()
  })
  const ann = await profile.tab(await house.start())
  await ann.getByRole('textbox', { name: 'Your name' }).fill(NAME)
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await isOpen(ann)
  const dataKey = String(await ann.evaluate(READ_KEY))
  assert.equal(dataKey.length, 64)

  // Set: the browser's own key is gone, and the data key stands nowhere in clear.
  await openSecurity(ann)
  await ann.getByRole('button', { name: 'Set app lock' }).click()
  await ann.getByRole('textbox', { name: 'New passphrase' }).fill(PASSPHRASE)
  await ann.getByRole('textbox', { name: 'The same again' }).fill(PASSPHRASE)
  await ann.keyboard.press('Enter')
  await ann.getByText('The app lock is on.').waitFor()
  const stored = (await ann.evaluate(READ_ALL)) as Stored
  assert.deepEqual(stored.vault, ['locked'])
  assert.ok(stored.values.length > 5)
  assert.ok(!stored.values.some((value) => value.includes(dataKey) || value === 'CryptoKey'))

  // A reload shows the lock screen and nothing of what is inside; wrong ones cost time, also after a reload.
  await ann.reload()
  await isLocked(ann)
  assert.equal(await field(ann).evaluate((box) => box === document.activeElement), true)
  assert.ok(!(await ann.content()).includes(NAME))
  assert.deepEqual(await axeFaults(ann), [])
  for (const wrong of ['a wrong one', PASSPHRASE.toUpperCase(), `${PASSPHRASE} `, 'again']) {
    await enter(ann, wrong)
    await ann.getByText('This is not the passphrase.').waitFor()
    await ann.waitForFunction(
      () =>
        document.querySelector('.main-button')?.getAttribute('aria-disabled') !== 'true' ||
        /You can try again/.test(document.body.textContent ?? ''),
    )
  }
  await waitHint(ann).waitFor()
  await ann.reload()
  await waitHint(ann).waitFor()
  await enter(ann, PASSPHRASE)
  assert.equal(
    await ann.getByRole('button', { name: 'Settings' }).count(),
    0,
    'not before its time',
  )
  await waitHint(ann).waitFor({ state: 'detached' })
  await enter(ann, PASSPHRASE)
  await isOpen(ann)

  // A second tab is in without a question, and stays in when the first one, whose Worker ran, closes.
  const second = await openBeside(ann, () => profile.tab(house.url))
  await ann.close()
  await second.getByRole('button', { name: 'Invite a friend' }).first().click()
  await second.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  await second.keyboard.press('Escape')
  assert.equal(await second.getByRole('heading', { name: 'Sotto is locked' }).count(), 0)

  // Changed, then locked by the keyboard: every tab, and only the new passphrase opens.
  await openSecurity(second)
  await second.getByRole('button', { name: 'Change passphrase' }).click()
  await second.getByRole('textbox', { name: 'Present passphrase' }).fill(PASSPHRASE)
  await second.getByRole('textbox', { name: 'New passphrase' }).fill(NEXT)
  await second.getByRole('textbox', { name: 'The same again' }).fill(NEXT)
  await second.keyboard.press('Enter')
  await second.getByText('The passphrase was changed.').waitFor()
  await second.getByRole('radio', { name: 'As soon as Sotto is out of sight' }).check()
  await second.keyboard.press('Escape')
  const third = await openBeside(second, () => profile.tab(house.url))
  await third.keyboard.press('Control+Shift+L')
  await Promise.all([isLocked(second), isLocked(third)])
  await enter(second, PASSPHRASE)
  await second.getByText('This is not the passphrase.').waitFor()
  await enter(second, NEXT)
  await Promise.all([isOpen(second), isOpen(third)])

  // Out of sight: not while another tab is in sight.
  await hide(third, true)
  await third.waitForFunction(() => document.documentElement.className === 'covered')
  await hide(third, false)
  await third.waitForFunction(() => document.documentElement.className === '')
  await hide(third, true)
  await hide(second, true)
  await Promise.all([isLocked(second), isLocked(third)])

  // Given up: nothing is left, in any tab.
  await second.getByRole('button', { name: /Forgot it/ }).click()
  assert.deepEqual(await axeFaults(second), [])
  const erase = second.getByRole('button', { name: 'Erase everything here' })
  const word = second.getByRole('textbox', { name: /Type/ })
  await word.press('Enter')
  await word.fill('eras')
  await word.press('Enter')
  assert.equal(await erase.getAttribute('aria-disabled'), 'true')
  await word.fill('Erase')
  await erase.click()
  for (const tab of [second, third])
    await tab.getByRole('heading', { name: 'You need an invitation' }).waitFor()
  assert.deepEqual(await second.evaluate(() => Object.keys(localStorage)), [])
  const left = (await second.evaluate(READ_ALL)) as Stored
  assert.deepEqual([...left.vault].toSorted(), ['wrapped', 'wrapper'])
  assert.deepEqual(profile.complaints, [])
})
