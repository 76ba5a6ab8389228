// A Chromium that nobody looks into but for what is asked of one page: the tools that drive pages also keep what goes
// over the network, which would count as memory of the page.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { WebSocket } from 'ws'
import { requireBrowser } from '../../scripts/browser.ts'

/** One page of such a browser. */
export interface RawPage {
  /** The value of an expression, awaited. */
  evaluate<T>(expression: string): Promise<T>
  /** Puts a file of this machine into the input that an expression gives. */
  choose(expression: string, path: string): Promise<void>
  close(): Promise<void>
}

interface Reply {
  readonly id?: number
  readonly result?: Record<string, unknown>
  readonly error?: { readonly message: string }
}

const TRIES = 200

const portOf = async (folder: string): Promise<string> => {
  for (let tried = 0; tried < TRIES; tried += 1) {
    try {
      return readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n')[0] ?? ''
    } catch {
      await wait(100)
    }
  }
  throw new Error('the browser did not start')
}

const call = (socket: WebSocket) => {
  let last = 0
  return (method: string, params: object = {}): Promise<Record<string, unknown>> =>
    new Promise((resolve, reject) => {
      const id = ++last
      const hear = (message: Buffer): void => {
        const reply = JSON.parse(message.toString()) as Reply
        if (reply.id !== id) return
        socket.off('message', hear)
        if (reply.error) reject(new Error(reply.error.message))
        else resolve(reply.result ?? {})
      }
      socket.on('message', hear)
      socket.send(JSON.stringify({ id, method, params }))
    })
}

/** Opens `url` in a browser on this profile folder, which nothing else may use. Scripts run whatever the policy says. */
export const openRawPage = async (folder: string, url: string): Promise<RawPage> => {
  rmSync(join(folder, 'DevToolsActivePort'), { force: true })
  const child = spawn(
    requireBrowser(),
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--ignore-certificate-errors',
      '--remote-debugging-port=0',
      `--user-data-dir=${folder}`,
      'about:blank',
    ],
    { stdio: 'ignore' },
  )
  const port = await portOf(folder)
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json`)).json()) as {
    type: string
    webSocketDebuggerUrl: string
  }[]
  const target = targets.find(({ type }) => type === 'page')
  const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '')
  await once(socket, 'open')
  const ask = call(socket)
  await ask('Page.setBypassCSP', { enabled: true })
  await ask('Page.navigate', { url })
  return {
    evaluate: async <T>(expression: string): Promise<T> => {
      const { result, exceptionDetails } = await ask('Runtime.evaluate', {
        expression,
        awaitPromise: true,
        returnByValue: true,
      })
      if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails))
      return (result as { readonly value: T }).value
    },
    choose: async (expression, path) => {
      const { result } = await ask('Runtime.evaluate', { expression })
      const { objectId } = result as { readonly objectId: string }
      await ask('DOM.setFileInputFiles', { objectId, files: [path] })
    },
    close: async () => {
      socket.close()
      const ended = once(child, 'exit')
      child.kill()
      await ended
    },
  }
}
