// A real server for tests: own folder, own ports, on 127.0.0.1.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FriendIdEntry } from '../../protocol/exchange.ts'
import { silentLog } from '../../server/log.ts'
import { serve, type Running, type ServeOptions } from '../../server/serve.ts'
import { testCertificate } from './certificate.ts'
import {
  createDevice,
  createInbox,
  createRoute,
  loginOverHttps,
  type Device,
  type Route,
} from './wire.ts'

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

/** A device with an inbox, its bearer and one friendId. */
export interface Resident {
  readonly device: Device
  readonly bearer: Uint8Array
  readonly route: Route
}

/** Creates a device on this server. */
export const settle = async (
  server: Running,
  stated: Partial<FriendIdEntry> = {},
): Promise<Resident> => {
  const device = createDevice()
  await createInbox(server, device, await server.newTicket())
  const bearer = await loginOverHttps(server, device)
  return { device, bearer, route: await createRoute(server, bearer, stated) }
}
