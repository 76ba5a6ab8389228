// `node test/support/walk.ts`: takes a picture of every screen, on a desktop and a phone, light and dark, and from right
// to left, into docs/screens/walk. Looked at by people; no test compares them.
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { scenes } from './scenes.ts'
import { DESKTOP, openScreens, PHONE, type Screens } from './screens.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'docs', 'screens', 'walk')
const QUALITY = 55

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/&person=/g, '-')
    .replace(/[^a-z0-9]+/g, '-')

const still = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    for (let n = 0; n < 3; n += 1) await new Promise(requestAnimationFrame)
    const moving = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().iterations !== Infinity)
    await Promise.all(moving.map(({ finished }) => finished.catch(() => undefined)))
  })

const take = async (page: Page, name: string): Promise<void> => {
  await still(page)
  await page.screenshot({ path: join(FOLDER, `${name}.jpg`), type: 'jpeg', quality: QUALITY })
}

const speakArabic = async (page: Page): Promise<void> => {
  await page.evaluate(() => void dispatchEvent(new CustomEvent('speak', { detail: 'ar' })))
  await page.locator('html[lang^="ar"]').waitFor({ state: 'attached' })
}

const walk = (shown: Screens, size: 'desktop' | 'phone'): Promise<void> =>
  shown.withPage(size === 'desktop' ? DESKTOP : PHONE, '', async (page) => {
    for (const { name, query, open } of scenes) {
      await page.emulateMedia({ colorScheme: 'light' })
      await page.goto(`${shown.origin}/${query}`)
      await page.locator('main').waitFor({ state: 'attached' })
      await open?.(page)
      await take(page, `${fileName(name)}-${size}-light`)
      await page.emulateMedia({ colorScheme: 'dark' })
      await take(page, `${fileName(name)}-${size}-dark`)
      if (size === 'desktop') continue
      await speakArabic(page)
      await take(page, `${fileName(name)}-${size}-right-to-left`)
    }
  })

const main = async (): Promise<void> => {
  await rm(FOLDER, { recursive: true, force: true })
  await mkdir(FOLDER, { recursive: true })
  const shown = await openScreens()
  try {
    await walk(shown, 'desktop')
    await walk(shown, 'phone')
  } finally {
    await shown.close()
  }
  console.log(`${scenes.length} screens in docs/screens/walk`)
}

await main()
