// Addresses as bytes, private ranges at their edges, and the names of a computer.
import assert from 'node:assert/strict'
import type { NetworkInterfaceInfo } from 'node:os'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  canonicalIp,
  ipBytes,
  isDnsName,
  isPrivateIp,
  localNames,
  maskOf,
} from '../../../server/tls/address.ts'

test('addresses have one text and the right bytes', () => {
  assert.equal(canonicalIp('FE80:0:0::01'), 'fe80::1')
  assert.equal(canonicalIp('fe80::1%eth0'), undefined)
  assert.equal(canonicalIp('1.2.3'), undefined)
  assert.deepEqual([...(ipBytes('192.168.1.20') ?? [])], [192, 168, 1, 20])
  assert.deepEqual([...(ipBytes('::') ?? [])], Array<number>(16).fill(0))
  assert.deepEqual([...(ipBytes('2001:db8::ff') ?? [])].slice(0, 4), [0x20, 0x01, 0x0d, 0xb8])
  assert.equal(ipBytes('2001:db8::ff')?.[15], 0xff)
})

test('any IPv6 address comes back from its bytes', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      const bytes = ipBytes(text)
      assert.equal(bytes?.length, 16)
      const groups = Array.from({ length: 8 }, (_, at) =>
        (((bytes?.[at * 2] ?? 0) << 8) | (bytes?.[at * 2 + 1] ?? 0)).toString(16),
      )
      assert.equal(canonicalIp(groups.join(':')), canonicalIp(text))
    }),
    { seed: 6, numRuns: 300 },
  )
})

test('masks have the right bits', () => {
  assert.deepEqual([...maskOf({ base: new Uint8Array(4), bits: 12 })], [255, 240, 0, 0])
  assert.deepEqual([...maskOf({ base: new Uint8Array(4), bits: 0 })], [0, 0, 0, 0])
  assert.deepEqual([...maskOf({ base: new Uint8Array(4), bits: 32 })], [255, 255, 255, 255])
})

test('private ranges hold at both edges', () => {
  const inside = ['127.0.0.1', '10.255.255.255', '172.16.0.0', '172.31.255.255', '192.168.0.1']
  const outside = [
    '128.0.0.0',
    '11.0.0.0',
    '172.15.255.255',
    '172.32.0.0',
    '8.8.8.8',
    '2001:db8::1',
  ]
  const inside6 = ['::1', 'fc00::', 'fdff::1', 'fe80::1', 'febf::1', '169.254.0.1']
  for (const ip of [...inside, ...inside6]) assert.ok(isPrivateIp(ip), ip)
  for (const ip of [...outside, '::2', 'fe00::', 'fec0::1', 'fb00::1', 'x']) {
    assert.ok(!isPrivateIp(ip), ip)
  }
})

test('host names: labels, lengths, no wildcard, no address', () => {
  for (const name of ['localhost', 'a', 'a-b.example.org', `${'a'.repeat(63)}.org`]) {
    assert.ok(isDnsName(name), name)
  }
  const bad = [
    '',
    '*.example.org',
    'under_score',
    '-a',
    'a-',
    '1.2.3.4',
    'A',
    `${'a'.repeat(64)}.org`,
  ]
  for (const name of bad) assert.ok(!isDnsName(name), name)
})

const lan = (address: string, more: Partial<NetworkInterfaceInfo> = {}): NetworkInterfaceInfo =>
  ({
    address,
    netmask: '',
    mac: '',
    internal: false,
    cidr: null,
    ...(address.includes(':') ? { family: 'IPv6', scopeid: 0 } : { family: 'IPv4' }),
    ...more,
  }) as NetworkInterfaceInfo

test('local names: host name, .local name, private addresses; no public and no scoped ones', () => {
  const names = localNames('Kitchen.example.org', {
    lo: [lan('127.0.0.1', { internal: true })],
    en0: [
      lan('192.168.1.20'),
      lan('203.0.113.7'),
      lan('fd00::2'),
      lan('fe80::1', { family: 'IPv6', scopeid: 2 } as Partial<NetworkInterfaceInfo>),
      lan('2001:db8::1'),
    ],
  })
  assert.deepEqual(names.dns, ['localhost', 'kitchen.example.org', 'kitchen.local'])
  assert.deepEqual(names.ips, ['127.0.0.1', '::1', '192.168.1.20', 'fd00::2'])
})

test('a host name that no certificate can carry is left out; addresses are bounded', () => {
  const many = Array.from({ length: 200 }, (_, at) => lan(`10.0.0.${at + 1}`))
  const names = localNames('my_laptop', { en0: many })
  assert.deepEqual(names.dns, ['localhost'])
  assert.equal(names.ips.length, 2 + 32)
})
