// The HTTPS routes (PROTOCOL 4): the first conversation's calls, and everything they refuse.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { toBase64url } from '../../protocol/bytes.ts'
import { decode, encode } from '../../protocol/codec.ts'
import { problem, problemMeaning, type ProblemName } from '../../protocol/errors.ts'
import * as exchange from '../../protocol/exchange.ts'
import { CLAIMS_PER_HOUR, DAY } from '../../protocol/limits.ts'
import type { Running } from '../../server/serve.ts'
import {
  as,
  attach,
  call,
  createDevice,
  createInbox,
  createRoute,
  dialReceiver,
  dialSender,
  logIn,
  post,
  problemOf,
  random,
  sha256,
  signLogin,
  type Answer,
  type Device,
} from '../support/wire.ts'
import { settle, withServer } from '../support/server.ts'

const MEDIA = { 'content-type': 'application/octet-stream' }

const refused = (answer: Answer, name: ProblemName): void => {
  assert.equal(answer.status, problemMeaning[name][0], name)
  assert.equal(problemOf(answer), problem[name])
}

const inboxBody = (device: Device, right: exchange.CreateInbox['right']): exchange.CreateInbox => ({
  version: 1,
  inboxId: device.inboxId,
  loginKey: device.loginKey,
  right,
})

const upload = (ids: readonly number[]): exchange.PublishPrekeys => ({
  replace: true,
  sealedManifest: random(640),
  signedPrekey: random(108),
  lastResort: random(1_260),
  pairs: ids.map((id) => ({ id, item: new Uint8Array(1_284).fill(id) })),
})

test('a ticket creates one inbox; a repeated request is the same one; a used ticket is refused', () =>
  withServer(async (server) => {
    assert.equal(await server.hasInbox(), false)
    const ticket = await server.newTicket()
    const device = createDevice()
    assert.equal(await createInbox(server, device, ticket), 201)
    assert.equal(await createInbox(server, device, ticket), 200)
    assert.equal(await server.hasInbox(), true)
    const create = (other: Device, right: exchange.CreateInbox['right']): Promise<Answer> =>
      post(server, '/inboxes', exchange.createInbox, inboxBody(other, right))
    refused(await create(createDevice(), { type: 'ticket', ticket }), 'notInvited')
    refused(await create(createDevice(), { type: 'ticket', ticket: random(16) }), 'notInvited')
    refused(await create(createDevice(), { type: 'houseKey', houseKey: random(32) }), 'notInvited')
    const clash = { ...createDevice(), inboxId: device.inboxId }
    const unused = await server.newTicket()
    refused(await create(clash, { type: 'ticket', ticket: unused }), 'taken')
    assert.equal(await createInbox(server, createDevice(), unused), 201)
  }))

test('an hour ends a ticket', async () => {
  let time = Date.now()
  await withServer(
    async (server) => {
      const ticket = await server.newTicket()
      time += 3_600_000
      assert.equal(await createInbox(server, createDevice(), ticket), 403)
    },
    { now: () => time },
  )
})

test('the house key told at login creates inboxes', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const socket = await dialReceiver(server)
    const { houseKey } = await logIn(server, socket, device)
    const body = inboxBody(createDevice(), { type: 'houseKey', houseKey })
    assert.equal((await post(server, '/inboxes', exchange.createInbox, body)).status, 201)
    await socket.close()
  }))

test('bundles: five pairs an hour for a friendId, each once, then the last resort', async () => {
  let time = Date.now()
  await withServer(
    async (server) => {
      const { bearer, route, device } = await settle(server)
      const claim = async (): Promise<exchange.Bundle['kem']> => {
        const answer = await post(server, '/keys/bundle', exchange.friendRight, route)
        return decode(exchange.bundle, answer.body).kem
      }
      refused(await post(server, '/keys/bundle', exchange.friendRight, route), 'notFound')
      const ids = [1, 2, 3, 4, 5, 6, 7]
      const published = await post(
        as(server, bearer),
        '/keys/prekeys',
        exchange.publishPrekeys,
        upload(ids),
      )
      assert.equal(published.status, 200)
      const seen = []
      for (let count = 0; count < CLAIMS_PER_HOUR; count++) seen.push((await claim()).item[0])
      assert.deepEqual(seen, [1, 2, 3, 4, 5])
      assert.equal((await claim()).type, 'lastResort')
      time += 3_600_001
      assert.equal((await claim()).item[0], 6)
      const socket = await dialReceiver(server)
      assert.deepEqual((await logIn(server, socket, device)).prekeyIds, [7])
      await socket.close()
    },
    { now: () => time },
  )
})

test('a card is read as often as wanted, tells once it was used, and ends with the invitation', async () => {
  let time = Date.now()
  await withServer(
    async (server) => {
      const card = random(2_048)
      const expiresDay = Math.floor(time / DAY) + 7
      const { route, bearer } = await settle(server, { card, expiresDay, quota: 64 })
      const read = (): Promise<Answer> => post(server, '/keys/card', exchange.friendRight, route)
      assert.deepEqual(decode(exchange.cardAnswer, (await read()).body), { card, used: false })
      const socket = await dialSender(server, route.friendId)
      await attach(socket, route)
      socket.say({ type: 'send', channel: 0, seq: 1, flags: 1, envelope: random(4_096) })
      await socket.hear('stored')
      await socket.close()
      assert.equal(decode(exchange.cardAnswer, (await read()).body).used, true)
      const plain = await createRoute(server, bearer)
      refused(await post(server, '/keys/card', exchange.friendRight, plain), 'refused')
      const wrong = { ...route, sendToken: random(32) }
      const unknown = { friendId: random(16), sendToken: random(32) }
      const answers = [
        await post(server, '/keys/card', exchange.friendRight, wrong),
        await post(server, '/keys/card', exchange.friendRight, unknown),
        await post(server, '/keys/bundle', exchange.friendRight, wrong),
        await post(server, '/keys/bundle', exchange.friendRight, unknown),
      ]
      for (const answer of answers) {
        refused(answer, 'refused')
        assert.deepEqual(answer.body, answers[0]?.body)
      }
      time += 8 * DAY
      refused(await read(), 'refused')
    },
    { now: () => time },
  )
})

test('revoking closes the channel and takes away what waits; others stay', () =>
  withServer(async (server) => {
    const { route, bearer, device } = await settle(server)
    const kept = await createRoute(server, bearer)
    const socket = await dialSender(server, route.friendId)
    await attach(socket, route)
    await attach(socket, kept, 1)
    for (const channel of [0, 1]) {
      socket.say({ type: 'send', channel, seq: 1, flags: 0, envelope: random(50) })
      await socket.hear('stored')
    }
    const stranger = await settle(server)
    const body = { friendIds: [route.friendId] }
    const foreign = await post(
      as(server, stranger.bearer),
      '/friend-ids/revoke',
      exchange.revokeFriendIds,
      body,
    )
    assert.equal(foreign.status, 200)
    socket.say({ type: 'ping' })
    await socket.hear('pong')
    await post(as(server, bearer), '/friend-ids/revoke', exchange.revokeFriendIds, body)
    assert.equal((await socket.hear('refused')).channel, 0)
    socket.say({ type: 'send', channel: 0, seq: 2, flags: 0, envelope: random(50) })
    socket.say({ type: 'send', channel: 1, seq: 2, flags: 0, envelope: random(50) })
    assert.equal((await socket.hear('stored')).channel, 1)
    const receiver = await dialReceiver(server)
    assert.equal((await logIn(server, receiver, device)).pending, 2)
    await receiver.close()
    await socket.close()
  }))

test('a complete list revokes what it does not name', () =>
  withServer(async (server) => {
    const { route, bearer } = await settle(server)
    const socket = await dialSender(server, route.friendId)
    await attach(socket, route)
    const friendId = random(16)
    const entry = {
      friendId,
      tokenHash: sha256(friendId),
      expiresDay: 0,
      quota: 1,
      card: undefined,
    }
    const body = { complete: true, entries: [entry] }
    await post(as(server, bearer), '/friend-ids', exchange.putFriendIds, body)
    await socket.hear('refused')
    await socket.close()
    const other = await settle(server)
    refused(
      await post(as(server, other.bearer), '/friend-ids', exchange.putFriendIds, body),
      'taken',
    )
  }))

test('an invitation lasts thirty days at most; one that lasts longer is malformed', () =>
  withServer(async (server) => {
    const { bearer } = await settle(server)
    const today = Math.floor(Date.now() / DAY)
    const state = (expiresDay: number): Promise<Answer> => {
      const friendId = random(16)
      const entry = { friendId, tokenHash: sha256(friendId), quota: 64, card: random(2_048) }
      const entries = [{ ...entry, expiresDay }]
      return post(as(server, bearer), '/friend-ids', exchange.putFriendIds, {
        complete: false,
        entries,
      })
    }
    assert.equal((await state(today + 30)).status, 200)
    refused(await state(today + 33), 'malformed')
    refused(await state(0), 'malformed')
  }))

test('logins over HTTPS: a challenge is good once, for this origin and a minute', async () => {
  let time = Date.now()
  await withServer(
    async (server) => {
      const { device, bearer } = await settle(server)
      const origin = `https://127.0.0.1:${server.httpsPort}`
      const ask = async (): Promise<Uint8Array> =>
        decode(exchange.challenge, (await call(server.httpsPort, 'POST', '/login/challenge')).body)
          .nonce
      const login = (nonce: Uint8Array, from = origin, who = device): Promise<Answer> =>
        post(server, '/login', exchange.login, {
          version: 1,
          inboxId: who.inboxId,
          nonce,
          signature: signLogin(who, from, nonce),
        })
      const nonce = await ask()
      assert.equal((await login(nonce)).status, 200)
      refused(await login(nonce), 'refused')
      refused(await login(random(32)), 'refused')
      refused(await login(await ask(), `wss://127.0.0.1:${server.httpsPort}`), 'refused')
      refused(await login(await ask(), origin, createDevice()), 'refused')
      const old = await ask()
      time += 60_000
      refused(await login(old), 'refused')
      time += 15 * 60_000
      const put = { complete: false, entries: [] }
      refused(await post(as(server, bearer), '/friend-ids', exchange.putFriendIds, put), 'refused')
      refused(await post(server, '/friend-ids', exchange.putFriendIds, put), 'refused')
      refused(
        await post(as(server, random(32)), '/friend-ids', exchange.putFriendIds, put),
        'refused',
      )
    },
    { now: () => time },
  )
})

const postRaw = (
  server: Running,
  path: string,
  body: Uint8Array,
  headers: Record<string, string> = MEDIA,
): Promise<Answer> => call(server.httpsPort, 'POST', path, { headers, body })

test('bodies that are malformed, too long, encoded, of another kind or version', () =>
  withServer(async (server) => {
    const right = { friendId: random(16), sendToken: random(32) }
    const good = encode(exchange.friendRight, right)
    refused(await postRaw(server, '/keys/card', good.subarray(1)), 'malformed')
    refused(await postRaw(server, '/keys/card', new Uint8Array()), 'malformed')
    refused(await postRaw(server, '/keys/card', Uint8Array.of(...good, 0)), 'tooLarge')
    refused(await postRaw(server, '/keys/card', good, {}), 'wrongMedia')
    refused(
      await postRaw(server, '/keys/card', good, { 'content-type': 'text/plain' }),
      'wrongMedia',
    )
    refused(
      await postRaw(server, '/keys/card', good, { ...MEDIA, 'content-encoding': 'gzip' }),
      'wrongMedia',
    )
    const chunked = { ...MEDIA, 'transfer-encoding': 'chunked' }
    refused(await postRaw(server, '/keys/card', random(100_000), chunked), 'tooLarge')
    refused(await postRaw(server, '/nowhere', good), 'notFound')
    const version = {
      ...inboxBody(createDevice(), { type: 'ticket', ticket: random(16) }),
      version: 9,
    }
    refused(await post(server, '/inboxes', exchange.createInbox, version), 'version')
  }))

test('too many posts from one address are refused with a time to wait', () =>
  withServer(
    async (server) => {
      const ask = (): Promise<Answer> => call(server.httpsPort, 'POST', '/login/challenge')
      for (let count = 0; count < 3; count++) assert.equal((await ask()).status, 200)
      const answer = await ask()
      refused(answer, 'rateLimited')
      assert.ok(decode(exchange.problemBody, answer.body).retryAfter > 0)
      assert.equal((await call(server.httpsPort, 'GET', '/health')).status, 200)
    },
    { limits: { postsPerAddress: 3 } },
  ))

test('configuration, health, pages, and no answer under another name', () =>
  withServer(async (server) => {
    const get = (path: string, host?: string, port = server.httpsPort): Promise<Answer> =>
      call(port, 'GET', path, host === undefined ? {} : { headers: { host } })
    const { wssUrl, publicUrl, versionMin, versionMax } = decode(
      exchange.config,
      (await get('/config')).body,
    )
    assert.deepEqual([publicUrl, versionMin, versionMax], ['', 1, 1])
    assert.equal(wssUrl, `wss://127.0.0.1:${server.wssPort}`)
    const named = await get('/config', `localhost:${server.httpsPort}`)
    assert.equal(decode(exchange.config, named.body).wssUrl, `wss://localhost:${server.wssPort}`)
    for (const port of [server.httpsPort, server.wssPort]) {
      assert.equal((await get('/health', undefined, port)).status, 200)
      assert.equal((await get('/health', 'evil.example', port)).status, 421)
      assert.equal((await get('/', `good:1@evil.example:${port}`, port)).status, 421)
    }
    assert.equal((await get('/ready')).status, 200)
    assert.equal(Buffer.from((await get('/anything')).body).toString(), 'page')
    const accepted = await get('/', undefined, server.wssPort)
    assert.match(Buffer.from(accepted.body).toString(), /accepted/)
    assert.equal((await get('/other', undefined, server.wssPort)).status, 404)
    const bearer = { authorization: `Bearer ${toBase64url(random(32))}x` }
    refused(await postRaw(server, '/friend-ids', random(3), { ...MEDIA, ...bearer }), 'refused')
  }))
