// The start screen: one link, for a terminal and for a file.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeQR } from 'qr'
import { decodeLink } from '../../protocol/invite.ts'
import { firstLink, startScreen, type ScreenFacts } from '../../server/start-screen.ts'

const ticket = Uint8Array.from({ length: 16 }, (_, at) => at)
const facts: ScreenFacts = {
  httpsPort: 8443,
  wssPort: 8444,
  ownOrigin: 'https://localhost:8443',
  lanOrigins: ['https://192.168.1.20:8443', 'https://kitchen.local:8443'],
  publicUrl: undefined,
  fingerprint: 'AB:12',
  caFingerprint: 'CD:34',
  dataFolder: '/srv/sotto/data',
  ticket,
  notes: ['The certificate expires soon.'],
}
const plain = { colour: false, qr: undefined }
const terminal = { colour: true, qr: (text: string) => encodeQR(text, 'ascii') }
const links = (screen: string): readonly string[] => screen.match(/https:\/\/\S+#\S*/g) ?? []

test('a file gets every fact, one link, no colour and no QR', () => {
  const screen = startScreen(facts, plain)
  const known = [
    'https://localhost:8443',
    'https://192.168.1.20:8443',
    'port 8444',
    'AB:12',
    'CD:34',
  ]
  for (const part of [...known, '/srv/sotto/data', 'The certificate expires soon.', 'one hour']) {
    assert.ok(screen.includes(part), part)
  }
  assert.ok(/^[\x20-\x7e\n]*$/.test(screen), 'plain text only')
  assert.equal(screen.split('#').length - 1, 1)
  assert.equal(links(screen).length, 1)
  assert.ok(screen.endsWith('\n'))
})

test('the link holds the ticket of the first person', () => {
  const [link = ''] = links(startScreen(facts, plain))
  assert.equal(link, firstLink('https://localhost:8443', ticket))
  const url = new URL(link)
  assert.equal(url.pathname, '/i')
  assert.deepEqual(decodeLink(url.hash.slice(1)), { type: 'firstPerson', ticket })
})

test('a terminal gets colour and a QR code, still with one link in letters', () => {
  const drawn: string[] = []
  const screen = startScreen(facts, {
    colour: true,
    qr: (text) => {
      drawn.push(text)
      return '[QR]'
    },
  })
  assert.deepEqual(drawn, [firstLink('https://192.168.1.20:8443', ticket)])
  assert.ok(screen.includes('[QR]') && screen.includes('\u001b['))
  assert.equal(links(screen).length, 1)
  const rows = encodeQR(drawn[0] ?? '', 'ascii')
    .trimEnd()
    .split('\n')
  for (const row of rows) assert.ok(startScreen(facts, terminal).includes(row))
  const narrow = startScreen(facts, { ...terminal, colour: false })
  assert.ok(!narrow.includes('\u001b') && narrow.includes(rows[0] ?? '?'))
})

test('once someone is in there is no link, no QR and no #', () => {
  const screen = startScreen({ ...facts, ticket: undefined }, { ...terminal, qr: () => '[QR]' })
  assert.ok(screen.includes('in use'))
  assert.ok(!screen.includes('#') && !screen.includes('[QR]'))
})

test('a certificate from elsewhere is not called private; a public address is for friends', () => {
  const screen = startScreen(
    { ...facts, caFingerprint: undefined, publicUrl: 'https://chat.example.org', lanOrigins: [] },
    plain,
  )
  assert.ok(!screen.includes('private') && !screen.includes('Authority'))
  assert.match(screen, /For friends +https:\/\/chat\.example\.org\n/)
})
