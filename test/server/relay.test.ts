// The delivery contract over real sockets (PROTOCOL 10): stored after the commit, in order, once.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCode, problem } from '../../protocol/errors.ts'
import { MAX_SEQ } from '../../protocol/limits.ts'
import {
  attach,
  dialReceiver,
  dialSender,
  logIn,
  random,
  sha256,
  type ReceiveSocket,
  type Route,
  type SendSocket,
} from '../support/wire.ts'
import { settle, withServer } from '../support/server.ts'

const open = async (
  place: { httpsPort: number; wssPort: number },
  route: Route,
): Promise<SendSocket> => {
  const socket = await dialSender(place, route.friendId)
  await attach(socket, route)
  return socket
}
const send = (socket: SendSocket, seq: number, envelope = random(100), channel = 0): void =>
  socket.say({ type: 'send', channel, seq, flags: 0, envelope })

const storedUpTo = async (socket: SendSocket, seq: number): Promise<void> => {
  for (;;) if ((await socket.hear('stored')).upTo >= seq) return
}
const takeDeliveries = async (
  socket: ReceiveSocket,
  count: number,
): Promise<{ seq: number; envelope: Uint8Array }[]> => {
  const all = []
  while (all.length < count) all.push(await socket.hear('deliver'))
  return all
}

test('an envelope reaches a device that is logged in, and is gone once acknowledged', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server)
    const receiver = await dialReceiver(server)
    const welcome = await logIn(server, receiver, device)
    assert.deepEqual([welcome.pending, welcome.ackedUpTo, welcome.head], [0, 0, 0])
    const sender = await open(server, route)
    const envelope = random(2_048)
    send(sender, 7, envelope)
    assert.deepEqual(await sender.hear('stored'), { type: 'stored', channel: 0, upTo: 7 })
    const delivered = await receiver.hear('deliver')
    assert.deepEqual(delivered.envelope, envelope)
    assert.deepEqual(delivered.friendId, route.friendId)
    receiver.say({ type: 'ack', storeEpoch: welcome.storeEpoch, upTo: delivered.seq })
    await receiver.close()
    const again = await dialReceiver(server)
    const second = await logIn(server, again, device)
    assert.deepEqual([second.pending, second.ackedUpTo], [0, delivered.seq])
    await sender.close()
    await again.close()
  }))

test('under load everything is delivered and stored in order, and what was acknowledged is gone', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server)
    const receiver = await dialReceiver(server)
    const { storeEpoch } = await logIn(server, receiver, device)
    const sender = await open(server, route)
    const bodies = Array.from({ length: 600 }, () => random(2_048))
    for (const [at, body] of bodies.entries()) send(sender, at + 1, body)
    let last = 0
    for (const [at, body] of bodies.entries()) {
      const delivered = await receiver.hear('deliver')
      assert.deepEqual(delivered.envelope, body)
      assert.ok(delivered.seq > last)
      last = delivered.seq
      if (at % 16 === 15) receiver.say({ type: 'ack', storeEpoch, upTo: last })
    }
    await storedUpTo(sender, bodies.length)
    await receiver.close()
    const again = await dialReceiver(server)
    const welcome = await logIn(server, again, device)
    assert.deepEqual([welcome.ackedUpTo, welcome.head], [last - 8, last])
    assert.equal(welcome.pending, bodies.length % 16)
    for (let left = bodies.length % 16; left > 0; left--) await again.hear('deliver')
    await again.close()
    await sender.close()
  }))

test('a backlog of several windows comes in order, mixed with live envelopes', () =>
  withServer(
    async (server) => {
      const { device, route } = await settle(server)
      const sender = await open(server, route)
      const bodies = Array.from({ length: 60 }, () => random(300))
      for (const [at, body] of bodies.slice(0, 40).entries()) send(sender, at + 1, body)
      await storedUpTo(sender, 40)
      const receiver = await dialReceiver(server)
      const { storeEpoch, pending } = await logIn(server, receiver, device)
      assert.equal(pending, 40)
      for (const [at, body] of bodies.slice(40).entries()) send(sender, at + 41, body)
      let last = 0
      for (const body of bodies) {
        const delivered = await receiver.hear('deliver')
        assert.deepEqual(delivered.envelope, body)
        assert.ok(delivered.seq > last)
        last = delivered.seq
        receiver.say({ type: 'ack', storeEpoch, upTo: last })
      }
      await receiver.close()
      await sender.close()
    },
    { limits: { windowEnvelopes: 8 } },
  ))

test('no more than the window goes out unacknowledged, and pings are answered meanwhile', () =>
  withServer(
    async (server) => {
      const { device, route } = await settle(server)
      const receiver = await dialReceiver(server)
      const { storeEpoch } = await logIn(server, receiver, device)
      const sender = await open(server, route)
      for (let seq = 1; seq <= 20; seq++) send(sender, seq)
      await storedUpTo(sender, 20)
      const first = await takeDeliveries(receiver, 5)
      receiver.say({ type: 'ping' })
      await receiver.hear('pong')
      receiver.say({ type: 'ack', storeEpoch, upTo: first.at(-1)?.seq ?? 0 })
      await takeDeliveries(receiver, 5)
      await receiver.close()
      await sender.close()
    },
    { limits: { windowEnvelopes: 5 } },
  ))

test('a resend is answered again; an old number with other bytes is a conflict', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const first = await open(server, route)
    const envelope = random(500)
    send(first, 10, envelope)
    await storedUpTo(first, 10)
    send(first, 10, envelope)
    assert.equal((await first.hear('stored')).upTo, 10)
    await first.close()
    const second = await dialSender(server, route.friendId)
    const { high, digest } = await attach(second, route)
    assert.equal(high, 10)
    assert.deepEqual(digest, sha256(envelope).slice(0, 16))
    send(second, 10, envelope)
    assert.equal((await second.hear('stored')).upTo, 10)
    send(second, 10, random(500))
    assert.equal((await second.hear('conflict')).high, 10)
    send(second, 9, envelope)
    assert.equal((await second.hear('conflict')).high, 10)
    send(second, 4_000_000_000)
    await storedUpTo(second, 4_000_000_000)
    await second.close()
  }))

test('numbers from 1 to the last one are taken, others close the socket', () =>
  withServer(async (server) => {
    for (const seq of [0, MAX_SEQ + 1]) {
      const { route } = await settle(server)
      const socket = await open(server, route)
      send(socket, seq)
      assert.equal(await socket.closed, closeCode.malformed)
    }
    const { route } = await settle(server)
    const socket = await open(server, route)
    for (const seq of [1, MAX_SEQ]) {
      send(socket, seq)
      await storedUpTo(socket, seq)
    }
    await socket.close()
  }))

test('a newer attach supersedes the older, whose late envelopes are dropped', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const older = await open(server, route)
    for (let seq = 1; seq <= 50; seq++) send(older, seq)
    const newer = await dialSender(server, route.friendId)
    const { high } = await attach(newer, route)
    send(older, 1_000)
    send(newer, high + 1)
    await storedUpTo(newer, high + 1)
    let last = await older.arrivals.next()
    while (last?.type === 'stored') last = await older.arrivals.next()
    assert.equal(last?.type, 'superseded')
    older.say({ type: 'ping' })
    await older.hear('pong')
    await older.close()
    await newer.close()
    const probe = await dialSender(server, route.friendId)
    assert.equal((await attach(probe, route)).high, high + 1)
    await probe.close()
  }))

test('a friendId takes exactly its quota; room comes back with the acknowledgement', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server, { quota: 3 })
    const sender = await open(server, route)
    for (let seq = 1; seq <= 5; seq++) send(sender, seq)
    const seen = []
    while (seen.at(-1)?.type !== 'stored') seen.push(await sender.arrivals.next())
    const rejected = { type: 'rejected', channel: 0, seq: 4, code: problem.channelFull }
    assert.deepEqual(seen, [rejected, { type: 'stored', channel: 0, upTo: 3 }])
    const receiver = await dialReceiver(server)
    const { storeEpoch } = await logIn(server, receiver, device)
    const [first] = await takeDeliveries(receiver, 3)
    receiver.say({ type: 'ack', storeEpoch, upTo: first?.seq ?? 0 })
    await receiver.close()
    const check = await dialReceiver(server)
    await logIn(server, check, device)
    // Stopped at 4: what comes after it is not taken before it.
    send(sender, 5)
    send(sender, 4)
    await storedUpTo(sender, 4)
    send(sender, 6)
    assert.equal((await sender.hear('rejected')).seq, 6)
    await check.close()
    await sender.close()
  }))

test('bytes of a friendId, envelopes and bytes of an inbox: at the limit, not one over', async () => {
  const cases = [
    { limits: { channelBytes: 250 }, code: problem.channelFull },
    { limits: { inboxEnvelopes: 2 }, code: problem.inboxFull },
    { limits: { inboxBytes: 250 }, code: problem.inboxFull },
  ]
  for (const { limits, code } of cases) {
    await withServer(
      async (server) => {
        const { route } = await settle(server)
        const sender = await open(server, route)
        send(sender, 1, random(125))
        send(sender, 2, random(125))
        await storedUpTo(sender, 2)
        send(sender, 3, random(1))
        assert.deepEqual(await sender.hear('rejected'), {
          type: 'rejected',
          channel: 0,
          seq: 3,
          code,
        })
        await sender.close()
      },
      { limits },
    )
  }
})

test('two channels on one socket stay apart', () =>
  withServer(async (server) => {
    const a = await settle(server)
    const b = await settle(server)
    const sender = await open(server, a.route)
    await attach(sender, b.route, 1)
    const forB = random(80)
    send(sender, 5, random(80), 0)
    send(sender, 5, forB, 1)
    const told = [await sender.hear('stored'), await sender.hear('stored')]
    assert.deepEqual(
      told.map(({ channel }) => channel).toSorted((a, b) => a - b),
      [0, 1],
    )
    const receiver = await dialReceiver(server)
    await logIn(server, receiver, b.device)
    assert.deepEqual((await receiver.hear('deliver')).envelope, forB)
    sender.say({ type: 'detach', channel: 0 })
    send(sender, 6, random(80), 0)
    sender.say({ type: 'ping' })
    await sender.hear('pong')
    await receiver.close()
    await sender.close()
  }))

test('a volatile frame reaches a connected device, two in a second, and is never stored', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server)
    const sender = await open(server, route)
    const typing = (): void => sender.say({ type: 'volatile', channel: 0, data: random(256) })
    typing()
    sender.say({ type: 'ping' })
    await sender.hear('pong')
    const receiver = await dialReceiver(server)
    const { pending } = await logIn(server, receiver, device)
    assert.equal(pending, 0)
    for (let count = 0; count < 10; count++) typing()
    send(sender, 1)
    const heard = []
    while (heard.at(-1) !== 'deliver') heard.push((await receiver.arrivals.next())?.type)
    assert.ok(heard.filter((type) => type === 'volatile').length <= 2)
    assert.ok(heard.includes('volatile'))
    await receiver.close()
    await sender.close()
  }))

test('a login elsewhere closes the older socket, which keeps nothing', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const older = await dialReceiver(server)
    await logIn(server, older, device)
    const newer = await dialReceiver(server)
    await logIn(server, newer, device)
    assert.equal(await older.closed, 4501)
    newer.say({ type: 'ping' })
    await newer.hear('pong')
    await newer.close()
  }))

test('an acknowledgement of another life of the store changes nothing; one above all is malformed', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server)
    const sender = await open(server, route)
    send(sender, 1)
    await storedUpTo(sender, 1)
    const receiver = await dialReceiver(server)
    const { storeEpoch, head } = await logIn(server, receiver, device)
    await receiver.hear('deliver')
    receiver.say({ type: 'ack', storeEpoch: random(16), upTo: head })
    receiver.say({ type: 'ack', storeEpoch, upTo: head + 1 })
    assert.equal(await receiver.closed, 4500)
    const again = await dialReceiver(server)
    assert.equal((await logIn(server, again, device)).pending, 1)
    await again.close()
    await sender.close()
  }))

test('one sender at full speed and one at ease: both are served in order', () =>
  withServer(async (server) => {
    const { device, route } = await settle(server)
    const calm = await settle(server)
    const flood = await open(server, route)
    for (let seq = 1; seq <= 1_000; seq++) send(flood, seq, random(2_048))
    const quiet = await open(server, calm.route)
    send(quiet, 1)
    await storedUpTo(quiet, 1)
    await storedUpTo(flood, 1_000)
    send(flood, 1_001)
    assert.equal((await flood.hear('rejected')).code, problem.channelFull)
    const receiver = await dialReceiver(server)
    const { storeEpoch, pending } = await logIn(server, receiver, device)
    assert.equal(pending, 1_000)
    let last = 0
    for (let count = 0; count < 1_000; count++) {
      const { seq } = await receiver.hear('deliver')
      assert.ok(seq > last)
      last = seq
      if (count % 32 === 31) receiver.say({ type: 'ack', storeEpoch, upTo: seq })
    }
    await receiver.close()
    await flood.close()
    await quiet.close()
  }))
