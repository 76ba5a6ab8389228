// Behind real proxies and a plain forward: pages, exchange, sockets and lines come through, logins sign the
// address that the client dialled, and whose request it is cannot be made up by a client.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { test, type TestContext } from 'node:test'
import { decode } from '../../protocol/codec.ts'
import { config } from '../../protocol/exchange.ts'
import { readProxies } from '../../server/client-address.ts'
import type { ServeOptions } from '../../server/serve.ts'
import type { Running } from '../../server/serve.ts'
import { openWireLine } from '../support/line-wire.ts'
import {
  freePort,
  missing,
  outward,
  startForward,
  startProxy,
  type ProxyName,
} from '../support/proxies.ts'
import { freshFolder, removeFolder, settle, startServer } from '../support/server.ts'
import {
  attach,
  call,
  dialReceiver,
  dialSender,
  logIn,
  random,
  type Place,
} from '../support/wire.ts'

const behind = async (
  context: TestContext,
  port: number,
  limits: ServeOptions['limits'] = {},
): Promise<Running> => {
  const folder = freshFolder()
  const publicUrl = `https://127.0.0.1:${port}`
  const server = await startServer(folder, {
    tls: undefined,
    wssPort: 'same',
    proxies: readProxies('loopback') ?? [],
    publicUrl,
    publicWssUrl: publicUrl.replace('https', 'wss'),
    hosts: () => new Set([`127.0.0.1:${port}`]),
    limits: limits ?? {},
  })
  context.after(async () => {
    await server.close()
    removeFolder(folder)
  })
  return server
}

/** A place with the server's tickets and the outside's ports. */
const seenFrom = (server: Running, port: number): Running => ({
  ...server,
  httpsPort: port,
  wssPort: port,
})

const converse = async (server: Running, place: Place): Promise<void> => {
  const { device, route } = await settle({ ...server, ...place })
  const receiver = await dialReceiver(place)
  await logIn(place, receiver, device)
  const sender = await dialSender(place, route.friendId)
  await attach(sender, route)
  for (let seq = 1; seq <= 20; seq += 1) {
    sender.say({ type: 'send', channel: 0, seq, flags: 0, envelope: random(2_048) })
  }
  for (let seq = 1; seq <= 20; seq += 1) await receiver.hear('deliver')
  await Promise.all([receiver.close(), sender.close()])
}

const told = async (place: Place): Promise<string> => {
  const answer = await call(place.httpsPort, 'GET', '/config')
  assert.equal(answer.status, 200)
  return decode(config, answer.body).wssUrl
}

for (const name of ['caddy', 'nginx', 'haproxy'] as const satisfies readonly ProxyName[]) {
  test(
    `${name}: a conversation, and the client learns its address`,
    { skip: missing(name) },
    async (context) => {
      const port = await freePort()
      const server = await behind(context, port)
      const proxy = await startProxy(name, port, server.httpsPort)
      context.after(() => proxy.close())
      const place = seenFrom(server, port)
      assert.equal(await told(place), `wss://127.0.0.1:${port}`)
      await converse(server, place)
    },
  )

  test(`${name}: a stream arrives as it is written`, { skip: missing(name) }, async (context) => {
    const port = await freePort()
    const server = await behind(context, port)
    const proxy = await startProxy(name, port, server.httpsPort)
    context.after(() => proxy.close())
    const line = await openWireLine(seenFrom(server, port))
    const stream = line.stream()
    context.after(() => stream.destroy())
    // The answer has no end yet: whatever is heard came through while it is being written.
    assert.equal((await stream.next())?.type, 'beat')
    assert.equal((await stream.next())?.type, 'frame')
  })

  test(
    `${name}: an address that a client makes up counts for nothing`,
    {
      skip: missing(name) || (outward === undefined && 'this computer has no address but loopback'),
    },
    async (context) => {
      const port = await freePort()
      const server = await behind(context, port, { postsPerAddress: 3 })
      const proxy = await startProxy(name, port, server.httpsPort)
      context.after(() => proxy.close())
      const statuses: (number | undefined)[] = []
      for (let number = 1; number <= 4; number += 1) {
        const asked = request({
          host: outward,
          port,
          method: 'POST',
          path: '/login/challenge',
          rejectUnauthorized: false,
          agent: false,
          headers: { host: `127.0.0.1:${port}`, 'x-forwarded-for': `203.0.113.${number}` },
        })
        asked.end()
        const [answer] = (await once(asked, 'response')) as [IncomingMessage]
        answer.resume()
        statuses.push(answer.statusCode)
      }
      assert.deepEqual(statuses, [200, 200, 200, 429])
    },
  )
}

test(
  'nginx as it comes, without a word about Host: the host reads what to add',
  { skip: missing('nginx') },
  async (context) => {
    const port = await freePort()
    const server = await behind(context, port)
    const proxy = await startProxy('nginx', port, server.httpsPort, 'proxy_http_version 1.1;')
    context.after(() => proxy.close())
    const answer = await call(port, 'GET', '/')
    assert.equal(answer.status, 421)
    assert.match(Buffer.from(answer.body).toString(), /proxy_set_header Host \$http_host/)
  },
)

test('a plain TCP forward: TLS ends at the server itself', async (context) => {
  const port = await freePort()
  const folder = freshFolder()
  const server = await startServer(folder, {
    wssPort: 'same',
    publicUrl: `https://127.0.0.1:${port}`,
    hosts: () => new Set([`127.0.0.1:${port}`]),
  })
  const forward = await startForward(port, server.httpsPort)
  context.after(async () => {
    await forward.close()
    await server.close()
    removeFolder(folder)
  })
  const place = seenFrom(server, port)
  assert.equal(await told(place), `wss://127.0.0.1:${port}`)
  await converse(server, place)
})
