// Every screen, and how one gets to it from its address: what is looked at in each language, theme and size.
import type { Page } from 'playwright-core'

export interface Scene {
  readonly name: string
  readonly query: string
  /** What is pressed once the page stands, in English. */
  readonly open?: (page: Page) => Promise<void>
}

const settingsPage =
  (name: string) =>
  async (page: Page): Promise<void> => {
    await page.getByRole('button', { name: 'Settings' }).click()
    const list = page.getByRole('navigation', { name: 'Settings' })
    await list.getByRole('button', { name, exact: true }).click()
    await page.getByRole('heading', { name, level: 3, exact: true }).waitFor()
  }

const securityCode = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: 'Security code' }).click()
  await page.getByRole('checkbox', { name: '11111' }).waitFor()
  await page.getByRole('button', { name: 'They do not match' }).click()
}

/** The menu of the last message, and what one of its lines opens. */
const ofMessage =
  (line?: string) =>
  async (page: Page): Promise<void> => {
    await page.locator('.scroller[data-hands]').focus()
    await page.keyboard.press('ArrowUp')
    await page.locator('.row:focus').waitFor()
    await page.keyboard.press('Enter')
    const menu = page.getByRole('menu')
    await menu.waitFor()
    if (line === undefined) return
    await menu.getByRole('menuitem', { name: line, exact: true }).click()
    await page.getByRole('dialog').waitFor()
  }

const plain = (query: string): Scene => ({ name: query, query: `?screen=${query}` })

export const scenes: readonly Scene[] = [
  ...[
    'welcome',
    'invitation',
    'known',
    'refused',
    'stranger',
    'stopped',
    'emptied',
    'fresh&person=ann',
    'private',
    'iphone',
    'installed',
    'installable',
    'exchanged',
    'locked',
    'waiting',
    'empty',
    'home',
    'home&person=tom',
    'home&person=ann',
    'home&person=bob',
    'offline&person=ann',
    'certificate&person=ann',
    'halted&person=ann',
    'notices&person=miri',
    'notices&person=ann',
    'notices&person=bob',
    'notices&person=tom',
    'verified&person=ann',
    'changed&person=bob',
    'changed&person=tom',
    'later&person=tom',
    'replaced&person=bob',
  ].map(plain),
  {
    name: 'invite sheet',
    query: '?screen=home',
    open: async (page) => {
      await page.getByRole('button', { name: 'Invite a friend' }).click()
      await page.getByRole('textbox', { name: 'Invitation link' }).waitFor()
    },
  },
  ...['home', 'verified', 'changed'].map((screen) => ({
    name: `security code, ${screen}`,
    query: `?screen=${screen}&person=tom`,
    open: securityCode,
  })),
  {
    name: 'keyboard shortcuts',
    query: '?screen=home',
    open: async (page) => {
      await page.keyboard.press('Control+/')
      await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor()
    },
  },
  {
    name: 'go to a person',
    query: '?screen=home',
    open: async (page) => {
      await page.keyboard.press('Control+K')
      await page.getByRole('combobox', { name: 'Name of a person' }).waitFor()
    },
  },
  {
    name: 'about a person',
    query: '?screen=home&person=ann',
    open: async (page) => {
      await page.getByRole('button', { name: 'About Ann Sommer' }).click()
      await page.getByRole('dialog').waitFor()
    },
  },
  ...[undefined, 'Details', 'Forward', 'Delete'].map((line) => ({
    name: line === undefined ? 'menu of a message' : `a message, ${line}`,
    query: '?screen=home&person=bob',
    open: ofMessage(line),
  })),
  {
    name: 'emoji',
    query: '?screen=home&person=bob',
    open: async (page) => {
      const button = page.getByRole('button', { name: 'Emoji', exact: true })
      await page.locator('.composer textarea').waitFor()
      // A keyboard on the screen has emoji of its own.
      if (!(await button.isVisible())) return
      await button.click()
      await page.getByRole('searchbox', { name: 'Search emoji' }).waitFor()
    },
  },
  {
    name: 'search',
    query: '?screen=home',
    open: async (page) => {
      await page.getByRole('combobox', { name: 'Search' }).fill('Bob')
      await page.locator('#search-results').waitFor()
    },
  },
  {
    name: 'search of one conversation',
    query: '?screen=home&person=bob',
    open: async (page) => {
      await page.keyboard.press('Control+F')
      await page.locator('.find-bar').waitFor()
    },
  },
  ...[
    'Account',
    'Notifications',
    'Appearance',
    'Privacy',
    'Security',
    'Language',
    'Storage',
    'Devices',
    'This server',
    'About',
  ].map((name) => ({
    name: `settings, ${name}`,
    query: '?screen=home',
    open: settingsPage(name),
  })),
]
