// Which Host headers are answered, and which addresses the screen shows.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { allowedHosts, lanOrigins, messagesUrl, ownOrigin, type Reach } from '../../server/reach.ts'
import type { Names } from '../../server/tls/address.ts'

const names: Names = {
  dns: ['localhost', 'kitchen', 'kitchen.local', '*.example.org'],
  ips: ['127.0.0.1', '::1', 'fd00::2', '192.168.1.20'],
}
const everywhere: Reach = {
  host: '::',
  publicUrl: undefined,
  publicWssUrl: undefined,
  behindProxy: false,
}

test('each name is allowed with either port, IPv6 in brackets, wildcards not at all', () => {
  const hosts = allowedHosts(names, everywhere, { httpsPort: 8443, wssPort: 8444 })
  for (const host of ['localhost:8443', 'kitchen:8444', '[fd00::2]:8443', '127.0.0.1:8444']) {
    assert.ok(hosts.has(host), host)
  }
  for (const host of ['localhost', 'kitchen:443', 'evil.com:8443', '*.example.org:8443']) {
    assert.ok(!hosts.has(host), host)
  }
  assert.equal(hosts.size, 14)
})

test('the default port may be left out; public URLs count as they are written', () => {
  const reach: Reach = {
    host: '::',
    publicUrl: 'https://chat.example.org',
    publicWssUrl: 'wss://relay.example.org:9000',
    behindProxy: false,
  }
  const hosts = allowedHosts({ dns: [], ips: [] }, reach, { httpsPort: 443, wssPort: 8444 })
  for (const host of ['localhost', '[::1]', 'chat.example.org', 'relay.example.org:9000']) {
    assert.ok(hosts.has(host), host)
  }
})

test('localhost works on a computer whose certificate does not carry it', () => {
  const hosts = allowedHosts({ dns: ['chat.example.org'], ips: [] }, everywhere, {
    httpsPort: 1,
    wssPort: 2,
  })
  assert.ok(hosts.has('localhost:1') && hosts.has('[::1]:2') && hosts.has('chat.example.org:2'))
})

test('the own origin is one the listener has and the certificate carries', () => {
  assert.equal(ownOrigin(names, everywhere, 8443), 'https://localhost:8443')
  assert.equal(ownOrigin(names, { ...everywhere, host: '127.0.0.1' }, 443), 'https://localhost')
  const one: Reach = { ...everywhere, host: 'fd00::2' }
  assert.equal(ownOrigin(names, one, 8443), 'https://[fd00::2]:8443')
  const brought: Names = { dns: ['*.x.org', 'chat.x.org'], ips: [] }
  assert.equal(ownOrigin(brought, everywhere, 8443), 'https://chat.x.org:8443')
  const tunnel: Reach = { ...everywhere, publicUrl: 'https://t.example' }
  assert.equal(ownOrigin(brought, tunnel, 8443), 'https://t.example')
})

test('others on the network get the address most likely to work first; nobody when loopback only', () => {
  assert.deepEqual(lanOrigins(names, everywhere, 8443), [
    'https://192.168.1.20:8443',
    'https://kitchen.local:8443',
    'https://[fd00::2]:8443',
  ])
  assert.deepEqual(lanOrigins(names, { ...everywhere, host: '127.0.0.1' }, 8443), [])
  const asked: Names = { dns: ['chat.example.org'], ips: ['10.0.0.1', '203.0.113.7'] }
  assert.deepEqual(lanOrigins(asked, everywhere, 8443), [
    'https://chat.example.org:8443',
    'https://203.0.113.7:8443',
    'https://10.0.0.1:8443',
  ])
})

test('behind a proxy only its address is shown, and messages go there unless another was set', () => {
  const reach: Reach = {
    ...everywhere,
    publicUrl: 'https://chat.example.org:8000',
    behindProxy: true,
  }
  assert.equal(ownOrigin({ dns: [], ips: [] }, reach, 8_443), 'https://chat.example.org:8000')
  assert.deepEqual(lanOrigins(names, reach, 8_443), [])
  assert.equal(messagesUrl(reach), 'wss://chat.example.org:8000')
  assert.equal(
    messagesUrl({ ...reach, publicWssUrl: 'wss://relay.example.org' }),
    'wss://relay.example.org',
  )
  assert.equal(messagesUrl({ ...reach, behindProxy: false }), undefined)
})
