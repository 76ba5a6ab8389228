// What the server counts: true numbers after real traffic, and no label that could be an id.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Metrics } from '../../server/metrics.ts'
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
