// What a running server still holds once its garbage is collected, asked from outside through Node's own
// inspector: RSS cannot say it, since V8 keeps the pages of a heap that was larger once.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { pause } from './chance.ts'
import type { Victim } from './victim.ts'

const LISTENING = /Debugger listening on (ws:\S+)/
// A collection finds what the finalizers of the one before let go.
const COLLECTIONS = 3

/** Environment that lets a victim be asked: a port for its inspector, which opens only with `heldBy`. */
export const inspectable = async (): Promise<Readonly<Record<string, string>>> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  server.close()
  await once(server, 'close')
  return { NODE_OPTIONS: `--inspect-port=127.0.0.1:${address.port}` }
}

const urlOf = async (victim: Victim): Promise<string> => {
  if (!LISTENING.test(victim.printed())) victim.signal('SIGUSR1')
  for (;;) {
    const url = LISTENING.exec(victim.printed())?.[1]
    if (url !== undefined) return url
    await pause(10)
  }
}

/** Sends one command of the inspector's protocol and gives its answer. */
const ask = async (socket: WebSocket, method: string): Promise<unknown> => {
  const answer = once(socket, 'message')
  socket.send(JSON.stringify({ id: 1, method }))
  const [event] = await answer
  assert.ok(event instanceof MessageEvent)
  return JSON.parse(String(event.data))
}

interface Usage {
  readonly result: { readonly usedSize: number; readonly backingStorageSize: number }
}

/** Bytes that the server's main thread holds after a collection: its objects and its buffers. */
export const heldBy = async (victim: Victim): Promise<number> => {
  const socket = new WebSocket(await urlOf(victim))
  await once(socket, 'open')
  for (let time = 0; time < COLLECTIONS; time++) await ask(socket, 'HeapProfiler.collectGarbage')
  // The inspector's protocol states these fields (Runtime.getHeapUsage).
  const { result } = (await ask(socket, 'Runtime.getHeapUsage')) as Usage
  const closed = once(socket, 'close')
  socket.close()
  await closed
  return result.usedSize + result.backingStorageSize
}
