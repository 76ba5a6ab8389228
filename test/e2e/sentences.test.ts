// Every sentence about something that went wrong, reached on the real screens: what happened, whether anything is
// lost, and the one thing to do. A word of the catalogue that no screen can show has no place in it.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { settingsEnglish } from '../../client/web/words-settings.ts'
import { securityEnglish } from '../../client/web/words-security.ts'
import { remarksEnglish } from '../../client/web/words-remarks.ts'
import { stopsEnglish } from '../../client/web/words-stops.ts'
import { troubleEnglish } from '../../client/web/words-trouble.ts'
import { english, fill } from '../../client/web/words.ts'
import { axeFaults, DESKTOP, openScreens, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())

interface Sentence {
  readonly when: string
  readonly query: string
  readonly text: string
  /** What can be done about it: a button or a link. */
  readonly offers?: string
  /** What leads there. */
  readonly reach?: (page: Page) => Promise<void>
}

const press =
  (name: string) =>
  (page: Page): Promise<void> =>
    page.getByRole('button', { name }).first().click()

const refuseCamera = async (page: Page, error: string): Promise<void> => {
  await page.evaluate((name) => {
    navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('refused', name))
  }, error)
  await press('Security code')(page)
  await press('Scan their code')(page)
}

const goOffline = (page: Page): Promise<void> =>
  page.evaluate(() => {
    Object.defineProperty(navigator, 'onLine', { get: () => false })
    dispatchEvent(new Event('offline'))
  })

/** What a link can be refused for, and what is offered then. */
const refusals = [
  ['mangled', 'Use another link'],
  ['newer', 'Reload'],
  ['gone', 'Use another link'],
  ['used', 'Use another link'],
  ['own', 'Use another link'],
  ['offline', 'Try again'],
  ['busy', 'Try again'],
  ['full', 'Use another link'],
  ['notInvited', 'Use another link'],
  ['securityCode', 'Use another link'],
] as const

const sentences: readonly Sentence[] = [
  {
    when: 'this device has no network',
    query: '?screen=offline&person=ann',
    reach: goOffline,
    text: 'No connection. Your messages are saved here and go out when you are back.',
    offers: 'Retry',
  },
  {
    when: 'the server is stopped',
    query: '?screen=server&person=ann',
    text: 'The server does not answer. It may be restarting; your messages are saved here and go out when it is back. Trying again in 8 seconds.',
    offers: 'Try now',
  },
  {
    when: 'the browser has not accepted the certificate of the other port',
    query: '?screen=certificate&person=ann',
    text: english.certificateBar,
    offers: 'Open and accept',
  },
  {
    when: 'something on the way blocks WebSockets',
    query: '?screen=sockets&person=ann',
    text: english.socketsBar,
  },
  {
    when: 'the clock of this device is wrong',
    query: '?screen=clock',
    text: 'This device’s clock is 7 minutes fast, so the times shown here are wrong. Set it to automatic.',
  },
  {
    when: 'a private window, before keys are made',
    query: '?screen=private',
    text: stopsEnglish.stops.noStorage,
  },
  {
    when: 'the browser deleted the storage, and the page was opened anew',
    query: '?screen=emptied',
    text: stopsEnglish.stops.evicted,
    offers: 'Open',
  },
  {
    when: 'messages did not open',
    query: '?screen=notices&person=ann',
    text: fill(remarksEnglish.lost(3, 'unreadable'), 'Ann Sommer'),
  },
  {
    when: 'a friend’s device has to send again',
    query: '?screen=notices&person=bob',
    text: fill(remarksEnglish.catchingUp, 'Bob'),
  },
  {
    when: 'another tab runs a newer Sotto',
    query: '?screen=newer&person=ann',
    text: stopsEnglish.stops.newer,
    offers: 'Reload',
  },
  {
    when: 'a text is too long',
    query: '?screen=home&person=tom',
    reach: (page) => page.getByRole('textbox', { name: 'Message' }).fill('x'.repeat(60_003)),
    text: 'Too long by 3 characters. Shorten it, or send it in two parts.',
  },
  {
    when: 'the security code of a friend changed',
    query: '?screen=changed&person=bob',
    text: fill(remarksEnglish.codeChanged, 'Bob'),
    offers: 'Verify',
  },
  {
    when: 'the camera is blocked',
    query: '?screen=home&person=ann',
    reach: (page) => refuseCamera(page, 'NotAllowedError'),
    text: securityEnglish.securityTroubles.cameraBlocked,
  },
  {
    when: 'there is no camera',
    query: '?screen=home&person=ann',
    reach: (page) => refuseCamera(page, 'NotFoundError'),
    text: securityEnglish.securityTroubles.cameraMissing,
  },
  {
    when: 'notifications are blocked',
    query: '?screen=home',
    reach: async (page) => {
      await press('Settings')(page)
      await press('Notifications')(page)
      await page.getByRole('radio', { name: settingsEnglish.notifyChoices.full }).click()
    },
    text: settingsEnglish.notifyProblems.blocked,
  },
  ...(
    ['noStorage', 'evicted', 'newer', 'unsupported', 'brokenRandom', 'workerFailed'] as const
  ).map((why) => ({
    when: `stopped before anything is shown: ${why}`,
    query: `?screen=stop&why=${why}`,
    text: stopsEnglish.stops[why],
    offers: why === 'evicted' ? 'Start anew' : 'Reload',
  })),
  ...(['storageFull', 'storageBroken', 'elsewhere', 'versionTooOld', 'inboxGone'] as const).map(
    (why) => ({
      when: `stopped under an open conversation: ${why}`,
      query: `?screen=halt&why=${why}&person=ann`,
      text: stopsEnglish.stops[why],
      ...(why !== 'inboxGone' && { offers: 'Reload' }),
    }),
  ),
  ...refusals.map(([why, offers]) => ({
    when: `a link is refused: ${why}`,
    query: `?screen=link&why=${why}`,
    text: troubleEnglish.troubles[why],
    offers,
  })),
]

test('each sentence stands on its screen, with what to do about it', async (context) => {
  const seen: string[] = []
  await shown.withPage(DESKTOP, '?screen=home', async (page) => {
    for (const { when, query, text, offers, reach } of sentences) {
      await context.test(when, async () => {
        await page.goto(`${shown.origin}/${query}`)
        await page.locator('main').first().waitFor({ state: 'attached' })
        await reach?.(page)
        await page.locator('body').filter({ hasText: text }).waitFor({ timeout: 8_000 })
        if (offers !== undefined) {
          const button = page.getByRole('button', { name: offers, exact: true })
          await button
            .or(page.getByRole('link', { name: offers, exact: true }))
            .first()
            .waitFor()
        }
        seen.push(text)
      })
    }
    assert.deepEqual(await axeFaults(page), [])
  })
  for (const text of Object.values(stopsEnglish.stops)) assert.ok(seen.includes(text), text)
})
