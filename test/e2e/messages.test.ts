// What people do with messages in a real browser: by the keyboard alone, by mouse, and by a finger.
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

const ready = (page: Page): Promise<void> => page.locator('.scroller[data-hands]').waitFor()
const row = (page: Page, id: string) => page.locator(`[data-id="${id}"]`)
const menu = (page: Page) => page.getByRole('menu', { name: 'What to do with this message' })
const item = (page: Page, name: string) => menu(page).getByRole('menuitem', { name, exact: true })
const message = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const pick = async (page: Page, id: string, name: string): Promise<void> => {
  await row(page, id).locator('.bubble').click({ button: 'right' })
  await item(page, name).click()
}

test('by keys alone: reply, react, edit, forward, delete', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await ready(page)
    const press = (...keys: readonly string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve())
    await page.locator('.scroller').focus()
    await press('ArrowUp')
    await page.locator('[data-id="bob-399"]:focus').waitFor()
    await press('ArrowUp', 'ArrowUp', 'ArrowDown')
    await page.locator('[data-id="bob-398"]:focus').waitFor()
    // Reply, out of the menu.
    await press('Enter')
    await item(page, 'Reply').waitFor()
    for (let n = 0; n < 7; n += 1) await press('ArrowDown')
    await press('Enter')
    await page.getByText('Answer to Bob').waitFor()
    await page.locator('textarea:focus').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.keyboard.type('An answer')
    await press('Enter')
    const answered = page.locator('.row').last()
    await answered.locator('.quote').getByText('Message 398').waitFor()
    assert.equal(await page.getByText('Answer to Bob').count(), 0)
    // Edit it, with nothing typed.
    await press('ArrowUp')
    await page.getByText('Change the message').waitFor()
    assert.equal(await message(page).inputValue(), 'An answer')
    await page.keyboard.type(' that is better')
    await press('Enter')
    await answered.getByText('An answer that is better').waitFor()
    await answered.getByText('edited', { exact: true }).waitFor()
    assert.equal(await message(page).inputValue(), '')
    // React to it.
    await page.locator('.scroller').focus()
    await press('ArrowUp', 'Control+Shift+E')
    await press('ArrowRight', 'ArrowRight', 'Enter')
    await answered.getByRole('button', { name: '😂' }).waitFor()
    // Forward it.
    await page.locator('.row:focus').waitFor()
    await press('Control+Shift+S')
    await page.getByRole('searchbox', { name: 'Name of a person' }).waitFor()
    await page.keyboard.type('tom')
    await press('Enter', 'Tab', 'Tab', 'Enter')
    await page.getByRole('dialog', { name: 'Forward to' }).waitFor({ state: 'detached' })
    // Delete it for both.
    await page.locator('.row:focus').waitFor()
    await press('Control+Shift+D')
    const dialog = page.getByRole('dialog', { name: 'Delete 1 message?' })
    await dialog.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await dialog.getByRole('button', { name: 'Delete for both' }).focus()
    await press('Enter')
    await answered.getByText('You deleted this message.').waitFor()
    assert.equal(await answered.locator('.mark-chip').count(), 0)
  })
})

test('a quote leads to its message, and back again; deleting the message empties the quote', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await ready(page)
    await row(page, 'bob-396').hover()
    await page.getByRole('button', { name: 'Reply' }).click()
    await message(page).fill('about that')
    await page.keyboard.press('Enter')
    const quote = page.locator('.row').last().locator('.quote')
    await quote.click()
    await page.locator('[data-id="bob-396"]:focus').waitFor()
    await page.goBack()
    await page.locator('.row:focus').filter({ hasText: 'about that' }).waitFor()
    await pick(page, 'bob-396', 'Delete')
    await page.getByRole('button', { name: 'Delete for me' }).click()
    await row(page, 'bob-396').waitFor({ state: 'detached' })
    await quote.getByText('This message is not here any more.').waitFor()
  })
})

test('by mouse: pins, stars, details, choosing several, and marks that are pressed again', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await ready(page)
    // What appears beside a message goes with the pointer, also when that leaves the list.
    const tools = page.locator('.tools')
    await row(page, 'bob-398').locator('.bubble').hover()
    await tools.waitFor()
    await message(page).hover()
    await tools.waitFor({ state: 'detached' })
    await pick(page, 'bob-398', 'Pin')
    const pins = page.getByRole('region', { name: 'Pinned messages' })
    await pins.getByText('Pinned message 1 of 1').waitFor()
    await pick(page, 'bob-395', 'Pin')
    await pins.getByText('Pinned message 1 of 2').waitFor()
    await pins.getByText('Message 398').click()
    await pins.getByText('Pinned message 2 of 2').waitFor()
    await pick(page, 'bob-395', 'Star')
    await pick(page, 'bob-395', 'All starred messages')
    const starred = page.getByRole('dialog', { name: 'Starred messages' })
    await starred.getByText('Message 395').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.keyboard.press('Escape')
    await pick(page, 'bob-396', 'Details')
    const details = page.getByRole('dialog', { name: 'Details' })
    await details.getByText('On Bob’s device').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.keyboard.press('Escape')
    await details.waitFor({ state: 'detached' })
    await pick(page, 'bob-398', 'Select')
    await row(page, 'bob-395').click()
    const bar = page.getByRole('toolbar', { name: '2 messages selected' })
    await bar.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await bar.getByRole('button', { name: 'Forward' }).click()
    const forward = page.getByRole('dialog', { name: 'Forward to' })
    await forward.waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await page.keyboard.press('Escape')
    await forward.waitFor({ state: 'detached' })
    await page.keyboard.press('Escape')
    await bar.waitFor({ state: 'detached' })
    // A mark, and the same again.
    await row(page, 'bob-398').locator('.bubble').click({ button: 'right' })
    await menu(page).getByRole('menuitemradio', { name: '👍' }).click()
    const mark = row(page, 'bob-398').getByRole('button', { name: '👍' })
    assert.equal(await mark.getAttribute('aria-pressed'), 'true')
    await mark.click()
    await mark.waitFor({ state: 'detached' })
  })
})

test('what was not delivered is sent again or deleted', async () => {
  await withPage(DESKTOP, '?screen=home&person=ann', async (page) => {
    await ready(page)
    await row(page, 'a3').getByRole('button', { name: 'Retry' }).click()
    await row(page, 'a3').getByRole('button', { name: 'Retry' }).waitFor({ state: 'detached' })
    await row(page, 'a3').getByText('Sending').first().waitFor()
  })
})

test('emoji: found by name, chosen by keys, in a tone, and there again among those used lately', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await ready(page)
    const open = () => page.getByRole('button', { name: 'Emoji', exact: true }).click()
    const sheet = page.getByRole('dialog', { name: 'Emoji' })
    await message(page).fill('hello ')
    await open()
    await sheet.getByRole('searchbox', { name: 'Search emoji' }).waitFor()
    await sheet.getByText('Medium dark').check({ force: true })
    await sheet.getByRole('searchbox').fill('thumbs')
    // A few of them stand for all: looking at two thousand takes long.
    assert.deepEqual(await axeFaults(page), [])
    await sheet.getByRole('group', { name: 'Emoji' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await sheet.waitFor({ state: 'detached' })
    assert.equal(await message(page).inputValue(), 'hello 👍🏾')
    await open()
    await sheet.getByRole('heading', { name: 'Used lately' }).waitFor()
    assert.equal(await sheet.locator('.emoji').first().innerText(), '👍🏾')
    await sheet.getByRole('searchbox').fill('no such thing')
    await sheet.getByText('No emoji with this name.').waitFor()
    // First empties the field, as in any search; then leaves.
    await page.keyboard.press('Escape')
    await page.keyboard.press('Escape')
    await sheet.waitFor({ state: 'detached' })
    // As a mark under a message.
    await row(page, 'bob-398').locator('.bubble').click({ button: 'right' })
    await item(page, 'Another emoji').click()
    await page.getByRole('searchbox', { name: 'Search emoji' }).fill('melting')
    await page.keyboard.press('Enter')
    await row(page, 'bob-398').getByRole('button', { name: '🫠' }).waitFor()
  })
})

test('by a finger: a long press opens the menu, back closes it, a swipe answers', async () => {
  await withPage(PHONE, '?screen=home&person=bob', async (page) => {
    await ready(page)
    const client = await page.context().newCDPSession(page)
    const box = await row(page, 'bob-398').locator('.bubble').boundingBox()
    assert.ok(box)
    const [x, y] = [box.x + 20, box.y + box.height / 2]
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', at: number) =>
      client.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: type === 'touchEnd' ? [] : [{ x: at, y }],
      })
    await touch('touchStart', x)
    await item(page, 'Reply').waitFor()
    // Letting go over the menu presses nothing of it.
    await touch('touchEnd', x)
    assert.deepEqual(await axeFaults(page), [])
    await item(page, 'Reply').waitFor()
    await page.goBack()
    await menu(page).waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).pathname, '/')
    await touch('touchStart', x)
    for (let step = 1; step <= 8; step += 1) await touch('touchMove', x + step * 10)
    await touch('touchEnd', x)
    await page.getByText('Answer to Bob').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Answer to Bob').waitFor({ state: 'detached' })
  })
})
