// The doctor: every planted fault is a line that names it and says what to do, and a sound house is good.
import assert from 'node:assert/strict'
import { chmodSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import type { Finding } from '../../../server/host/checks/finding.ts'
import { databasePath, openAsIs } from '../../../server/store/database.ts'
import { makeCertificates } from '../../../server/tls/make.ts'
import { sotto, startHouse, type Said } from '../../support/commands.ts'
import { testFolder } from '../../support/folder.ts'
import { settle } from '../../support/server.ts'
import { attach, dialSender, random } from '../../support/wire.ts'

const DAY = 86_400_000

const findings = ({ json }: Said): readonly Finding[] => json['checks'] as Finding[]
const line = (said: Said, name: string): Finding => {
  const found = findings(said).find((finding) => finding.name === name)
  assert.ok(found, `no line ${name}`)
  return found
}
const ports = (server: { httpsPort: number; wssPort: number }): Record<string, string> => ({
  SOTTO_HOST: '127.0.0.1',
  SOTTO_HTTPS_PORT: String(server.httpsPort),
  SOTTO_WSS_PORT: String(server.wssPort),
})
/** A data folder with the mode that the server gives it. */
const house = async (context: TestContext): Promise<string> => {
  const folder = join(await testFolder(context), 'data')
  mkdirSync(folder, { mode: 0o700 })
  return folder
}

test('a sound running house has no line that says fail; every line that is not good says what to do', async (context) => {
  const folder = await house(context)
  const { server } = await startHouse(context, folder)
  await settle(server)
  const said = await sotto(folder, ['doctor', '--json'], ports(server))
  assert.deepEqual([said.code, said.json['fail']], [0, 0], said.out)
  assert.equal(line(said, 'Port for pages').text, `${server.httpsPort} answers here`)
  assert.equal(line(said, 'Port for messages').text, `${server.wssPort} answers here`)
  assert.match(line(said, 'Database').text, /^sound: 1 inbox, 0 waiting/)
  for (const { level, remedy, name } of findings(said)) {
    assert.ok(level === 'ok' || remedy.length > 10, name)
  }
  const shown = await sotto(folder, ['doctor', '--quick'], ports(server))
  assert.equal(shown.code, 0)
  assert.ok(shown.out.split('\n').every((text) => text.length <= 80))
  assert.match(shown.out, /not looked through \(--quick\)/)
})

test('a damaged row and a damaged page are found, with and without a server', async (context) => {
  const folder = await house(context)
  const { server, close } = await startHouse(context, folder)
  const { route } = await settle(server)
  const sender = await dialSender(server, route.friendId)
  await attach(sender, route)
  for (let seq = 1; seq <= 40; seq += 1) {
    sender.say({ type: 'send', channel: 0, seq, flags: 0, envelope: random(4_096) })
  }
  while ((await sender.hear('stored')).upTo < 40);
  await sender.close()
  await close()
  const database = openAsIs(folder)
  database
    .prepare('UPDATE envelope SET body = ? WHERE id = (SELECT max(id) FROM envelope)')
    .run(random(9))
  database.close()
  const stopped = await sotto(folder, ['doctor', '--json'])
  assert.equal(stopped.code, 1)
  assert.deepEqual(
    [line(stopped, 'Database').level, line(stopped, 'Database').text],
    ['fail', '1 damaged row'],
  )
  const again = await startHouse(context, folder)
  const running = await sotto(folder, ['doctor', '--json'], ports(again.server))
  assert.equal(line(running, 'Database').text, '1 damaged row')
  await again.close()

  const file = readFileSync(databasePath(folder))
  file.fill(0x5a, 8_192 * 3, file.length - 8_192)
  writeFileSync(databasePath(folder), file)
  const torn = await sotto(folder, ['doctor', '--json'])
  assert.equal(line(torn, 'Database').level, 'fail')
  assert.match(line(torn, 'Database').remedy, /restore/)
})

test('keys that others may read are named with the command that mends it', async (context) => {
  const folder = await house(context)
  const { server } = await startHouse(context, folder)
  chmodSync(join(folder, 'house-key'), 0o644)
  const said = await sotto(folder, ['doctor', '--json', '--quick'], ports(server))
  const found = line(said, 'Permissions')
  assert.deepEqual([said.code, found.level], [1, 'fail'])
  assert.equal(found.remedy, `chmod 600 ${join(folder, 'house-key')}`)
  chmodSync(join(folder, 'house-key'), 0o600)
  mkdirSync(join(folder, 'tls'), { mode: 0o700 })
  writeFileSync(join(folder, 'tls', 'cert.pem'), '', { mode: 0o644 })
  writeFileSync(join(folder, 'tls', 'acme.pem'), '', { mode: 0o644 })
  const other = line(
    await sotto(folder, ['doctor', '--json', '--quick'], ports(server)),
    'Permissions',
  )
  assert.equal(other.remedy, `chmod 600 ${join(folder, 'tls', 'acme.pem')}`)
})

test('a port that another program has, a name without an address, a wrong certificate', async (context) => {
  const folder = await house(context)
  const other = createServer().listen(0, '127.0.0.1')
  context.after(() => other.close())
  await once(other, 'listening')
  const address = other.address()
  assert.ok(typeof address === 'object' && address)
  const certs = `${folder}.certs`
  const names = { dns: ['chat.example.org'], ips: [] }
  await makeCertificates(certs, names, 10, Date.now())
  const env = {
    SOTTO_HOST: '127.0.0.1',
    SOTTO_HTTPS_PORT: String(address.port),
    SOTTO_PUBLIC_URL: 'https://nowhere.invalid',
  }
  const said = await sotto(folder, ['doctor', '--json'], env)
  assert.equal(line(said, 'Port for pages').level, 'fail')
  assert.match(line(said, 'Port for pages').text, /used by another program/)
  assert.equal(line(said, 'From outside').level, 'fail')
  assert.match(line(said, 'Certificate').text, /not for nowhere\.invalid/)
  const fitting = { SOTTO_PUBLIC_URL: 'https://chat.example.org' }
  const soon = line(await sotto(folder, ['doctor', '--json'], fitting), 'Certificate')
  assert.deepEqual([soon.level, /9 days left/.test(soon.text)], ['warn', true], soon.text)
  writeFileSync(join(certs, 'key.pem'), 'not a key')
  const broken = line(await sotto(folder, ['doctor', '--json'], fitting), 'Certificate')
  assert.equal(broken.level, 'fail')
  assert.match(broken.text, /is not the private key/)
})

test('a server that does not answer on its port is found', async (context) => {
  const folder = await house(context)
  const { server } = await startHouse(context, folder)
  // The facts say where the server listens: elsewhere in this test, where nobody does.
  const said = await sotto(folder, ['doctor', '--json', '--quick'], {
    ...ports(server),
    SOTTO_HOST: '127.0.0.2',
  })
  assert.equal(line(said, 'Port for pages').level, 'fail')
  assert.match(line(said, 'Port for pages').text, /does not answer here \(ECONNREFUSED\)/)
})

test('an old backup is a warning, a fresh one is good', async (context) => {
  const folder = await house(context)
  const before = line(await sotto(folder, ['doctor', '--json']), 'Last backup')
  assert.deepEqual([before.level, before.text], ['warn', 'never'])
  await sotto(folder, ['backup', `${folder}.backup`, '--recovery-key'])
  assert.equal(line(await sotto(folder, ['doctor', '--json']), 'Last backup').level, 'ok')
  const old = new Date(Date.now() - 40 * DAY).toISOString().slice(0, 10)
  writeFileSync(join(folder, 'last-backup'), old)
  assert.match(line(await sotto(folder, ['doctor', '--json']), 'Last backup').text, /40 days ago/)
})

test('what a killed doctor left behind is removed by the next start', async (context) => {
  const folder = await house(context)
  mkdirSync(join(folder, '.doctor-abc123'))
  writeFileSync(join(folder, '.doctor-abc123', 'copy.db'), 'x')
  writeFileSync(join(folder, 'snapshot-0123abcd.db'), 'x')
  utimesSync(join(folder, 'snapshot-0123abcd.db'), 1, 1)
  const { removeSnapshots } = await import('../../../server/host/desk.ts')
  const { readdirSync } = await import('node:fs')
  await removeSnapshots(folder)
  assert.deepEqual(readdirSync(folder), [])
})
