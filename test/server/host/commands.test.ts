// The host's commands against a real server over its control socket, and against a folder without one:
// what they print, how they end, and what they change.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { HOUSE_KEY_GRACE } from '../../../protocol/limits.ts'
import { decodeLink } from '../../../protocol/invite.ts'
import { openControl } from '../../../server/host/control-listen.ts'
import type { Controls } from '../../../server/host/control-calls.ts'
import { openHouseKey } from '../../../server/house-key.ts'
import { sotto, startHouse } from '../../support/commands.ts'
import { testFolder } from '../../support/folder.ts'
import { settle } from '../../support/server.ts'
import {
  attach,
  createDevice,
  createInbox,
  dialReceiver,
  dialSender,
  logIn,
  random,
} from '../../support/wire.ts'

test('wrong command lines end with 2 and one sentence that says where to look', async (context) => {
  const folder = await testFolder(context)
  const cases = [
    [['stauts'], /did you mean status\?/],
    [['xyzzy'], /sotto --help/],
    [['status', '--wrong'], /'--wrong': see sotto status --help/],
    [['status', 'now'], /takes no words/],
    [['inboxes', 'open', 'abcdef'], /takes close/],
    [['inboxes', 'close', 'xyz'], /six digits/],
    [['house-key', 'lose'], /takes rotate or set/],
    [['house-key', 'set'], /--file/],
    [['help', 'nothing'], /no command nothing/],
  ] as const
  for (const [args, pattern] of cases) {
    const { code, out, err } = await sotto(folder, args)
    assert.deepEqual([code, out], [2, ''], args.join(' '))
    assert.match(err, pattern)
    assert.equal(err.trimEnd().split('\n').length, 1)
  }
  const wrong = await sotto(folder, ['status', '--json'], { SOTTO_LOG: 'loud' })
  assert.equal(wrong.code, 1)
  assert.match(JSON.stringify(wrong.json), /"v":1.*"exit":1.*SOTTO_LOG/)
})

test('every command has a page with its flags, no wider than the terminal', async (context) => {
  const folder = await testFolder(context)
  const list = await sotto(folder, ['--help'])
  const names = [...list.out.matchAll(/^ {2}([a-z-]+) {2,}/gm)].map((found) => found[1] ?? '')
  assert.ok(names.includes('serve') && names.includes('house-key'))
  for (const name of names) {
    const page = await sotto(folder, [name, '--help'])
    assert.equal(page.code, 0)
    assert.match(page.out, /--json/)
    const wide = page.out.split('\n').filter((line) => line.length > 80 && !line.startsWith('|'))
    assert.deepEqual(
      wide.filter((line) => line.includes(' ')),
      [],
      name,
    )
    assert.equal((await sotto(folder, ['help', name])).out, page.out)
  }
  assert.match((await sotto(folder, ['--version'])).out, /^sotto \d+\.\d+\.\d+\n$/)
})

test('without a server: status and invite end with 3, in words and as JSON', async (context) => {
  const folder = await testFolder(context)
  for (const name of ['status', 'invite']) {
    const said = await sotto(folder, [name])
    assert.deepEqual([said.code, said.out], [3, ''])
    assert.match(said.err, /^No Sotto runs on .*npm start.*--data\.\n$/)
  }
  const told = await sotto(folder, ['invite', '--json'])
  assert.deepEqual(Object.keys(told.json), ['v', 'error'])
})

test('a running server tells how it is doing', async (context) => {
  const folder = await testFolder(context)
  const { server } = await startHouse(context, folder)
  const { device } = await settle(server)
  const receiver = await dialReceiver(server)
  await logIn(server, receiver, device)
  const { code, out, err } = await sotto(folder, ['status'])
  assert.deepEqual([code, err], [0, ''])
  assert.match(out, /^Sotto is running, version \d/)
  assert.match(out, /Online +1 device, 1 socket in all/)
  assert.match(out, /Inboxes +1 inbox, 1 friend id/)
  const { json } = await sotto(folder, ['status', '--json'])
  assert.equal(json['devicesOnline'], 1)
  await receiver.close()
})

test('the control socket is for its owner alone, and one left over does not stop a start', async (context) => {
  const folder = await testFolder(context)
  const first = await startHouse(context, folder)
  assert.equal(statSync(join(folder, 'control')).mode & 0o777, 0o600)
  await first.close()
  const left = await openControl({
    folder,
    controls: {} as Controls,
    snapshot: () => Promise.resolve(),
  })
  context.after(() => left.close())
  await startHouse(context, folder)
  assert.equal((await sotto(folder, ['status'])).code, 0)
})

test('a folder too deep for a socket has commands all the same', async (context) => {
  const folder = join(await testFolder(context), 'deep'.repeat(30))
  const { mkdirSync } = await import('node:fs')
  mkdirSync(folder)
  await startHouse(context, folder)
  assert.equal((await sotto(folder, ['status'])).code, 0)
})

test('a call of another version is named so, and a crooked one changes nothing', async (context) => {
  const folder = await testFolder(context)
  const { server } = await startHouse(context, folder)
  const { request } = await import('node:http')
  const post = (path: string, body: string): Promise<string> =>
    new Promise((resolve, reject) => {
      const call = request(
        { socketPath: join(folder, 'control'), path, method: 'POST', agent: false },
        (response) => {
          let text = ''
          response.setEncoding('utf8').on('data', (part: string) => (text += part))
          response.on('end', () => resolve(`${response.statusCode} ${text}`))
        },
      )
      call.on('error', reject)
      call.end(body)
    })
  const before = server.desk.houseKey().fingerprint
  assert.match(await post('/toString', '{}'), /^404 .*another version/)
  assert.match(await post('/status', '[1'), /^500 /)
  assert.match(await post('/status', 'null'), /^400 /)
  assert.match(await post('/replaceHouseKey', '{}'), /^409 /)
  assert.match(await post('/replaceHouseKey', '{"grace":true,"key":"short"}'), /^409 /)
  assert.match(await post('/closeInbox', '{"inbox":{}}'), /^200 {"closed":false}/)
  assert.equal(server.desk.houseKey().fingerprint, before)
  const long = await post('/status', 'x'.repeat(100_000)).catch(() => '500 ')
  assert.match(long, /^500 /)
})

test('an invitation of the host lets one new person in, once', async (context) => {
  const folder = await testFolder(context)
  const { server } = await startHouse(context, folder)
  await settle(server)
  const { json } = await sotto(folder, ['invite', '--json'])
  const [url] = json['links'] as string[]
  const link = decodeLink(new URL(url ?? '').hash.slice(1))
  assert.ok(link.type === 'firstPerson')
  assert.equal(await createInbox(server, createDevice(), link.ticket), 201)
  assert.equal(await createInbox(server, createDevice(), link.ticket), 403)
  const plain = await sotto(folder, ['invite'])
  assert.equal(plain.out.split('/i#').length, 2, 'one link')
})

test('a rotated house key: the old one good for seven days, or ended at once', async (context) => {
  const folder = await testFolder(context)
  const { server, close } = await startHouse(context, folder)
  const { device } = await settle(server)
  const keyOf = async (): Promise<Uint8Array> => {
    const receiver = await dialReceiver(server)
    const { houseKey } = await logIn(server, receiver, device)
    await receiver.close()
    return houseKey.slice()
  }
  const first = await keyOf()
  const rotated = await sotto(folder, ['house-key', 'rotate'])
  assert.equal(rotated.code, 0)
  const second = await keyOf()
  assert.notDeepEqual(second, first)
  assert.ok(!rotated.out.includes(Buffer.from(second).toString('base64url')), 'not shown')
  const read = (days: number) => openHouseKey(folder, () => Date.now() + days)
  assert.deepEqual([read(0).fits(first), read(0).fits(second)], [true, true])
  assert.equal(read(HOUSE_KEY_GRACE + 1_000).fits(first), false)

  await sotto(folder, ['house-key', 'rotate', '--at-once'])
  const third = await keyOf()
  assert.deepEqual(
    [first, second, third].map((key) => read(0).fits(key)),
    [false, false, true],
  )
  await close()
  // The same without a server, from a file.
  const key = random(32)
  const { writeFileSync } = await import('node:fs')
  const file = join(folder, 'brought')
  writeFileSync(file, `${Buffer.from(key).toString('base64url')}\n`)
  assert.equal((await sotto(folder, ['house-key', 'set', '--file', file])).code, 0)
  assert.deepEqual([read(0).current, read(0).fits(third)], [key, true])
  writeFileSync(file, 'not a key')
  assert.equal((await sotto(folder, ['house-key', 'set', '--file', file])).code, 2)
  assert.deepEqual(read(0).current, key)
})

test('inboxes are listed by coarse facts and one is closed, with what waits and under its sender', async (context) => {
  const folder = await testFolder(context)
  const { server, close } = await startHouse(context, folder)
  const gone = await settle(server)
  const stays = await settle(server)
  const sender = await dialSender(server, gone.route.friendId)
  await attach(sender, gone.route)
  sender.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope: random(2_048) })
  await sender.hear('stored')
  const other = await dialSender(server, stays.route.friendId)
  await attach(other, stays.route)

  const listed = await sotto(folder, ['inboxes'])
  const rows = listed.out.split('\n').filter((line) => /^[0-9a-f]{6} /.test(line))
  assert.equal(rows.length, 2)
  const [fullest = ''] = rows
  assert.match(fullest, /^[0-9a-f]{6} +no +1 +1 +2\.0 KB +0$/)
  const name = fullest.slice(0, 6)
  for (const { device, route } of [gone, stays]) {
    for (const id of [device.inboxId, route.friendId]) {
      for (const form of ['base64url', 'hex'] as const) {
        assert.ok(!listed.out.includes(Buffer.from(id).toString(form)), 'no id')
      }
    }
  }

  const asked = await sotto(folder, ['inboxes', 'close', name])
  assert.deepEqual([asked.code, asked.out], [2, ''])
  assert.match(asked.err, /--yes/)
  const closed = await sotto(folder, ['inboxes', 'close', name, '--yes'])
  assert.equal(closed.code, 0)
  await sender.hear('refused')
  assert.equal((await sotto(folder, ['inboxes', 'close', name, '--yes'])).code, 3)
  other.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope: random(2_048) })
  await other.hear('stored')
  await sender.close()
  await other.close()
  const receiver = await dialReceiver(server)
  await assert.rejects(logIn(server, receiver, gone.device))

  await close()
  const offline = await sotto(folder, ['inboxes', '--json'])
  const [left] = offline.json['inboxes'] as { inbox: string; waiting: number; online?: boolean }[]
  assert.deepEqual([left?.waiting, left?.online], [1, undefined])
  assert.equal((await sotto(folder, ['inboxes', 'close', left?.inbox ?? '', '--yes'])).code, 0)
  assert.deepEqual((await sotto(folder, ['inboxes', '--json'])).json['inboxes'], [])
})

test('a device that is logged in is told when its inbox is closed', async (context) => {
  const folder = await testFolder(context)
  const { server } = await startHouse(context, folder)
  const { device } = await settle(server)
  const receiver = await dialReceiver(server)
  await logIn(server, receiver, device)
  const { json } = await sotto(folder, ['inboxes', '--json'])
  const [row] = json['inboxes'] as { inbox: string; online: boolean }[]
  assert.equal(row?.online, true)
  await sotto(folder, ['inboxes', 'close', row.inbox, '--yes'])
  assert.equal(await receiver.closed, 4503)
})
