// The first person of a house, in a browser, with one friend: the scene of the tests that break something
// under the page afterwards.
import type { Page } from 'playwright-core'
import type { House } from './house.ts'
import { joinAsFriend, type NodeFriend } from './node-friend.ts'

export const composer = (page: Page) => page.getByRole('textbox', { name: 'Message' })

export const bubble = (page: Page, text: string) =>
  page.getByRole('list', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text })

/** Types a text and presses Send. */
export const write = async (page: Page, text: string): Promise<void> => {
  await composer(page).fill(text)
  await page.getByRole('button', { name: 'Send' }).click()
}

/** Resolves when the bubble with this text says so of itself. */
export const says = (
  page: Page,
  text: string,
  state: 'Sending' | 'Sent' | 'Delivered',
): Promise<void> =>
  // Whoever has the conversation open has read what was delivered.
  bubble(page, text)
    .filter({ hasText: state === 'Delivered' ? /Delivered|Read/ : state })
    .waitFor()

export const openConversation = async (page: Page, name: string): Promise<void> => {
  await page
    .getByRole('navigation', { name: 'Conversations' })
    .getByRole('button', { name, exact: true })
    .click()
  await composer(page).waitFor()
}

/** The fragment of a fresh invitation; its sheet stays open. */
export const inviteOnPage = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Invite a friend' }).first().click()
  const box = page.getByRole('textbox', { name: 'Invitation link' })
  await box.waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const link = await box.inputValue()
  return link.slice(link.indexOf('#') + 1)
}

/** On the page of a first person: makes the account of Ann. */
export const startAsAnn = async (page: Page): Promise<void> => {
  await page.getByRole('textbox', { name: 'Your name' }).fill('Ann')
  await page.getByRole('button', { name: 'Start chatting' }).click()
  await page.getByRole('button', { name: 'Invite a friend' }).first().waitFor()
}

/** Ann invites Ben, who joins; the conversation with him is open. */
export const meetBen = async (page: Page, house: House): Promise<NodeFriend> => {
  const ben = await joinAsFriend(house, await inviteOnPage(page), 'Ben')
  // The sheet gives way to the conversation by itself.
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await composer(page).waitFor()
  return ben
}
