// The running server's end of the control socket: JSON over HTTP, one call at a time per connection, for
// the server's own user alone. Commands talk to it because one connection alone may write the database.
import { chmodSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import { controlPath, prepareControlPath } from './control-path.ts'
import { SNAPSHOT, type ControlCall, type Controls } from './control-calls.ts'
import { CommandFault } from './exit.ts'

const MAX_BODY = 65_536
const OWNER_ONLY = 0o600
const BODY_WITHIN = 5_000

/** What the socket serves. */
export interface ControlOptions {
  readonly folder: string
  readonly controls: Controls
  /** Writes a copy of the database into the answer; rejects with CommandFault. */
  snapshot(response: ServerResponse): Promise<void>
}

const readJson = async (request: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of request) {
    if (!(chunk instanceof Buffer)) throw new Error('not bytes')
    length += chunk.length
    if (length > MAX_BODY) throw new Error('too long')
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8') || '{}')
}

const answer = (response: ServerResponse, status: number, value: unknown): void => {
  response.writeHead(status, { 'Content-Type': 'application/json' })
  response.end(JSON.stringify(value))
}

const isCall = (name: string, controls: Controls): name is ControlCall =>
  Object.hasOwn(controls, name)

const serveCall = async (
  { controls, snapshot }: ControlOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  const name = (request.url ?? '').slice(1)
  const take = await readJson(request)
  if (request.method !== 'POST' || typeof take !== 'object' || take === null) {
    return answer(response, 400, { sentence: 'The running server does not understand this call.' })
  }
  if (name === SNAPSHOT) return snapshot(response)
  if (!isCall(name, controls)) {
    return answer(response, 404, {
      sentence: 'The running server is of another version and does not know this: restart it.',
    })
  }
  // Each call checks what it takes; the socket admits only this user's own commands.
  const call = controls[name] as (take: unknown) => Promise<unknown>
  answer(response, 200, await call(take))
}

const refuse = (response: ServerResponse, error: unknown): void => {
  if (response.headersSent) {
    response.destroy()
    return
  }
  if (error instanceof CommandFault) {
    answer(response, 409, { exit: error.code, sentence: error.message })
    return
  }
  answer(response, 500, { sentence: 'The running server could not do this: see its log.' })
}

const listen = async (server: Server, path: string): Promise<void> => {
  // The socket must not be open to others for even a moment.
  const before = process.umask(0o177)
  try {
    server.listen(path)
  } finally {
    process.umask(before)
  }
  await once(server, 'listening')
  if (process.platform !== 'win32') chmodSync(path, OWNER_ONLY)
}

/**
 * Opens the control socket. Whoever calls this holds the database, so a socket that lies there is left over
 * from a server that was killed. Rejects when the place cannot have a socket.
 */
export const openControl = async (options: ControlOptions): Promise<{ close(): void }> => {
  const path = controlPath(options.folder)
  const server = createServer((request, response) => {
    serveCall(options, request, response).catch((error: unknown) => refuse(response, error))
  })
  server.requestTimeout = BODY_WITHIN
  prepareControlPath(options.folder, path)
  if (process.platform !== 'win32') rmSync(path, { force: true })
  await listen(server, path)
  server.unref()
  return {
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}
