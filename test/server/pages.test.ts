// Pages over a real Koa: exact headers, caching, compression, and addresses that lead nowhere.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type Server } from 'node:http'
import { before, after, test } from 'node:test'
import Koa from 'koa'
import { createPages } from '../../server/pages.ts'
import type { Certificate } from '../../server/tls/certificate.ts'
import { issueCa } from '../../server/tls/issue.ts'
import { hashOf, type WebFile } from '../../server/web-file.ts'

const file = (path: string, type: string, text: string, hashed: boolean): WebFile => ({
  path,
  type,
  hashed,
  body: Buffer.from(text),
  br: hashed ? Buffer.from('br form') : undefined,
  gzip: hashed ? Buffer.from('gzip form') : undefined,
  etag: hashOf(Buffer.from(text)).slice(0, 32),
})
const files = [
  file('/index.html', 'text/html; charset=utf-8', '<!doctype html>shell', false),
  file('/assets/page-0123456789abcdef.js', 'text/javascript; charset=utf-8', 'page()', true),
  file('/assets/lock-worker-0123456789abcdef.js', 'text/javascript; charset=utf-8', 'hash()', true),
  file('/icon.svg', 'image/svg+xml', '<svg/>', false),
  file('/manifest.webmanifest', 'application/manifest+json', '{}', false),
]
const ca = await issueCa({ dns: ['localhost'], ips: [] }, Date.now())
const local: Certificate = {
  cert: '',
  key: '',
  fingerprint: 'AA',
  names: { dns: ['localhost', '<i>'], ips: ['192.168.1.20'] },
  validTo: 0,
  ca: { cert: ca.cert, fingerprint: 'CC:DD' },
  isPublic: false,
  notes: [],
}
let certificate = local
let server: Server | undefined
let port = 0

before(async () => {
  const app = new Koa()
  app.use(
    createPages({
      build: {
        id: new Uint8Array(32),
        client: new Uint8Array(32),
        files: new Map(files.map((each) => [each.path, each])),
      },
      publicWssUrl: 'wss://relay.example.org',
      ports: () => ({ httpsPort: 8443, wssPort: 8444 }),
      certificate: () => certificate,
    }),
  )
  server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address === 'object' && address) port = address.port
})
after(() => {
  server?.closeAllConnections()
  server?.close()
})

interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}
const ask = async (
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answer> => {
  const sent = request({
    host: '127.0.0.1',
    port,
    path,
    method,
    headers: { host: 'localhost:8443', ...headers },
    agent: false,
  })
  sent.end()
  const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
  const parts: Buffer[] = []
  for await (const part of response) parts.push(part as Buffer)
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(parts) }
}

const policy = (connect: string): string =>
  `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src blob:; connect-src ${connect}; ` +
  "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
  "require-trusted-types-for 'script'; trusted-types sotto"

test('the front door and the address of invitations are the same page, with the exact headers', async () => {
  const front = await ask('/')
  const invitation = await ask('/i')
  assert.equal(front.status, 200)
  assert.equal(front.body.toString(), '<!doctype html>shell')
  assert.deepEqual(invitation.body, front.body)
  assert.deepEqual(
    Object.fromEntries(
      Object.entries(front.headers).filter(
        ([name]) => !['date', 'connection', 'keep-alive'].includes(name),
      ),
    ),
    {
      'content-security-policy': policy(
        "'self' wss://localhost:8443 https://localhost:8444 wss://localhost:8444 " +
          'https://relay.example.org wss://relay.example.org',
      ),
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'permissions-policy':
        'accelerometer=(), browsing-topics=(), display-capture=(), geolocation=(), ' +
        'gyroscope=(), hid=(), magnetometer=(), midi=(), payment=(), serial=(), usb=(), ' +
        'camera=(self), microphone=(self)',
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-length': '20',
    },
  )
})

test('the policy follows the host; an IPv6 host gets schemes', async () => {
  const named = await ask('/', { host: 'Kitchen.local' })
  assert.ok(named.headers['content-security-policy']?.includes('wss://kitchen.local:8444'))
  const six = await ask('/', { host: '[fd00::2]:8443' })
  assert.equal(six.headers['content-security-policy'], policy("'self' https: wss:"))
})

test('hashed files are cached for ever and come in the form the browser takes', async () => {
  const path = '/assets/page-0123456789abcdef.js'
  const asIs = await ask(path)
  assert.equal(asIs.body.toString(), 'page()')
  assert.equal(asIs.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(asIs.headers['content-encoding'], undefined)
  assert.equal(asIs.headers.vary, 'Accept-Encoding')
  for (const [accept, coding] of [
    ['gzip, deflate, br', 'br'],
    ['gzip', 'gzip'],
  ] as const) {
    const packed = await ask(path, { 'accept-encoding': accept })
    assert.equal(packed.headers['content-encoding'], coding)
    assert.equal(packed.body.toString(), `${coding} form`)
    assert.equal(packed.headers['content-type'], 'text/javascript; charset=utf-8')
  }
})

test('a known ETag is answered 304 without a body', async () => {
  for (const path of ['/icon.svg', '/assets/page-0123456789abcdef.js']) {
    const first = await ask(path)
    const etag = first.headers.etag ?? ''
    assert.match(etag, /^W\/"[0-9a-f]{32}"$/)
    const second = await ask(path, { 'if-none-match': etag })
    assert.equal(second.status, 304)
    assert.equal(second.body.length, 0)
    assert.ok(second.headers['content-security-policy'])
    assert.equal((await ask(path, { 'if-none-match': 'W/"other"' })).status, 200)
  }
})

test('HEAD has the headers of GET and no body', async () => {
  const head = await ask('/icon.svg', {}, 'HEAD')
  assert.equal(head.status, 200)
  assert.equal(head.headers['content-length'], '6')
  assert.equal(head.headers['content-type'], 'image/svg+xml')
  assert.equal(head.body.length, 0)
})

const nowhere = [
  '/nothing',
  '/index.html',
  '/assets/',
  '/assets/page.js',
  '/assets/../icon.svg',
  '/../package.json',
  '/..%2fpackage.json',
  '/%2e%2e/package.json',
  '/assets/%2e%2e/%2e%2e/data/house-key',
  '/assets/..\\..\\package.json',
  '/icon.svg%00',
  '/%00',
  '/%zz',
  '//icon.svg',
  '/icon.svg/',
  '/__proto__',
  '/constructor',
]
for (const path of nowhere) {
  test(`${path} is a page that says so, 404`, async () => {
    const answer = await ask(path)
    assert.equal(answer.status, 404)
    assert.match(answer.body.toString(), /There is nothing here/)
    assert.equal(answer.headers['cache-control'], 'no-store')
    assert.ok(answer.headers['content-security-policy'])
  })
}

for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
  test(`${method} is refused with 405`, async () => {
    const answer = await ask('/', {}, method)
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.allow, 'GET, HEAD')
  })
}

test('/trust shows the fingerprint of the authority, escaped names, and nothing inline', async () => {
  const page = (await ask('/trust')).body.toString()
  assert.ok(page.includes('CC:DD') && page.includes('href="/trust/ca.crt"'))
  assert.ok(page.includes('&#60;i&#62;') && !page.includes('<i>'))
  assert.ok(!/<script|<style|style=| on[a-z]+=/.test(page))
  const style = await ask('/plain.css')
  assert.equal(style.headers['content-type'], 'text/css; charset=utf-8')
})

test('/trust/ca.crt is the authority itself; without one there is nothing to download', async () => {
  const answer = await ask('/trust/ca.crt')
  assert.equal(answer.headers['content-type'], 'application/x-x509-ca-cert')
  assert.deepEqual(answer.body, new X509Certificate(ca.cert).raw)
  certificate = { ...local, ca: undefined }
  try {
    assert.equal((await ask('/trust/ca.crt')).status, 404)
    assert.match((await ask('/trust')).body.toString(), /needs no extra trust/)
  } finally {
    certificate = local
  }
})

const devices: readonly (readonly [device: string, userAgent: string, title: string])[] = [
  [
    'an iPhone',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) Safari/604.1',
    'iPhone and iPad',
  ],
  ['an Android phone', 'Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/131.0 Mobile', 'Android'],
  [
    'a Windows computer',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/131.0',
    'Windows (Edge, Chrome)',
  ],
  ['a Mac', 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Safari/605.1', 'Mac (Safari, Chrome)'],
  ['Linux', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/131.0', 'Linux (Chrome, Chromium)'],
  ['Firefox', 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0', 'Firefox on any computer'],
]
for (const [device, userAgent, title] of devices) {
  test(`/trust on ${device} shows its own steps first, and all others below`, async () => {
    const page = (await ask('/trust', { 'user-agent': userAgent })).body.toString()
    assert.match(page, new RegExp(`<section class="card"><h2>${title.replace(/[()]/g, '.')}</h2>`))
    assert.equal(page.split('<section class="card">').length, 2)
    assert.equal(page.split('<details>').length, devices.length)
  })
}

test('/trust for a visitor that says nothing known offers all, and repeats nothing it was sent', async () => {
  const page = (await ask('/trust', { 'user-agent': '<i>Nobody' })).body.toString()
  assert.equal(page.split('<details>').length, devices.length + 1)
  assert.ok(!page.includes('Nobody'))
})

test('only with a public certificate browsers are told to stay with TLS', async () => {
  assert.equal((await ask('/')).headers['strict-transport-security'], undefined)
  certificate = { ...local, ca: undefined, isPublic: true }
  try {
    assert.equal((await ask('/')).headers['strict-transport-security'], 'max-age=31536000')
  } finally {
    certificate = local
  }
})

test('the Worker of the app lock alone may run WebAssembly, and reaches nothing', async () => {
  const worker = await ask('/assets/lock-worker-0123456789abcdef.js')
  assert.equal(
    worker.headers['content-security-policy'],
    "default-src 'none'; script-src 'wasm-unsafe-eval'; frame-ancestors 'none'; " +
      "require-trusted-types-for 'script'; trusted-types 'none'",
  )
  for (const path of ['/', '/assets/page-0123456789abcdef.js', '/assets/lock-worker-nothing.js']) {
    const { headers } = await ask(path)
    assert.doesNotMatch(String(headers['content-security-policy']), /wasm|unsafe/, path)
  }
})
