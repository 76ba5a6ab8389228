// WebKit as Debian ships it (packages webkit2gtk-driver and xvfb), driven by plain WebDriver (W3C WebDriver 2)
// on a display of its own. Only what the tests need.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { createServer } from 'node:net'

const DRIVER = '/usr/bin/WebKitWebDriver'
const DISPLAY_SERVER = '/usr/bin/Xvfb'
const BROWSERS = '/usr/lib/*/webkit2gtk-4.*/MiniBrowser'

export interface WebKit {
  /** Resolves when the page is loaded. */
  open(url: string): Promise<void>
  /** Runs an expression in the page; a promise that it gives is waited for. */
  run(expression: string): Promise<unknown>
  /** Presses and lets go one key, by its WebDriver sign, where the focus is. */
  press(key: string): Promise<void>
  resize(width: number, height: number): Promise<void>
  close(): Promise<void>
}

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })

const findMiniBrowser = async (): Promise<string | undefined> => {
  for await (const path of glob(BROWSERS)) return path
  return undefined
}

/** True where the packages are installed. */
export const hasWebKit = async (): Promise<boolean> =>
  existsSync(DRIVER) && existsSync(DISPLAY_SERVER) && (await findMiniBrowser()) !== undefined

const ended = (child: ChildProcess): Promise<void> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', () => resolve()))

/** Starts the display on a number that is free; it tells which one. */
const startDisplay = async (): Promise<{ readonly child: ChildProcess; readonly name: string }> => {
  const child = spawn(DISPLAY_SERVER, ['-displayfd', '3', '-screen', '0', '1400x1000x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const told = child.stdio[3]
  const number = await new Promise<string>((resolve, reject) => {
    let text = ''
    told?.on('data', (part: Buffer) => {
      text += part.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
    child.once('exit', () => reject(new Error('the display did not start')))
  })
  return { child, name: `:${number}` }
}

type Ask = (method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<unknown>

const createAsk =
  (origin: string): Ask =>
  async (method, path, body) => {
    const answer = await fetch(origin + path, {
      method,
      ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const { value } = (await answer.json()) as { readonly value: unknown }
    if (!answer.ok) throw new Error(`WebDriver ${path}: ${JSON.stringify(value)}`)
    return value
  }

/** Asks until the driver listens. */
const untilReady = async (ask: Ask): Promise<void> => {
  for (let left = 100; ; left -= 1) {
    try {
      await ask('GET', '/status')
      return
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
}

const sessionOf = (value: unknown): string =>
  typeof value === 'object' && value && 'sessionId' in value ? String(value.sessionId) : ''

/** Starts a display, the driver and a browser with one empty page. */
export const startWebKit = async (): Promise<WebKit> => {
  const display = await startDisplay()
  const port = await freePort()
  const driver = spawn(DRIVER, ['--host=127.0.0.1', `--port=${port}`], {
    stdio: 'ignore',
    env: { ...process.env, DISPLAY: display.name, LIBGL_ALWAYS_SOFTWARE: '1', NO_AT_BRIDGE: '1' },
  })
  const ask = createAsk(`http://127.0.0.1:${port}`)
  await untilReady(ask)
  const browser = { binary: await findMiniBrowser(), args: ['--automation'] }
  const session = sessionOf(
    await ask('POST', '/session', {
      // The houses of the tests sign their own certificates.
      capabilities: {
        alwaysMatch: { 'webkitgtk:browserOptions': browser, acceptInsecureCerts: true },
      },
    }),
  )
  const at = `/session/${session}`
  await ask('POST', `${at}/timeouts`, { script: 60_000, pageLoad: 30_000 })
  return {
    open: async (url) => void (await ask('POST', `${at}/url`, { url })),
    run: (expression) => {
      const script = `const [done] = arguments; Promise.resolve(${expression}).then(done, (error) => done({ error: String(error) }))`
      return ask('POST', `${at}/execute/async`, { script, args: [] })
    },
    press: async (key) => {
      const actions = ['keyDown', 'keyUp'].map((type) => ({ type, value: key }))
      await ask('POST', `${at}/actions`, { actions: [{ type: 'key', id: 'keys', actions }] })
    },
    resize: async (width, height) =>
      void (await ask('POST', `${at}/window/rect`, { width, height })),
    close: async () => {
      await ask('DELETE', at).catch(() => undefined)
      driver.kill()
      await ended(driver)
      display.child.kill()
      await ended(display.child)
    },
  }
}
