// Delivery over real sockets (PROTOCOL 10): stored after the commit, in order, once, across restarts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  attach,
  createDevice,
  createInbox,
  createRoute,
  dialReceiver,
  dialSender,
  logIn,
  loginOverHttps,
  random,
} from '../support/wire.ts'
import { withServer } from '../support/server.ts'

test('an envelope reaches a device that is logged in, and is gone once acknowledged', () =>
  withServer(async (server) => {
    const device = createDevice()
    assert.equal(await createInbox(server, device, await server.newTicket()), 201)
    const route = await createRoute(server, await loginOverHttps(server, device))
    const receiver = await dialReceiver(server)
    const welcome = await logIn(server, receiver, device)
    assert.equal(welcome.pending, 0)
    const sender = await dialSender(server, route.friendId)
    const { high } = await attach(sender, route)
    assert.equal(high, 0)
    const envelope = random(2_048)
    sender.say({ type: 'send', channel: 0, seq: 7, flags: 0, envelope })
    assert.deepEqual(await sender.hear('stored'), { type: 'stored', channel: 0, upTo: 7 })
    const delivered = await receiver.hear('deliver')
    assert.deepEqual(delivered.envelope, envelope)
    receiver.say({ type: 'ack', storeEpoch: welcome.storeEpoch, upTo: delivered.seq })
    await receiver.close()
    const again = await dialReceiver(server)
    assert.equal((await logIn(server, again, device)).pending, 0)
    await sender.close()
    await again.close()
  }))
