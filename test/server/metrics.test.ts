// What the server counts: true numbers after real traffic, and no label that could be an id.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { Middleware } from 'koa'
import { createMetricsPage } from '../../server/metrics-page.ts'
import { Metrics } from '../../server/metrics.ts'
import type { Running } from '../../server/serve.ts'
import { settle, withServer } from '../support/server.ts'
import { attach, call, dialReceiver, dialSender, logIn, random } from '../support/wire.ts'

test('a label that is not a word of the code is refused', () => {
  const metrics = new Metrics()
  assert.throws(() => metrics.refused('mHQz0vJTqk2Yk0kZr1a9Zg'))
  assert.throws(() => metrics.limit('192.0.2.1'))
  assert.throws(() => metrics.closed(''))
})

test('a limit shows before it is met, and counts each hit', async () => {
  const metrics = new Metrics()
  const hit = metrics.limit('loginsPerAddress')
  assert.match(await metrics.text(), /^sotto_limit_hits_total\{limit="loginsPerAddress"\} 0$/m)
  hit()
  hit()
  assert.equal((await metrics.numbers())['sotto_limit_hits_total'], 2)
})

test('numbers of parts are read when asked for, and a risen one does not fall to zero by reading', async () => {
  const metrics = new Metrics()
  let count = 3
  metrics.rising('sotto_x_total', 'X.', () => count)
  metrics.level('sotto_y', 'Y.', () => -count)
  assert.match(await metrics.text(), /^sotto_x_total 3$/m)
  count = 5
  const text = await metrics.text()
  assert.match(text, /^# TYPE sotto_x_total counter\nsotto_x_total 5$/m)
  assert.match(text, /^sotto_y -5$/m)
})

test('a running server counts what went through it and what it refused', async () => {
  const metrics = new Metrics()
  await withServer(
    async (server) => {
      const { device, route } = await settle(server)
      const receiver = await dialReceiver(server)
      const welcome = await logIn(server, receiver, device)
      const sender = await dialSender(server, route.friendId)
      await attach(sender, route)
      sender.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope: random(2_048) })
      const { seq } = await receiver.hear('deliver')
      await sender.hear('stored')
      receiver.say({ type: 'ack', storeEpoch: welcome.storeEpoch, upTo: seq })
      sender.say({
        type: 'attach',
        version: 1,
        channel: 1,
        friendId: random(16),
        sendToken: random(32),
      })
      await sender.hear('refused')
      receiver.say({ type: 'ping' })
      await receiver.hear('pong')
      const stranger = await call(server.httpsPort, 'POST', '/login', {
        headers: { 'content-type': 'application/octet-stream' },
        body: random(3),
      })
      assert.equal(stranger.status, 400)

      const text = await metrics.text()
      for (const line of [
        'sotto_envelopes_stored_total 1',
        'sotto_envelopes_delivered_total 1',
        'sotto_envelopes_acknowledged_total 1',
        'sotto_attach_refused_total 1',
        'sotto_logins_total 1',
        'sotto_devices_online 1',
        'sotto_sockets 2',
        'sotto_refusals_total{reason="malformed"} 1',
      ]) {
        assert.ok(text.split('\n').includes(line), `${line} in\n${text}`)
      }
      assert.match(text, /^sotto_batch_seconds_count [1-9]/m)
      assert.match(text, /^sotto_resident_bytes \d{7,}/m)
    },
    { metrics },
  )
})

const read = async (
  server: Running,
  headers: Record<string, string>,
): Promise<readonly [status: number, text: string]> => {
  const answer = await call(server.httpsPort, 'GET', '/metrics', { headers })
  return [answer.status, Buffer.from(answer.body).toString('utf8')]
}
const withPage = (
  access: { token: string | undefined; isFronted: boolean },
  act: (server: Running) => Promise<void>,
): Promise<void> => {
  const metrics = new Metrics()
  const others: Middleware = (ctx) => {
    ctx.status = 404
    ctx.body = 'nothing'
  }
  return withServer(act, { metrics, pages: createMetricsPage(metrics, access, others) })
}

test('metrics are read from this computer, and by nobody whose request was passed on', () =>
  withPage({ token: undefined, isFronted: false }, async (server) => {
    const [status, text] = await read(server, {})
    assert.equal(status, 200)
    assert.match(text, /^sotto_sockets 0$/m)
    for (const name of ['X-Forwarded-For', 'Forwarded', 'Via', 'X-Real-IP']) {
      assert.deepEqual(await read(server, { [name]: '192.0.2.1' }), [404, 'nothing'])
    }
    assert.equal((await call(server.httpsPort, 'GET', '/metric')).status, 404)
  }))

test('where a proxy or tunnel may stand in front, nobody reads metrics without the token', () =>
  withPage({ token: undefined, isFronted: true }, async (server) => {
    assert.equal((await read(server, {}))[0], 404)
  }))

test('with a token only the token opens the metrics, also from this computer', () =>
  withPage({ token: 'a-token-of-the-host', isFronted: true }, async (server) => {
    assert.equal((await read(server, {}))[0], 404)
    for (const wrong of ['Bearer a-token-of-the-hosT', 'Bearer ', 'a-token-of-the-host']) {
      assert.equal((await read(server, { authorization: wrong }))[0], 404)
    }
    const right = { authorization: 'Bearer a-token-of-the-host', 'x-forwarded-for': '192.0.2.1' }
    assert.equal((await read(server, right))[0], 200)
  }))

test('every metric is in the documents, and every one in the documents is there', () => {
  const metrics = new Metrics()
  return withServer(
    async () => {
      const text = await metrics.text()
      const shown = [...text.matchAll(/^# TYPE (\S+) /gm)].map((found) => found[1] ?? '')
      const path = new URL('../../docs/OPERATIONS.md', import.meta.url)
      const [, table = ''] = readFileSync(path, 'utf8').split(/<!-- \/?metrics -->/)
      const told = [...table.matchAll(/`(sotto_\w+)`/g)].map((found) => found[1] ?? '')
      assert.deepEqual(told.toSorted(), shown.toSorted())
    },
    { metrics },
  )
})
