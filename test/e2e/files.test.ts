// Photos, files and voice notes between two people in two browsers, over the real server: chosen, pasted, dropped
// and spoken; looked at, saved, and hostile ones shown harmlessly.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { createBrowserProfile, type BrowserProfile } from '../support/browser-profile.ts'
import {
  bubble,
  composer,
  inviteOnPage,
  openConversation,
  startAsAnn,
} from '../support/first-person.ts'
import { createHouse, type House } from '../support/house.ts'
import { axeFaults } from '../support/screens.ts'

let house: House
let annProfile: BrowserProfile
let benProfile: BrowserProfile
let ann: Page
let ben: Page

const MICROPHONE = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream']

before(async () => {
  house = await createHouse()
  annProfile = await createBrowserProfile(undefined, MICROPHONE)
  benProfile = await createBrowserProfile({ width: 390, height: 844 })
  ann = await annProfile.tab(await house.start())
  await startAsAnn(ann)
  const fragment = await inviteOnPage(ann)
  ben = await benProfile.tab(`${house.url}/i#${fragment}`)
  await ben.getByRole('textbox', { name: 'Your name' }).fill('Ben')
  await ben.getByRole('button', { name: 'Start chatting' }).click()
  await composer(ben).waitFor()
  await ann.getByRole('dialog').waitFor({ state: 'detached' })
  await composer(ann).waitFor()
})

after(async () => {
  await annProfile.close()
  await benProfile.close()
  await house.close()
})

const sheet = (page: Page) => page.getByRole('dialog')
const sendSheet = async (page: Page): Promise<void> => {
  await sheet(page).locator('button[type=submit]').click()
  await sheet(page).waitFor({ state: 'detached' })
}

/** Chooses files as the button does. */
const choose = async (
  page: Page,
  files: { name: string; mimeType: string; buffer: Buffer }[],
): Promise<void> => {
  await page.locator('.composer input[type=file]').setInputFiles(files)
  await sheet(page).waitFor()
}

/** A photo of noise, 1,200 by 800, as the browser itself makes it. */
const makePhoto = (page: Page): Promise<Buffer> =>
  page
    .evaluate(async () => {
      const canvas = new OffscreenCanvas(1_200, 800)
      const context = canvas.getContext('2d')
      for (let at = 0; at < 400 && context; at += 1) {
        context.fillStyle = `hsl(${(at * 37) % 360} 70% 50%)`
        context.fillRect((at * 97) % 1_200, (at * 53) % 800, 120, 90)
      }
      const blob = await canvas.convertToBlob({ type: 'image/jpeg' })
      return [...new Uint8Array(await blob.arrayBuffer())]
    })
    .then((bytes) => Buffer.from(bytes))

/** The same photo that says where it was taken, in a segment as cameras write it. */
const withPlace = (jpeg: Buffer): Buffer => {
  const exif = Buffer.from('Exif\0\0GPS 52.5200 13.4050')
  const length = Buffer.alloc(2)
  length.writeUInt16BE(exif.length + 2)
  return Buffer.concat([jpeg.subarray(0, 2), Buffer.of(0xff, 0xe1), length, exif, jpeg.subarray(2)])
}

test('a photo: looked at before it goes, without its place, small at once and whole after', async () => {
  await choose(ann, [
    { name: 'beach.jpg', mimeType: 'image/jpeg', buffer: withPlace(await makePhoto(ann)) },
  ])
  await sheet(ann).getByText('Without place, time and camera').waitFor()
  assert.deepEqual(await axeFaults(ann), [])
  await sheet(ann).getByRole('textbox', { name: 'Caption' }).fill('At the beach')
  await sendSheet(ann)
  const there = bubble(ben, 'At the beach')
  await there.locator('.photo img:not(.small-picture)').waitFor()
  const size = await there
    .locator('.photo img')
    .evaluate((image) =>
      image instanceof HTMLImageElement ? [image.naturalWidth, image.naturalHeight] : [],
    )
  assert.deepEqual(size, [1_200, 800])
  await bubble(ann, 'At the beach')
    .filter({ hasText: /Delivered|Read/ })
    .waitFor()
  // Over everything, and saved: nothing of the place is in it.
  await there.locator('.photo').click()
  const whole = ben.getByRole('dialog', { name: 'Photos' })
  await whole.getByRole('img').waitFor()
  assert.deepEqual(await axeFaults(ben), [])
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    whole.getByRole('button', { name: 'Save' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'beach.webp')
  const saved = await readFile(await download.path())
  assert.equal(saved.includes('GPS'), false)
  assert.equal(saved.subarray(8, 12).toString(), 'WEBP')
  await ben.keyboard.press('Escape')
  await whole.waitFor({ state: 'detached' })
})

test('a file arrives byte for byte, under a harmless name, and is only ever saved', async () => {
  const bytes = Buffer.alloc(300_000, 'sotto ')
  await choose(ann, [
    { name: 'notes\u202egpj.exe', mimeType: 'application/x-msdownload', buffer: bytes },
    {
      name: 'picture.svg',
      mimeType: 'image/svg+xml',
      buffer: Buffer.from(
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
      ),
    },
    { name: 'page.html', mimeType: 'text/html', buffer: Buffer.from('<script>alert(1)</script>') },
  ])
  await sendSheet(ann)
  const card = ben.locator('.file-card').filter({ hasText: 'notesgpj.exe' })
  await card.waitFor()
  await ben.locator('.file-card').filter({ hasText: 'picture.svg' }).waitFor()
  await ben.locator('.file-card').filter({ hasText: 'page.html' }).waitFor()
  assert.equal(await ben.locator('iframe, object, embed, svg script').count(), 0)
  const row = ben.getByRole('listitem').filter({ has: card })
  await row.getByRole('button', { name: 'Load' }).click()
  await row.getByRole('button', { name: 'Save' }).waitFor()
  const [download] = await Promise.all([
    ben.waitForEvent('download'),
    row.getByRole('button', { name: 'Save' }).click(),
  ])
  assert.equal(download.suggestedFilename(), 'notesgpj.exe')
  const saved = await readFile(await download.path())
  const hash = (of: Buffer): string => createHash('sha256').update(of).digest('hex')
  assert.equal(hash(saved), hash(bytes))
})

test('pasted and dropped files come into the same sheet; one can be taken out; too many are said', async () => {
  const give = (page: Page, kind: 'paste' | 'drop', count: number) =>
    page.evaluate(
      ({ how, many }) => {
        const data = new DataTransfer()
        for (let at = 0; at < many; at += 1) data.items.add(new File(['x'], `${how}-${at}.txt`))
        const target = document.querySelector(how === 'paste' ? '.composer textarea' : 'main')
        const init = { bubbles: true, cancelable: true }
        target?.dispatchEvent(
          how === 'paste'
            ? new ClipboardEvent('paste', { ...init, clipboardData: data })
            : new DragEvent('drop', { ...init, dataTransfer: data }),
        )
      },
      { how: kind, many: count },
    )
  await give(ann, 'paste', 2)
  await sheet(ann).getByText('paste-1.txt').waitFor()
  await sheet(ann).getByRole('button', { name: 'Take out paste-1.txt' }).click()
  assert.equal(await sheet(ann).locator('.chosen-file').count(), 1)
  await ann.keyboard.press('Escape')
  await sheet(ann).waitFor({ state: 'detached' })
  await give(ann, 'drop', 12)
  await sheet(ann).getByText('At most 10 at a time.').waitFor()
  assert.equal(await sheet(ann).locator('.chosen-file').count(), 10)
  await ann.keyboard.press('Escape')
  await sheet(ann).waitFor({ state: 'detached' })
})

test('an empty file, and one larger than the server takes, are said before they go', async () => {
  await choose(ann, [{ name: 'nothing.txt', mimeType: 'text/plain', buffer: Buffer.alloc(0) }])
  await sheet(ann).getByText('This file is empty.').waitFor()
  assert.equal(
    await sheet(ann).locator('button[type=submit]').getAttribute('aria-disabled'),
    'true',
  )
  await ann.keyboard.press('Escape')
  await sheet(ann).waitFor({ state: 'detached' })
})

test('a voice note is spoken, sent, and played', async () => {
  await openConversation(ann, 'Ben')
  await ann.getByRole('button', { name: 'Voice message', exact: true }).click()
  const bar = ann.getByRole('group', { name: 'Recording' })
  await bar.getByText('0:01').waitFor()
  await bar.getByRole('button', { name: 'Send the voice message' }).click()
  await bar.waitFor({ state: 'detached' })
  const player = ben.locator('.voice').last()
  await player.waitFor()
  await player.getByRole('button', { name: 'Play, Voice message' }).click()
  await player.getByRole('button', { name: 'Pause' }).waitFor()
  assert.equal(await player.getByText('can not play it').count(), 0)
  await player.getByRole('button', { name: 'Speed 1' }).click()
  await player.getByRole('button', { name: 'Speed 1.5' }).waitFor()
  assert.deepEqual(await axeFaults(ben), [])
})

test('nothing was asked of another place, and no policy was broken', () => {
  assert.deepEqual(annProfile.complaints, [])
  assert.deepEqual(benProfile.complaints, [])
})
