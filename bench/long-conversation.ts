// A conversation of 100,000 messages in a real Chromium over the real storage: how long until it stands on the
// screen, how evenly it scrolls, whether anything that is read moves, and what the page's memory holds.
//   node bench/long-conversation.ts [MESSAGES]
import { availableParallelism, loadavg } from 'node:os'
import { build } from 'esbuild'
import type { Page } from 'playwright-core'
import { createBrowserProfile } from '../test/support/browser-profile.ts'
import { meetBen, startAsAnn } from '../test/support/first-person.ts'
import { createHouse, type House } from '../test/support/house.ts'

const OPENINGS = 20
const SCROLL_FOR = 3_000
export const MEGABYTE = 1_048_576
const SEED_PATIENCE = 300_000

const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[
    Math.min(values.length - 1, Math.floor(values.length * share))
  ] ?? 0

const bundleSeed = async (count: number): Promise<string> => {
  const made = await build({
    entryPoints: ['bench/seed-worker.ts'],
    bundle: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    define: { 'location.href': JSON.stringify(`https://seed/?count=${count}`) },
  })
  return made.outputFiles[0]?.text ?? ''
}

/** Opens the page once with the seeding Worker in place of the engine's. */
export const seed = async (page: Page, house: House, count: number): Promise<void> => {
  const script = await bundleSeed(count)
  await page.route(/\/assets\/engine-worker-/, async (route) => {
    const response = await route.fetch()
    await route.fulfill({ response, body: script })
  })
  const said = page.waitForEvent('console', {
    predicate: (message) => message.text().includes('seeded'),
    timeout: SEED_PATIENCE,
  })
  await page.goto(house.url)
  const words = (await said).text()
  if (words !== 'seeded') throw new Error(words)
  await page.unrouteAll()
}

// In the page: from the press on the name until the frame after the newest message is laid out.
const OPEN = `new Promise((resolve) => {
  const button = document.querySelector('.person-name')
  const start = performance.now()
  button.click()
  const look = () => {
    const rows = document.querySelectorAll('[data-id]')
    const scroller = document.querySelector('.scroller')
    const there = rows.length > 20 && scroller.scrollHeight - scroller.clientHeight - scroller.scrollTop < 2
    if (there) resolve(performance.now() - start)
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})`

// In the page: scrolls up at a steady speed; frames, and how far a row moved beyond what was scrolled.
const SCROLL = (duration: number): string => `new Promise((resolve) => {
  const scroller = document.querySelector('.scroller')
  const frames = [], start = performance.now()
  let before = start, worst = 0, blank = 0, mark
  const step = (now) => {
    frames.push(now - before)
    before = now
    const edge = scroller.getBoundingClientRect()
    if (mark && mark.row.isConnected) {
      const moved = mark.row.getBoundingClientRect().top - mark.top
      worst = Math.max(worst, Math.abs(moved - mark.scrolled))
    }
    if (now - start > ${duration}) return resolve({ frames: frames.slice(2), worst, blank })
    const at = document.elementFromPoint(edge.left + edge.width / 2, edge.top + edge.height / 2)
    const row = at && at.closest('[data-id]') || document.querySelector('[data-id]')
    if (!row) blank += 1
    const top = row ? row.getBoundingClientRect().top : 0
    const was = scroller.scrollTop
    scroller.scrollTop -= 40
    mark = row ? { row, top, scrolled: was - scroller.scrollTop } : undefined
    requestAnimationFrame(step)
  }
  requestAnimationFrame(step)
})`

interface Scrolled {
  readonly frames: readonly number[]
  readonly worst: number
  readonly blank: number
}

const heapOf = async (page: Page): Promise<number> => {
  const session = await page.context().newCDPSession(page)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / MEGABYTE
}

const openFresh = async (page: Page, house: House): Promise<number> => {
  // A new page each time: nothing of the conversation is held yet.
  await page.goto('about:blank')
  await page.goto(house.url)
  const name = page.locator('.person-name')
  await name.waitFor()
  return page.evaluate<number>(OPEN)
}

/** Fills a profile, measures, and prints. */
export const benchLongConversation = async (count = 100_000): Promise<void> => {
  const house = await createHouse()
  const profile = await createBrowserProfile(undefined, [], 'block')
  try {
    const ann = await profile.tab(await house.start())
    await startAsAnn(ann)
    await (await meetBen(ann, house)).close()
    await ann.close()
    const page = await profile.tab('about:blank')
    await seed(page, house, count)
    // The history of the tab leads back to the list.
    await page.evaluate(() => history.replaceState(null, ''))
    const openings: number[] = []
    for (let at = 0; at < OPENINGS; at += 1) openings.push(await openFresh(page, house))
    const opened = await heapOf(page)
    const { frames, worst, blank } = await page.evaluate<Scrolled>(SCROLL(SCROLL_FOR))
    const load = `load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`
    console.log(
      `a conversation of ${count} messages in Chromium (${load})\n` +
        `  opens in ${quantile(openings, 0.5).toFixed(0)} ms, p95 ${quantile(openings, 0.95).toFixed(0)} ms\n` +
        `  scrolls at ${quantile(frames, 0.5).toFixed(1)} ms a frame, p95 ${quantile(frames, 0.95).toFixed(1)} ms; ` +
        `a row moved by ${worst.toFixed(1)} px at most; ${blank} blank frames\n` +
        `  memory of the page ${opened.toFixed(1)} MB when opened, ${(await heapOf(page)).toFixed(1)} MB after scrolling`,
    )
  } finally {
    await profile.close()
    await house.close()
  }
}

if (import.meta.main) await benchLongConversation(Number(process.argv[2] ?? 100_000))
