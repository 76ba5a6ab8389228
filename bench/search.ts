// Searching 100,000 messages in a real Chromium over the real storage: how long until something is found and
// until everything was looked through, with nothing read yet and again afterwards, and what the engine's Worker
// holds meanwhile. Asked as a tab asks: over the channel that the tabs share.
//   node bench/search.ts [MESSAGES]
import { availableParallelism, loadavg } from 'node:os'
import type { CDPSession, Page } from 'playwright-core'
import { createBrowserProfile } from '../test/support/browser-profile.ts'
import { meetBen, startAsAnn } from '../test/support/first-person.ts'
import { createHouse } from '../test/support/house.ts'
import { MEGABYTE, seed } from './long-conversation.ts'

const COLD_RUNS = 2
/** Words of many messages, of a few, of one, and of none. */
const QUERIES = ['station', 'exactly sunday', '77777', 'nowhere at all'] as const

interface Timing {
  readonly first: number | undefined
  readonly complete: number
  readonly count: number
}

// In the page: one command as one more view of this profile, and the times of what is told of it.
const SEARCH = (text: string): string => `new Promise((resolve) => {
  const channel = new BroadcastChannel('sotto')
  const slot = 'bench-' + Math.random()
  const start = performance.now()
  let first, count = 0
  channel.onmessage = ({ data }) => {
    if (data.type === 'answer' && data.view === slot) {
      channel.close()
      resolve({ first, complete: performance.now() - start, count })
    }
    if (data.type !== 'event' || data.event.type !== 'found' || data.event.slot !== slot) return
    count = data.event.count
    if (count > 0) first ??= performance.now() - start
  }
  const command = { type: 'search', slot, text: ${JSON.stringify(text)}, limit: 50 }
  channel.postMessage({ from: 'view', type: 'command', view: slot, id: 1, command })
})`

interface HeapUsage {
  readonly usedSize: number
  readonly backingStorageSize?: number
}

/** Memory of the engine's Worker after a collection, in MB: objects, and buffers beside them. */
const workerHeap = async (session: CDPSession): Promise<number> => {
  const attached = new Promise<string>((resolve) =>
    session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
      if (targetInfo.type === 'worker') resolve(sessionId)
    }),
  )
  const asked = { autoAttach: true, waitForDebuggerOnStart: false, flatten: false }
  await session.send('Target.setAutoAttach', asked)
  const sessionId = await attached
  const call = (id: number, method: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      session.on('Target.receivedMessageFromTarget', ({ message }) => {
        const answer = JSON.parse(message) as { id?: number; result?: unknown }
        if (answer.id === id) resolve(answer.result)
      })
      const message = JSON.stringify({ id, method })
      session.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject)
    })
  await call(1, 'HeapProfiler.collectGarbage')
  const usage = (await call(2, 'Runtime.getHeapUsage')) as HeapUsage
  await session.send('Target.setAutoAttach', { ...asked, autoAttach: false })
  return (usage.usedSize + (usage.backingStorageSize ?? 0)) / MEGABYTE
}

const pageHeap = async (session: CDPSession): Promise<number> => {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / MEGABYTE
}

const ms = (value: number | undefined): string =>
  value === undefined ? '-' : `${value.toFixed(0)} ms`

/** A page whose engine has just been opened: nothing is read for searching. */
const openFresh = async (page: Page, url: string): Promise<void> => {
  await page.goto('about:blank')
  await page.goto(url)
  await page.locator('.person-name').waitFor()
}

const measure = async (page: Page, url: string): Promise<void> => {
  const session = await page.context().newCDPSession(page)
  for (const text of QUERIES) {
    const cold: Timing[] = []
    for (let run = 0; run < COLD_RUNS; run += 1) {
      await openFresh(page, url)
      cold.push(await page.evaluate<Timing>(SEARCH(text)))
    }
    const warm = await page.evaluate<Timing>(SEARCH(text))
    const worst = (times: readonly number[]): number => Math.max(...times)
    const first = cold.flatMap((one) => one.first ?? [])
    console.log(
      `  "${text}": ${warm.count} found; nothing read yet: first after ${ms(first.length > 0 ? worst(first) : undefined)}, ` +
        `all after ${ms(worst(cold.map(({ complete }) => complete)))} (worst of ${COLD_RUNS}); ` +
        `read before: all after ${ms(warm.complete)}`,
    )
  }
  const held = await workerHeap(session)
  await openFresh(page, url)
  console.log(
    `  memory: ${held.toFixed(1)} MB in the engine's Worker with everything read, ` +
      `${(await workerHeap(session)).toFixed(1)} MB before a search; ${(await pageHeap(session)).toFixed(1)} MB in the page`,
  )
}

/** Fills a profile, measures, and prints. */
export const benchSearch = async (count = 100_000): Promise<void> => {
  const house = await createHouse()
  const profile = await createBrowserProfile(undefined, [], 'block')
  try {
    const ann = await profile.tab(await house.start())
    await startAsAnn(ann)
    await (await meetBen(ann, house)).close()
    await ann.close()
    const page = await profile.tab('about:blank')
    await seed(page, house, count)
    await page.evaluate(() => history.replaceState(null, ''))
    const load = `load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`
    console.log(`searching ${count} messages in Chromium (${load})`)
    await measure(page, house.url)
  } finally {
    await profile.close()
    await house.close()
  }
}

if (import.meta.main) await benchSearch(Number(process.argv[2] ?? 100_000))
