// A large file in two real Chromiums over a real server: sealing it, sending it, fetching it and opening it; how fast,
// how much the browser's processes grow, and how long the engine and the page keep somebody waiting meanwhile. The
// media Worker is driven as the page drives it; its policy of scripts is off here, so that a bench may start it.
//   node bench/media.ts [MEGABYTES]
import { randomBytes } from 'node:crypto'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { growthDuring, type BrowserBytes } from '../test/support/browser-memory.ts'
import { createBrowserProfile } from '../test/support/browser-profile.ts'
import { openRawPage, type RawPage } from '../test/support/browser-raw.ts'
import { composer, inviteOnPage, startAsAnn } from '../test/support/first-person.ts'
import { createHouse } from '../test/support/house.ts'

const MEGABYTE = 1_048_576

// In the page: the engine as one more view asks it, the media Worker, and how late things come meanwhile.
const TOOLS = `(() => {
  const channel = new BroadcastChannel('sotto')
  const view = 'bench-' + Math.random()
  const asked = new Map()
  const told = []
  let last = 0
  channel.onmessage = ({ data }) => {
    if (data.type === 'answer' && data.view === view) asked.get(data.id)?.(data.answer)
    if (data.type === 'event') for (const hear of told) hear(data.event)
  }
  const run = (command) => new Promise((resolve) => {
    const id = ++last
    asked.set(id, resolve)
    channel.postMessage({ from: 'view', type: 'command', view, id, command })
  })
  const worker = new Worker(document.documentElement.dataset.media, { type: 'module' })
  const media = (ask, transfer) => new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.is === 'failed') reject(new Error(data.why))
      else if (data.is !== 'progress') resolve(data)
    }
    worker.postMessage({ id: 1, ...ask })
  })
  const person = async () => (await new Promise((resolve) => {
    told.push((event) => event.type === 'snapshot' && resolve(event.snapshot))
    channel.postMessage({ from: 'view', type: 'hello' })
  })).people[0].id
  // How long an answer of the engine, and a turn of the page, took at worst.
  const late = () => {
    let engine = 0, page = 0, going = true
    const turn = () => {
      const start = performance.now()
      setTimeout(() => {
        page = Math.max(page, performance.now() - start - 10)
        if (going) turn()
      }, 10)
    }
    turn()
    const ask = async (id) => {
      while (going) {
        const start = performance.now()
        await run({ type: 'drafted', person: id })
        engine = Math.max(engine, performance.now() - start)
        await new Promise((resolve) => setTimeout(resolve, 25))
      }
    }
    void person().then(ask)
    return () => { going = false; return { engine, page } }
  }
  const empty = { width: 0, height: 0, length: 0, waveform: new Uint8Array(), thumbnail: new Uint8Array() }
  globalThis.bench = {
    nothing: async () => {
      const stop = late()
      await new Promise((resolve) => setTimeout(resolve, 2000))
      return { time: 2000, ...stop() }
    },
    seal: async () => {
      const [file] = document.getElementById('bench-file').files
      const stop = late()
      const start = performance.now()
      globalThis.sealed = (await media({ is: 'seal', file })).sealed
      return { time: performance.now() - start, ...stop() }
    },
    send: async (id) => {
      const to = await person()
      const stop = late()
      const start = performance.now()
      const gone = new Promise((resolve) => told.push((event) => {
        if (event.type === 'messages' || event.type === 'moved') {
          const all = event.messages ?? event.moved
          if (all.some((one) => one.id === id && ['sent', 'delivered'].includes(one.state))) resolve()
        }
      }))
      const attachment = { sealed: globalThis.sealed, name: 'film.mp4', mediaType: 'video/mp4', ...empty }
      await run({ type: 'send', person: to, text: '', id, attachment })
      await gone
      return { time: performance.now() - start, ...stop() }
    },
    fetch: async (id) => {
      const from = await person()
      const look = async () => {
        const { messages } = await run({ type: 'page', person: from, before: undefined, limit: 5 })
        return messages.find((one) => one.id === id)
      }
      let found
      while (!(found = await look())) await new Promise((resolve) => setTimeout(resolve, 50))
      const { order } = found
      globalThis.place = { person: from, order }
      const stop = late()
      const start = performance.now()
      const here = new Promise((resolve) => told.push((event) => {
        if (event.type === 'messages' && event.messages.some((one) =>
          one.id === id && one.attachment?.state === 'here')) resolve()
      }))
      await run({ type: 'fetch', ...globalThis.place })
      await here
      return { time: performance.now() - start, ...stop() }
    },
    open: async () => {
      const { right, mediaType } = await run({ type: 'file', ...globalThis.place })
      const stop = late()
      const start = performance.now()
      globalThis.opened = (await media({ is: 'open', right, mediaType })).blob
      return { time: performance.now() - start, ...stop() }
    },
    read: async () => {
      const { right } = await run({ type: 'file', ...globalThis.place })
      const stop = late()
      const start = performance.now()
      for (let at = 0; at < right.size; at += 1048576)
        await media({ is: 'read', right, from: at, to: at + 1048576 })
      return { time: performance.now() - start, ...stop() }
    },
  }
})()`

/** A page, and the folder of its browser. */
type Seat = readonly [page: RawPage, folder: string]

interface Took {
  readonly time: number
  readonly engine: number
  readonly page: number
}

const megabytes = (bytes: number): string => `${(bytes / MEGABYTE).toFixed(0)} MB`

const print = (what: string, size: number, took: Took, grew: BrowserBytes): void => {
  const speed = size / MEGABYTE / (took.time / 1_000)
  console.log(
    `  ${what}: ${(took.time / 1_000).toFixed(2)} s, ${speed.toFixed(0)} MB/s; pages and Workers grew by ` +
      `${megabytes(grew.pages)} at most, the rest of the browser by ${megabytes(grew.others)}; ` +
      `the engine answered within ${took.engine.toFixed(0)} ms, the page within ${took.page.toFixed(0)} ms`,
  )
}

/** A page of this profile in a browser that keeps nothing of what it sees, with the tools of this bench. */
const equip = async (folder: string, url: string): Promise<RawPage> => {
  const page = await openRawPage(folder, url)
  await page.evaluate(`new Promise((resolve) => {
    const look = () => document.querySelector('.person-name') ? resolve() : setTimeout(look, 50)
    look()
  })`)
  await page.evaluate(TOOLS)
  return page
}

const makeFile = (folder: string, size: number): string => {
  const path = join(folder, 'film.mp4')
  const file = openSync(path, 'w')
  for (let at = 0; at < size; at += MEGABYTE) writeSync(file, randomBytes(MEGABYTE))
  closeSync(file)
  return path
}

/** Seals, sends, fetches and opens one file, and prints. */
export const benchMedia = async (count = 100): Promise<void> => {
  const size = count * MEGABYTE
  const folder = mkdtempSync(join(tmpdir(), 'sotto-media-'))
  const house = await createHouse()
  const [annProfile, benProfile] = [
    await createBrowserProfile(undefined, [], 'block'),
    await createBrowserProfile(undefined, [], 'block'),
  ]
  try {
    const ann = await annProfile.tab(await house.start())
    await startAsAnn(ann)
    const ben = await benProfile.tab(`${house.url}/i#${await inviteOnPage(ann)}`)
    await ben.getByRole('textbox', { name: 'Your name' }).fill('Ben')
    await ben.getByRole('button', { name: 'Start chatting' }).click()
    await composer(ben).waitFor()
    await ann.getByRole('dialog').waitFor({ state: 'detached' })
    await annProfile.leave()
    await benProfile.leave()
    const load = `load of the machine ${loadavg()[0]?.toFixed(1)} on ${availableParallelism()} cores`
    console.log(`a file of ${count} MB between two Chromiums (${load})`)
    const id = randomBytes(16).toString('hex')
    const step = async (what: string, [page, profile]: Seat, words: string): Promise<void> => {
      const { result, grew } = await growthDuring(profile, () => page.evaluate<Took>(words))
      print(what, size, result, grew)
    }
    const atAnn: Seat = [await equip(annProfile.folder, house.url), annProfile.folder]
    await atAnn[0].evaluate(`document.body.insertAdjacentElement('beforeend',
      Object.assign(document.createElement('input'), { type: 'file', id: 'bench-file' })) && 0`)
    await atAnn[0].choose(`document.getElementById('bench-file')`, makeFile(folder, size))
    const { engine, page } = await atAnn[0].evaluate<Took>('bench.nothing()')
    console.log(
      `  nothing: the engine answered within ${engine.toFixed(0)} ms, the page within ${page.toFixed(0)} ms`,
    )
    await step('sealing', atAnn, 'bench.seal()')
    await step('sending', atAnn, `bench.send('${id}')`)
    const atBen: Seat = [await equip(benProfile.folder, house.url), benProfile.folder]
    await atBen[0].evaluate('bench.nothing()')
    await step('fetching', atBen, `bench.fetch('${id}')`)
    await step('reading it through', atBen, 'bench.read()')
    await step('opening it as a whole', atBen, 'bench.open()')
    await atAnn[0].close()
    await atBen[0].close()
  } finally {
    await annProfile.close()
    await benProfile.close()
    await house.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

if (import.meta.main) await benchMedia(Number(process.argv[2] ?? 100))
