// The log of a busy server, at its most talkative: lines of a fixed shape, without ids, addresses or tokens.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { mock, test } from 'node:test'
import { createLog, type LogFields } from '../../server/log.ts'
import { Metrics } from '../../server/metrics.ts'
import { settle, withServer } from '../support/server.ts'
import {
  attach,
  call,
  createDevice,
  dialReceiver,
  dialSender,
  logIn,
  random,
} from '../support/wire.ts'

const FIELDS = ['level', 'time', 'event', 'count', 'port', 'code']

const forms = (bytes: Uint8Array): readonly string[] => {
  const all = Buffer.from(bytes)
  return (['hex', 'base64', 'base64url', 'latin1'] as const).map((form) => all.toString(form))
}

const assertClean = (lines: readonly string[], secrets: readonly Uint8Array[]): void => {
  for (const line of lines) {
    assert.ok(line.endsWith('\n') && line.split('\n').length === 2, 'one line for one event')
    const fields = Object.keys(JSON.parse(line) as object)
    assert.deepEqual(
      fields.filter((field) => !FIELDS.includes(field)),
      [],
      line,
    )
    assert.doesNotMatch(line, /\d+\.\d+\.\d+\.\d+|::|[0-9a-f]{16}|[\w-]{22}/)
    for (const secret of secrets) {
      for (const form of forms(secret)) assert.ok(!line.includes(form), 'no id, no token')
    }
  }
}

test('a busy server logs no id, no token and no address', async () => {
  const lines: string[] = []
  const secrets: Uint8Array[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  await withServer(
    async (server) => {
      for (let count = 0; count < 5; count += 1) {
        const { device, route, bearer } = await settle(server)
        const receiver = await dialReceiver(server)
        const welcome = await logIn(server, receiver, device)
        const sender = await dialSender(server, route.friendId)
        await attach(sender, route)
        const envelope = random(2_048)
        sender.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope })
        const { seq } = await receiver.hear('deliver')
        receiver.say({ type: 'ack', storeEpoch: welcome.storeEpoch, upTo: seq })
        await sender.hear('stored')
        const [unknown, wrong] = [random(16), random(32)]
        sender.say({ type: 'attach', version: 1, channel: 1, friendId: unknown, sendToken: wrong })
        await sender.hear('refused')
        const stranger = await dialReceiver(server)
        await assert.rejects(logIn(server, stranger, createDevice()))
        await call(server.httpsPort, 'POST', '/login', {
          headers: { 'content-type': 'application/octet-stream' },
          body: random(40),
        })
        await call(server.httpsPort, 'GET', `/${Buffer.from(unknown).toString('base64url')}`)
        await sender.close()
        await receiver.close()
        secrets.push(device.inboxId, device.loginKey, route.friendId, route.sendToken, bearer)
        secrets.push(unknown, wrong, welcome.houseKey, welcome.storeEpoch, envelope.subarray(0, 16))
      }
    },
    { log },
  )
  assert.ok(lines.length >= 3, 'it did log')
  assertClean(lines, secrets)
})

test('what is not on the list cannot get out, whatever a caller hands over', () => {
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  const id = random(16)
  const crooked = {
    count: Buffer.from(id).toString('hex'),
    code: Buffer.from(id).toString('base64url'),
    address: '192.0.2.1',
    sentence: 'Ann writes to Bob',
  } as unknown as LogFields
  log('requestFailed', crooked)
  log('requestFailed', { code: 'a word and 192.0.2.1' })
  log('rowsDamaged', { count: NaN })
  assertClean(lines, [id])
  assert.equal(lines.length, 3)
  assert.ok(!lines.join('').includes('Ann'))
  const plain: string[] = []
  createLog('warn', { write: (line) => void plain.push(line) })('started', { port: 1 })
  assert.deepEqual(plain, [], 'levels hold')
})

test('limits that were met are told once a minute, with how often', async () => {
  mock.timers.enable({ apis: ['setInterval'] })
  try {
    const lines: string[] = []
    const log = createLog('warn', { write: (line) => void lines.push(line) })
    const metrics = new Metrics()
    await withServer(
      () => {
        const hit = metrics.limit('loginsPerAddress')
        for (let count = 0; count < 1_000; count += 1) hit()
        mock.timers.tick(60_000)
        mock.timers.tick(60_000)
        hit()
        mock.timers.tick(60_000)
        return Promise.resolve()
      },
      { log, metrics },
    )
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual(
      told.map(({ event, code, count }) => [event, code, count]),
      [
        ['limitMet', 'loginsPerAddress', 1_000],
        ['limitMet', 'loginsPerAddress', 1],
      ],
    )
  } finally {
    mock.timers.reset()
  }
})

test('every event is in the documents', () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8')
  const [, list = ''] =
    /export type LogEvent =\n((?: {2}\| '\w+'\n)+)/.exec(read('../../server/log.ts')) ?? []
  const events = [...list.matchAll(/'(\w+)'/g)].map((found) => found[1] ?? '')
  assert.ok(events.length > 8)
  const page = read('../../docs/OPERATIONS.md')
  assert.deepEqual(
    events.filter((event) => !page.includes(`\`${event}\``)),
    [],
  )
})
