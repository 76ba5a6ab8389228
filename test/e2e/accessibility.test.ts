// Every screen, light and dark, in both directions of writing, on a desktop and on a phone: no rule of
// accessibility is broken, and nothing is lost when the window is narrow or the text is twice as large.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { scenes } from '../support/scenes.ts'
import { axeFaults, DESKTOP, openScreens, PHONE, type Screens } from '../support/screens.ts'
import { lostFrom } from '../support/shape.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())

/** Rules that another language, theme, direction or size can break. */
const TURNED = [
  'color-contrast',
  'target-size',
  'html-lang-valid',
  'button-name',
  'link-name',
  'label',
  'aria-input-field-name',
  'aria-dialog-name',
  'empty-heading',
  'label-content-name-mismatch',
  'scrollable-region-focusable',
  'page-has-heading-one',
  'landmark-one-main',
  'region',
]
const NARROW = { width: 320, height: 640 }

const tell = (page: Page, event: string, detail: object | string): Promise<void> =>
  page.evaluate(([name, what]) => void dispatchEvent(new CustomEvent(name, { detail: what })), [
    event,
    detail,
  ] as const)
const speak = async (page: Page, language: string): Promise<void> => {
  await tell(page, 'speak', language)
  await page.locator(`html[lang^="${language}"]`).waitFor({ state: 'attached' })
}

const colour = async (page: Page, colorScheme: 'light' | 'dark'): Promise<void> => {
  await page.emulateMedia({ colorScheme })
  await page.evaluate(async () => {
    // The page takes its colours with the next frame.
    for (let n = 0; n < 2; n += 1) await new Promise(requestAnimationFrame)
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    await Promise.all(moving.map(({ finished }) => finished.catch(() => undefined)))
  })
}

/** One page for all: opened in English, judged, turned round, and judged again. */
const walk = (
  options: typeof DESKTOP,
  visit: (page: Page, name: string) => Promise<void>,
): Promise<void> =>
  shown.withPage(options, '', async (page) => {
    for (const { name, query, open } of scenes) {
      await page.goto(`${shown.origin}/${query}`)
      await page.locator('main').waitFor({ state: 'attached' })
      await open?.(page)
      await visit(page, name)
    }
  })

for (const [size, options, first, second, rules] of [
  ['desktop', DESKTOP, 'light', 'dark', undefined],
  ['phone', PHONE, 'dark', 'light', TURNED],
] as const)
  test(`${size}: no rule is broken on any screen, ${first} from left to right and ${second} from right to left`, async () => {
    await walk({ ...options, colorScheme: first }, async (page, name) => {
      await colour(page, first)
      assert.deepEqual(await axeFaults(page, rules), [], name)
      await speak(page, 'ar')
      await colour(page, second)
      assert.deepEqual(await axeFaults(page, TURNED), [], `${name}, from right to left`)
    })
  })

test('nothing is lost at 320 pixels, nor with text twice as large, in the language with the longest words', async () => {
  await walk(PHONE, async (page, name) => {
    await speak(page, 'de')
    await page.setViewportSize(NARROW)
    assert.deepEqual(await lostFrom(page), [], `${name}, 320 pixels wide`)
    await tell(page, 'look', { textSize: 200 })
    await page.setViewportSize({ width: 390, height: 844 })
    assert.deepEqual(await lostFrom(page), [], `${name}, large text on a phone`)
    await page.setViewportSize({ width: 1280, height: 800 })
    assert.deepEqual(await lostFrom(page), [], `${name}, large text`)
    await tell(page, 'look', { textSize: 100 })
    await page.setViewportSize({ width: 390, height: 844 })
  })
})
