// A real server for tests: own folder, own ports, on 127.0.0.1.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { silentLog } from '../../server/log.ts'
import { serve, type Running, type ServeOptions } from '../../server/serve.ts'
import { testCertificate } from './certificate.ts'

/** An empty folder for one test. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'sotto-test-'))

/** Removes it. */
export const removeFolder = (folder: string): void =>
  rmSync(folder, { recursive: true, force: true })

/** Starts a server in `folder`. */
export const startServer = async (
  folder: string,
  options: Partial<ServeOptions> = {},
): Promise<Running> =>
  serve({
    host: '127.0.0.1',
    httpsPort: 0,
    wssPort: 0,
    dataFolder: folder,
    tls: await testCertificate(),
    hosts: ({ httpsPort, wssPort }) =>
      new Set([`127.0.0.1:${httpsPort}`, `127.0.0.1:${wssPort}`, `localhost:${httpsPort}`]),
    publicUrl: undefined,
    publicWssUrl: undefined,
    build: new Uint8Array(32),
    pages: (ctx) => {
      ctx.body = 'page'
    },
    wssPage: '<p>accepted</p>',
    log: silentLog,
    ...options,
  })

/** Runs a test against a fresh server and cleans up after it. */
export const withServer = async (
  act: (server: Running, folder: string) => Promise<void>,
  options: Partial<ServeOptions> = {},
): Promise<void> => {
  const folder = freshFolder()
  const server = await startServer(folder, options)
  try {
    await act(server, folder)
  } finally {
    await server.close()
    removeFolder(folder)
  }
}
