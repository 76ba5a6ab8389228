// Settings: every key, every refusal, all problems at once, and the table in the documents.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import {
  readConfig,
  settings,
  limitsTable,
  settingsTable,
  type Config,
} from '../../server/config.ts'
import { standardLimits } from '../../server/limits/limits.ts'

const configOf = (env: Record<string, string>): Config => {
  const read = readConfig(env)
  assert.ok('config' in read, JSON.stringify(read))
  return read.config
}
const problemsOf = (env: Record<string, string>): readonly string[] => {
  const read = readConfig(env)
  return 'problems' in read ? read.problems : []
}

test('an empty environment gives the defaults, frozen', () => {
  const config = configOf({})
  assert.deepEqual(config, {
    httpsPort: 8443,
    wssPort: 8444,
    host: '::',
    dataFolder: 'data',
    publicUrl: undefined,
    publicWssUrl: undefined,
    behindProxy: undefined,
    tlsMin: '1.3',
    acmeNames: [],
    acmeTerms: 'open',
    acmeChallenge: 'http-01',
    acmeHttpPort: 80,
    acmeDirectory: 'https://acme-v02.api.letsencrypt.org/directory',
    acmeEmail: undefined,
    pushServices: {
      hosts: [
        'fcm.googleapis.com',
        '*.push.services.mozilla.com',
        '*.push.apple.com',
        '*.notify.windows.com',
      ],
      any: false,
      origins: [],
    },
    pushContact: undefined,
    metricsToken: undefined,
    logLevel: 'warn',
    limits: standardLimits,
  })
  assert.ok(Object.isFrozen(config))
})

test('every key is read; an empty or blank value counts as absent', () => {
  assert.deepEqual(
    configOf({
      SOTTO_HTTPS_PORT: '0',
      SOTTO_WSS_PORT: ' 65535 ',
      SOTTO_HOST: 'Localhost',
      SOTTO_DATA: '/var/lib/sotto',
      SOTTO_PUBLIC_URL: 'https://Chat.example.org/',
      SOTTO_PUBLIC_WSS_URL: 'wss://chat.example.org:9000',
      SOTTO_BEHIND_PROXY: '192.0.2.1',
      SOTTO_TLS_MIN: '1.2',
      SOTTO_ACME_NAMES: ' ',
      SOTTO_ACME_TERMS: 'agreed',
      SOTTO_ACME_CHALLENGE: 'tls-alpn-01',
      SOTTO_ACME_HTTP_PORT: '8080',
      SOTTO_ACME_DIRECTORY: 'https://ca.example/dir',
      SOTTO_ACME_EMAIL: 'me@example.org',
      SOTTO_PUSH_SERVICES: 'off',
      SOTTO_PUSH_CONTACT: 'me@example.org',
      SOTTO_METRICS_TOKEN: 'sixteen-or-more-1',
      SOTTO_LOG: 'silent',
    }),
    {
      httpsPort: 0,
      wssPort: 65_535,
      host: 'localhost',
      dataFolder: '/var/lib/sotto',
      publicUrl: 'https://chat.example.org',
      publicWssUrl: 'wss://chat.example.org:9000',
      behindProxy: [{ base: Uint8Array.of(192, 0, 2, 1), bits: 32 }],
      tlsMin: '1.2',
      acmeNames: [],
      acmeTerms: 'agreed',
      acmeChallenge: 'tls-alpn-01',
      acmeHttpPort: 8080,
      acmeDirectory: 'https://ca.example/dir',
      acmeEmail: 'me@example.org',
      pushServices: { hosts: [], any: false, origins: [] },
      pushContact: 'mailto:me@example.org',
      metricsToken: 'sixteen-or-more-1',
      logLevel: 'silent',
      limits: standardLimits,
    },
  )
  const blank = Object.fromEntries(Object.values(settings).map(({ key }) => [key, ' ']))
  assert.deepEqual(configOf(blank), configOf({}))
})

const refused: readonly (readonly [key: string, value: string])[] = [
  ['SOTTO_HTTPS_PORT', '65536'],
  ['SOTTO_HTTPS_PORT', '-1'],
  ['SOTTO_HTTPS_PORT', '8443x'],
  ['SOTTO_HTTPS_PORT', '0x10'],
  ['SOTTO_WSS_PORT', '1e3'],
  ['SOTTO_WSS_PORT', '80.5'],
  ['SOTTO_HOST', 'not a host'],
  ['SOTTO_HOST', 'https://localhost'],
  ['SOTTO_DATA', 'x'.repeat(1_025)],
  ['SOTTO_PUBLIC_URL', 'http://chat.example.org'],
  ['SOTTO_PUBLIC_URL', 'https://chat.example.org/path'],
  ['SOTTO_PUBLIC_URL', 'https://me:secret@chat.example.org'],
  ['SOTTO_PUBLIC_URL', 'https://chat.example.org/#x'],
  ['SOTTO_PUBLIC_WSS_URL', 'https://chat.example.org'],
  ['SOTTO_BEHIND_PROXY', 'yes'],
  ['SOTTO_BEHIND_PROXY', '10.0.0.0/99'],
  ['SOTTO_TLS_MIN', '1.1'],
  ['SOTTO_ACME_NAMES', 'localhost'],
  ['SOTTO_ACME_NAMES', '192.168.1.20'],
  ['SOTTO_ACME_NAMES', '*.example.org'],
  ['SOTTO_ACME_NAMES', 'https://example.org'],
  ['SOTTO_ACME_NAMES', Array.from({ length: 11 }, (_, at) => `a${at}.example`).join()],
  ['SOTTO_ACME_TERMS', 'yes'],
  ['SOTTO_ACME_CHALLENGE', 'dns-01'],
  ['SOTTO_ACME_HTTP_PORT', 'http'],
  ['SOTTO_ACME_DIRECTORY', 'http://ca.example/dir'],
  ['SOTTO_ACME_DIRECTORY', 'https://me:secret@ca.example/'],
  ['SOTTO_ACME_EMAIL', 'a@b, c@d'],
  ['SOTTO_PUSH_SERVICES', 'everybody'],
  ['SOTTO_PUSH_SERVICES', 'https://push.example/path'],
  ['SOTTO_PUSH_CONTACT', 'somebody'],
  ['SOTTO_PUSH_CONTACT', 'http://example.org'],
  ['SOTTO_METRICS_TOKEN', 'too-short'],
  ['SOTTO_METRICS_TOKEN', 'with a space in it all'],
  ['SOTTO_LOG', 'loud'],
]
for (const [key, value] of refused) {
  test(`${key}=${value.slice(0, 40)} is one problem that names the key and hides the value`, () => {
    const problems = problemsOf({ SOTTO_PUBLIC_URL: 'https://a.example', [key]: value })
    assert.equal(problems.length, 1)
    assert.ok(problems[0]?.startsWith(`${key} must `))
    assert.ok(!problems[0]?.includes('secret'))
  })
}

test('a data folder of exactly the longest length is taken', () => {
  assert.equal(configOf({ SOTTO_DATA: 'x'.repeat(1_024) }).dataFolder.length, 1_024)
})

test('all problems are reported at once, equal ports among them', () => {
  const problems = problemsOf({
    SOTTO_HTTPS_PORT: '9000',
    SOTTO_WSS_PORT: '9000',
    SOTTO_HOST: '!',
    SOTTO_PUBLIC_URL: 'x',
    SOTTO_LOG: 'x',
  })
  assert.equal(problems.length, 4)
  assert.ok(problems.some((each) => each.includes('must differ')))
})

test('behind a proxy: loopback, one port, and the public address has to be told', () => {
  const settled = configOf({
    SOTTO_BEHIND_PROXY: 'loopback',
    SOTTO_PUBLIC_URL: 'https://a.example',
  })
  assert.deepEqual([settled.host, settled.wssPort], ['127.0.0.1', 'same'])
  const set = { SOTTO_HOST: '::', SOTTO_WSS_PORT: '9444', SOTTO_PUBLIC_URL: 'https://a.example' }
  const chosen = configOf({ SOTTO_BEHIND_PROXY: '10.0.0.0/8', ...set })
  assert.deepEqual([chosen.host, chosen.wssPort], ['::', 9_444])
  assert.equal(configOf({ SOTTO_BEHIND_PROXY: 'off' }).behindProxy, undefined)
  const [problem] = problemsOf({ SOTTO_BEHIND_PROXY: 'loopback' })
  assert.ok(problem?.startsWith('SOTTO_BEHIND_PROXY needs SOTTO_PUBLIC_URL'), problem)
})

test('ACME: names of either kind, agreed terms, no proxy, and the address follows', () => {
  const acme = {
    SOTTO_ACME_NAMES: 'Chat.example.org, 203.0.113.7,2001:DB8:0::1',
    SOTTO_ACME_TERMS: 'agreed',
  }
  const set = configOf(acme)
  assert.deepEqual(set.acmeNames, ['chat.example.org', '203.0.113.7', '2001:db8::1'])
  assert.equal(set.publicUrl, 'https://chat.example.org:8443')
  assert.equal(configOf({ ...acme, SOTTO_HTTPS_PORT: '443' }).publicUrl, 'https://chat.example.org')
  const told = { ...acme, SOTTO_PUBLIC_URL: 'https://talk.example.org' }
  assert.equal(configOf(told).publicUrl, 'https://talk.example.org')
  const [terms] = problemsOf({ SOTTO_ACME_NAMES: 'chat.example.org' })
  assert.ok(terms?.startsWith('SOTTO_ACME_NAMES needs SOTTO_ACME_TERMS=agreed'), terms)
  const [proxy] = problemsOf({ ...told, SOTTO_BEHIND_PROXY: 'loopback' })
  assert.ok(proxy?.startsWith('SOTTO_ACME_NAMES does not go with SOTTO_BEHIND_PROXY'), proxy)
})

test('one port is asked for in words', () => {
  for (const word of ['same', 'off'])
    assert.equal(configOf({ SOTTO_WSS_PORT: word }).wssPort, 'same')
})

test('two ports of 0 do not clash', () => {
  assert.equal(configOf({ SOTTO_HTTPS_PORT: '0', SOTTO_WSS_PORT: '0' }).wssPort, 0)
})

test('an unknown SOTTO_ key is a warning, other keys are not looked at', () => {
  const read = readConfig({ SOTTO_PORT: '1', SOTTO_CHROME: '/usr/bin/chromium', PATH: '/bin' })
  assert.ok('warnings' in read)
  assert.deepEqual(read.warnings, ['SOTTO_PORT is not a setting and was ignored.'])
})

test('the table in docs/OPERATIONS.md is the one the settings give', async () => {
  const text = await readFile(new URL('../../docs/OPERATIONS.md', import.meta.url), 'utf8')
  const between = /<!-- settings -->\n([\s\S]*?)\n<!-- \/settings -->/.exec(text)?.[1]
  assert.equal(between, settingsTable())
  const limits = /<!-- limits -->\n([\s\S]*?)\n<!-- \/limits -->/.exec(text)?.[1]
  assert.equal(limits, limitsTable())
})
