// The search in a real browser over the engine's own search: results by people and messages, the keyboard, the
// way there and back, and the bar in a conversation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { bubble, meetBen, startAsAnn } from '../support/first-person.ts'
import { createHouse } from '../support/house.ts'
import { axeFaults, DESKTOP, openScreens, PHONE, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())
const withPage: Screens['withPage'] = (...asked) => shown.withPage(...asked)

const inSight = async (page: Page, id: string): Promise<void> => {
  await page.waitForFunction((wanted) => {
    const row = document.querySelector(`[data-id="${wanted}"]`)
    const edge = document.querySelector('.scroller')?.getBoundingClientRect()
    const { top = -1, bottom = -1 } = row?.getBoundingClientRect() ?? {}
    return edge !== undefined && top >= edge.top && bottom <= edge.bottom
  }, id)
}

const fieldOf = (page: Page) => page.getByRole('combobox', { name: 'Search' })

/** The texts that the browser marks in the messages. */
const painted = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    [...(CSS.highlights.get('found') ?? [])].map((range) =>
      range instanceof Range ? range.toString() : '',
    ),
  )

test('people first, then messages; the arrows and Enter lead there, and what was looked for is marked', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    const field = fieldOf(page)
    await field.fill('MÉSSAGE 14')
    const messages = page.getByRole('group', { name: 'Messages · 14' })
    await messages.waitFor()
    assert.equal(await messages.getByRole('option').count(), 14)
    const first = messages.getByRole('option').first()
    assert.deepEqual(await first.locator('mark').allInnerTexts(), ['Message', '14'])
    assert.equal(await first.getAttribute('aria-selected'), 'true')
    assert.equal(await field.getAttribute('aria-activedescendant'), await first.getAttribute('id'))
    assert.deepEqual(await axeFaults(page), [])
    await field.press('ArrowDown')
    await field.press('ArrowDown')
    await field.press('ArrowUp')
    await field.press('Enter')
    await inSight(page, 'bob-214')
    assert.deepEqual((await painted(page)).slice(0, 2), ['Message', '14'])
    await page.getByRole('option').nth(3).click()
    await inSight(page, 'bob-148')
    await field.fill('to')
    const people = page.getByRole('group', { name: 'People' })
    await people.getByRole('option', { name: 'Tom' }).waitFor()
    await field.fill('\u200Btom')
    await field.press('Enter')
    await page.getByRole('main').getByRole('heading', { name: 'Tom' }).waitFor()
    assert.equal(
      await page.getByRole('option').count(),
      0,
      'a person that is opened ends the search',
    )
    assert.equal(await field.inputValue(), '')
    assert.deepEqual(await painted(page), [])
  })
})

test('nothing found, nothing typed, more than is listed', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    const field = fieldOf(page)
    await field.click()
    await page.getByText('Search people and everything').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await field.fill('not in any message')
    await page.getByText('Nothing found.').waitFor()
    assert.deepEqual(await axeFaults(page), [])
    await field.fill('message')
    await page.getByRole('group', { name: 'Messages · 400' }).waitFor()
    assert.equal(await page.getByRole('option').count(), 50)
    for (const listed of [100, 150, 200]) {
      await page.getByRole('button', { name: 'Show more' }).click()
      await page.waitForFunction(
        (wanted) => document.querySelectorAll('[role=option]').length === wanted,
        listed,
      )
    }
    await page.getByText('Only the newest 200 are listed.').waitFor()
    await page.getByRole('search').getByRole('button', { name: 'Close' }).click()
    await page.getByRole('button', { name: 'Ann Sommer', exact: true }).waitFor()
  })
})

test('on a phone back leads from what was found to the results, and from there to the people', async () => {
  await withPage({ ...PHONE, colorScheme: 'dark' }, '?screen=home', async (page) => {
    await fieldOf(page).fill('message 200')
    await page.getByRole('option').first().click()
    await inSight(page, 'bob-200')
    await page.goBack()
    await page.getByRole('option').first().waitFor()
    assert.equal(await fieldOf(page).inputValue(), 'message 200')
    assert.deepEqual(await axeFaults(page), [])
    await page.goBack()
    await page.getByRole('option').first().waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Ann Sommer', exact: true }).waitFor()
  })
})

test('right-to-left and hostile texts are results like any other, each inside its own line', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    await page.evaluate(() => dispatchEvent(new Event('hostile')))
    await fieldOf(page).fill('שלום')
    const option = page.getByRole('option').first()
    assert.equal(await option.locator('mark').innerText(), 'שלום')
    await fieldOf(page).fill('evil')
    await page.getByRole('option').first().waitFor()
    const marks = page.getByRole('option').first().locator('mark')
    assert.equal(await marks.first().innerText(), 'evil')
    const inside = await page.evaluate(() => {
      const text = document.querySelector('.result-text')
      const line = text?.getBoundingClientRect()
      const all = [...(text?.querySelectorAll('*') ?? [])].map((one) => one.getBoundingClientRect())
      return (
        line !== undefined &&
        all.every(({ left, right }) => left >= line.left - 1 && right <= line.right + 1)
      )
    })
    assert.equal(inside, true)
    assert.deepEqual(await axeFaults(page), [])
  })
})

for (const [name, options] of [
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)
  test(`in a conversation: match after match, how many, and closed by Escape (${name})`, async () => {
    await withPage(options, '?screen=home&person=bob', async (page) => {
      await page.getByRole('button', { name: 'Search this conversation' }).click()
      const bar = page
        .getByRole('search')
        .filter({ has: page.getByRole('button', { name: 'Earlier match' }) })
      const field = bar.getByRole('textbox', { name: 'Search this conversation' })
      await field.fill('SAGE 39')
      await bar.getByText('1 of 14').waitFor()
      await inSight(page, 'bob-399')
      assert.equal(await field.evaluate((box) => box === document.activeElement), true)
      assert.deepEqual(await axeFaults(page), [])
      await field.press('Enter')
      await bar.getByText('2 of 14').waitFor()
      await inSight(page, 'bob-398')
      await bar.getByRole('button', { name: 'Later match' }).click()
      await bar.getByText('1 of 14').waitFor()
      await bar.getByRole('button', { name: 'Later match' }).click()
      await bar.getByText('14 of 14').waitFor()
      await inSight(page, 'bob-39')
      assert.deepEqual((await painted(page)).slice(0, 2), ['sage', '39'])
      await field.fill('nowhere')
      await bar.getByText('Nothing found.').waitFor()
      await field.press('Escape')
      await bar.waitFor({ state: 'detached' })
      await inSight(page, 'bob-39')
      assert.deepEqual(await painted(page), [])
    })
  })

test('with the real server, storage and Worker: found as it comes in, after a reload, and without the server', async (t) => {
  const house = await createHouse()
  const profile = await createBrowserProfile()
  t.after(async () => {
    await profile.close()
    await house.close()
  })
  const page = await profile.tab(await house.start())
  await startAsAnn(page)
  const ben = await meetBen(page, house)
  await ben.write('Grüße aus *Köln*', 'delivered')
  await fieldOf(page).fill('koln')
  const option = page.getByRole('option')
  await option.getByText('Grüße aus Köln').waitFor()
  await ben.write('KÖLN, am Dom', 'delivered')
  await option.nth(1).waitFor()
  assert.equal(await option.first().locator('mark').innerText(), 'KÖLN')
  await ben.close()
  await page.reload()
  await house.kill()
  await fieldOf(page).fill('gruss dom')
  await page.getByText('Nothing found.').waitFor()
  await fieldOf(page).fill('dom k')
  await fieldOf(page).press('Enter')
  await bubble(page, 'KÖLN, am Dom').and(page.locator('.found, :focus')).waitFor()
  assert.deepEqual(profile.complaints, [])
})
