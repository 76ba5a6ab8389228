// Certificates from an authority that speaks ACME, which really looks at the proofs: for a domain and for a
// bare address, by both challenges, renewed in time, and never at the cost of the certificate in use.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect } from 'node:tls'
import { createAlpnDesk } from '../../../server/acme/alpn-desk.ts'
import { createHttpDesk } from '../../../server/acme/http-desk.ts'
import { isFresh, keepAcme, type AcmeKept } from '../../../server/acme/keeper.ts'
import type { ProofDesk } from '../../../server/acme/order.ts'
import { closeListener, createListener, listen, listenLimits } from '../../../server/listener.ts'
import { readCertificate, type TlsPlace } from '../../../server/tls/ensure.ts'
import { createAcmeServer, type AcmeServer, type AcmeWorld } from '../../support/acme-server.ts'
import { testCertificate } from '../../support/certificate.ts'
import { testFolder } from '../../support/folder.ts'
import { freePort } from '../../support/proxies.ts'

const DAY = 86_400_000
const DOMAIN = 'chat.example.org'
const ADDRESS = '203.0.113.7'
const patience = { backoffAttempts: 3, backoffMin: 10, backoffMax: 20 }

interface Scene {
  readonly folder: string
  readonly authority: AcmeServer
  readonly said: string[]
  readonly renewals: () => number
  /** Looks once, at this time. */
  look(now?: number, change?: Partial<AcmeKept['order']>): Promise<void>
  place(now?: number): TlsPlace
}

const inScene = async (
  context: TestContext,
  world: Partial<AcmeWorld> = {},
  given?: ProofDesk,
): Promise<Scene> => {
  const folder = await testFolder(context)
  const port = await freePort()
  const authority = await createAcmeServer({ httpPort: () => port, ...world })
  context.after(() => authority.close())
  const said: string[] = []
  let renewals = 0
  const desk = given ?? createHttpDesk('127.0.0.1', port)
  return {
    folder,
    authority,
    said,
    renewals: () => renewals,
    look: async (now = Date.now(), change = {}) => {
      const kept = keepAcme({
        folder,
        order: {
          directoryUrl: authority.directoryUrl,
          email: undefined,
          names: [DOMAIN],
          profile: undefined,
          desk,
          patience,
          ...change,
        },
        renewed: async () => void (renewals += 1),
        complain: (sentence) => said.push(sentence),
        now: () => now,
      })
      await kept.looked
      kept.close()
    },
    place: (now = Date.now()) => ({
      certsFolder: join(folder, 'none'),
      ownFolder: folder,
      wanted: { dns: [], ips: [] },
      acme: true,
      now,
    }),
  }
}

test('a domain is proven over HTTP, and its certificate is the one that is used', async (context) => {
  const { folder, authority, said, renewals, look, place } = await inScene(context)
  await look(Date.now(), { email: 'host@example.org' })
  assert.deepEqual(said, [])
  assert.deepEqual(authority.looked, [`http-01 ${DOMAIN}`])
  assert.equal(renewals(), 1)
  const used = await readCertificate(place())
  assert.deepEqual(used?.names, { dns: [DOMAIN], ips: [] })
  assert.ok(
    new X509Certificate(used?.cert ?? '').verify(new X509Certificate(authority.root).publicKey),
  )
  // The chain goes out whole.
  assert.equal(used?.cert.match(/BEGIN CERTIFICATE/g)?.length, 2)
  for (const name of ['acme.pem', 'acme-account.pem']) {
    assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name)
  }
  // Unless it is asked for, it is not looked at.
  assert.equal(await readCertificate({ ...place(), acme: false }), undefined)
})

test('a bare public address gets one of a few days', async (context) => {
  const { authority, said, look, place } = await inScene(context, { life: 6 * DAY })
  await look(Date.now(), { names: [ADDRESS], profile: 'shortlived' })
  assert.deepEqual(said, [])
  assert.equal(authority.orders[0]?.profile, 'shortlived')
  assert.deepEqual((await readCertificate(place()))?.names, { dns: [], ips: [ADDRESS] })
})

test('several names are proven one after another', async (context) => {
  const { authority, look, place } = await inScene(context)
  const names = [DOMAIN, 'talk.example.org', ADDRESS]
  await look(Date.now(), { names, profile: 'shortlived' })
  assert.equal(authority.looked.length, 3)
  const used = await readCertificate(place())
  assert.deepEqual([...(used?.names.dns ?? []), ...(used?.names.ips ?? [])], names)
})

test('it is renewed when a third of its life is left, on the same account, and not before', async (context) => {
  const { folder, authority, renewals, look } = await inScene(context, {
    life: 90 * DAY,
    backdated: 60_000,
  })
  await look()
  await look(Date.now() + 59 * DAY)
  assert.equal(authority.orders.length, 1)
  assert.equal(await isFresh(folder, [DOMAIN], Date.now() + 59 * DAY), true)
  assert.equal(await isFresh(folder, [DOMAIN], Date.now() + 61 * DAY), false)
  await look(Date.now() + 61 * DAY)
  assert.equal(authority.orders.length, 2)
  assert.equal(authority.accounts.size, 1)
  assert.equal(renewals(), 2)
})

test('another name asks for another certificate at once', async (context) => {
  const { authority, look } = await inScene(context)
  await look()
  await look(Date.now(), { names: [DOMAIN, 'talk.example.org'] })
  assert.equal(authority.orders.length, 2)
})

test('a renewal that is refused keeps the certificate in use, and says so', async (context) => {
  const { authority, said, renewals, look, place } = await inScene(context, {
    life: 90 * DAY,
    backdated: 60_000,
  })
  await look()
  const before = await readCertificate(place())
  authority.refuse = 'too many orders'
  await look(Date.now() + 61 * DAY)
  assert.equal(renewals(), 1)
  assert.equal((await readCertificate(place()))?.cert, before?.cert)
  assert.equal(said.length, 1)
  assert.match(
    said[0] ?? '',
    /^No certificate for chat\.example\.org from 127\.0\.0\.1:\d+: .*too many orders/,
  )
  assert.match(said[0] ?? '', /The one in use stays; the next try is in 15 minutes/)
})

test('a proof that nobody finds is a sentence, and its port is closed again', async (context) => {
  const elsewhere = await freePort()
  const { authority, said, look, place } = await inScene(context, { httpPort: () => elsewhere })
  await look()
  assert.deepEqual(authority.looked, [`http-01 ${DOMAIN}`])
  assert.match(said[0] ?? '', /could not verify chat\.example\.org/)
  assert.equal(await readCertificate(place()), undefined)
})

test('a port for the proof that is taken is a sentence', async (context) => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  context.after(() => taken.close())
  const address = taken.address()
  const port = typeof address === 'object' && address ? address.port : 0
  const { said, look } = await inScene(context, {}, createHttpDesk('127.0.0.1', port))
  await look()
  assert.match(
    said[0] ?? '',
    new RegExp(`port ${port} for the proof can not be opened \\(EADDRINUSE\\)`),
  )
})

test('after a failure it waits, twice as long each time', async (context) => {
  const { folder, authority } = await inScene(context)
  authority.refuse = 'no'
  const said: string[] = []
  let now = Date.now()
  const kept = keepAcme({
    folder,
    order: {
      directoryUrl: authority.directoryUrl,
      email: undefined,
      names: [DOMAIN],
      profile: undefined,
      desk: createHttpDesk('127.0.0.1', await freePort()),
      patience,
    },
    renewed: () => Promise.resolve(),
    complain: (sentence) => said.push(/try is in (\d+) minutes/.exec(sentence)?.[1] ?? ''),
    now: () => now,
    lookEveryMs: 5,
  })
  context.after(() => kept.close())
  await kept.looked
  for (const minutes of [16, 31, 61]) {
    const before = said.length
    now += minutes * 60_000
    while (said.length === before) await new Promise((resolve) => setTimeout(resolve, 5))
  }
  assert.deepEqual(said, ['15', '30', '60', '120'])
})

const commonName = (port: number): Promise<string> =>
  new Promise((resolve, reject) => {
    const probe = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      resolve(probe.getPeerCertificate().subject.CN?.toString() ?? '')
      probe.destroy()
    })
    probe.once('error', reject)
  })

for (const name of [DOMAIN, ADDRESS]) {
  test(`${name} is proven in a handshake on the port in use, which serves others all the while`, async (context) => {
    const listener = createListener(await testCertificate(), listenLimits)
    listener.on('request', (_request, response: { end(text: string): void }) =>
      response.end('page'),
    )
    const port = await listen(listener, 0, '127.0.0.1')
    context.after(() => {
      listener.closeAllConnections()
      return closeListener(listener)
    })
    const desk = createAlpnDesk(listener)
    const seen: string[] = []
    const watched: ProofDesk = {
      ...desk,
      show: async (proof) => {
        await desk.show(proof)
        seen.push(await commonName(port))
      },
    }
    const { authority, said, look, place } = await inScene(
      context,
      { tlsPort: () => port },
      watched,
    )
    const profile = name === ADDRESS ? 'shortlived' : undefined
    await look(Date.now(), { names: [name], profile })
    assert.deepEqual(said, [])
    assert.deepEqual(authority.looked, [`tls-alpn-01 ${name}`])
    assert.ok(await readCertificate(place()))
    assert.deepEqual([...seen, await commonName(port)], ['localhost', 'localhost'])
  })
}
