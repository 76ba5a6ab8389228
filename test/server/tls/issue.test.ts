// What the certificates are: curve, lifetimes, names, constraints; and that a name outside is refused
// by independent verifiers.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { namesOutside } from '../../../server/tls/constraints.ts'
import { constraintsOf, issueCa, issueLeaf, type Pair } from '../../../server/tls/issue.ts'
import type { Names } from '../../../server/tls/address.ts'
import { testFolder } from '../../support/folder.ts'

const DAY = 86_400_000
const now = Date.now()
const names: Names = {
  dns: ['localhost', 'kitchen', 'kitchen.local'],
  ips: ['127.0.0.1', '::1', '192.168.1.20', 'fd00::2'],
}
const ca = await issueCa(names, now)
const leaf = await issueLeaf(ca, names, 397, now)

test('the CA: P-256, SHA-256, ten years, signs and does nothing else', async () => {
  const certificate = new X509Certificate(ca.cert)
  assert.ok(certificate.ca)
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
  assert.ok(certificate.verify(certificate.publicKey))
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  const constraints = await constraintsOf(ca.cert)
  assert.deepEqual(constraints.dns, ['localhost', 'local', 'kitchen'])
  assert.equal(constraints.ips.length, 8)
})

test('the leaf: all names, server use, valid from yesterday for at most 397 days', () => {
  const certificate = new X509Certificate(leaf.cert)
  assert.ok(!certificate.ca)
  assert.equal(certificate.publicKey.asymmetricKeyDetails?.namedCurve, 'prime256v1')
  for (const name of names.dns) assert.ok(certificate.checkHost(name, { subject: 'never' }), name)
  for (const ip of names.ips) assert.ok(certificate.checkIP(ip), ip)
  assert.deepEqual(certificate.keyUsage, ['1.3.6.1.5.5.7.3.1'])
  const from = Date.parse(certificate.validFrom)
  const to = Date.parse(certificate.validTo)
  assert.ok(from <= now - DAY + 1_000 && to - from <= 397 * DAY)
})

test('a short life is counted from today', async () => {
  const short = await issueLeaf(ca, names, 1, now)
  const left = Date.parse(new X509Certificate(short.cert).validTo) - now
  assert.ok(left > 0 && left <= DAY)
})

test('names inside and outside the constraints are told apart', async () => {
  const constraints = await constraintsOf(ca.cert)
  const inside: Names = { dns: ['any.local', 'kitchen'], ips: ['10.1.2.3', 'fd12::1'] }
  assert.deepEqual(namesOutside(constraints, inside), [])
  const outside: Names = { dns: ['example.org', 'a.kitchen'], ips: ['8.8.8.8', '2001:db8::1'] }
  assert.equal(namesOutside(constraints, outside).length, 4)
  const wide = await issueCa({ dns: ['chat.example.org'], ips: ['8.8.8.8'] }, now)
  const asked: Names = { dns: ['chat.example.org'], ips: ['8.8.8.8'] }
  assert.deepEqual(namesOutside(await constraintsOf(wide.cert), asked), [])
})

/** The error of a real TLS connection under this CA, or undefined when it was accepted. */
const dial = async (context: TestContext, pair: Pair, host: string): Promise<unknown> => {
  const server = createServer({ key: pair.key, cert: pair.cert }, (socket) => {
    socket.on('error', () => undefined)
    socket.end()
  })
  server.on('tlsClientError', () => undefined)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  context.after(() => server.close())
  const address = server.address()
  assert.ok(typeof address === 'object' && address)
  const socket: TLSSocket = connect({
    host: '127.0.0.1',
    port: address.port,
    ca: ca.cert,
    servername: host,
  })
  const result = await once(socket, 'secureConnect').then(
    () => undefined,
    (error: unknown) => error,
  )
  socket.destroy()
  return result
}

test('a TLS client that trusts the CA takes the leaf', async (context) => {
  assert.equal(await dial(context, leaf, 'kitchen.local'), undefined)
})

const foreign: readonly (readonly [what: string, host: string, names: Names])[] = [
  ['another site', 'example.org', { dns: ['example.org'], ips: [] }],
  ['a name under the single-label host name', 'www.kitchen', { dns: ['www.kitchen'], ips: [] }],
  ['a public address', 'localhost', { dns: ['localhost'], ips: ['8.8.8.8'] }],
]
for (const [what, host, wanted] of foreign) {
  test(`a TLS client that trusts the CA refuses a leaf for ${what}`, async (context) => {
    const bad = await issueLeaf(ca, wanted, 397, now)
    const error = await dial(context, bad, host)
    assert.match(String(error), /subtree violation/)
  })
}

const hasOpenssl = spawnSync('openssl', ['version']).status === 0
test('openssl verify agrees', { skip: !hasOpenssl }, async (context) => {
  const folder = await testFolder(context)
  const bad = await issueLeaf(ca, { dns: ['example.org'], ips: [] }, 397, now)
  await writeFile(join(folder, 'ca.pem'), ca.cert)
  await writeFile(join(folder, 'good.pem'), leaf.cert)
  await writeFile(join(folder, 'bad.pem'), bad.cert)
  const verify = (file: string) =>
    spawnSync('openssl', ['verify', '-purpose', 'sslserver', '-CAfile', 'ca.pem', file], {
      cwd: folder,
      encoding: 'utf8',
    })
  assert.equal(verify('good.pem').status, 0)
  const refusal = verify('bad.pem')
  assert.notEqual(refusal.status, 0)
  assert.match(refusal.stderr, /permitted subtree violation/)
})
