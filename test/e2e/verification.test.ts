// Two people in two browsers verify each other: one scans the other's QR code with a camera, the other ticks
// the digits. The camera is the browser's fake one, fed with a film of the code as the friend's page drew it.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { testFolder } from '../support/folder.ts'
import { createHouse } from '../support/house.ts'

const WIDTH = 640
const HEIGHT = 480
const FRAMES = 2
const WHITE = 235
const BLACK = 16

/** The dark modules of a drawn code, as its path says them. */
const modulesOf = (path: string): readonly (readonly [x: number, y: number])[] =>
  [...path.matchAll(/M(\d+) (\d+)h(\d+)/g)].flatMap(([, x, y, run]) =>
    Array.from({ length: Number(run) }, (_, at) => [Number(x) + at, Number(y)] as const),
  )

/** A film in Y4M that shows one code and nothing else. */
const filmOf = (size: number, path: string): Buffer => {
  const scale = Math.floor(HEIGHT / size)
  const luma = Buffer.alloc(WIDTH * HEIGHT, WHITE)
  const [left, top] = [Math.floor((WIDTH - size * scale) / 2), 0]
  for (const [x, y] of modulesOf(path)) {
    for (let line = 0; line < scale; line++) {
      const from = (top + y * scale + line) * WIDTH + left + x * scale
      luma.fill(BLACK, from, from + scale)
    }
  }
  const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128)
  const frame = Buffer.concat([Buffer.from('FRAME\n'), luma, colour])
  const head = `YUV4MPEG2 W${WIDTH} H${HEIGHT} F15:1 Ip A1:1 C420mpeg2\n`
  return Buffer.concat([Buffer.from(head), ...Array.from({ length: FRAMES }, () => frame)])
}

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Security code' })

const openCode = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Security code' }).click()
  await dialog(page).getByRole('checkbox').nth(12).waitFor()
}

const digitsOf = async (page: Page): Promise<string> =>
  (await dialog(page).locator('.group:not(.group-all)').allInnerTexts()).join(' ')

const drawnCode = async (page: Page): Promise<Buffer> => {
  const picture = dialog(page).getByRole('img', { name: 'QR code of your security code' })
  const [, , size] = ((await picture.getAttribute('viewBox')) ?? '').split(' ')
  return filmOf(Number(size), (await picture.locator('path').getAttribute('d')) ?? '')
}

test('a scanned code verifies, another one warns, and ticked digits verify too', async (context) => {
  const film = join(await testFolder(context), 'code.y4m')
  const house = await createHouse()
  const annProfile = await createBrowserProfile(undefined, [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-video-capture=${film}`,
  ])
  const benProfile = await createBrowserProfile({ width: 390, height: 844 })
  after(async () => {
    await annProfile.close()
    await benProfile.close()
    await house.close()
  })
  const ann = await annProfile.tab(await house.start())
  await ann.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await ann.getByRole('button', { name: 'Invite a friend' }).first().click()
  await ann.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const link = ann.getByRole('textbox', { name: 'Invitation link' })
  const ben = await benProfile.tab(await link.inputValue())
  await ben.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.getByRole('button', { name: 'Start chatting' }).click()
  await composer(ben).waitFor()
  await composer(ann).waitFor()

  const head = (page: Page) => page.getByRole('main', { name: 'Conversation' }).locator('header')
  await head(ann).getByText('Connected by invitation link').waitFor()
  await openCode(ann)
  await openCode(ben)
  assert.equal(await digitsOf(ann), await digitsOf(ben))
  assert.match(await digitsOf(ann), /^(\d{5} ?){12}$/)

  // Ann's own code is not Ben's: a warning, and nothing is verified.
  await writeFile(film, await drawnCode(ann))
  await dialog(ann).getByRole('button', { name: 'Scan their code' }).click()
  await dialog(ann).getByRole('alert').getByText('do NOT match').waitFor()
  await dialog(ann).getByText('Connected by invitation link').waitFor()

  await writeFile(film, await drawnCode(ben))
  await dialog(ann).getByRole('button', { name: 'Scan their code' }).click()
  await dialog(ann).getByText('Verified in person').waitFor()
  await dialog(ann)
    .getByText(/You scanned their code on/)
    .waitFor()
  await ann.keyboard.press('Escape')
  await dialog(ann).waitFor({ state: 'detached' })
  await head(ann).getByText('Verified in person').waitFor()

  // Ben has no camera: a sentence, and the digits.
  await dialog(ben).getByRole('button', { name: 'Scan their code' }).click()
  await dialog(ben).getByRole('alert').getByText('There is no camera').waitFor()
  await dialog(ben).getByRole('button', { name: 'They match' }).click()
  await dialog(ben).getByRole('alert').getByText('Tick every group').waitFor()
  await dialog(ben).getByRole('checkbox', { name: 'All twelve are the same' }).check()
  await dialog(ben).getByRole('button', { name: 'They match' }).click()
  await dialog(ben)
    .getByText(/You compared the numbers on/)
    .waitFor()
  await ben.goBack()
  await dialog(ben).waitFor({ state: 'detached' })
  await head(ben).getByText('Verified in person').waitFor()

  // It is still so after a reload, and nothing was said against the page's policy.
  await ann.reload()
  await head(ann).getByText('Verified in person').waitFor()
  assert.deepEqual(annProfile.complaints, [])
  assert.deepEqual(benProfile.complaints, [])
})
