// What a person feels, in real Chromium over the real server on one machine: how long until a page can be used, cold
// and warm, and from the press of Enter to the own bubble and to the friend's screen.
//   node bench/feel.ts [--messages 40]
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../test/support/browser-profile.ts'
import { composer, inviteOnPage, startAsAnn } from '../test/support/first-person.ts'
import { createHouse } from '../test/support/house.ts'

const MESSAGES = 40
const LOADS = 5

/** Notes when something first stands on the page, milliseconds after it was asked for. */
const watchFor = async (page: Page, selector: string): Promise<void> => {
  await page.addInitScript((wanted) => {
    const note = (): void => {
      if (Reflect.has(globalThis, 'stoodAt') || !document.querySelector(wanted)) return
      requestAnimationFrame(() => Reflect.set(globalThis, 'stoodAt', performance.now()))
    }
    new MutationObserver(note).observe(document, { childList: true, subtree: true })
  }, selector)
}

const stoodAt = async (page: Page): Promise<number> => {
  const held = await page.waitForFunction(() => Reflect.get(globalThis, 'stoodAt'))
  return Number(await held.jsonValue())
}

/** Notes when each text of the form `feel N` is painted, and when Enter was pressed before it. */
const watchBubbles = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const painted: Record<string, number> = {}
    const pressed: number[] = []
    Reflect.set(globalThis, 'feel', { painted, pressed })
    const now = (): number => performance.timeOrigin + performance.now()
    document.addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') pressed.push(performance.timeOrigin + event.timeStamp)
      },
      true,
    )
    const list = document.querySelector('.messages')
    const look = (): void => {
      for (const { textContent } of list?.querySelectorAll('.text') ?? []) {
        const text = textContent ?? ''
        if (!text.startsWith('feel ') || text in painted) continue
        painted[text] = Infinity
        requestAnimationFrame(() => {
          painted[text] = now()
        })
      }
    }
    if (list) new MutationObserver(look).observe(list, { childList: true, subtree: true })
  })

interface Felt {
  readonly painted: Readonly<Record<string, number>>
  readonly pressed: readonly number[]
}

const feltOf = async (page: Page): Promise<Felt> =>
  // What watchBubbles put there.
  (await page.evaluate(() => Reflect.get(globalThis, 'feel'))) as Felt

const spread = (values: readonly number[]): string => {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (part: number): string =>
    (sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0).toFixed(0)
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`
}

const loads = async (page: Page, url: string, selector: string): Promise<readonly number[]> => {
  await watchFor(page, selector)
  const all: number[] = []
  for (let n = 0; n < LOADS; n += 1) {
    await page.goto(url)
    all.push(await stoodAt(page))
  }
  return all
}

/** Prints the figures; `messages` are written for the last two. */
export const benchFeel = async (messages = MESSAGES): Promise<void> => {
  const house = await createHouse()
  const profiles = [await createBrowserProfile(), await createBrowserProfile()] as const
  try {
    const link = await house.start()
    const ann = await profiles[0].tab('about:blank')
    await watchFor(ann, '#your-name')
    await ann.goto(link)
    const cold = await stoodAt(ann)
    await startAsAnn(ann)
    const fragment = await inviteOnPage(ann)
    const ben = await profiles[1].tab(`${house.url}/i#${fragment}`)
    await ben.getByRole('textbox', { name: 'Your name' }).fill('Ben')
    await ben.getByRole('button', { name: 'Start chatting' }).click()
    await composer(ben).waitFor()
    await ann.getByRole('dialog').waitFor({ state: 'detached' })
    await composer(ann).waitFor()
    await Promise.all([watchBubbles(ann), watchBubbles(ben)])
    for (let n = 0; n < messages; n += 1) {
      await composer(ann).fill(`feel ${n}`)
      await ann.keyboard.press('Enter')
      await ben.locator('.messages').getByText(`feel ${n}`, { exact: true }).waitFor()
    }
    const [own, theirs] = [await feltOf(ann), await feltOf(ben)]
    const after = (painted: Felt['painted']): readonly number[] =>
      own.pressed.map((pressed, n) => (painted[`feel ${n}`] ?? Infinity) - pressed)
    const warm = await loads(await profiles[0].tab('about:blank'), house.url, '.people-list')
    process.stdout.write(
      [
        'as a person feels it',
        `  first page of a new browser, until the name can be typed: ${cold.toFixed(0)} ms`,
        `  again with an account, until the people stand there: ${spread(warm)} of ${warm.length}`,
        `  Enter to the own bubble: ${spread(after(own.painted))} of ${messages}`,
        `  Enter to the friend's screen: ${spread(after(theirs.painted))} of ${messages}`,
        '',
      ].join('\n'),
    )
  } finally {
    for (const profile of profiles) await profile.close()
    await house.close()
  }
}

if (import.meta.main) {
  const at = process.argv.indexOf('--messages')
  await benchFeel(at < 0 ? undefined : Number(process.argv[at + 1]))
}
