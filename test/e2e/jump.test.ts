// Going to a message far back in a real browser: it stands in sight and stands out, reading on in both
// directions never jumps, and the way back is the back button.
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

const goTo = (page: Page, detail: string): Promise<void> =>
  page.evaluate((said) => {
    // What stands out does so for a moment only: it is written down.
    new MutationObserver((changes) => {
      for (const { target } of changes)
        if (target instanceof HTMLElement && target.classList.contains('found'))
          document.body.dataset['found'] = target.dataset['id'] ?? ''
    }).observe(document.body, { subtree: true, attributeFilter: ['class'] })
    dispatchEvent(new CustomEvent('goto', { detail: said }))
  }, detail)

const stoodOut = (page: Page, id: string): Promise<void> =>
  page.locator(`body[data-found="${id}"]`).waitFor()

/** Waits until a row lies inside the list, and says what stands out. */
const inSight = async (page: Page, id: string): Promise<void> => {
  await page.waitForFunction((wanted) => {
    const row = document.querySelector(`[data-id="${wanted}"]`)
    const edge = document.querySelector('.scroller')?.getBoundingClientRect()
    const { top = -1, bottom = -1 } = row?.getBoundingClientRect() ?? {}
    return edge !== undefined && top >= edge.top && bottom <= edge.bottom
  }, id)
}

/** Scrolls down by steps to the end; how far the row in sight moved beyond what was scrolled. */
const READ_ON = `(async () => {
  const scroller = document.querySelector('.scroller')
  const frames = async () => { for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame) }
  let worst = 0, most = 0
  for (let step = 0; step < 150; step += 1) {
    const edge = scroller.getBoundingClientRect().top
    const row = [...scroller.querySelectorAll('[data-id]')].find((one) => one.getBoundingClientRect().bottom > edge)
    const top = row.getBoundingClientRect().top
    const before = scroller.scrollTop
    scroller.scrollTop += 600
    const moved = before - scroller.scrollTop
    await frames()
    if (row.isConnected) worst = Math.max(worst, Math.abs(row.getBoundingClientRect().top - top - moved))
    most = Math.max(most, scroller.querySelectorAll('[data-id]').length)
    if (moved === 0) break
  }
  return { worst, most, last: [...scroller.querySelectorAll('[data-id]')].at(-1).dataset.id }
})()`

test('a message far back is brought into sight and the newest is read on to', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await page.getByText('3 new messages').waitFor()
    await goTo(page, 'bob 31')
    await inSight(page, 'bob-30')
    await stoodOut(page, 'bob-30')
    await page.locator('[data-id="bob-30"]:focus').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    const read = (await page.evaluate(READ_ON)) as { worst: number; most: number; last: string }
    assert.ok(read.worst <= 1, `a row moved by ${read.worst} px`)
    assert.ok(read.most <= 240, `${read.most} rows in the page`)
    assert.equal(read.last, 'bob-399')
    // Again, and from there to the newest in one press.
    await goTo(page, 'bob 1')
    await inSight(page, 'bob-0')
    await page.getByRole('button', { name: 'Jump to latest' }).click()
    await inSight(page, 'bob-399')
    await goTo(page, 'bob 31')
    await inSight(page, 'bob-30')
    await page.getByRole('textbox', { name: 'Message' }).fill('Back to the end')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByRole('listitem').getByText('Back to the end').waitFor()
  })
})

test('the way back from a quoted message is the back button', async () => {
  await withPage(DESKTOP, '?screen=home&person=bob', async (page) => {
    await inSight(page, 'bob-399')
    await goTo(page, 'bob 41 396')
    await inSight(page, 'bob-40')
    await page.goBack()
    await inSight(page, 'bob-395')
    await stoodOut(page, 'bob-395')
    await page.goForward()
    await inSight(page, 'bob-40')
  })
})

test('a conversation opens at a message of it', async () => {
  await withPage(PHONE, '?screen=home', async (page) => {
    await goTo(page, 'bob 200')
    await inSight(page, 'bob-199')
    await page.goBack()
    await page.getByRole('navigation', { name: 'Conversations' }).waitFor()
  })
})
