// A socket that is not read just now: a stopping server hears its answer, for every other end it stays unread.
import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { Duplex } from 'node:stream'
import { test } from 'node:test'
import { WebSocket } from 'ws'
import { closeCode } from '../../protocol/errors.ts'
import { Connection, Turn } from '../../server/gateway-connection.ts'
import { gatewayLimits, noGuard } from '../../server/gateway-limits.ts'

/** A connection whose `ws` only notes whether it is read. */
const create = () => {
  const state = { read: true, closed: 0 }
  const ws = Object.assign(Object.create(WebSocket.prototype), new EventEmitter(), {
    pause: () => (state.read = false),
    resume: () => (state.read = true),
    close: (code: number) => (state.closed = code),
  }) as WebSocket // as much of one as a connection uses
  const socket = Object.assign(new Duplex({ read: () => undefined }), { bytesRead: 1 })
  return { state, connection: new Connection(ws, socket, new Turn(), gatewayLimits) }
}

test('who is held for sending too much is read again when the server stops', async () => {
  const { state, connection } = create()
  connection.guard = { ...noGuard, read: () => Promise.resolve(60) }
  connection.tick(performance.now())
  await Promise.resolve()
  await Promise.resolve()
  assert.equal(state.read, false, 'held')
  connection.close(closeCode.drain)
  assert.deepEqual(state, { read: true, closed: closeCode.drain })
})

test('who waits for a full store is read again when the server stops, and not when it is slow', () => {
  for (const code of [closeCode.drain, closeCode.slowReader]) {
    const { state, connection } = create()
    connection.pause(true)
    connection.close(code)
    assert.deepEqual(state, { read: code === closeCode.drain, closed: code })
  }
})
