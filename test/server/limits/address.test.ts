// Which addresses count as one (the neighbours that anybody has anyway) and which do not.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AddressMarks, prefixesOf } from '../../../server/limits/address.ts'

const near = (address: string): string => Buffer.from(prefixesOf(address).near).toString('hex')
const network = (address: string): string =>
  Buffer.from(prefixesOf(address).network).toString('hex')

test('IPv4 counts whole, its network is the /24', () => {
  assert.equal(near('192.0.2.7'), 'c0000207')
  assert.equal(network('192.0.2.7'), network('192.0.2.200'))
  assert.notEqual(network('192.0.2.7'), network('192.0.3.7'))
})

test('IPv4 written as IPv6 is the same address', () => {
  assert.equal(near('::ffff:192.0.2.7'), near('192.0.2.7'))
  assert.equal(network('::FFFF:192.0.2.7'), network('192.0.2.7'))
})

test('IPv6 counts by its /64, its network is the /48', () => {
  assert.equal(near('2001:db8:1:2::1'), near('2001:db8:1:2:ffff:ffff:ffff:ffff'))
  assert.notEqual(near('2001:db8:1:2::1'), near('2001:db8:1:3::1'))
  assert.equal(network('2001:db8:1:2::1'), network('2001:db8:1:ffff::1'))
  assert.notEqual(network('2001:db8:1:2::1'), network('2001:db8:2:2::1'))
  assert.equal(near('fe80::1%eth0'), near('fe80::2'))
})

test('what is no address is one address, so that it cannot get around', () => {
  assert.equal(near('unknown'), near(''))
  assert.equal(near('unknown'), '')
})

test('marks are numbers of two bytes under a key: nothing leads back, and memory is bounded', () => {
  const one = new AddressMarks(new Uint8Array(32).fill(1))
  const other = new AddressMarks(new Uint8Array(32).fill(2))
  const all = Array.from({ length: 200 }, (_, at) => `198.51.100.${at}`)
  for (const address of all) {
    const mark = one.of(address)
    assert.ok(mark.near >= 0 && mark.near < 65_536 && mark.network < 65_536)
    assert.deepEqual(mark, one.of(address))
  }
  const same = all.filter((address) => one.of(address).near === other.of(address).near)
  assert.ok(same.length < 5)
  assert.equal(new Set(all.map((address) => one.of(address).network)).size, 1)
})
