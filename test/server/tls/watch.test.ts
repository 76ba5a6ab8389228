// A running server takes over a changed certificate and keeps the old one when the new one is bad.
import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { connect } from 'node:tls'
import { StartFault } from '../../../server/fault.ts'
import type { Certificate } from '../../../server/tls/certificate.ts'
import { readCertificate } from '../../../server/tls/ensure.ts'
import { writeTlsFile } from '../../../server/tls/files.ts'
import { issueCa, issueLeaf } from '../../../server/tls/issue.ts'
import { watchCertificate } from '../../../server/tls/watch.ts'
import { testFolder } from '../../support/folder.ts'
import { withServer } from '../../support/server.ts'
import { dialReceiver } from '../../support/wire.ts'

const certificate = (cert: string, validTo = Infinity): Certificate => ({
  cert,
  key: `key of ${cert}`,
  fingerprint: '',
  names: { dns: [], ips: [] },
  validTo,
  ca: undefined,
  isPublic: false,
  notes: [],
})

test('a changed file is applied once, an unchanged one never', async () => {
  const applied: string[] = []
  let reads = 0
  await new Promise<void>((done) => {
    const watch = watchCertificate({
      current: certificate('a'),
      read: () => Promise.resolve(certificate(++reads < 3 ? 'a' : 'b')),
      ensure: () => Promise.reject(new Error('not asked')),
      apply: ({ cert }) => applied.push(cert),
      complain: assert.fail,
      readEveryMs: 1,
    })
    const poll = setInterval(() => {
      if (reads < 6) return
      clearInterval(poll)
      watch.close()
      done()
    }, 1)
  })
  assert.deepEqual(applied, ['b'])
})

test('a bad file is complained about once and replaces nothing', async () => {
  const complaints: string[] = []
  let reads = 0
  await new Promise<void>((done) => {
    const watch = watchCertificate({
      current: certificate('a'),
      read: () => {
        reads += 1
        return Promise.reject(new StartFault('key and certificate differ'))
      },
      ensure: () => Promise.reject(new Error('not asked')),
      apply: () => assert.fail('applied'),
      complain: (sentence) => complaints.push(sentence),
      readEveryMs: 1,
    })
    const poll = setInterval(() => {
      if (reads < 4) return
      clearInterval(poll)
      watch.close()
      done()
    }, 1)
  })
  assert.deepEqual(complaints, ['key and certificate differ'])
})

test('the daily look may make a new certificate', async () => {
  const applied = await new Promise<string>((done) => {
    const watch = watchCertificate({
      current: certificate('a'),
      read: () => Promise.resolve(undefined),
      ensure: () => Promise.resolve(certificate('c')),
      apply: ({ cert }) => {
        watch.close()
        done(cert)
      },
      complain: assert.fail,
      readEveryMs: 1_000_000,
      ensureEveryMs: 1,
    })
    // The watch's own timers keep no process alive.
    const alive = setInterval(() => undefined, 5)
    void Promise.resolve().then(() => setTimeout(() => clearInterval(alive), 500).unref())
  })
  assert.equal(applied, 'c')
})

test('one that has run out is renewed at the next look, not at the daily one', async () => {
  const applied = await new Promise<string>((done) => {
    const watch = watchCertificate({
      current: certificate('a', Date.now() - 1),
      read: () => Promise.resolve(undefined),
      ensure: () => Promise.resolve(certificate('c')),
      apply: ({ cert }) => {
        watch.close()
        clearInterval(alive)
        done(cert)
      },
      complain: assert.fail,
      readEveryMs: 1,
      ensureEveryMs: 1_000_000,
    })
    // The watch's own timers keep no process alive.
    const alive = setInterval(() => undefined, 5)
  })
  assert.equal(applied, 'c')
})

test('files that change under open sockets: these stay, new connections get the new certificate', async (context) => {
  const folder = await testFolder(context)
  const place = {
    certsFolder: folder,
    ownFolder: join(folder, 'none'),
    wanted: { dns: [], ips: [] },
    now: Date.now(),
  }
  const write = async (name: string): Promise<string> => {
    const names = { dns: ['localhost'], ips: ['127.0.0.1'] }
    const ca = await issueCa(names, place.now)
    const leaf = await issueLeaf(ca, { ...names, dns: ['localhost', name] }, 30, place.now)
    await writeTlsFile(folder, 'key.pem', leaf.key)
    await writeTlsFile(folder, 'cert.pem', leaf.cert)
    return leaf.cert
  }
  const shownBy = (port: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const probe = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
        resolve(probe.getPeerX509Certificate()?.subjectAltName ?? '')
        probe.destroy()
      })
      probe.once('error', reject)
    })
  await write('first.local')
  const current = await readCertificate(place)
  assert.ok(current)
  await withServer(
    async (server) => {
      const socket = await dialReceiver(server)
      await socket.hear('challenge')
      let applied: () => void = () => undefined
      const seen = new Promise<void>((resolve) => (applied = resolve))
      const watch = watchCertificate({
        current,
        read: () => readCertificate(place),
        ensure: () => Promise.reject(new Error('not asked')),
        apply: ({ key, cert }) => {
          server.replaceTls({ key, cert })
          applied()
        },
        complain: () => undefined,
        readEveryMs: 10,
      })
      context.after(() => watch.close())
      await write('second.local')
      await seen
      assert.match(await shownBy(server.httpsPort), /second\.local/)
      assert.match(await shownBy(server.wssPort), /second\.local/)
      socket.say({ type: 'ping' })
      await socket.hear('pong')
      await socket.close()
    },
    { tls: { key: current.key, cert: current.cert } },
  )
})
