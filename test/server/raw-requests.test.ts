// Requests as bytes: what two programs might read in two ways, what is no HTTP, other methods, names and
// places. Each has exactly these answers, on both ports, and then the connection ends. Nothing sets a cookie.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createPages } from '../../server/pages.ts'
import type { Running } from '../../server/serve.ts'
import { rawConnect, rawTalk, statusesOf } from '../support/raw.ts'
import { withServer } from '../support/server.ts'
import { call } from '../support/wire.ts'

const END = 'Connection: close\r\n'
const CHALLENGE = 'POST /login/challenge HTTP/1.1\r\n'
const CHUNKED = 'Transfer-Encoding: chunked\r\n'
const LAST = '0\r\n\r\n'

type Case = readonly [name: string, request: string, onPages: string, onMessages?: string]

/** `H` stands for a good Host header; answers are status codes; on the messages' port the same unless said. */
const cases = (H: string): readonly Case[] => [
  ['a good request', `GET /health HTTP/1.1\r\n${H}${END}\r\n`, '200'],
  [
    'two requests at once',
    `GET /health HTTP/1.1\r\n${H}\r\nGET /health HTTP/1.1\r\n${H}${END}\r\n`,
    '200 200',
  ],
  // --- who is asked
  ['two Host headers', `GET /health HTTP/1.1\r\n${H}${H}\r\n`, '421'],
  ['two Hosts, one foreign', `GET /health HTTP/1.1\r\nHost: evil.example\r\n${H}\r\n`, '421'],
  ['no Host', 'GET /health HTTP/1.1\r\n\r\n', '400'],
  ['an empty Host', 'GET /health HTTP/1.1\r\nHost:\r\n\r\n', '421'],
  ['another Host', 'GET /health HTTP/1.1\r\nHost: evil.example\r\n\r\n', '421'],
  ['a Host with a user', `GET /health HTTP/1.1\r\n${H.trimEnd()}@evil.example\r\n\r\n`, '421'],
  ['a Host with a space', `GET /health HTTP/1.1\r\n${H.trimEnd()} evil.example\r\n\r\n`, '421'],
  ['a Host with a list', `GET /health HTTP/1.1\r\n${H.trimEnd()}, evil.example\r\n\r\n`, '421'],
  ['a forwarded Host', `GET /health HTTP/1.1\r\nHost: evil.example\r\nX-Forwarded-${H}\r\n`, '421'],
  // --- for what
  ['an absolute address', `GET https://127.0.0.1/health HTTP/1.1\r\n${H}\r\n`, '400'],
  ['an absolute address elsewhere', `GET http://evil.example/ HTTP/1.1\r\n${H}\r\n`, '400'],
  ['an asterisk', `OPTIONS * HTTP/1.1\r\n${H}\r\n`, '400'],
  ['a fragment', `GET /health#x HTTP/1.1\r\n${H}\r\n`, '400'],
  ['letters beyond ASCII', `GET /h\xe9alth HTTP/1.1\r\n${H}\r\n`, '400'],
  ['CONNECT', `CONNECT evil.example:443 HTTP/1.1\r\n${H}\r\n`, '405'],
  ['TRACE', `TRACE / HTTP/1.1\r\n${H}${END}\r\n`, '405'],
  ['OPTIONS', `OPTIONS / HTTP/1.1\r\n${H}${END}\r\n`, '405'],
  ['PUT', `PUT /inboxes HTTP/1.1\r\n${H}${END}Content-Length: 1\r\n\r\nx`, '405'],
  ['DELETE', `DELETE /inboxes HTTP/1.1\r\n${H}${END}\r\n`, '405'],
  ['a method in small letters', `get /health HTTP/1.1\r\n${H}\r\n`, '400'],
  ['a method that is none', `BREW /health HTTP/1.1\r\n${H}\r\n`, '400'],
  // --- places that are none
  ...[
    '/../../../../etc/passwd',
    '/..%2f..%2fetc%2fpasswd',
    '/%2e%2e/%2e%2e/etc/passwd',
    '/assets/../../package.json',
    '/%252e%252e/package.json',
    '/..\\..\\package.json',
    '/index.html%00.js',
    '//evil.example/',
    '/./index.html',
    '/sotto.db',
    '/house-key',
    '/.git/config',
    '/INDEX.HTML',
  ].map((path): Case => [`GET ${path}`, `GET ${path} HTTP/1.1\r\n${H}${END}\r\n`, '404']),
  // --- where a body ends
  ['a length and chunks', `${CHALLENGE}${H}Content-Length: 5\r\n${CHUNKED}\r\n${LAST}`, '400'],
  ['chunks and a length', `${CHALLENGE}${H}${CHUNKED}Content-Length: 5\r\n\r\n${LAST}`, '400'],
  [
    'the same length twice',
    `${CHALLENGE}${H}Content-Length: 0\r\nContent-Length: 0\r\n\r\n`,
    '400',
  ],
  ['two lengths', `${CHALLENGE}${H}Content-Length: 0\r\nContent-Length: 9\r\n\r\n`, '400'],
  ...['-1', '+0', '0x0', '0 0', '0, 0', '', '99999999999999999999', '1e1', '٣'].map(
    (length): Case => [
      `a length of "${length}"`,
      `${CHALLENGE}${H}Content-Length: ${length}\r\n\r\n`,
      '400',
    ],
  ),
  ...[
    'xchunked',
    'identity',
    'gzip',
    'chunked, identity',
    'gzip, chunked',
    'chunked, chunked',
    '"chunked"',
  ].map((coding): Case => [
    `a coding of ${coding}`,
    `${CHALLENGE}${H}${END}Transfer-Encoding: ${coding}\r\n\r\n${LAST}`,
    '400',
  ]),
  ['a space before the colon', `${CHALLENGE}${H}Transfer-Encoding : chunked\r\n\r\n${LAST}`, '400'],
  ['two codings', `${CHALLENGE}${H}${CHUNKED}Transfer-Encoding: identity\r\n\r\n${LAST}`, '400'],
  [
    'a coding in HTTP/1.0',
    `POST /login/challenge HTTP/1.0\r\n${H}${CHUNKED}Content-Length: 3\r\n\r\n${LAST}`,
    '400',
  ],
  ['a chunk of 2^68 bytes', `${CHALLENGE}${H}${CHUNKED}\r\nfffffffffffffffff\r\n`, '400'],
  ['a chunk of -1', `${CHALLENGE}${H}${CHUNKED}\r\n-1\r\n`, '400'],
  ['a chunk of 0x1', `${CHALLENGE}${H}${CHUNKED}\r\n0x1\r\nx\r\n${LAST}`, '400'],
  ['chunks as they should be', `${CHALLENGE}${H}${END}${CHUNKED}\r\n${LAST}`, '200', '405'],
  [
    'a request inside a body',
    `GET /health HTTP/1.1\r\n${H}${END}Content-Length: 40\r\n\r\nGET /health HTTP/1.1\r\nHost: evil\r\n\r\n12`,
    '200',
  ],
  // --- how it is written
  ['bare line feeds', `GET /health HTTP/1.1\n${H.replace('\r', '')}\n`, '400'],
  ['a folded header', `GET /health HTTP/1.1\r\n${H}X: a\r\n b\r\n\r\n`, '400'],
  ['a zero byte in a header', `GET /health HTTP/1.1\r\n${H}X: a\0b\r\n\r\n`, '400'],
  ['a bare return in a header', `GET /health HTTP/1.1\r\n${H}X: a\rb\r\n\r\n`, '400'],
  ['a space in a header’s name', `GET /health HTTP/1.1\r\n${H}X y: a\r\n\r\n`, '400'],
  ['no name of a header', `GET /health HTTP/1.1\r\n${H}: a\r\n\r\n`, '400'],
  ['a space before the first line', ` GET /health HTTP/1.1\r\n${H}\r\n`, '400'],
  ['tabs in the first line', `GET\t/health\tHTTP/1.1\r\n${H}\r\n`, '400'],
  ['9,000 bytes in a header', `GET /health HTTP/1.1\r\n${H}X: ${'a'.repeat(9_000)}\r\n\r\n`, '431'],
  ['3,000 headers', `GET /health HTTP/1.1\r\n${H}${'a: b\r\n'.repeat(3_000)}\r\n`, '431'],
  ['an address of 9,000 bytes', `GET /${'a'.repeat(9_000)} HTTP/1.1\r\n${H}\r\n`, '431'],
  // --- another language
  ['HTTP/0.9', 'GET /health\r\n\r\n', '421'],
  ['HTTP/1.0 without Host', 'GET /health HTTP/1.0\r\n\r\n', '421'],
  ['HTTP/1.0', `GET /health HTTP/1.0\r\n${H}\r\n`, '200'],
  ['HTTP/1.2', `GET /health HTTP/1.2\r\n${H}\r\n`, '400'],
  ['HTTP/3.7', `GET /health HTTP/3.7\r\n${H}\r\n`, '400'],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', '400'],
  [
    'HTTP/2 by upgrade',
    `GET /health HTTP/1.1\r\n${H}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n`,
    '404',
  ],
  ['TLS inside TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n', '400'],
  ['SMTP', 'EHLO example.org\r\n\r\n', '400'],
  ['nothing but lines', `${'\r\n'.repeat(100)}x\r\n\r\n`, '400'],
  [
    'an expectation',
    `${CHALLENGE}${H}${END}Expect: 100-continue\r\nContent-Length: 0\r\n\r\n`,
    '100 200',
    '100 405',
  ],
  ['another expectation', `GET /health HTTP/1.1\r\n${H}${END}Expect: tea\r\n\r\n`, '417'],
  // --- cookies mean nothing
  ['a cookie', `GET /health HTTP/1.1\r\n${H}${END}Cookie: a=b\r\n\r\n`, '200'],
]

const pages = createPages({
  build: { id: new Uint8Array(32), client: new Uint8Array(32), files: new Map() },
  publicWssUrl: undefined,
  ports: () => ({ httpsPort: 1, wssPort: 2 }),
  certificate: () => ({
    cert: '',
    key: '',
    fingerprint: '',
    names: { dns: [], ips: [] },
    validTo: 0,
    ca: undefined,
    isPublic: false,
    notes: [],
  }),
})

const check = async (server: Running, port: number): Promise<number> => {
  const all = cases(`Host: 127.0.0.1:${port}\r\n`)
  const talk = async ([name, request, onPages, onMessages = onPages]: Case): Promise<void> => {
    const expected = port === server.wssPort ? onMessages : onPages
    const heard = await rawTalk(port, request)
    assert.equal(statusesOf(heard).join(' '), expected, `${name}: ${heard}`)
    // What Node itself answers has no body and no headers of ours.
    if (/content-type: /i.test(heard)) assert.match(heard, /x-content-type-options: nosniff/i, name)
    assert.doesNotMatch(heard, /set-cookie|root:|sotto"/i, name)
  }
  await Promise.all(all.map(talk))
  return all.length
}

test('every strange request has its one answer and the end of the connection, on both ports', (t) =>
  withServer(
    async (server) => {
      const count = (await check(server, server.httpsPort)) + (await check(server, server.wssPort))
      t.diagnostic(`${count} requests`)
    },
    { pages },
  ))

const KEY = `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}\r\n`
const UPGRADE = 'Upgrade: websocket\r\nConnection: Upgrade\r\n'
const VERSION = 'Sec-WebSocket-Version: 13\r\n'

test('upgrades: exactly as they have to be, from our own pages or from no page', () =>
  withServer(async (server) => {
    for (const port of [server.httpsPort, server.wssPort]) {
      const H = `Host: 127.0.0.1:${port}\r\n`
      const own = `Origin: https://127.0.0.1:${server.httpsPort}\r\n`
      const upgrade = `GET /wss HTTP/1.1\r\n${H}${UPGRADE}`
      const refusedCases: readonly (readonly [name: string, request: string, status: number])[] = [
        ['no key', `${upgrade}${VERSION}\r\n`, 400],
        ['a short key', `${upgrade}${VERSION}Sec-WebSocket-Key: AAAA\r\n\r\n`, 400],
        ['two keys', `${upgrade}${VERSION}${KEY}${KEY}\r\n`, 400],
        ['version 12', `${upgrade}${KEY}Sec-WebSocket-Version: 12\r\n\r\n`, 400],
        ['no version', `${upgrade}${KEY}\r\n`, 400],
        [
          'another upgrade',
          `GET /wss HTTP/1.1\r\n${H}Upgrade: irc\r\nConnection: Upgrade\r\n${KEY}${VERSION}\r\n`,
          400,
        ],
        ['POST', `POST /wss HTTP/1.1\r\n${H}${UPGRADE}${KEY}${VERSION}\r\n`, 405],
        [
          'an absolute address',
          `GET https://127.0.0.1/wss HTTP/1.1\r\n${H}${UPGRADE}${KEY}${VERSION}\r\n`,
          400,
        ],
        ['a foreign page', `${upgrade}${KEY}${VERSION}Origin: https://evil.example\r\n\r\n`, 403],
        ['a page of no place', `${upgrade}${KEY}${VERSION}Origin: null\r\n\r\n`, 403],
        ['an empty origin', `${upgrade}${KEY}${VERSION}Origin:\r\n\r\n`, 403],
        [
          'our name without TLS',
          `${upgrade}${KEY}${VERSION}${own.replace('https', 'http')}\r\n`,
          403,
        ],
        [
          'our name with more',
          `${upgrade}${KEY}${VERSION}${own.trimEnd()}.evil.example\r\n\r\n`,
          403,
        ],
        ['our name with a path', `${upgrade}${KEY}${VERSION}${own.trimEnd()}/x\r\n\r\n`, 403],
        [
          'two origins',
          `${upgrade}${KEY}${VERSION}${own}Origin: https://evil.example\r\n\r\n`,
          403,
        ],
        ['two Hosts', `${upgrade}${H}${KEY}${VERSION}\r\n`, 421],
        [
          'a foreign Host',
          `${upgrade.replace(H, 'Host: evil.example\r\n')}${KEY}${VERSION}\r\n`,
          421,
        ],
        ['another path', `${upgrade.replace('/wss', '/ws')}${KEY}${VERSION}\r\n`, 404],
      ]
      for (const [name, request, status] of refusedCases) {
        const heard = await rawTalk(port, request)
        assert.deepEqual(statusesOf(heard), [status], `${name}: ${heard}`)
      }
    }
  }))

test('a refused upgrade leaves no connection behind, whatever is sent after it', () =>
  withServer(
    async (server) => {
      const foreign = `GET /wss HTTP/1.1\r\nHost: 127.0.0.1:${server.wssPort}\r\n${UPGRADE}${KEY}${VERSION}`
      for (let count = 0; count < 6; count++) {
        const socket = await rawConnect(server.wssPort)
        const closed = new Promise((resolve) => socket.once('close', resolve))
        socket.write(`${foreign}Origin: https://evil.example\r\n\r\n`)
        await new Promise((resolve) => socket.once('data', resolve))
        socket.end('more bytes that nobody asked for')
        await closed
      }
      // One address may have six connections: if all six still counted, none would be left.
      let status = 0
      while (status === 0) {
        status = await call(server.httpsPort, 'GET', '/health').then(
          (answer) => answer.status,
          () => 0,
        )
      }
      assert.equal(status, 200)
    },
    { limits: { connectionsPerAddress: 6 } },
  ))
