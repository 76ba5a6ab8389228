// Which addresses the server may be told to call, and that a name cannot lead into the host's own network.
import assert from 'node:assert/strict'
import type { LookupAddress } from 'node:dns'
import { test } from 'node:test'
import fc from 'fast-check'
import { MAX_PUSH_ENDPOINT } from '../../../protocol/limits.ts'
import {
  guardedLookup,
  isOff,
  isPublicIp,
  NOT_PUBLIC_CODE,
  readPushAddress,
  readPushRules,
  type PushRules,
} from '../../../server/push/address.ts'

const rulesOf = (raw: string): PushRules => {
  const rules = readPushRules(raw)
  assert.ok(rules, raw)
  return rules
}
const allows = (raw: string, endpoint: string): boolean =>
  readPushAddress(rulesOf(raw), endpoint) !== undefined

test('services that the host names are called, by https and their own port alone', () => {
  const rules = 'fcm.googleapis.com,*.push.apple.com'
  assert.ok(allows(rules, 'https://fcm.googleapis.com/fcm/send/abc:def?x=1'))
  assert.ok(allows(rules, 'https://web.push.apple.com/QGuQyavXutnMH'))
  assert.ok(allows(rules, 'https://a.b.push.apple.com/'))
  for (const endpoint of [
    'http://fcm.googleapis.com/x',
    'https://fcm.googleapis.com:8443/x',
    'https://user@fcm.googleapis.com/x',
    'https://:secret@fcm.googleapis.com/x',
    'https://fcm.googleapis.com/x#y',
    'https://fcm.googleapis.com.evil.example/x',
    'https://evilfcm.googleapis.com/x',
    'https://push.apple.com.evil.example/x',
    'https://push.apple.com/x',
    'https://evilpush.apple.com/x',
    'ftp://fcm.googleapis.com/x',
    'fcm.googleapis.com',
    'https://',
    '',
    `https://fcm.googleapis.com/${'x'.repeat(MAX_PUSH_ENDPOINT)}`,
  ]) {
    assert.ok(!allows(rules, endpoint), endpoint)
  }
})

test('with any host allowed, addresses in figures and names without a dot are still refused', () => {
  assert.ok(allows('any', 'https://push.example.org/x'))
  for (const endpoint of [
    'https://127.0.0.1/x',
    'https://2130706433/x',
    'https://0x7f.1/x',
    'https://[::1]/x',
    'https://[::ffff:7f00:1]/x',
    'https://localhost/x',
    'https://router/x',
    'https://93.184.216.34/x',
  ]) {
    assert.ok(!allows('any', endpoint), endpoint)
  }
})

test('an origin that the host names in full may stand in his own network, with its port', () => {
  const rules = 'https://push.home.example:8443,https://127.0.0.1:9000/'
  assert.equal(readPushAddress(rulesOf(rules), 'https://push.home.example:8443/a')?.guarded, false)
  assert.ok(allows(rules, 'https://127.0.0.1:9000/a'))
  assert.ok(!allows(rules, 'https://push.home.example/a'))
  assert.ok(!allows(rules, 'https://127.0.0.1:9001/a'))
})

test('off is nobody; what is no list of hosts is refused', () => {
  assert.ok(isOff(rulesOf('off')))
  assert.ok(!isOff(rulesOf('any')))
  for (const raw of ['', 'everybody', 'https://a.example/path', 'a.example b.example', '*', '*.'])
    assert.equal(readPushRules(raw), undefined, raw)
})

test('private, special and disguised addresses are not public', () => {
  for (const ip of [
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '169.254.169.254',
    '172.31.255.255',
    '192.168.1.1',
    '192.0.0.8',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:8.8.8.8',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:db8::1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'ff02::1',
    'nonsense',
    '',
  ]) {
    assert.ok(!isPublicIp(ip), ip)
  }
  for (const ip of ['8.8.8.8', '142.250.1.1', '172.32.0.1', '2a00:1450:4001::1']) {
    assert.ok(isPublicIp(ip), ip)
  }
})

const lookUp = (
  found: readonly LookupAddress[],
  all: boolean,
): Promise<{ readonly code: string | undefined; readonly addresses: readonly string[] }> =>
  new Promise((resolve) => {
    guardedLookup((_, done) => done(null, found))('push.example', { all }, (error, address) =>
      resolve({
        code: error?.code,
        addresses: Array.isArray(address) ? address.map((one) => one.address) : [address],
      }),
    )
  })

test('a name that leads into the own network is not connected to', async () => {
  const inside = { address: '192.168.1.1', family: 4 }
  const outside = { address: '8.8.4.4', family: 4 }
  for (const all of [true, false]) {
    assert.equal((await lookUp([inside], all)).code, NOT_PUBLIC_CODE)
    assert.deepEqual((await lookUp([inside, outside], all)).addresses, ['8.8.4.4'])
  }
})

test('whatever is stated as an endpoint, only allowed hosts come out', () => {
  const rules = rulesOf('fcm.googleapis.com')
  fc.assert(
    fc.property(fc.oneof(fc.webUrl(), fc.string({ maxLength: 80 })), (endpoint) => {
      const address = readPushAddress(rules, endpoint)
      return address === undefined || address.url.host === 'fcm.googleapis.com'
    }),
    { numRuns: 500, seed: 7 },
  )
})
