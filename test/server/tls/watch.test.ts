// A running server takes over a changed certificate and keeps the old one when the new one is bad.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { StartFault } from '../../../server/fault.ts'
import type { Certificate } from '../../../server/tls/certificate.ts'
import { watchCertificate } from '../../../server/tls/watch.ts'

const certificate = (cert: string, validTo = Infinity): Certificate => ({
  cert,
  key: `key of ${cert}`,
  fingerprint: '',
  names: { dns: [], ips: [] },
  validTo,
  ca: undefined,
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
