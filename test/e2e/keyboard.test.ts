// The keyboard in a real browser: every shortcut of the table is pressed, and does what its sheet says.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { keyNames, shortcuts, type ShortcutName } from '../../client/web/shortcuts.ts'
import { keysWords } from '../../client/web/words-keys.ts'
import { axeFaults, DESKTOP, openScreens, type Screens } from '../support/screens.ts'

let shown: Screens
before(async () => {
  shown = await openScreens()
})
after(() => shown.close())
const withPage: Screens['withPage'] = (...asked) => shown.withPage(...asked)

test('every shortcut of the table stands in its sheet and does what it says', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    const head = page.getByRole('main', { name: 'Conversation' }).getByRole('heading', { level: 2 })
    const message = page.getByRole('textbox', { name: 'Message' })
    const isAt = (name: string) => head.filter({ hasText: name }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.className ?? '')
    const fromEnd = () =>
      page.evaluate(() => {
        const list = document.querySelector('.scroller')
        return list ? list.scrollHeight - list.clientHeight - list.scrollTop : -1
      })
    let before = 0
    const onRow = async (): Promise<void> => {
      await page.locator('.scroller[data-hands]').waitFor()
      await page.locator('.row').last().focus()
    }
    const tried: Record<ShortcutName, () => Promise<void>> = {
      keys: async () => {
        const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
        await dialog.waitFor()
        for (const { name, keys } of shortcuts) {
          const line = dialog.locator(`[data-shortcut="${name}"]`)
          assert.equal(await line.locator('dt').innerText(), keysWords.shortcuts[name])
          assert.deepEqual(await line.locator('kbd').allInnerTexts(), keyNames(keys, false))
        }
        assert.deepEqual(await axeFaults(page), [])
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'detached' })
      },
      lock: async () => {
        // Without a passphrase it leads to where one can be set.
        const dialog = page.getByRole('dialog', { name: 'Settings' })
        await dialog.getByRole('heading', { name: 'App lock' }).waitFor()
        await page.keyboard.press('Escape')
        await dialog.waitFor({ state: 'detached' })
      },
      search: async () => {
        const field = page.getByRole('combobox', { name: 'Search' })
        assert.equal(await field.evaluate((box) => box === document.activeElement), true)
        await page.getByText('Search people and everything').waitFor()
        await page.keyboard.press('Escape')
        await page.getByText('Search people and everything').waitFor({ state: 'detached' })
      },
      find: async () => {
        const field = page.getByRole('textbox', { name: 'Search this conversation' })
        await field.waitFor()
        // Pressed once more it is the browser's own: the page does not keep it.
        const kept = await field.evaluate(
          (box) =>
            !box.dispatchEvent(
              new KeyboardEvent('keydown', {
                key: 'f',
                ctrlKey: true,
                bubbles: true,
                cancelable: true,
              }),
            ),
        )
        assert.equal(kept, false)
        // With the focus elsewhere it leads back, and Escape closes it from anywhere.
        await page.locator('.scroller').focus()
        await page.keyboard.press('Control+f')
        assert.equal(await field.evaluate((box) => box === document.activeElement), true)
        await page.locator('.scroller').focus()
        await page.keyboard.press('Escape')
        await field.waitFor({ state: 'detached' })
      },
      next: () => isAt('Ann Sommer'),
      switch: async () => {
        const field = page.getByRole('combobox', { name: 'Name of a person' })
        await field.waitFor()
        await page.keyboard.type('zzz')
        await page.getByText('Nobody has this name.').waitFor()
        assert.deepEqual(await axeFaults(page), [])
        await field.fill('TÖM')
        await page.keyboard.press('Enter')
        await isAt('Tom')
      },
      previousUnread: () => isAt('Bob'),
      previous: async () => {
        await isAt('Ann Sommer')
        // Bob writes while somebody else is read.
        await page.evaluate(() => dispatchEvent(new Event('incoming')))
      },
      nextUnread: () => isAt('Bob'),
      region: async () => {
        assert.match(await focused(), /person-name/)
        await page.keyboard.press('F6')
        assert.equal(await focused(), 'scroller')
        await page.keyboard.press('F6')
        assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'TEXTAREA')
      },
      pageUp: async () => assert.ok((await fromEnd()) > before + 200),
      pageDown: async () => assert.ok((await fromEnd()) < before - 200),
      oldestUnread: async () => {
        await page.locator('.divider').getByText('40 new messages').waitFor()
        assert.ok((await fromEnd()) > 200)
      },
      newest: async () => assert.ok((await fromEnd()) <= 1),
      above: async () => assert.match(await focused(), /^row/),
      below: async () => assert.match(await focused(), /^row/),
      menu: async () => {
        const item = page.getByRole('menuitem', { name: 'Reply' })
        await item.waitFor()
        assert.deepEqual(await axeFaults(page), [])
        await page.keyboard.press('Escape')
        await item.waitFor({ state: 'detached' })
        await page.locator('.row:focus').waitFor()
      },
      react: async () => {
        await page.getByRole('menuitemradio', { name: '❤️' }).waitFor()
        await page.keyboard.press('ArrowRight')
        await page.keyboard.press('Enter')
        await page.getByRole('button', { name: '❤️' }).waitFor()
        await page.locator('.row:focus').waitFor()
      },
      reply: async () => {
        await page.getByText('Answer to Bob').waitFor()
        await page.locator('textarea:focus').waitFor()
        await page.keyboard.press('Escape')
        await page.getByText('Answer to Bob').waitFor({ state: 'detached' })
        await onRow()
      },
      forward: async () => {
        await page.getByRole('dialog', { name: 'Forward to' }).waitFor()
        await page.keyboard.press('Escape')
        await page.locator('.row:focus').waitFor()
      },
      erase: async () => {
        await page.getByRole('dialog', { name: 'Delete 1 message?' }).waitFor()
        await page.keyboard.press('Escape')
        await page.locator('.row:focus').waitFor()
      },
      copy: async () => {
        await page.waitForFunction(() => document.body.dataset['copied'] !== undefined)
        await message.fill('')
        await message.focus()
      },
      edit: async () => {
        await page.getByText('Change the message').waitFor()
        assert.notEqual(await message.inputValue(), '')
        await page.keyboard.press('Escape')
        assert.equal(await message.inputValue(), '')
      },
      bold: async () => assert.equal(await message.inputValue(), '*word*'),
      italic: async () => assert.equal(await message.inputValue(), '_word_'),
      code: async () => assert.equal(await message.inputValue(), '`word`'),
    }
    const order: readonly ShortcutName[] = [
      ...([
        'keys',
        'lock',
        'search',
        'next',
        'switch',
        'previousUnread',
        'previous',
        'nextUnread',
        'region',
      ] as const),
      ...(['find', 'pageUp', 'pageDown', 'pageUp', 'newest', 'oldestUnread'] as const),
      ...(['above', 'below', 'menu', 'react', 'reply', 'forward', 'erase', 'copy'] as const),
      ...(['edit', 'bold', 'italic', 'code'] as const),
    ]
    assert.deepEqual(new Set(order), new Set(shortcuts.map(({ name }) => name)))
    for (const name of order) {
      const keys = shortcuts.find((one) => one.name === name)?.keys
      assert.ok(keys)
      if (['bold', 'italic', 'code'].includes(name)) {
        await message.fill('word')
        await message.selectText()
      }
      if (name === 'above') {
        await onRow()
        // What is copied is written down: reading the clipboard needs a permission.
        await page.evaluate(() => {
          navigator.clipboard.writeText = (text) => {
            document.body.dataset['copied'] = text
            return Promise.resolve()
          }
        })
      }
      before = await fromEnd()
      const held = [keys.command && 'Control', keys.alt && 'Alt', keys.shift && 'Shift']
      await page.keyboard.press([...held.filter(Boolean), keys.key].join('+'))
      await tried[name]()
    }
    // What is typed with the focus anywhere begins a message.
    await message.fill('')
    await page.locator('.scroller').focus()
    await page.keyboard.type('hello')
    assert.equal(await message.inputValue(), 'hello')
  })
})

const focusedName = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const focused = document.activeElement
    return focused?.getAttribute('aria-label') ?? focused?.textContent?.trim() ?? ''
  })

test('by keys alone: from the invitation to the first message', async () => {
  await withPage(DESKTOP, '?screen=invitation', async (page) => {
    await page.getByRole('textbox', { name: 'Your name' }).waitFor()
    await page.keyboard.type('Bea')
    await page.keyboard.press('Enter')
    await page.getByRole('textbox', { name: 'Message' }).waitFor()
    await page.keyboard.type('Hello')
    await page.keyboard.press('Enter')
    await page.locator('.messages li').filter({ hasText: 'Hello' }).waitFor()
  })
})

test('the people are one stop of the Tab key, arrows lead among them, F6 from one region to the next', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    const names = page.locator('.person-name')
    await names.first().waitFor()
    assert.equal(await page.locator('.person-name[tabindex="0"]').count(), 1)
    await page.keyboard.press('F6')
    assert.equal(await focusedName(page), 'Ann Sommer')
    for (const [key, name] of [
      ['ArrowDown', 'Bob'],
      ['End', 'Tom'],
      ['ArrowUp', 'מירי לוי'],
      ['Home', 'Ann Sommer'],
      ['ArrowDown', 'Bob'],
    ] as const) {
      await page.keyboard.press(key)
      assert.equal(await focusedName(page), name)
    }
    // Out of the list and back: to where one was.
    await page.keyboard.press('Tab')
    assert.ok(!(await page.evaluate(() => document.activeElement?.matches('.person-name'))))
    await page.keyboard.press('Shift+Tab')
    assert.equal(await focusedName(page), 'Bob')
    await page.keyboard.press('Enter')
    await page.getByRole('main').getByRole('heading', { name: 'Bob' }).waitFor()
    await page.locator('.composer textarea:focus').waitFor()
    await page.keyboard.press('F6')
    assert.equal(await focusedName(page), 'Bob')
    await page.keyboard.press('F6')
    await page.locator('.scroller:focus').waitFor()
    await page.keyboard.press('F6')
    await page.keyboard.type('By keys')
    await page.keyboard.press('Enter')
    await page.locator('.messages li').filter({ hasText: 'By keys' }).waitFor()
  })
})

test('by keys alone: a sheet takes the focus, keeps it, and gives it back; a setting is chosen', async () => {
  await withPage(DESKTOP, '?screen=home', async (page) => {
    const settings = page.getByRole('button', { name: 'Settings' })
    await settings.focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Settings' })
    await dialog.waitFor()
    const appearance = dialog.getByRole('button', { name: 'Appearance' })
    for (let n = 0; n < 20 && (await focusedName(page)) !== 'Appearance'; n += 1) {
      await page.keyboard.press('Tab')
      assert.ok(await page.evaluate(() => document.activeElement?.closest('dialog') !== null))
    }
    assert.equal(await appearance.evaluate((one) => one === document.activeElement), true)
    await page.keyboard.press('Enter')
    const system = dialog.getByRole('radio', { name: 'As the system' })
    await system.waitFor()
    for (let n = 0; n < 20; n += 1) {
      if (await system.evaluate((one) => one === document.activeElement)) break
      await page.keyboard.press('Tab')
    }
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('ArrowDown')
    await page.locator('html[data-theme="dark"]').waitFor({ state: 'attached' })
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    assert.equal(await settings.evaluate((one) => one === document.activeElement), true)
  })
})
