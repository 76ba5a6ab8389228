// A browser that can not keep what it should: no random numbers, storage refused, full, emptied under the page,
// a private window, a newer program. Each says its sentence, loses nothing that was shown as sent, and goes
// on when the fault ends. The real server, a real Chromium, and a friend whose device hears what arrives.
import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { chromium, type Page } from 'playwright-core'
import { requireBrowser } from '../../scripts/browser.ts'
import { createBrowserProfile, type BrowserProfile } from '../support/browser-profile.ts'
import {
  bubble,
  composer,
  meetBen,
  openConversation,
  says,
  startAsAnn,
  write,
} from '../support/first-person.ts'
import { createHouse, type House } from '../support/house.ts'
import type { NodeFriend } from '../support/node-friend.ts'

const sentences = {
  brokenRandom: 'This browser gives no random numbers, or false ones',
  noStorage: 'This browser can not keep your keys (a private window, or a full disk).',
  evicted: "This browser deleted Sotto's data, so the account here can not be opened any more.",
  full: 'This device is full, so Sotto can not save anything new. What you have is safe.',
  notSaved: 'This browser could not save it. Free some space and try again; nothing was sent.',
  newer: 'Sotto was updated in another window.',
  privateWindow: 'A private window forgets your account and your conversations when it closes.',
}

const alert = (page: Page, text: string) => page.getByRole('alert').filter({ hasText: text })

interface Scene {
  readonly house: House
  readonly ticket: string
  readonly profile: BrowserProfile
}

/** A server with nobody on it, and a browser that nobody used. */
const newScene = async (
  context: TestContext,
  serviceWorkers: 'allow' | 'block' = 'allow',
): Promise<Scene> => {
  const house = await createHouse()
  const profile = await createBrowserProfile(undefined, [], serviceWorkers)
  context.after(async () => {
    await profile.close()
    await house.close()
  })
  return { house, profile, ticket: await house.start() }
}

interface Talk extends Scene {
  readonly ann: Page
  readonly ben: NodeFriend
}

/** As above, with Ann who talks with Ben; one message has arrived each way. */
const newTalk = async (
  context: TestContext,
  serviceWorkers: 'allow' | 'block' = 'allow',
): Promise<Talk> => {
  const scene = await newScene(context, serviceWorkers)
  const ann = await scene.profile.tab(scene.ticket)
  await startAsAnn(ann)
  const ben = await meetBen(ann, scene.house)
  context.after(() => ben.close())
  await write(ann, 'from Ann')
  await says(ann, 'from Ann', 'Delivered')
  await ben.write('from Ben', 'delivered')
  await bubble(ann, 'from Ben').waitFor()
  return { ...scene, ann, ben }
}

/** Puts a script in front of the engine's Worker, as an extension or a broken browser would. */
const spoilWorker = async (page: Page, script: string): Promise<void> => {
  await page.route(/\/assets\/engine-worker-/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: `${script};${await response.text()}` })
  })
}

const storageOf = async (page: Page, origin: string) => {
  const session = await page.context().newCDPSession(page)
  return {
    quota: (bytes?: number) =>
      session.send('Storage.overrideQuotaForOrigin', {
        origin,
        ...(bytes === undefined ? {} : { quotaSize: bytes }),
      }),
    clear: (what: string) =>
      session.send('Storage.clearDataForOrigin', { origin, storageTypes: what }),
  }
}

const noComplaints = (profile: BrowserProfile): void => assert.deepEqual(profile.complaints, [])

for (const [kind, script] of [
  ['throws', 'crypto.getRandomValues = () => { throw new Error("no source") }'],
  ['gives only zeros', 'crypto.getRandomValues = (bytes) => bytes.fill(0)'],
  [
    'repeats itself',
    'crypto.getRandomValues = (bytes) => { for (let at = 0; at < bytes.length; at += 1) bytes[at] = at; return bytes }',
  ],
] as const) {
  test(`a random source of the Worker that ${kind}: no key is made, and the next start is whole`, async (context) => {
    const { profile, ticket, house } = await newScene(context, 'block')
    const page = await profile.tab('about:blank')
    await spoilWorker(page, script)
    await page.goto(ticket)
    await alert(page, sentences.brokenRandom).waitFor()
    const stores = await page.evaluate(async () => (await indexedDB.databases()).length)
    assert.equal(stores, 0, 'nothing was stored with it')
    assert.ok(!profile.requested.some((url) => new URL(url).pathname === '/inboxes'))
    await page.unrouteAll()
    await page.goto(house.url)
    await page.goto(ticket)
    await startAsAnn(page)
    noComplaints(profile)
  })
}

test('a random source of the page that repeats itself: it does not start, and loses nothing', async (context) => {
  const { ann, house, profile } = await newTalk(context)
  const page = await profile.tab('about:blank')
  await page.addInitScript(() => {
    crypto.getRandomValues = (array) => array
  })
  await page.goto(house.url)
  await alert(page, sentences.brokenRandom).waitFor()
  // The other tab is as it was.
  await write(ann, 'still here')
  await says(ann, 'still here', 'Delivered')
})

test('a page opened twice: both show everything, and either goes on alone', async (context) => {
  const { ann, ben, house, profile } = await newTalk(context)
  const second = await profile.tab(house.url)
  await openConversation(second, 'Ben')
  await write(second, 'from the second page')
  await says(ann, 'from the second page', 'Delivered')
  await ann.close()
  await write(second, 'the first page is closed')
  await says(second, 'the first page is closed', 'Delivered')
  assert.deepEqual(ben.heard(), ['from Ann', 'from the second page', 'the first page is closed'])
  noComplaints(profile)
})

test('a newer program takes the storage: every page says so, and nothing is lost', async (context) => {
  const { ann, ben, house, profile } = await newTalk(context)
  const second = await profile.tab(house.url)
  await openConversation(second, 'Ben')
  await second.evaluate(async () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const request = indexedDB.open('sotto', 1_000)
    request.onsuccess = () => resolve(request.result.close())
    request.onerror = () => reject(request.error ?? new Error('not opened'))
    await promise
  })
  await alert(ann, sentences.newer).waitFor()
  await alert(second, sentences.newer).waitFor()
  // What was shown stays readable, and what is written is not thrown away.
  await bubble(ann, 'from Ben').waitFor()
  await ann.reload()
  await alert(ann, sentences.newer).waitFor()
  assert.deepEqual(ben.heard(), ['from Ann'])
  noComplaints(profile)
})

test('a private window: said before keys are made; what was sent is with the friend', async (context) => {
  const { house, ticket } = await newScene(context)
  const browser = await chromium.launch({
    executablePath: requireBrowser(),
    args: ['--no-sandbox', '--disable-gpu', '--ignore-certificate-errors'],
  })
  context.after(() => browser.close())
  const open = async (url: string): Promise<Page> => {
    const window = await browser.newContext({ ignoreHTTPSErrors: true })
    const page = await window.newPage()
    await page.goto(url)
    return page
  }
  const ann = await open(ticket)
  await ann.getByText(sentences.privateWindow).waitFor()
  await startAsAnn(ann)
  const ben = await meetBen(ann, house)
  context.after(() => ben.close())
  await write(ann, 'from a private window')
  await says(ann, 'from a private window', 'Sent')
  await ann.context().close()
  await ben.hears('from a private window')
  const again = await open(house.url)
  await again.getByRole('heading', { name: 'You need an invitation' }).waitFor()
})

test('a private window that shows itself: warned before keys are made', async (context) => {
  const { profile, ticket } = await newScene(context)
  const page = await profile.tab('about:blank')
  // As Firefox and Safari do in a private window.
  await page.addInitScript(() => {
    navigator.storage.getDirectory = () =>
      Promise.reject(new DOMException('Security error when calling GetDirectory', 'SecurityError'))
  })
  await page.goto(ticket)
  await alert(page, sentences.noStorage).waitFor()
  await startAsAnn(page)
  noComplaints(profile)
})

test('storage refused by the browser: said instead of a screen, and allowed later it starts', async (context) => {
  const { house, profile, ticket } = await newScene(context)
  const preferences = async (cookies: number): Promise<void> => {
    await mkdir(join(profile.folder, 'Default'), { recursive: true })
    const profileWide = { default_content_setting_values: { cookies } }
    await writeFile(
      join(profile.folder, 'Default', 'Preferences'),
      JSON.stringify({ profile: profileWide }),
    )
  }
  await preferences(2)
  const refused = await profile.tab(ticket)
  await alert(refused, sentences.noStorage).waitFor()
  await profile.leave()
  await preferences(1)
  const page = await profile.tab(ticket)
  await startAsAnn(page)
  assert.ok(house.printed().length > 0)
})

test('storage that fails inside the Worker: said, and whole again without the fault', async (context) => {
  const { ann, ben, house, profile } = await newTalk(context, 'block')
  await profile.leave()
  const page = await profile.tab('about:blank')
  await spoilWorker(
    page,
    'indexedDB.open = () => { throw new DOMException("denied", "SecurityError") }',
  )
  await page.goto(house.url)
  await alert(page, sentences.noStorage).waitFor()
  await ben.write('while it was refused')
  await page.unrouteAll()
  await page.reload()
  await openConversation(page, 'Ben')
  await bubble(page, 'while it was refused').waitFor()
  await bubble(page, 'from Ann').waitFor()
  assert.ok(ann.isClosed())
  noComplaints(profile)
})

/** Writes numbered texts until one is refused, and gives its text. The browser looks at the space rarely. */
const writeUntilFull = async (page: Page): Promise<string> => {
  const end = Date.now() + 50_000
  for (let count = 1; Date.now() < end; count += 1) {
    const text = `text ${count}.`
    await write(page, text)
    const refused = alert(page, sentences.notSaved)
    await bubble(page, text)
      .filter({ hasText: /Sent|Delivered/ })
      .or(refused)
      .first()
      .waitFor()
    if (await refused.isVisible()) return text
  }
  throw new Error('the disk did not become full')
}

test('a disk that fills up: said, the typed text stays, and it goes on when there is space', async (context) => {
  const { ann, ben, house, profile } = await newTalk(context)
  const storage = await storageOf(ann, house.url)
  await storage.quota(1)
  const refused = await writeUntilFull(ann)
  await alert(ann, sentences.full).waitFor()
  assert.equal(await composer(ann).inputValue(), refused)
  assert.equal(await bubble(ann, refused).count(), 0)
  // What comes in is not acknowledged, so it waits on the server.
  await ben.write('while it was full')
  await storage.quota()
  await alert(ann, sentences.full).waitFor({ state: 'detached' })
  await bubble(ann, 'while it was full').waitFor()
  await ann.getByRole('button', { name: 'Send' }).click()
  await says(ann, refused, 'Delivered')
  const count = Number(/\d+/.exec(refused)?.[0])
  const texts = Array.from({ length: count }, (_, at) => `text ${at + 1}.`)
  assert.deepEqual(ben.heard(), ['from Ann', ...texts])
  noComplaints(profile)
})

test('a full disk at the start: said, and it starts by itself when there is space', async (context) => {
  const { house, profile, ticket } = await newScene(context)
  const page = await profile.tab('about:blank')
  const storage = await storageOf(page, house.url)
  await storage.quota(1)
  await page.goto(ticket)
  await alert(page, sentences.full).waitFor()
  await storage.quota()
  await startAsAnn(page)
  noComplaints(profile)
})

test('the browser empties the storage under the page: said, kept readable, a new invitation leads in', async (context) => {
  const { ann, ben, house, profile } = await newTalk(context)
  const storage = await storageOf(ann, house.url)
  await composer(ann).fill('not sent yet')
  await storage.clear('indexeddb')
  await alert(ann, sentences.evicted).waitFor()
  await bubble(ann, 'from Ben').waitFor()
  await bubble(ann, 'from Ann').filter({ hasText: 'Delivered' }).waitFor()
  await ann.getByRole('button', { name: 'Send' }).click()
  await alert(ann, 'This conversation is not on this device any more.').waitFor()
  assert.equal(await composer(ann).inputValue(), 'not sent yet')
  await ann.reload()
  await alert(ann, sentences.evicted).waitFor()
  // The friend has all that was shown as sent, and brings them back.
  assert.deepEqual(ben.heard(), ['from Ann'])
  const made = await ben.engine.run({ type: 'invite', label: '' })
  assert.ok(made.is === 'invitation')
  await ann
    .getByRole('textbox', { name: 'I have an invitation' })
    .fill(`${house.url}/i#${made.invitation.fragment}`)
  await ann.getByRole('button', { name: 'Open', exact: true }).click()
  await ann.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await composer(ann).waitFor()
  await write(ann, 'I am back')
  await ben.hears('I am back')
  noComplaints(profile)
})

test('a database deleted by somebody else in two open pages: both say so', async (context) => {
  const { ann, house, profile } = await newTalk(context)
  const second = await profile.tab(house.url)
  await openConversation(second, 'Ben')
  await second.evaluate(() => void indexedDB.deleteDatabase('sotto'))
  await second.bringToFront()
  await alert(second, sentences.evicted).waitFor()
  await ann.bringToFront()
  await alert(ann, sentences.evicted).waitFor()
  await bubble(ann, 'from Ben').waitFor()
})

test('half of the storage emptied: said at the start, and a new beginning is one press away', async (context) => {
  const { house, profile } = await newTalk(context)
  await profile.leave()
  const page = await profile.tab(`${house.url}/trust`)
  await page.evaluate(async () => {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const request = indexedDB.open('sotto')
    request.onerror = () => reject(request.error ?? new Error('not opened'))
    request.onsuccess = () => {
      const transaction = request.result.transaction('vault', 'readwrite')
      transaction.objectStore('vault').clear()
      transaction.oncomplete = () => resolve(request.result.close())
    }
    await promise
  })
  await page.goto(house.url)
  await alert(page, sentences.evicted).waitFor()
  await page.getByRole('button', { name: 'Start anew' }).click()
  await page.getByRole('textbox', { name: 'I have an invitation' }).waitFor()
  await alert(page, sentences.evicted).waitFor()
})
