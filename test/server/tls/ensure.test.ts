// Life of the certificates: first start, second start, renewal, changed addresses, a person's own pair,
// and everything that can be wrong with the files.
import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { cp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { StartFault } from '../../../server/fault.ts'
import type { Names } from '../../../server/tls/address.ts'
import { ensureCertificate, readCertificate, type TlsPlace } from '../../../server/tls/ensure.ts'
import { makeCertificates } from '../../../server/tls/make.ts'
import { testFolder } from '../../support/folder.ts'

const DAY = 86_400_000
const wanted: Names = { dns: ['localhost', 'kitchen'], ips: ['127.0.0.1', '192.168.1.20'] }

const placeIn = async (context: TestContext): Promise<TlsPlace> => {
  const folder = await testFolder(context)
  return {
    certsFolder: join(folder, 'certs'),
    ownFolder: join(folder, 'data', 'tls'),
    wanted,
    now: Date.now(),
  }
}
const caOf = (place: TlsPlace): Promise<string> => readFile(join(place.ownFolder, 'ca.pem'), 'utf8')
const faultOf = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  assert.ok(error instanceof StartFault, String(error))
  assert.ok(!error.message.includes('\n'))
  return error.message
}

test('the first start makes a CA and a leaf, keys 0600 in a folder 0700; the second changes nothing', async (context) => {
  const place = await placeIn(context)
  assert.equal(await readCertificate(place), undefined)
  const first = await ensureCertificate(place)
  assert.deepEqual(first.names, wanted)
  assert.deepEqual(first.notes, [])
  assert.equal(first.fingerprint, new X509Certificate(first.cert).fingerprint256)
  assert.equal(first.ca?.cert, await caOf(place))
  assert.equal((await stat(place.ownFolder)).mode & 0o777, 0o700)
  for (const key of ['key.pem', 'ca-key.pem']) {
    assert.equal((await stat(join(place.ownFolder, key))).mode & 0o777, 0o600)
  }
  assert.deepEqual(await ensureCertificate(place), first)
})

test('a new private address renews the leaf under the same CA; an address that left does not', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  const fewer = { ...place, wanted: { ...wanted, ips: ['127.0.0.1'] } }
  assert.equal((await ensureCertificate(fewer)).cert, first.cert)
  const moved = { ...place, wanted: { ...wanted, ips: ['127.0.0.1', '10.0.0.5'] } }
  const second = await ensureCertificate(moved)
  assert.notEqual(second.cert, first.cert)
  assert.deepEqual(second.names, moved.wanted)
  assert.equal(second.ca?.fingerprint, first.ca?.fingerprint)
  assert.deepEqual(second.notes, [])
})

test('another host name needs another CA, and the note says so', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  const renamed = { ...place, wanted: { ...wanted, dns: ['localhost', 'attic'] } }
  const second = await ensureCertificate(renamed)
  assert.notEqual(second.ca?.fingerprint, first.ca?.fingerprint)
  assert.match(second.notes.join(), /new local CA was made, because .*attic/)
})

test('renewal begins when fewer than 30 days remain, and keeps the CA', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  const before = { ...place, now: first.validTo - 30 * DAY }
  assert.equal((await ensureCertificate(before)).cert, first.cert)
  const after = { ...place, now: first.validTo - 30 * DAY + 1 }
  const second = await ensureCertificate(after)
  assert.notEqual(second.cert, first.cert)
  assert.equal(second.ca?.fingerprint, first.ca?.fingerprint)
})

test('a CA close to its end is replaced and said', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  const end = Date.parse(new X509Certificate(first.ca?.cert ?? '').validTo)
  const second = await ensureCertificate({ ...place, now: end - 29 * DAY })
  assert.notEqual(second.ca?.fingerprint, first.ca?.fingerprint)
  assert.match(second.notes.join(), /about to expire/)
})

test('own leaf files that are torn or mixed up are mended without a word', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  await writeFile(join(place.ownFolder, 'cert.pem'), 'torn')
  const second = await ensureCertificate(place)
  assert.equal(second.ca?.fingerprint, first.ca?.fingerprint)
  await writeFile(join(place.ownFolder, 'key.pem'), first.key)
  const third = await ensureCertificate(place)
  assert.notEqual(third.key, first.key)
  assert.equal((await stat(join(place.ownFolder, 'key.pem'))).mode & 0o777, 0o600)
})

test('a CA key that does not belong to the CA is a fault that names the file', async (context) => {
  const place = await placeIn(context)
  const first = await ensureCertificate(place)
  await writeFile(join(place.ownFolder, 'ca-key.pem'), first.key)
  await rm(join(place.ownFolder, 'cert.pem'))
  assert.match(await faultOf(ensureCertificate(place)), /ca-key\.pem is not the private key/)
})

test('an unreadable key is a fault', async (context) => {
  const place = await placeIn(context)
  await mkdir(join(place.ownFolder, 'key.pem'), { recursive: true })
  assert.match(await faultOf(ensureCertificate(place)), /Cannot read .*key\.pem \(EISDIR\)/)
})

test('a folder that cannot be written is a fault', async (context) => {
  const place = await placeIn(context)
  await mkdir(join(place.ownFolder, '..'), { recursive: true })
  await writeFile(place.ownFolder, '')
  assert.match(await faultOf(ensureCertificate(place)), /Cannot (read|write) /)
})

test("a person's own pair comes first and is never touched", async (context) => {
  const place = await placeIn(context)
  await ensureCertificate(place)
  await makeCertificates(place.certsFolder, { dns: ['localhost'], ips: [] }, 20, place.now)
  const cert = await readFile(join(place.certsFolder, 'cert.pem'), 'utf8')
  const used = await ensureCertificate(place)
  assert.equal(used.cert, cert)
  assert.match(used.notes.join('|'), /expires on .*\|.*does not cover kitchen, 127\.0\.0\.1/)
  assert.equal(await readFile(join(place.certsFolder, 'cert.pem'), 'utf8'), cert)
})

test("a person's pair: mismatched, half, expired, not yet valid and no PEM are faults with a remedy", async (context) => {
  const place = await placeIn(context)
  const made = await makeCertificates(place.certsFolder, wanted, 20, place.now)
  const late = { ...place, now: place.now + 21 * DAY }
  assert.match(
    await faultOf(ensureCertificate(late)),
    /expired on \d{4}-\d\d-\d\d\. Put a matching/,
  )
  const early = { ...place, now: place.now - 2 * DAY }
  assert.match(await faultOf(ensureCertificate(early)), /not valid yet/)
  await cp(join(place.certsFolder, 'ca-key.pem'), join(place.certsFolder, 'key.pem'))
  assert.match(
    await faultOf(ensureCertificate(place)),
    /key\.pem is not the private key of cert\.pem/,
  )
  await writeFile(join(place.certsFolder, 'key.pem'), 'nonsense')
  assert.match(await faultOf(ensureCertificate(place)), /is not the private key/)
  await writeFile(join(place.certsFolder, 'key.pem'), made.key)
  await writeFile(join(place.certsFolder, 'cert.pem'), 'nonsense')
  assert.match(await faultOf(ensureCertificate(place)), /is not a certificate in PEM form/)
  await rm(join(place.certsFolder, 'cert.pem'))
  assert.match(await faultOf(ensureCertificate(place)), /key\.pem is there but cert\.pem is not/)
})
