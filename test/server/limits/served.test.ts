// Each limit at a running server: it is crossed, the refusal says what to do, the metric counts it, and an
// honest neighbour is served meanwhile. Neighbours are other addresses of the loopback network, and people
// with true rights behind the same address.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode } from '../../../protocol/codec.ts'
import { closeCode, problem, problemMeaning, type ProblemName } from '../../../protocol/errors.ts'
import * as exchange from '../../../protocol/exchange.ts'
import type { LimitName, Limits } from '../../../server/limits/limits.ts'
import { Metrics } from '../../../server/metrics.ts'
import type { Running } from '../../../server/serve.ts'
import {
  as,
  attach,
  call,
  createDevice,
  createInbox,
  dialReceiver,
  dialSender,
  logIn,
  loginOverHttps,
  post,
  random,
  signLogin,
  type Answer,
} from '../../support/wire.ts'
import { settle, withServer } from '../../support/server.ts'

const refused = (answer: Answer, name: ProblemName): void => {
  assert.equal(answer.status, problemMeaning[name][0])
  const { code, retryAfter } = decode(exchange.problemBody, answer.body)
  assert.equal(code, problem[name])
  if (name !== 'rateLimited') return
  assert.ok(retryAfter >= 1)
  assert.equal(answer.headers['retry-after'], String(retryAfter))
}

/** Runs with these limits; afterwards exactly these were met. */
const limited = (
  limits: Partial<Limits>,
  act: (server: Running) => Promise<void>,
  met: readonly LimitName[] = Object.keys(limits) as LimitName[], // they are names of limits
): Promise<void> => {
  const metrics = new Metrics()
  return withServer(
    async (server) => {
      await act(server)
      const text = await metrics.text()
      for (const [, name, count] of text.matchAll(/limit_hits_total\{limit="(\w+)"\} (\d+)/g)) {
        const expected = met.some((each) => each === name)
        assert.equal(Number(count) > 0, expected, `${name ?? ''} was met ${count ?? ''} times`)
      }
    },
    { limits, metrics },
  )
}

const NEIGHBOUR = '127.9.9.9'
const fromNeighbour = (server: Running): Promise<Answer> =>
  call(server.httpsPort, 'POST', '/login/challenge', { from: NEIGHBOUR })

test('connections of one address', () =>
  limited({ connectionsPerAddress: 2 }, async (server) => {
    const sockets = await Promise.all([dialReceiver(server), dialReceiver(server)])
    await assert.rejects(call(server.httpsPort, 'GET', '/health'))
    assert.equal((await fromNeighbour(server)).status, 200)
    for (const socket of sockets) await socket.close()
    assert.equal((await call(server.httpsPort, 'GET', '/health')).status, 200)
  }))

test('connections of everybody', () =>
  limited({ connections: 2 }, async (server) => {
    const sockets = await Promise.all([dialReceiver(server), dialReceiver(server)])
    await assert.rejects(fromNeighbour(server))
    await sockets[0]?.close()
    // The server learns of the end a moment later.
    let status = 0
    while (status === 0)
      status = await fromNeighbour(server).then(
        (answer) => answer.status,
        () => 0,
      )
    assert.equal(status, 200)
    await sockets[1]?.close()
  }))

test('handshakes of one address', () =>
  limited({ handshakesPerAddress: 3 }, async (server) => {
    for (let count = 0; count < 3; count++) {
      assert.equal((await call(server.httpsPort, 'GET', '/health')).status, 200)
    }
    await assert.rejects(call(server.wssPort, 'GET', '/health'))
    assert.equal((await fromNeighbour(server)).status, 200)
  }))

test('requests of one address, on both ports, with a sentence for people', () =>
  limited({ requestsPerAddress: 2 }, async (server) => {
    assert.equal((await call(server.httpsPort, 'GET', '/')).status, 200)
    assert.equal((await call(server.wssPort, 'GET', '/')).status, 200)
    const answer = await call(server.httpsPort, 'GET', '/')
    assert.equal(answer.status, 429)
    assert.match(Buffer.from(answer.body).toString(), /wait/)
    assert.ok(Number(answer.headers['retry-after']) >= 1)
    assert.equal((await call(server.wssPort, 'GET', '/health')).status, 429)
    refused(await call(server.httpsPort, 'GET', '/config'), 'rateLimited')
    assert.equal((await fromNeighbour(server)).status, 200)
  }))

test('requests of the key exchange of one address', () =>
  limited({ postsPerAddress: 2 }, async (server) => {
    const ask = (): Promise<Answer> => call(server.httpsPort, 'POST', '/login/challenge')
    assert.deepEqual([(await ask()).status, (await ask()).status], [200, 200])
    refused(await ask(), 'rateLimited')
    assert.equal((await call(server.httpsPort, 'GET', '/health')).status, 200)
    assert.equal((await fromNeighbour(server)).status, 200)
  }))

test('wrong rights of one address; true ones are served all the same, from the same address', () =>
  limited({ failuresPerAddress: 3 }, async (server) => {
    const honest = await settle(server)
    const wrong = { friendId: honest.route.friendId, sendToken: random(32) }
    const card = (): Promise<Answer> => post(server, '/keys/card', exchange.friendRight, wrong)
    for (let count = 0; count < 3; count++) refused(await card(), 'refused')
    refused(await card(), 'rateLimited')
    // Attaches and logins over WebSockets count with them.
    const sender = await dialSender(server, wrong.friendId)
    sender.say({ type: 'attach', version: 1, channel: 0, ...wrong })
    await sender.hear('refused')
    assert.equal(await sender.closed, closeCode.rateLimited)
    const stranger = createDevice()
    const receiver = await dialReceiver(server)
    const { nonce } = await receiver.hear('challenge')
    const signature = signLogin(stranger, `wss://127.0.0.1:${server.wssPort}`, nonce)
    receiver.say({ type: 'login', version: 1, inboxId: stranger.inboxId, signature })
    assert.equal(await receiver.closed, closeCode.rateLimited)
    assert.equal(await createInbox(server, createDevice(), random(16)), 429)
    // And who has the right is served.
    const own = await dialSender(server, honest.route.friendId)
    await attach(own, honest.route)
    const device = await dialReceiver(server)
    await logIn(server, device, honest.device)
    assert.equal((await loginOverHttps(server, honest.device)).length, 32)
    await Promise.all([own.close(), device.close()])
  }))

test('bytes of one address: a socket waits and loses nothing, a request hears when', async () => {
  const metrics = new Metrics()
  const limits = { bytesPerAddress: 20_000, tick: 20 }
  await withServer(
    async (server) => {
      const { route } = await settle(server)
      const sender = await dialSender(server, route.friendId)
      await attach(sender, route)
      const send = { type: 'send', channel: 0, flags: 0 } as const
      sender.say({ ...send, seq: 1, envelope: random(30_000) })
      await sender.hear('stored')
      const tooLong = { body: random(1_000) }
      const ask = (): Promise<Answer> => call(server.httpsPort, 'POST', '/login/challenge', tooLong)
      let answer = await ask()
      while (answer.status === 413) answer = await ask()
      refused(answer, 'rateLimited')
      assert.equal((await fromNeighbour(server)).status, 200)
      const before = await metrics.numbers()
      assert.ok((before['sotto_limit_hits_total'] ?? 0) > 0)
      for (let seq = 2; seq <= 6; seq++) sender.say({ ...send, seq, envelope: random(1_000) })
      let stored = 1
      while (stored < 6) stored = (await sender.hear('stored')).upTo
      await sender.close()
    },
    { limits, metrics },
  )
})

test('inboxes made by one address', () =>
  limited({ inboxesPerAddress: 2 }, async (server) => {
    await settle(server)
    await settle(server)
    const ticket = await server.newTicket()
    const device = createDevice()
    assert.equal(await createInbox(server, device, ticket), 429)
    // The ticket is not used up by that.
    const right = { type: 'ticket', ticket } as const
    const body = { version: 1, inboxId: device.inboxId, loginKey: device.loginKey, right }
    const { httpsPort, wssPort } = server
    const place = { httpsPort, wssPort, from: NEIGHBOUR }
    const neighbour = await post(place, '/inboxes', exchange.createInbox, body)
    assert.equal(neighbour.status, 201)
  }))

test('inboxes made by everybody in an hour, and inboxes in all', async () => {
  await limited({ inboxesPerHour: 1 }, async (server) => {
    const { device } = await settle(server)
    assert.equal(await createInbox(server, createDevice(), await server.newTicket()), 429)
    assert.equal((await loginOverHttps(server, device)).length, 32)
  })
  await limited({ inboxes: 1 }, async (server) => {
    const { device } = await settle(server)
    assert.equal(await createInbox(server, createDevice(), await server.newTicket()), 507)
    // Stating one’s own again is no new one.
    assert.equal(await createInbox(server, device, random(16)), 200)
  })
})

test('reads of one card, claims through one friendId', () =>
  limited({ cardsPerFriendId: 1, bundlesPerFriendId: 1 }, async (server) => {
    const invited = { card: random(2_048), expiresDay: Math.floor(Date.now() / 86_400_000) + 3 }
    const [first, second] = [await settle(server, invited), await settle(server, invited)]
    const card = ({ route }: typeof first): Promise<Answer> =>
      post(server, '/keys/card', exchange.friendRight, route)
    const bundle = ({ route }: typeof first): Promise<Answer> =>
      post(server, '/keys/bundle', exchange.friendRight, route)
    assert.equal((await card(first)).status, 200)
    refused(await card(first), 'rateLimited')
    assert.equal((await card(second)).status, 200)
    refused(await bundle(first), 'notFound')
    refused(await bundle(first), 'rateLimited')
    refused(await bundle(second), 'notFound')
    // Whoever has no token uses nothing of it up and learns nothing.
    const wrong = { ...first.route, sendToken: random(32) }
    refused(await post(server, '/keys/card', exchange.friendRight, wrong), 'refused')
  }))

test('envelopes to one friendId: rejected, in order, also after a new attach', () =>
  limited({ sendsPerFriendId: 2 }, async (server) => {
    const { route, bearer } = await settle(server)
    const other = await settle(server)
    assert.ok(bearer)
    const send = { type: 'send', flags: 0, envelope: random(100) } as const
    const sender = await dialSender(server, route.friendId)
    await attach(sender, route)
    await attach(sender, other.route, 1)
    for (const seq of [1, 2]) {
      sender.say({ ...send, channel: 0, seq })
      await sender.hear('stored')
    }
    sender.say({ ...send, channel: 0, seq: 3 })
    const rejected = { type: 'rejected', channel: 0, seq: 3, code: problem.rateLimited }
    assert.deepEqual(await sender.hear('rejected'), rejected)
    sender.say({ ...send, channel: 1, seq: 1 })
    assert.equal((await sender.hear('stored')).channel, 1)
    await sender.close()
    const again = await dialSender(server, route.friendId)
    await attach(again, route)
    again.say({ ...send, channel: 0, seq: 3 })
    assert.deepEqual(await again.hear('rejected'), rejected)
    await again.close()
  }))

test('logins and writes of one inbox', () =>
  limited({ loginsPerInbox: 3, writesPerInbox: 2 }, async (server) => {
    // `settle` logs in once and writes once.
    const [first, second] = [await settle(server), await settle(server)]
    const login = async (who: typeof first): Promise<number | undefined> => {
      const socket = await dialReceiver(server)
      const { nonce } = await socket.hear('challenge')
      const signature = signLogin(who.device, `wss://127.0.0.1:${server.wssPort}`, nonce)
      socket.say({ type: 'login', version: 1, inboxId: who.device.inboxId, signature })
      const heard = await socket.arrivals.next()
      if (!heard) return socket.closed
      await socket.close()
      return undefined
    }
    assert.deepEqual([await login(first), await login(first)], [undefined, undefined])
    assert.equal(await login(first), closeCode.rateLimited)
    await assert.rejects(loginOverHttps(server, first.device))
    assert.equal(await login(second), undefined)
    const write = (who: typeof first): Promise<Answer> =>
      post(as(server, who.bearer), '/friend-ids', exchange.putFriendIds, {
        complete: false,
        entries: [],
      })
    assert.equal((await write(first)).status, 200)
    refused(await write(first), 'rateLimited')
    assert.equal((await write(second)).status, 200)
  }))
