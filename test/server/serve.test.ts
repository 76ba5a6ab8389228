// The listeners: busy ports, too many connections, a renewed certificate, and nothing left on the disk that
// should not be there.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect } from 'node:tls'
import { test } from 'node:test'
import { generate } from 'selfsigned'
import { attach, call, dialReceiver, dialSender, logIn, random } from '../support/wire.ts'
import { testCertificate } from '../support/certificate.ts'
import { freshFolder, removeFolder, settle, startServer, withServer } from '../support/server.ts'

test('a busy port rejects with the error of listen and leaves nothing open', () =>
  withServer(async (server) => {
    for (const ports of [{ httpsPort: server.httpsPort }, { wssPort: server.wssPort }]) {
      const folder = freshFolder()
      await assert.rejects(startServer(folder, ports), { code: 'EADDRINUSE' })
      const again = await startServer(folder)
      await again.close()
      removeFolder(folder)
    }
  }))

test('one address has only so many connections', () =>
  withServer(
    async (server) => {
      const sockets = await Promise.all([dialReceiver(server), dialReceiver(server)])
      await assert.rejects(call(server.httpsPort, 'GET', '/health'))
      for (const socket of sockets) await socket.close()
      assert.equal((await call(server.httpsPort, 'GET', '/health')).status, 200)
    },
    { limits: { connectionsPerAddress: 2 } },
  ))

test('a renewed certificate serves new connections, and open sockets stay', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const socket = await dialReceiver(server)
    await logIn(server, socket, device)
    const name = [{ name: 'commonName', value: 'renewed' }]
    const { private: key, cert } = await generate(name, {
      keyType: 'ec',
      curve: 'P-256',
      algorithm: 'sha256',
    })
    server.replaceTls({ key, cert })
    const subject = await new Promise((resolve, reject) => {
      const probe = connect(
        { host: '127.0.0.1', port: server.wssPort, rejectUnauthorized: false },
        () => {
          resolve(probe.getPeerCertificate().subject.CN)
          probe.destroy()
        },
      )
      probe.once('error', reject)
    })
    assert.equal(subject, 'renewed')
    socket.say({ type: 'ping' })
    await socket.hear('pong')
    await socket.close()
    assert.throws(() => server.replaceTls({ key: 'nonsense', cert }))
  }))

test('tokens, bearers and acknowledged envelopes are in no file', async () => {
  const folder = freshFolder()
  const server = await startServer(folder)
  const { device, route, bearer } = await settle(server)
  const sender = await dialSender(server, route.friendId)
  await attach(sender, route)
  const envelope = random(2_048)
  sender.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope })
  await sender.hear('stored')
  const receiver = await dialReceiver(server)
  const { storeEpoch } = await logIn(server, receiver, device)
  const { seq } = await receiver.hear('deliver')
  receiver.say({ type: 'ack', storeEpoch, upTo: seq })
  await receiver.close()
  await sender.close()
  await server.close()
  for (const name of readdirSync(folder)) {
    const file = readFileSync(join(folder, name))
    for (const secret of [route.sendToken, bearer, envelope.subarray(0, 32)]) {
      assert.equal(file.includes(Buffer.from(secret)), false, name)
    }
  }
  removeFolder(folder)
})

const protocolWith = (port: number, maxVersion: 'TLSv1.2' | 'TLSv1.3'): Promise<string | null> =>
  new Promise((resolve, reject) => {
    const probe = connect(
      { host: '127.0.0.1', port, rejectUnauthorized: false, maxVersion },
      () => {
        resolve(probe.getProtocol())
        probe.destroy()
      },
    )
    probe.once('error', reject)
  })

test('TLS 1.2 is refused on both ports, also after a renewal', () =>
  withServer(async (server) => {
    const refused = async (): Promise<void> => {
      for (const port of [server.httpsPort, server.wssPort]) {
        assert.equal(await protocolWith(port, 'TLSv1.3'), 'TLSv1.3')
        await assert.rejects(protocolWith(port, 'TLSv1.2'))
      }
    }
    await refused()
    server.replaceTls(await testCertificate())
    await refused()
  }))

test('TLS 1.2 is spoken where the host asked for it', async () => {
  const tls = { ...(await testCertificate()), min: '1.2' } as const
  await withServer(
    async (server) => {
      assert.equal(await protocolWith(server.wssPort, 'TLSv1.2'), 'TLSv1.2')
      assert.equal(await protocolWith(server.httpsPort, 'TLSv1.3'), 'TLSv1.3')
    },
    { tls },
  )
})

test('one port is enough: the pages port takes every route', () =>
  withServer(
    async (server) => {
      assert.equal(server.wssPort, server.httpsPort)
      const { device, route } = await settle(server)
      const receiver = await dialReceiver(server)
      await logIn(server, receiver, device)
      const sender = await dialSender(server, route.friendId)
      await attach(sender, route)
      await Promise.all([receiver.close(), sender.close()])
    },
    { wssPort: 'same' },
  ))
