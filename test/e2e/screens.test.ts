// The screens in a real browser, over the engine in memory: the names that assistive technology and tests
// rely on, the page's policy, the back button, and reading that never jumps.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { READ_BACK, type ReadBack } from '../support/read-back.ts'
import { DESKTOP, openScreens, PHONE, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())
const withPage: Screens['withPage'] = (...asked) => shown.withPage(...asked)

test('the names that others rely on', async () => {
  await withPage(DESKTOP, '?screen=invitation', async (page) => {
    await page.getByRole('heading', { name: 'Ann invites you' }).waitFor()
    await page.getByRole('textbox', { name: 'Your name' }).fill('Bea')
    await page.getByRole('button', { name: 'Start chatting' }).click()
    const message = page.getByRole('textbox', { name: 'Message' })
    await message.waitFor()
    assert.equal(await message.evaluate((box) => box === document.activeElement), true)
    const people = page.getByRole('navigation', { name: 'Conversations' })
    assert.equal(await people.getByRole('button', { name: 'Ann', exact: true }).count(), 1)
    const status = page.getByRole('status', { name: 'Connection' })
    assert.equal(await status.textContent(), 'Connected')
    await message.fill('Hello')
    await page.getByRole('button', { name: 'Send' }).click()
    const item = page
      .getByRole('main', { name: 'Conversation' })
      .getByRole('list', { name: 'Messages' })
      .getByRole('listitem')
      .last()
    await item.getByText('Hello').waitFor()
    assert.match((await item.textContent()) ?? '', /Sending/)
    assert.equal(await message.inputValue(), '')
    await page.getByRole('button', { name: 'Invite a friend' }).click()
    const link = page.getByRole('textbox', { name: 'Invitation link' })
    assert.match(await link.inputValue(), new RegExp(`^${shown.origin}/i#[\\w-]{20,}$`))
    assert.equal(await link.getAttribute('readonly'), '')
  })
})

test('Enter sends, Shift+Enter and a composing input method do not', async () => {
  await withPage(DESKTOP, '?screen=home&person=tom', async (page) => {
    const message = page.getByRole('textbox', { name: 'Message' })
    await message.fill('one')
    await message.press('Shift+Enter')
    await message.pressSequentially('two')
    await message.evaluate((box) => {
      const init = { key: 'Enter', isComposing: true, bubbles: true, cancelable: true }
      box.dispatchEvent(new KeyboardEvent('keydown', init))
    })
    assert.equal(await message.inputValue(), 'one\ntwo')
    await message.press('Enter')
    await page.getByRole('listitem').getByText('one\ntwo').waitFor()
    await message.fill('x'.repeat(60_003))
    await page.getByText('Too long by 3 characters').waitFor()
    await message.press('Enter')
    assert.equal((await message.inputValue()).length, 60_003)
  })
})

test('on a phone back closes the top thing, and Enter makes a new line', async () => {
  await withPage(PHONE, '?screen=home', async (page) => {
    const people = page.getByRole('navigation', { name: 'Conversations' })
    await people.getByRole('button', { name: 'Ann Sommer', exact: true }).click()
    await people.waitFor({ state: 'hidden' })
    const message = page.getByRole('textbox', { name: 'Message' })
    await message.fill('one')
    await message.press('Enter')
    assert.equal(await message.inputValue(), 'one\n')
    await page.goBack()
    await people.waitFor()
    const invite = page.getByRole('button', { name: 'Invite a friend' })
    await invite.click()
    await page.getByRole('dialog', { name: 'Invite a friend' }).waitFor()
    await page.goBack()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    assert.equal(await invite.evaluate((button) => button === document.activeElement), true)
    await people.getByText('Draft: one').waitFor()
  })
})

test('a changed security code: verify the newcomer, then say whether it is the same person', async () => {
  await withPage(PHONE, '?screen=changed&person=bob', async (page) => {
    const alert = page.getByRole('main', { name: 'Conversation' }).getByRole('alert')
    await alert.getByText('security code changed').waitFor()
    await alert.getByRole('button', { name: 'Verify' }).click()
    const dialog = page.getByRole('dialog', { name: 'Security code' })
    await dialog.getByRole('checkbox', { name: 'All twelve are the same' }).check()
    await dialog.getByRole('button', { name: 'They match' }).click()
    await dialog.getByText('Verified in person').waitFor()
    await dialog.getByRole('button', { name: 'The same person' }).click()
    await dialog.getByRole('button', { name: 'The same person' }).waitFor({ state: 'detached' })
    await page.goBack()
    await dialog.waitFor({ state: 'detached' })
  })
})

test('a camera that is refused: what to do, and the digits stay', async () => {
  await withPage(DESKTOP, '?screen=home&person=ann', async (page) => {
    await page.evaluate(() => {
      navigator.mediaDevices.getUserMedia = () =>
        Promise.reject(new DOMException('refused', 'NotAllowedError'))
    })
    await page.getByRole('button', { name: 'Security code' }).click()
    const dialog = page.getByRole('dialog', { name: 'Security code' })
    await dialog.getByRole('button', { name: 'Scan their code' }).click()
    await dialog.getByRole('alert').getByText('The camera is blocked for this site.').waitFor()
    assert.equal(await dialog.getByRole('checkbox').count(), 13)
    await dialog.getByRole('button', { name: 'Scan their code' }).waitFor()
  })
})

test('older messages come in without moving what is read, and the newest is one press away', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await page.getByText('3 new messages').waitFor()
    await page.evaluate(() => {
      const chips = new Set<string>()
      Object.assign(globalThis, { chips })
      new MutationObserver(() => {
        const chip = document.querySelector('.date-chip')
        if (chip?.textContent) chips.add(chip.textContent)
      }).observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    const seen = (await page.evaluate(READ_BACK)) as ReadBack
    assert.ok(seen.worst <= 1, `a row moved by ${seen.worst} px`)
    assert.ok(seen.most <= 240, `${seen.most} rows in the page`)
    assert.equal(seen.first, 'bob-0')
    const chips = await page.evaluate(() => [
      ...(globalThis as unknown as { chips: string[] }).chips,
    ])
    assert.deepEqual(chips, ['Today'], 'the date of what is passed was said')
    await page.getByText('This is where it began.').waitFor()
    await page.evaluate(() => dispatchEvent(new Event('incoming')))
    // First to what is unread, then to the end.
    await page.getByRole('button', { name: 'Jump to latest 40 new messages' }).click()
    await page.waitForFunction(() => {
      const row = document.querySelector('[data-id="bob-341"]')
      const edge = document.querySelector('.scroller')?.getBoundingClientRect()
      const { top = -1, bottom = -1 } = row?.getBoundingClientRect() ?? {}
      return edge !== undefined && top > edge.top && bottom < edge.bottom
    })
    await page.getByRole('button', { name: 'Jump to latest' }).click()
    await page.getByRole('listitem').getByText('Are you there?').waitFor()
    const rest = await page.evaluate(() => {
      const scroller = document.querySelector('.scroller')
      return scroller ? scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop : -1
    })
    assert.ok(Math.abs(rest) <= 1, `${rest} px from the end`)
  })
})

test('from right to left the menu of a message opens at the pointer, to the left of it', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob&language=ar', async (page) => {
    await page.locator('.scroller[data-hands]').waitFor()
    const bubble = page.locator('[data-id="bob-395"] .bubble')
    const { x, y } = (await bubble.boundingBox()) ?? { x: 0, y: 0 }
    await bubble.click({ button: 'right', position: { x: 20, y: 10 } })
    const menu = page.getByRole('menu')
    await menu.waitFor()
    const box = (await page.locator('dialog[open]').boundingBox()) ?? { x: 0, y: 0, width: 0 }
    assert.ok(Math.abs(box.x + box.width - (x + 20)) <= 2, `${box.x} + ${box.width}, ${x + 20}`)
    assert.ok(box.y <= y + 12)
  })
})
