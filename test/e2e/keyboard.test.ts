// The keyboard in a real browser: every shortcut of the table is pressed, and does what its sheet says.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
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
      ...(['bold', 'italic', 'code'] as const),
    ]
    assert.deepEqual(new Set(order), new Set(shortcuts.map(({ name }) => name)))
    for (const name of order) {
      const keys = shortcuts.find((one) => one.name === name)?.keys
      assert.ok(keys)
      if (['bold', 'italic', 'code'].includes(name)) {
        await message.fill('word')
        await message.selectText()
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
