// The product as a host runs it: `server/main.ts` in a process of its own, on a folder that outlives it. It
// may be killed without warning and started again on the same ports.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const LINK = /https:\/\/localhost:\d+\/i#[\w-]+/

export interface House {
  readonly folder: string
  readonly url: string
  readonly wssPort: number
  /** Everything printed so far, by all its processes. */
  printed(): string
  /** Starts; gives the first person's link when one is printed. */
  start(): Promise<string>
  /** SIGKILL: no chance to tidy up. */
  kill(): Promise<void>
  /** All bytes of all files of the data folder, by path. */
  files(): Promise<ReadonlyMap<string, Buffer>>
  close(): Promise<void>
}

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  await once(server, 'close')
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** A house on free ports with an empty data folder; `settings` are further settings of the server. */
export const createHouse = async (
  settings: (ports: {
    readonly httpsPort: number
  }) => Readonly<Record<string, string>> = () => ({}),
): Promise<House> => {
  const folder = await mkdtemp(join(tmpdir(), 'sotto-house-'))
  const [httpsPort, wssPort] = [await freePort(), await freePort()]
  let child: ChildProcess | undefined
  let printed = ''
  let failure = ''

  const start = (): Promise<string> =>
    new Promise((resolve, reject) => {
      let said = ''
      const started = spawn(process.execPath, ['server/main.ts'], {
        cwd: root,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: {
          ...process.env,
          SOTTO_DATA: folder,
          SOTTO_HTTPS_PORT: String(httpsPort),
          SOTTO_WSS_PORT: String(wssPort),
          SOTTO_HOST: '127.0.0.1',
          SOTTO_LOG: 'info',
          ...settings({ httpsPort }),
        },
      })
      child = started
      const take = (part: Buffer): void => {
        printed += part.toString()
        said += part.toString()
        if (/Stop: /.test(said)) resolve(LINK.exec(said)?.[0] ?? '')
      }
      started.stdout.on('data', take)
      started.stderr.on('data', (part: Buffer) => {
        failure = part.toString()
        take(part)
      })
      started.once('exit', () => reject(new Error(`the server did not start: ${failure}`)))
    })
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const ending = child
    child = undefined
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return
    ending.kill(signal)
    await once(ending, 'exit')
  }
  return {
    folder,
    url: `https://localhost:${httpsPort}`,
    wssPort,
    printed: () => printed,
    start,
    kill: () => end('SIGKILL'),
    files: async () => {
      const names = await readdir(folder, { recursive: true, withFileTypes: true })
      const files = names.filter((name) => name.isFile())
      const read = files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name)
        return [path, await readFile(path)] as const
      })
      return new Map(await Promise.all(read))
    },
    close: async () => {
      await end('SIGTERM')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
