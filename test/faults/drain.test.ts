// An orderly end under load (PROTOCOL 5, close code 1012): clients are told to come back, what came in is stored,
// the log is emptied into the file, and clients that stall or say nothing do not hold it up. Also with thousands of
// connections that all write at this moment: the server cuts itself off after ten seconds, and then exits with 1.
import assert from 'node:assert/strict'
import { existsSync, statSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { test } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { closeCode } from '../../protocol/errors.ts'
import { MAX_FRIEND_IDS } from '../../protocol/limits.ts'
import { databasePath } from '../../server/store/database.ts'
import {
  attach,
  call,
  createRoutes,
  dialReceiver,
  dialSender,
  logIn,
  random,
  type Route,
  type SendSocket,
} from '../support/wire.ts'
import { chanceFrom, pause, roundsOf, seedOfRun } from './chance.ts'
import { createLoad } from './load.ts'
import { settlePeople } from './residents.ts'
import { createVictim, type Victim } from './victim.ts'

const ROUNDS = roundsOf(3, 50)

/** Connections that never finish anything: a bare one, one without a request, one in the middle of a body. */
const loiter = async ({ httpsPort, wssPort }: Victim): Promise<readonly Socket[]> => {
  const bare = connect(httpsPort, '127.0.0.1')
  const idle = connectTls({ port: wssPort, host: '127.0.0.1', rejectUnauthorized: false })
  const half = connectTls({ port: httpsPort, host: '127.0.0.1', rejectUnauthorized: false })
  const all = [bare, idle, half]
  for (const socket of all) socket.on('error', () => undefined)
  await Promise.all([
    once(bare, 'connect'),
    once(idle, 'secureConnect'),
    once(half, 'secureConnect'),
  ])
  half.write(
    `POST /login HTTP/1.1\r\nHost: 127.0.0.1:${httpsPort}\r\nContent-Length: 113\r\n` +
      'Content-Type: application/octet-stream\r\n\r\nhalf',
  )
  return all
}

test(`SIGTERM under load, ${ROUNDS} times: 1012 for all, all stored, log emptied, exit 0`, async (context) => {
  const seed = seedOfRun()
  const chance = chanceFrom(seed)
  const victim = await createVictim(context)
  await victim.start()
  const load = await createLoad(victim, victim.ticket(), { people: 3 })
  const log = `${databasePath(victim.folder)}-wal`
  for (let round = 0; round < ROUNDS; round++) {
    const strangers = await loiter(victim)
    const stalled = load.readers[2]
    assert.ok(stalled)
    const silent = await dialReceiver(victim)
    await logIn(victim, silent, stalled.device)
    silent.ws.pause()
    const active = load.readers.slice(0, 2)
    const heard = load.senders.filter(({ reader }) => active.includes(reader))
    const before = heard.map(({ told }) => told)
    const logins = active.map(({ logins: count }) => count)
    const senders = load.senders.map((sender) => sender.run(victim))
    const readers = active.map((reader) => reader.run(victim))
    // Everybody is in the middle of it: who had not logged in yet could not be told anything.
    const atWork = (): boolean =>
      heard.every(({ told }, at) => told > (before[at] ?? 0)) &&
      active.every(({ logins: count }, at) => count > (logins[at] ?? 0))
    while (!atWork()) await pause(10)
    await pause(chance() * 400)
    const end = victim.stop()
    const codes = await Promise.all([...senders, ...readers])
    assert.deepEqual(
      codes,
      codes.map(() => closeCode.drain),
    )
    assert.equal((await end).code, 0, victim.printed())
    await assert.rejects(call(victim.httpsPort, 'GET', '/health'))
    assert.equal(existsSync(log) ? statSync(log).size : 0, 0)
    for (const socket of strangers) socket.destroy()
    silent.ws.terminate()
    await victim.start()
  }
  const told = await load.settle()
  context.diagnostic(`seed ${seed}: ${ROUNDS} ends, ${told} envelopes told stored`)
  assert.ok(told > 0)
})

const CROWD = roundsOf(1_000, 5_000)
const DIALLED_AT_ONCE = 50

/** A socket of its own for every route, with the right to send. */
const gather = async (victim: Victim, routes: readonly Route[]): Promise<readonly SendSocket[]> => {
  const crowd: SendSocket[] = []
  const waiting = routes.values()
  const line = async (): Promise<void> => {
    for (const route of waiting) {
      const socket = await dialSender(victim, route.friendId)
      await attach(socket, route)
      crowd.push(socket)
    }
  }
  await Promise.all(Array.from({ length: DIALLED_AT_ONCE }, line))
  return crowd
}

test(`SIGTERM with ${CROWD} connections that all write: 1012 for all, exit 0 in time`, async (context) => {
  const victim = await createVictim(context, { env: { SOTTO_LIMIT_FACTOR: '0' } })
  await victim.start()
  const people = await settlePeople(victim, victim.ticket(), Math.ceil(CROWD / MAX_FRIEND_IDS))
  const routes: Route[] = []
  for (const { bearer } of people) {
    const wanted = Math.min(CROWD - routes.length, MAX_FRIEND_IDS - 1)
    routes.push(...(await createRoutes(victim, bearer, wanted)))
  }
  const crowd = await gather(victim, routes)
  assert.equal(crowd.length, CROWD)
  const envelope = random(2_048)
  for (const socket of crowd) {
    socket.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope })
  }
  // The first answer shows that they are being worked on.
  await Promise.race(crowd.map((socket) => socket.hear('stored')))
  const end = victim.stop()
  const codes = await Promise.all(crowd.map(({ closed }) => closed))
  assert.equal((await end).code, 0, victim.printed())
  const others = codes.filter((code) => code !== closeCode.drain)
  context.diagnostic(`${CROWD} connections, ${others.length} of them closed otherwise`)
  assert.deepEqual(others, [])
})
