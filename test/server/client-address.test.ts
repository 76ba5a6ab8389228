// Whose request it is: a stranger's word on forwarding is never taken, a trusted proxy's only as far as
// trusted proxies wrote it.
import assert from 'node:assert/strict'
import type { IncomingMessage } from 'node:http'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  cameUnencrypted,
  clientAddress,
  isTrusted,
  MAX_PROXIES,
  plainAddress,
  readProxies,
  type TrustedProxies,
} from '../../server/client-address.ts'

// Only what the functions read of a request.
const request = (peer: string | undefined, headers: Record<string, string> = {}): IncomingMessage =>
  ({ socket: { remoteAddress: peer }, headers }) as unknown as IncomingMessage

const proxies = (text: string): TrustedProxies => {
  const read = readProxies(text)
  assert.ok(read, text)
  return read
}

const behind = (peer: string, forwarded: string, list = 'loopback'): string =>
  clientAddress(request(peer, { 'x-forwarded-for': forwarded }), proxies(list))

test('a list of proxies is read whole or not at all', () => {
  assert.equal(proxies('loopback').length, 2)
  assert.equal(proxies('10.0.0.0/8, 192.0.2.7,2001:db8::/32').length, 3)
  for (const wrong of [
    '',
    'on',
    '10.0.0.0/33',
    '10.0.0.0/0',
    '10.0.0.0/8/8',
    '::/129',
    'a,b',
    ',',
  ]) {
    assert.equal(readProxies(wrong), undefined, wrong)
  }
  const many = (count: number): string => Array(count).fill('192.0.2.1').join(',')
  assert.ok(readProxies(many(MAX_PROXIES)))
  assert.equal(readProxies(many(MAX_PROXIES + 1)), undefined)
})

test('without a proxy the peer counts, whatever it writes', () => {
  const told = request('203.0.113.9', {
    'x-forwarded-for': '192.0.2.1',
    'x-forwarded-proto': 'http',
  })
  assert.equal(clientAddress(told, []), '203.0.113.9')
  assert.equal(clientAddress(told, proxies('loopback')), '203.0.113.9')
  assert.equal(cameUnencrypted(told, proxies('loopback')), false)
  assert.equal(clientAddress(request(undefined), proxies('loopback')), 'unknown')
})

test('an address has one text whatever way the listener shows it', () => {
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(plainAddress('2001:DB8:0:0::1'), '2001:db8::1')
  assert.equal(plainAddress('fe80::1%eth0'), 'fe80::1')
  assert.equal(plainAddress('example.org'), undefined)
  assert.equal(
    clientAddress(
      request('::ffff:127.0.0.1', { 'x-forwarded-for': '::ffff:192.0.2.1' }),
      proxies('loopback'),
    ),
    '192.0.2.1',
  )
})

test('the first address from the right that is no proxy is the client', () => {
  assert.equal(behind('127.0.0.1', '192.0.2.1'), '192.0.2.1')
  assert.equal(behind('127.0.0.1', '8.8.8.8, 192.0.2.1'), '192.0.2.1')
  assert.equal(
    behind('127.0.0.1', '8.8.8.8, 192.0.2.1, 10.1.2.3', 'loopback,10.0.0.0/8'),
    '192.0.2.1',
  )
  assert.equal(behind('127.0.0.1', '[2001:db8::5]:443'), '2001:db8::5')
  assert.equal(behind('127.0.0.1', '192.0.2.1:5123'), '192.0.2.1')
})

test('nonsense from a proxy is not the client: the last address that makes sense is', () => {
  assert.equal(behind('127.0.0.1', 'unknown'), '127.0.0.1')
  assert.equal(behind('127.0.0.1', ''), '127.0.0.1')
  assert.equal(behind('127.0.0.1', 'x, 127.0.0.2'), '127.0.0.2')
  assert.equal(behind('127.0.0.1', '192.0.2.1, 999.1.1.1'), '127.0.0.1')
})

test('a client that writes the header itself stays who it is', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 20 }))),
      (claimed) => {
        // What a proxy appends is the peer it saw.
        const header = [...claimed.map((text) => text.replaceAll(',', ' ')), '203.0.113.9'].join(
          ', ',
        )
        assert.equal(behind('127.0.0.1', header), '203.0.113.9')
      },
    ),
    { seed: 20261121, numRuns: 300 },
  )
})

test('ranges hold what they say and nothing beside', () => {
  const list = proxies('10.0.0.0/8,2001:db8::/33')
  assert.ok(isTrusted(list, '10.255.255.255'))
  assert.ok(isTrusted(list, '::ffff:10.0.0.1'))
  assert.ok(isTrusted(list, '2001:db8:7fff::1'))
  assert.ok(!isTrusted(list, '2001:db8:8000::1'))
  assert.ok(!isTrusted(list, '11.0.0.0'))
  assert.ok(!isTrusted(list, undefined))
})

test('plain HTTP in front of a trusted proxy is seen', () => {
  const came = (proto: string): boolean =>
    cameUnencrypted(request('127.0.0.1', { 'x-forwarded-proto': proto }), proxies('loopback'))
  assert.equal(came('http'), true)
  assert.equal(came('https, http'), true)
  for (const fine of ['https', 'HTTPS', 'wss', '']) assert.equal(came(fine), false, fine)
})
