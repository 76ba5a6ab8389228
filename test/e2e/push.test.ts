// Being woken in a real browser: the subscription is stated by the engine, the server calls a push service that
// speaks the real protocol, and the service worker receives, opens and shows while no page is open. In the place of
// the browser's own push service, which needs its maker's, stand a subscription made here and the debugger's way
// to deliver a push; everything between is the product.
import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { BrowserContext, CDPSession, Page, Worker } from 'playwright-core'
import { createBrowserProfile, type BrowserProfile } from '../support/browser-profile.ts'
import { createHouse, type House } from '../support/house.ts'
import { joinAsFriend, type NodeFriend } from '../support/node-friend.ts'
import { createPushDouble, type PushDouble } from '../support/push-double.ts'

interface Scene {
  readonly house: House
  readonly double: PushDouble
  readonly profile: BrowserProfile
  readonly context: BrowserContext
  /** Not of the product: keeps the browser open, and is the debugger's place. */
  readonly blank: Page
  readonly debug: CDPSession
  readonly ben: NodeFriend
  /** Of the endpoint at the push service. */
  readonly path: string
}

let scene: Scene

/** In the page: a subscription as the browser would make it, at the push service of the test. */
const standIn = (): void => {
  const made: { endpoint: string; key: ArrayBuffer }[] = []
  const show = ({ endpoint, key }: { endpoint: string; key: ArrayBuffer }) => ({
    endpoint,
    options: { userVisibleOnly: true, applicationServerKey: key },
    unsubscribe: () => Promise.resolve(made.splice(0).length > 0),
  })
  Object.assign(PushManager.prototype, {
    getSubscription: () => Promise.resolve(made[0] ? show(made[0]) : null),
    subscribe: async (options: { applicationServerKey: Uint8Array<ArrayBuffer> }) => {
      const key = options.applicationServerKey
      const text = [...key].join(',')
      const endpoint = await (
        globalThis as unknown as { subscribeAtDouble(key: string): Promise<string> }
      ).subscribeAtDouble(text)
      const one = { endpoint, key: key.slice().buffer }
      made.push(one)
      return show(one)
    },
  })
}

const conversation = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByRole('button', { name, exact: true })

/** The last line of a conversation, in the list. */
const preview = (page: Page, text: string) =>
  page.getByRole('navigation', { name: 'Conversations' }).getByText(text)

const worker = async (): Promise<Worker> =>
  scene.context.serviceWorkers()[0] ?? scene.context.waitForEvent('serviceworker')

interface Seen {
  readonly title: string
  readonly body: string
  readonly tag: string
}

/** What the service worker shows now. */
const shown = async (): Promise<readonly Seen[]> =>
  (await worker()).evaluate(async () => {
    const { registration } = globalThis as unknown as {
      registration: ServiceWorkerRegistration
    }
    const all = await registration.getNotifications()
    return all.map(({ title, body, tag }) => ({ title, body, tag }))
  })

const untilShown = async (holds: (all: readonly Seen[]) => boolean): Promise<readonly Seen[]> => {
  const end = Date.now() + 30_000
  for (;;) {
    const all = await shown()
    if (holds(all)) return all
    if (Date.now() > end) assert.fail(`shown: ${JSON.stringify(all)}`)
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

const clear = async (): Promise<void> => {
  await (
    await worker()
  ).evaluate(async () => {
    const { registration } = globalThis as unknown as {
      registration: ServiceWorkerRegistration
    }
    for (const one of await registration.getNotifications()) one.close()
  })
}

/** What the browser does when its push service brings a push. */
const deliver = async (): Promise<void> => {
  const { debug, house } = scene
  const found = Promise.withResolvers<string>()
  debug.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    const own = registrations.find((one) => one.scopeURL.startsWith(house.url) && !one.isDeleted)
    if (own) found.resolve(own.registrationId)
  })
  await debug.send('ServiceWorker.disable')
  await debug.send('ServiceWorker.enable')
  const registrationId = await found.promise
  await debug.send('ServiceWorker.deliverPushMessage', {
    origin: house.url,
    registrationId,
    data: '',
  })
}

const setUp = async (): Promise<void> => {
  const double = await createPushDouble()
  const house = await createHouse(() => ({
    SOTTO_PUSH_SERVICES: double.origin,
    SOTTO_PUSH_CONTACT: 'host@example.org',
    NODE_EXTRA_CA_CERTS: join(house.folder, 'push-ca.pem'),
  }))
  await writeFile(join(house.folder, 'push-ca.pem'), double.ca)
  const profile = await createBrowserProfile()
  const ticket = await house.start()
  const blank = await profile.tab('about:blank')
  const context = blank.context()
  await context.grantPermissions(['notifications'], { origin: house.url })
  let endpoint = ''
  await context.exposeFunction('subscribeAtDouble', (key: string) => {
    endpoint = double.subscribe(Uint8Array.from(key.split(','), Number))
    return endpoint
  })
  await context.addInitScript(standIn)
  const ann = await profile.tab(ticket)
  await ann.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await ann.getByRole('button', { name: 'Invite a friend' }).first().click()
  await ann.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const link = await ann.getByRole('textbox', { name: 'Invitation link' }).inputValue()
  const ben = await joinAsFriend(house, link.slice(link.indexOf('#') + 1), 'Ben')
  await ann.keyboard.press('Escape')
  await conversation(ann, 'Ben').waitFor()
  // The tap, and nothing before it.
  assert.equal(endpoint, '')
  await ann.getByRole('button', { name: 'Settings' }).click()
  await ann.getByRole('button', { name: 'Notifications' }).click()
  await ann.getByRole('radio', { name: 'Who wrote, and what' }).check()
  await ann.getByText('They also come while Sotto is closed').waitFor()
  const debug = await context.newCDPSession(blank)
  const path = new URL(endpoint).pathname
  scene = { house, double, profile, context, blank, debug, ben, path }
  await ann.close()
}

before(setUp)
after(async () => {
  await scene.ben.close()
  await scene.profile.close()
  await scene.house.close()
  await scene.double.close()
})

test('with every page closed a push brings name and text, and the friend sees it delivered', async () => {
  const { ben, double, path, house, profile } = scene
  await ben.write('the heron is back')
  await double.takenFor(path)
  assert.deepEqual(double.refused, [])
  assert.equal(double.taken.at(-1)?.bytes, 0)
  await deliver()
  const [one] = await untilShown((all) => all.length === 1)
  assert.equal(one?.title, 'Ben')
  assert.equal(one?.body, 'the heron is back')
  await ben.delivered('the heron is back')
  // The page finds it received and unread, once.
  const page = await profile.tab(house.url)
  await preview(page, 'the heron is back').waitFor()
  assert.match(await page.title(), /^\(1\)/)
  await page.close()
  await clear()
})

test('a page that opens while the service worker receives is the writer within a moment; nothing doubles', async () => {
  const { ben, house, profile } = scene
  for (const text of ['one', 'two', 'three']) await ben.write(text)
  await deliver()
  const page = await profile.tab(house.url)
  await conversation(page, 'Ben').click()
  const messages = page.getByRole('list', { name: 'Messages' }).getByRole('listitem')
  await messages.filter({ hasText: 'three' }).waitFor()
  const box = page.getByRole('textbox', { name: 'Message' })
  await box.fill('I am here')
  await page.getByRole('button', { name: 'Send' }).click()
  await ben.hears('I am here')
  for (const text of ['one', 'two', 'three']) {
    assert.equal(await messages.getByText(text, { exact: true }).count(), 1, text)
  }
  await page.close()
  await clear()
})

test('a page that is there does the work itself, and keeps the lock', async () => {
  const { house, profile } = scene
  const page = await profile.tab(house.url)
  await page.getByRole('status', { name: 'Connection' }).waitFor({ state: 'attached' })
  const fence = (): Promise<unknown> =>
    page.evaluate(
      () =>
        new Promise((resolve) => {
          const opening = indexedDB.open('sotto')
          opening.onsuccess = () => {
            const { result } = opening
            const reading = result.transaction('fence').objectStore('fence').get('writer')
            reading.onsuccess = () => {
              resolve(reading.result)
              result.close()
            }
          }
        }),
    )
  const before = await fence()
  await deliver()
  await scene.ben.write('while you look')
  await preview(page, 'while you look').waitFor()
  assert.equal(await fence(), before)
  await page.close()
  await clear()
})

test('a text that another app shares reaches the composer and no server', async () => {
  const { house, profile } = scene
  const page = await profile.tab(house.url)
  await conversation(page, 'Ben').waitFor()
  // As the browser does for an installed app: the form is posted to the address of the manifest.
  const answer = await page.evaluate(async () => {
    const form = new FormData()
    form.set('text', 'a secret for Ben')
    const { type } = await fetch('/share', { method: 'POST', body: form, redirect: 'manual' })
    return type
  })
  assert.equal(answer, 'opaqueredirect', 'the service worker answers')
  await page.goto(`${house.url}/?do=share`)
  await page.getByRole('option', { name: 'Ben' }).click()
  const box = page.getByRole('textbox', { name: 'Message' })
  await page.waitForFunction(() => document.querySelector('textarea')?.value === 'a secret for Ben')
  assert.equal(new URL(page.url()).search, '')
  await box.fill('')
  await page.goto(`${house.url}/?do=invite`)
  await page.getByRole('dialog', { name: 'Invite a friend' }).waitFor()
  await page.close()
})

test('when the server cannot be reached, that something came is shown all the same', async () => {
  const { house } = scene
  await house.kill()
  await deliver()
  await untilShown((all) => all.some((one) => one.tag === 'sotto' && one.body === 'New message'))
  await house.start()
  assert.deepEqual(scene.profile.complaints, [])
})
