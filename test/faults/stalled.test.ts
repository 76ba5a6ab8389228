// Clients that stall (PROTOCOL 3.3 and 10 rule 11): silent and dribbling connections on both ports, sockets that
// never attach, a client that vanishes in the middle of a frame, one whose network swallows everything, readers
// that stop reading. Each is ended by the server, costs bounded memory, and delays nobody.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { test, type TestContext } from 'node:test'
import { encode } from '../../protocol/codec.ts'
import { closeCode } from '../../protocol/errors.ts'
import { senderFrame } from '../../protocol/frame.ts'
import type { Resident } from '../support/server.ts'
import { attach, dialReceiver, dialSender, logIn, random, type Place } from '../support/wire.ts'
import { pause } from './chance.ts'
import { atEnd } from './endings.ts'
import { Pair } from './pair.ts'
import { settlePeople } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const MEGABYTE = 1_048_576
const EACH = 20
const DRIBBLE_EVERY = 500
const SLOW_READERS = 10

const closed = (socket: Socket): Promise<unknown> => {
  socket.on('error', () => undefined)
  socket.resume()
  return once(socket, 'close')
}

const tlsTo = (port: number): Socket =>
  connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })

/** Writes a byte now and then for as long as the server takes them. */
const dribble = async (socket: Socket, head: string): Promise<unknown> => {
  const end = closed(socket)
  // A server on a busy machine may end it in the handshake already.
  await once(socket, 'secureConnect').catch(() => undefined)
  socket.write(head)
  const timer = setInterval(() => socket.write('x'), DRIBBLE_EVERY)
  await end
  clearInterval(timer)
  return undefined
}

const headOf = (port: number, rest: string): string =>
  `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n${rest}`

const FULL_HEAD = 'Content-Type: application/octet-stream\r\nContent-Length: 113\r\n\r\n'

/** Connections without a word, in every stage, and half-said requests: all of them on this port. */
const loiterers = (port: number): Promise<unknown>[] =>
  Array.from({ length: EACH }, () => [
    closed(connect(port, '127.0.0.1')),
    closed(tlsTo(port)),
    dribble(tlsTo(port), headOf(port, 'X-Slow: ')),
    dribble(tlsTo(port), headOf(port, FULL_HEAD)),
  ]).flat()

/** A way to the server that can swallow everything without a word to either side. */
const swallowing = async (
  context: TestContext,
  port: number,
): Promise<{ port: number; swallow(): void; dropped: Promise<unknown> }> => {
  let swallowed = false
  let drop: (why: unknown) => void = () => undefined
  const dropped = new Promise((resolve) => (drop = resolve))
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1')
    const pass = (to: Socket) => (part: Buffer) => {
      if (!swallowed) to.write(part)
    }
    near.on('data', pass(far)).on('error', () => undefined)
    far.on('data', pass(near)).on('error', () => undefined)
    far.on('close', drop)
    atEnd(context, () => {
      near.destroy()
      far.destroy()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  atEnd(context, () => void server.close())
  return {
    port: (server.address() as AddressInfo).port,
    swallow: () => (swallowed = true),
    dropped,
  }
}

const halfOpen = async (
  context: TestContext,
  victim: Victim,
  { device, route }: Resident,
): Promise<void> => {
  const way = await swallowing(context, victim.wssPort)
  // The Host header names the real port, as with a network in between.
  const headers = { host: `127.0.0.1:${victim.wssPort}` }
  const place: Place = { httpsPort: victim.httpsPort, wssPort: way.port }
  const receiver = await dialReceiver(place, headers)
  await logIn(victim, receiver, device)
  way.swallow()
  await way.dropped
  // The inbox is free again, and what comes now waits for the device.
  const pair = await Pair.open(victim, { device, route, bearer: new Uint8Array() })
  await pair.write()
  await pair.close()
  receiver.ws.terminate()
}

const vanishInFrame = async (victim: Victim, { route }: Resident): Promise<void> => {
  const socket = await dialSender(victim, route.friendId)
  const { high } = await attach(socket, route)
  const whole = encode(senderFrame, {
    type: 'send',
    channel: 0,
    seq: high + 1,
    flags: 0,
    envelope: random(60_000),
  })
  // A masked binary message whose head promises more than ever comes.
  const raw = (socket.ws as unknown as { _socket: Socket })._socket // no public way to half a frame
  const head = Buffer.from([
    0x82,
    0xff,
    0,
    0,
    0,
    0,
    0,
    0,
    whole.length >> 8,
    whole.length & 255,
    0,
    0,
    0,
    0,
  ])
  raw.write(Buffer.concat([head, whole.subarray(0, 30_000)]))
  await pause(100)
  raw.destroy()
  const again = await dialSender(victim, route.friendId)
  assert.equal((await attach(again, route)).high, high, 'nothing of half a frame is kept')
  await again.close()
}

const neverBegin = async (victim: Victim, { route }: Resident): Promise<void> => {
  const sockets = await Promise.all([dialReceiver(victim), dialSender(victim, route.friendId)])
  const codes = await Promise.all(sockets.map(({ closed: end }) => end))
  assert.deepEqual(codes, [closeCode.idle, closeCode.idle])
}

/** Somebody with a backlog who logs in and does not read. */
const stopReading = async (victim: Victim, { device, route }: Resident): Promise<void> => {
  const sender = await dialSender(victim, route.friendId)
  let { high } = await attach(sender, route)
  for (let at = 0; at < 40; at++) {
    sender.say({ type: 'send', channel: 0, seq: ++high, flags: 0, envelope: random(60_000) })
  }
  while ((await sender.hear('stored')).upTo < high);
  const reader = await dialReceiver(victim)
  await logIn(victim, reader, device)
  reader.ws.pause()
  // The other end shows only in the socket below: a paused WebSocket hears of nothing.
  const raw = (reader.ws as unknown as { _socket: Socket })._socket // see above
  const far = await untilDropped(victim, raw)
  assert.ok(far)
  reader.ws.terminate()
  await sender.close()
}

/** True once the server has closed the connection that this socket is one end of. */
const untilDropped = async (victim: Victim, socket: Socket): Promise<boolean> => {
  const port = socket.localPort
  for (let tries = 0; tries < 200; tries++) {
    if (!(await victim.hasConnectionFrom(port ?? 0))) return true
    await pause(400)
  }
  return false
}

test('clients that stall: each is ended, memory stays bounded, and two others write on', async (context) => {
  const victim = await createVictim(context)
  await victim.start()
  const people = await settlePeople(victim, victim.ticket(), SLOW_READERS + 4)
  const [honest, swallowed, vanishing, waiting, ...readers] = people
  assert.ok(honest && swallowed && vanishing && waiting)
  const pair = await Pair.open(victim, honest)
  for (let at = 0; at < 50; at++) await pair.write()
  const before = { memory: await victim.memory(), files: await victim.openFiles() }
  const writing = pair.keepWriting()
  let highest = before.memory
  const watch = setInterval(() => {
    void victim.memory().then((now) => (highest = Math.max(highest, now)))
  }, 250)
  atEnd(context, () => clearInterval(watch))
  await Promise.all([
    ...loiterers(victim.httpsPort),
    ...loiterers(victim.wssPort),
    halfOpen(context, victim, swallowed),
    vanishInFrame(victim, vanishing),
    neverBegin(victim, waiting),
    ...readers.map((reader) => stopReading(victim, reader)),
  ])
  clearInterval(watch)
  pair.stop()
  await writing
  context.diagnostic(
    `meanwhile ${pair.times.length} messages, 99 of 100 within ${pair.within(0.99)} ms; ` +
      `memory rose from ${Math.round(before.memory / MEGABYTE)} to ${Math.round(highest / MEGABYTE)} MiB at most`,
  )
  assert.ok(pair.times.length > 200)
  assert.ok(highest - before.memory < 192 * MEGABYTE, `${highest - before.memory} bytes more`)
  assert.ok((await victim.openFiles()) <= before.files + 4, 'every connection was given back')
  await pair.close()
  assert.equal((await victim.stop()).code, 0)
})
