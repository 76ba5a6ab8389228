// A server that speaks plain HTTP for a proxy: who may speak to it, under which name, and whose address
// counts. What a proxy would send is sent here by hand; real proxies are in test/faults/.
import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { networkInterfaces } from 'node:os'
import { test } from 'node:test'
import { text } from 'node:stream/consumers'
import { WebSocket } from 'ws'
import { decode } from '../../protocol/codec.ts'
import { config } from '../../protocol/exchange.ts'
import { readProxies } from '../../server/client-address.ts'
import type { ServeOptions } from '../../server/serve.ts'
import { withServer } from '../support/server.ts'

const PUBLIC = 'chat.example.org'
const proxied: Partial<ServeOptions> = {
  tls: undefined,
  wssPort: 'same',
  proxies: readProxies('loopback') ?? [],
  publicUrl: `https://${PUBLIC}`,
  publicWssUrl: `wss://${PUBLIC}`,
  hosts: ({ httpsPort }) => new Set([PUBLIC, `127.0.0.1:${httpsPort}`]),
}

interface Asked {
  readonly method?: string
  readonly path?: string
  readonly host?: string
  readonly address?: string
  readonly headers?: Record<string, string>
}

const ask = async (port: number, asked: Asked = {}): Promise<IncomingMessage> => {
  const sent = request({
    host: asked.address ?? '127.0.0.1',
    port,
    agent: false,
    method: asked.method ?? 'GET',
    path: asked.path ?? '/config',
    headers: { host: asked.host ?? PUBLIC, ...asked.headers },
  })
  sent.end()
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  return answer
}

test('behind a proxy pages, exchange and sockets come over one plain port', () =>
  withServer(async (server) => {
    assert.equal(server.wssPort, server.httpsPort)
    const answer = await ask(server.httpsPort, { headers: { 'x-forwarded-for': '192.0.2.1' } })
    assert.equal(answer.statusCode, 200)
    const body = Buffer.concat(await answer.toArray())
    assert.equal(decode(config, new Uint8Array(body)).wssUrl, `wss://${PUBLIC}`)
    const socket = new WebSocket(`ws://127.0.0.1:${server.httpsPort}/wss`, {
      headers: { host: PUBLIC, origin: `https://${PUBLIC}`, 'x-forwarded-proto': 'https' },
    })
    const [challenge] = (await once(socket, 'message')) as [Buffer]
    assert.equal(challenge[0], 0x91)
    socket.terminate()
  }, proxied))

test('a visitor who came without encryption is moved, and nothing else is answered', () =>
  withServer(async (server) => {
    const headers = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'http' }
    const page = await ask(server.httpsPort, { path: '/trust', headers })
    assert.equal(page.statusCode, 308)
    assert.equal(page.headers.location, `https://${PUBLIC}/trust`)
    page.resume()
    const posted = await ask(server.httpsPort, { method: 'POST', path: '/login', headers })
    assert.equal(posted.statusCode, 403)
    assert.match(await text(posted), /over https only/)
    const socket = new WebSocket(`ws://127.0.0.1:${server.httpsPort}/wss`, {
      headers: { host: PUBLIC, ...headers },
    })
    const [, refused] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage]
    assert.equal(refused.statusCode, 403)
    refused.resume()
    socket.on('error', () => undefined)
    socket.terminate()
  }, proxied))

test('a proxy that hides the name it was asked under is told how to pass it on', () =>
  withServer(async (server) => {
    const inner = `127.0.0.1:${server.httpsPort}`
    const headers = { 'x-forwarded-for': '192.0.2.1' }
    const refused = await ask(server.httpsPort, { host: inner, headers })
    assert.equal(refused.statusCode, 421)
    assert.match(await text(refused), /proxy_set_header Host/)
    // A check of health from this computer itself comes without a proxy.
    const health = await ask(server.httpsPort, { host: inner, path: '/health' })
    assert.equal(health.statusCode, 200)
    health.resume()
  }, proxied))

test('the limit of one address holds for the visitor, not for the proxy', () =>
  withServer(
    async (server) => {
      const post = async (address: string): Promise<number | undefined> => {
        const answer = await ask(server.httpsPort, {
          method: 'POST',
          path: '/login/challenge',
          headers: { 'x-forwarded-for': address },
        })
        answer.resume()
        return answer.statusCode
      }
      assert.equal(await post('192.0.2.1'), 200)
      assert.equal(await post('192.0.2.1'), 200)
      assert.equal(await post('192.0.2.1'), 429)
      assert.equal(await post('192.0.2.2'), 200)
      // What a visitor writes itself stands to the left of what the proxy saw.
      assert.equal(await post('198.51.100.1, 192.0.2.1'), 429)
    },
    { ...proxied, limits: { postsPerAddress: 2 } },
  ))

const outward = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find((each) => !each.internal && each.family === 'IPv4')?.address

test(
  'nobody but the proxy and this computer gets plain HTTP',
  { skip: outward === undefined && 'this computer has no address but loopback' },
  () =>
    withServer(
      async (server) => {
        const asked = ask(server.httpsPort, { address: outward ?? '' })
        await assert.rejects(asked, { code: 'ECONNRESET' })
        const health = await ask(server.httpsPort, { path: '/health' })
        assert.equal(health.statusCode, 200)
        health.resume()
      },
      { ...proxied, host: '0.0.0.0', proxies: readProxies('192.0.2.1') ?? [] },
    ),
)
