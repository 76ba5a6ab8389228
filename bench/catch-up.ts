// How long a browser needs to catch up, and whether its page stays responsive meanwhile: the real server, a
// real Chromium with storage, and friends who write while its person is away. A channel holds 1,000
// envelopes, so ten thousand messages come from eleven friends.
//   node bench/catch-up.ts [MESSAGES]
import { readFile } from 'node:fs/promises'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { randomBytes } from 'node:crypto'
import type { Page } from 'playwright-core'
import { openEngine } from '../client/engine/index.ts'
import type { Engine } from '../client/engine/view.ts'
import { createBrowserProfile } from '../test/support/browser-profile.ts'
import { realClock, realRandom } from '../test/support/circle.ts'
import { createDiskMemory } from '../test/support/disk-memory.ts'
import { createHouse, type House } from '../test/support/house.ts'
import { createNetNode } from '../test/support/net-node.ts'

/** Below the quota of a channel, with room for greetings and receipts. */
const PER_FRIEND = 920
const PATIENCE = 300_000

const untilTrue = async (holds: () => boolean, what: string): Promise<void> => {
  const end = Date.now() + PATIENCE
  while (!holds()) {
    if (Date.now() > end) throw new Error(`did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

const inviteOnPage = async (page: Page): Promise<string> => {
  await page.getByRole('button', { name: 'Invite a friend' }).first().click()
  const box = page.getByRole('textbox', { name: 'Invitation link' })
  await box.waitFor()
  await page.waitForFunction(() =>
    [...document.querySelectorAll('input')].some(({ value }) => value.includes('/i#')),
  )
  const link = await box.inputValue()
  return link.slice(link.indexOf('#') + 1)
}

const joinAs = async (house: House, fragment: string, name: string): Promise<Engine> => {
  const ca = await readFile(join(house.folder, 'tls', 'ca.pem'), 'utf8')
  const engine = await openEngine({
    disk: createDiskMemory().open(),
    net: createNetNode({ https: house.url, wss: `wss://localhost:${house.wssPort}`, ca }),
    clock: realClock,
    random: realRandom,
    dataKey: realRandom.bytes(32),
  })
  const answer = await engine.run({ type: 'accept', name, fragment })
  if (answer.is !== 'person') throw new Error(`${name} cannot join: ${JSON.stringify(answer)}`)
  await untilTrue(() => engine.snapshot().people[0]?.answered === true, `${name} is answered`)
  return engine
}

const writeMany = async (engine: Engine, count: number): Promise<void> => {
  const sent = new Set<string>()
  engine.watch((event) => {
    if (event.type !== 'moved') return
    for (const { id, state } of event.moved) if (state === 'sent') sent.add(id)
  })
  const person = engine.snapshot().people[0]?.id ?? ''
  const ids = Array.from({ length: count }, () => randomBytes(16).toString('hex'))
  await Promise.all(
    ids.map((id, at) => engine.run({ type: 'send', person, text: `message ${at} of many`, id })),
  )
  await untilTrue(() => ids.every((id) => sent.has(id)), 'all are on the server')
}

interface LongTask {
  readonly startTime: number
  readonly duration: number
}

/** Times in ms from the moment the page was opened. */
interface Watched {
  readonly doneAt: number
  readonly tasks: readonly LongTask[]
}

// Runs in the page before anything else: long tasks, and when the last message is counted.
const watchPage = (wanted: number): void => {
  const found = { tasks: [] as LongTask[], doneAt: 0 }
  Object.assign(globalThis, { found })
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      found.tasks.push({ startTime, duration })
    }
  }).observe({ entryTypes: ['longtask'] })
  const look = (): void => {
    let unread = 0
    for (const badge of document.querySelectorAll('.person span[aria-hidden="true"]')) {
      unread += Number(badge.textContent) || 0
    }
    if (unread >= wanted) found.doneAt = performance.now()
    else setTimeout(look, 100)
  }
  look()
}

const measure = async (page: Page): Promise<Watched> => {
  await page.waitForFunction(
    () => (globalThis as unknown as { found?: Watched }).found?.doneAt,
    undefined,
    { timeout: PATIENCE, polling: 500 },
  )
  return page.evaluate(() => (globalThis as unknown as { found: Watched }).found)
}

const shownTask = ({ startTime, duration }: LongTask): string =>
  `${duration.toFixed(0)} ms at ${(startTime / 1_000).toFixed(1)} s`

/** Lets a browser catch up with so many messages and prints how it went. */
export const benchCatchUp = async (wanted = 10_000): Promise<void> => {
  const house = await createHouse()
  const profile = await createBrowserProfile()
  const friends: Engine[] = []
  try {
    const page = await profile.tab(await house.start())
    await page.getByRole('textbox', { name: 'Your name' }).fill('Ann')
    await page.getByRole('button', { name: 'Start chatting' }).click()
    for (let left = wanted; left > 0; left -= PER_FRIEND) {
      const name = `Friend ${friends.length + 1}`
      friends.push(await joinAs(house, await inviteOnPage(page), name))
      await page.getByRole('button', { name, exact: true }).waitFor()
      await page.keyboard.press('Escape')
    }
    await profile.leave()
    for (const [at, friend] of friends.entries()) {
      await writeMany(friend, Math.min(PER_FRIEND, wanted - at * PER_FRIEND))
    }
    const back = await profile.tab('about:blank')
    await back.addInitScript(watchPage, wanted)
    await back.goto(house.url)
    const { doneAt, tasks } = await measure(back)
    console.log(
      `catching up ${wanted} messages of ${friends.length} friends in Chromium: ` +
        `${(doneAt / 1_000).toFixed(1)} s from opening the page; tasks above 50 ms on the page: ` +
        (tasks.length === 0 ? 'none' : tasks.map(shownTask).join(', ')) +
        ` (load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores)`,
    )
  } finally {
    await Promise.all(friends.map((friend) => friend.close()))
    await profile.close()
    await house.close()
  }
}

if (import.meta.main) await benchCatchUp(Number(process.argv[2] ?? 10_000))
