// The other engine: WebKit, where it is installed. Reading back never jumps there either, both directions of
// writing stand, and the real product carries a conversation from the first link over a reload.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createHouse } from '../support/house.ts'
import { joinAsFriend } from '../support/node-friend.ts'
import { READ_BACK, type ReadBack } from '../support/read-back.ts'
import { serveScreens, type ScreensServer } from '../support/screens-server.ts'
import { hasWebKit, startWebKit, type WebKit } from '../support/webkit.ts'

const skip = (await hasWebKit()) ? false : 'needs the packages webkit2gtk-driver and xvfb'

let webkit: WebKit
let screens: ScreensServer
before(async () => {
  if (skip !== false) return
  screens = await serveScreens()
  webkit = await startWebKit()
})
after(async () => {
  if (skip !== false) return
  await webkit.close()
  screens.close()
})

const WITHIN = 20_000

/** Resolves with the value of an expression in the page once it is there. */
const until = async (expression: string): Promise<unknown> => {
  const value = await webkit.run(`(async () => {
    for (const end = Date.now() + ${WITHIN}; Date.now() < end;) {
      const found = (() => ${expression})()
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return { late: document.body.innerText.slice(0, 400) }
  })()`)
  if (typeof value === 'object' && value && 'late' in value)
    assert.fail(`not there in time: ${expression}\n${String(value.late)}`)
  return value
}
const button = (name: string): string =>
  `[...document.querySelectorAll('button')].find((one) => (one.getAttribute('aria-label') ?? one.textContent).trim() === ${JSON.stringify(name)})`
const press = async (name: string): Promise<void> => {
  await until(button(name))
  await webkit.run(`${button(name)}.click()`)
}
const fill = async (selector: string, text: string): Promise<void> => {
  const box = `document.querySelector(${JSON.stringify(selector)})`
  await until(box)
  await webkit.run(
    `(${box}.value = ${JSON.stringify(text)}, ${box}.dispatchEvent(new InputEvent('input', { bubbles: true })))`,
  )
}
const has = (selector: string, text: string): string =>
  `[...document.querySelectorAll(${JSON.stringify(selector)})].some((one) => one.textContent.includes(${JSON.stringify(text)}))`

test(
  'reading back to the beginning moves nothing that is read, by not one pixel',
  { skip },
  async () => {
    await webkit.open(`${screens.origin}/?screen=home&person=bob`)
    await until(`document.querySelectorAll('[data-id]').length > 40`)
    const seen = (await webkit.run(READ_BACK)) as ReadBack
    assert.equal(seen.worst, 0)
    assert.equal(seen.first, 'bob-0')
    assert.ok(seen.most <= 240, `${seen.most} rows in the page`)
  },
)

test(
  'from right to left: people stand at the right, own messages at the left',
  { skip },
  async () => {
    await webkit.open(`${screens.origin}/?screen=home&person=bob&language=ar`)
    await until(`document.documentElement.dir === 'rtl' && document.querySelector('.mine')`)
    const places = await webkit.run(`({
    people: document.querySelector('.people').getBoundingClientRect().left,
    pane: document.querySelector('.conversation').getBoundingClientRect().left,
    mine: document.querySelector('.mine').getBoundingClientRect().left,
    theirs: document.querySelector('.theirs').getBoundingClientRect().left,
    text: getComputedStyle(document.querySelector('.said')).textAlign,
  })`)
    const { text, people, pane, mine, theirs } = places as Record<string, number | string>
    assert.equal(text, 'start', 'a message is aligned by its own writing')
    assert.ok(
      Number(people) > Number(pane) && Number(theirs) > Number(mine),
      JSON.stringify(places),
    )
  },
)

test(
  'the real product: a first person, an invitation, messages both ways, a reload',
  { skip },
  async () => {
    const house = await createHouse()
    try {
      await webkit.open(await house.start())
      await fill('#your-name', 'Ann')
      await press('Start chatting')
      await press('Invite a friend')
      const link = await until(
        `[...document.querySelectorAll('input')].map(({ value }) => value).find((value) => value.includes('/i#'))`,
      )
      // The server has it.
      await until(has('.live', 'Waiting for them'))
      const ben = await joinAsFriend(house, String(link).split('#')[1] ?? '', 'Ben')
      try {
        await fill('.composer textarea', 'From WebKit')
        await press('Send')
        await until(has('.messages li', 'From WebKit'))
        await until(`document.querySelector('.mine .state-delivered')`)
        await ben.write('And back')
        await until(has('.messages li', 'And back'))
        await webkit.open(house.url)
        await press('Ben')
        await until(`${has('.messages li', 'From WebKit')} && ${has('.messages li', 'And back')}`)
      } finally {
        await ben.close()
      }
    } finally {
      await house.close()
    }
  },
)
