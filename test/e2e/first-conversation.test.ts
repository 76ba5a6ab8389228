// The promise of the product in one run: the real server process, two people in two real browsers, online
// and offline, across kill -9 of the server, a reload in the middle of a burst, and two tabs at once.
import { after, test } from 'node:test'
import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../support/browser-profile.ts'
import { createHouse } from '../support/house.ts'

const NAMES = { ann: 'Annabella Quint', ben: 'Benedikt Zorn' } as const
const SECRET = 'the heron stands in the reeds at dawn'

const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })
const messages = (page: Page) => page.getByRole('list', { name: 'Messages' })
const conversations = (page: Page) => page.getByRole('navigation', { name: 'Conversations' })

const write = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
  await bubble(page, text).waitFor()
}
const bubble = (page: Page, text: string) =>
  messages(page).getByRole('listitem').filter({ hasText: text })

const isDelivered = (page: Page, text: string): Promise<void> =>
  bubble(page, text)
    .filter({ hasText: /Delivered|Read/ })
    .waitFor()

const openConversation = async (page: Page, name: string): Promise<void> => {
  await conversations(page).getByRole('button', { name, exact: true }).click()
  await composer(page).waitFor()
}

/** How often each of the texts stands in the list, in the order of the list. */
const seen = async (page: Page, pattern: RegExp): Promise<string[]> =>
  (await messages(page).getByRole('listitem').allInnerTexts()).flatMap(
    (text) => pattern.exec(text)?.[0] ?? [],
  )

const numbered = (word: string, count: number): string[] =>
  Array.from({ length: count }, (_, at) => `${word} ${at + 1}.`)

test('two people, two browsers, one server, everything restarted', async () => {
  const house = await createHouse()
  const [annProfile, benProfile] = [await createBrowserProfile(), await createBrowserProfile()]
  after(async () => {
    await annProfile.close()
    await benProfile.close()
    await house.close()
  })
  const ticket = await house.start()
  assert.notEqual(ticket, '', 'the first start prints a link')

  // The first person: a name, and an invitation.
  let ann = await annProfile.tab(ticket)
  assert.equal(new URL(ann.url()).hash, '', 'the fragment leaves the address')
  await ann.getByRole('textbox', { name: 'Your name' }).fill(NAMES.ann)
  await ann.getByRole('button', { name: 'Start chatting' }).click()
  await ann.getByRole('button', { name: 'Invite a friend' }).first().click()
  const linkBox = ann.getByRole('textbox', { name: 'Invitation link' })
  await linkBox.waitFor()
  await ann.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const invitation = await linkBox.inputValue()

  // The friend: opens the link, gives a name, and is in the conversation.
  let ben = await benProfile.tab(invitation)
  await ben.getByRole('textbox', { name: 'Your name' }).fill(NAMES.ben)
  await ben.getByRole('button', { name: 'Start chatting' }).click()
  await composer(ben).waitFor()
  await write(ben, `${SECRET}, says Ben`)
  await isDelivered(ben, `${SECRET}, says Ben`)
  await ann.keyboard.press('Escape')
  await openConversation(ann, NAMES.ben)
  await bubble(ann, `${SECRET}, says Ben`).waitFor()
  await write(ann, `${SECRET}, says Ann`)
  await isDelivered(ann, `${SECRET}, says Ann`)
  await bubble(ben, `${SECRET}, says Ann`).waitFor()

  // Ben is away, Ann writes, the server dies without warning.
  await benProfile.leave()
  for (const text of numbered('while away', 10)) await write(ann, text)
  await bubble(ann, 'while away 10.').filter({ hasText: 'Sent' }).waitFor()
  await house.kill()
  await ann
    .getByRole('status', { name: 'Connection' })
    .filter({ hasText: /Offline|Connecting/ })
    .waitFor()
  await house.start()
  ben = await benProfile.tab(house.url)
  await openConversation(ben, NAMES.ann)
  await bubble(ben, 'while away 10.').waitFor()
  assert.deepEqual(await seen(ben, /while away \d+\./), numbered('while away', 10))
  await isDelivered(ann, 'while away 10.')

  // A reload in the middle of a burst loses nothing that was shown and doubles nothing.
  for (const text of numbered('burst', 5)) await write(ann, text)
  await ann.reload()
  await openConversation(ann, NAMES.ben)
  for (const text of numbered('rest', 5)) await write(ann, text)
  await isDelivered(ann, 'rest 5.')
  await bubble(ben, 'rest 5.').waitFor()
  assert.deepEqual(await seen(ben, /(burst|rest) \d\./), [
    ...numbered('burst', 5),
    ...numbered('rest', 5),
  ])

  // What is typed and not sent is there after a reload, and in the other tab.
  const second = await annProfile.tab(house.url)
  await composer(ann).fill('half a sentence')
  await conversations(second).getByText('half a sentence').waitFor()
  await ann.reload()
  await openConversation(ann, NAMES.ben)
  await ann.waitForFunction(() => document.querySelector('textarea')?.value === 'half a sentence')

  // Two tabs of one person write at once.
  await openConversation(second, NAMES.ben)
  await Promise.all([
    (async () => {
      for (const text of numbered('left', 8)) await write(ann, text)
    })(),
    (async () => {
      for (const text of numbered('right', 8)) await write(second, text)
    })(),
  ])
  await isDelivered(ann, 'right 8.')
  await isDelivered(second, 'left 8.')
  await bubble(ben, 'left 8.').waitFor()
  await bubble(ben, 'right 8.').waitFor()
  assert.deepEqual(await seen(ben, /left \d\./), numbered('left', 8))
  assert.deepEqual(await seen(ben, /right \d\./), numbered('right', 8))
  await ann.close()

  // Everything is closed and opened once more; both still converse.
  await benProfile.leave()
  await annProfile.leave()
  ann = await annProfile.tab(house.url)
  ben = await benProfile.tab(house.url)
  await openConversation(ann, NAMES.ben)
  await openConversation(ben, NAMES.ann)
  await write(ann, 'at the end')
  await isDelivered(ann, 'at the end')
  await write(ben, 'until tomorrow')
  await isDelivered(ben, 'until tomorrow')

  await nothingLeaked(
    house,
    [ticket, invitation],
    [...annProfile.requested, ...benProfile.requested],
  )
  assert.deepEqual(annProfile.complaints, [])
  assert.deepEqual(benProfile.complaints, [])
})

/** Neither files nor output nor any requested address hold a text, a name, or what stood behind a `#`. */
const nothingLeaked = async (
  house: Awaited<ReturnType<typeof createHouse>>,
  links: readonly string[],
  requested: readonly string[],
): Promise<void> => {
  const fragments = links.map((link) => link.slice(link.indexOf('#') + 1))
  const words = [SECRET, 'while away', NAMES.ann, NAMES.ben, 'until tomorrow']
  const forms = (word: string): Buffer[] => {
    const raw = Buffer.from(word)
    return [
      raw,
      Buffer.from(raw.toString('hex')),
      Buffer.from(raw.toString('base64').replace(/=+$/, '')),
    ]
  }
  const decoded = fragments.map((fragment) => Buffer.from(fragment, 'base64url'))
  const secrets = [
    ...words.flatMap(forms),
    ...fragments.map((fragment) => Buffer.from(fragment)),
    // Behind version and type: the ticket, and the invitation's secret.
    ...decoded.map((bytes) => bytes.subarray(bytes.length - 16)),
  ]
  const files = await house.files()
  assert.ok(files.size > 3, 'the data folder was looked at')
  for (const [path, bytes] of files) {
    for (const secret of secrets) {
      assert.ok(!bytes.includes(secret), `${path} holds ${secret.toString('latin1')}`)
    }
  }
  // The ticket's link is printed for the host, by design; nothing else may be.
  const printed = house.printed()
  for (const word of words) assert.ok(!printed.includes(word))
  assert.ok(!printed.includes(fragments[1] ?? ''))
  for (const url of requested) {
    assert.ok(!url.includes('#'), 'a fragment was requested')
    for (const fragment of fragments) assert.ok(!url.includes(fragment))
  }
}
