// What the WebSocket routes refuse, and what survives it (PROTOCOL 3 and 5).
import assert from 'node:assert/strict'
import { connect } from 'node:tls'
import { test } from 'node:test'
import { toBase64url } from '../../protocol/bytes.ts'
import { encode } from '../../protocol/codec.ts'
import { senderFrame } from '../../protocol/frame.ts'
import { problem } from '../../protocol/errors.ts'
import type { Running } from '../../server/serve.ts'
import {
  attach,
  createDevice,
  dialReceiver,
  dialSender,
  logIn,
  random,
  signLogin,
  type ReceiveSocket,
} from '../support/wire.ts'
import { settle, withServer } from '../support/server.ts'

const attachFrame = (friendId: Uint8Array, sendToken: Uint8Array, channel = 0, version = 1) =>
  ({ type: 'attach', version, channel, friendId, sendToken }) as const

test('unknown id, wrong token, revoked and expired get one and the same answer', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const expired = await settle(server, { expiresDay: 1 })
    const tries = [
      attachFrame(random(16), random(32)),
      attachFrame(route.friendId, random(32)),
      attachFrame(expired.route.friendId, expired.route.sendToken),
    ]
    for (const frame of tries) {
      const socket = await dialSender(server, frame.friendId)
      socket.say(frame)
      const refused = await socket.hear('refused')
      assert.deepEqual(refused, { type: 'refused', channel: 0, code: problem.refused })
      socket.say({ type: 'ping' })
      await socket.hear('pong')
      await socket.close()
    }
  }))

test('the first attach is for the id of the path and channel 0; the third refusal closes', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const socket = await dialSender(server, random(16))
    socket.say(attachFrame(route.friendId, route.sendToken))
    await socket.hear('refused')
    await attach(socket, route, 1)
    socket.say(attachFrame(random(16), random(32), 2))
    await socket.hear('refused')
    socket.say(attachFrame(random(16), random(32), 3))
    await socket.hear('refused')
    assert.equal(await socket.closed, 4503)
    const second = await dialSender(server, route.friendId)
    second.say(attachFrame(route.friendId, route.sendToken, 1))
    await second.hear('refused')
    await second.close()
  }))

test('frames that are malformed, unknown or out of place close with 4500', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const send = { type: 'send', channel: 0, seq: 1, flags: 0, envelope: random(9) } as const
    const good = encode(senderFrame, send)
    const cases: [string, Uint8Array[]][] = [
      ['empty', [new Uint8Array()]],
      ['unknown tag', [Uint8Array.of(0x7f)]],
      ['a frame of the server', [Uint8Array.of(0x87)]],
      ['truncated', [good.subarray(0, good.length - 1)]],
      ['bytes left over', [Uint8Array.of(...good, 0)]],
      ['send before attach', [good]],
      [
        'channel out of range',
        [encode(senderFrame, attachFrame(route.friendId, route.sendToken, 256))],
      ],
      ['detach of nothing', [encode(senderFrame, { type: 'detach', channel: 3 })]],
      [
        'attach of a number in use',
        [0, 0].map((channel) =>
          encode(senderFrame, attachFrame(route.friendId, route.sendToken, channel)),
        ),
      ],
    ]
    for (const [name, messages] of cases) {
      const socket = await dialSender(server, route.friendId)
      for (const message of messages) socket.raw(message)
      assert.equal(await socket.closed, 4500, name)
    }
    const text = await dialSender(server, route.friendId)
    text.ws.send('hello')
    assert.equal(await text.closed, 4500)
  }))

test('an envelope at and above the largest, and large messages before rights', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const socket = await dialSender(server, route.friendId)
    await attach(socket, route)
    socket.say({ type: 'send', channel: 0, seq: 1, flags: 0, envelope: random(65_536) })
    assert.equal((await socket.hear('stored')).upTo, 1)
    socket.raw(random(66_561))
    assert.equal(await socket.closed, 1009)
    const early = await dialSender(server, route.friendId)
    early.raw(new Uint8Array(4_097))
    assert.equal(await early.closed, 1009)
    const longest = await dialSender(server, route.friendId)
    longest.raw(new Uint8Array(4_096))
    assert.equal(await longest.closed, 4500)
  }))

test('another version is told which there are, then closed with 4502', () =>
  withServer(async (server) => {
    const { route, device } = await settle(server)
    const sender = await dialSender(server, route.friendId)
    sender.say(attachFrame(route.friendId, route.sendToken, 0, 2))
    assert.deepEqual(await sender.hear('version'), { type: 'version', min: 1, max: 1 })
    assert.equal(await sender.closed, 4502)
    const receiver = await dialReceiver(server)
    await receiver.hear('challenge')
    receiver.say({ type: 'login', version: 0, inboxId: device.inboxId, signature: random(64) })
    await receiver.hear('version')
    assert.equal(await receiver.closed, 4502)
  }))

const loginWith = async (
  server: Running,
  change: (right: { origin: string; nonce: Uint8Array }) => { origin: string; nonce: Uint8Array },
  device = createDevice(),
  signer = device,
): Promise<ReceiveSocket> => {
  const socket = await dialReceiver(server)
  const { nonce } = await socket.hear('challenge')
  const right = change({ origin: `wss://127.0.0.1:${server.wssPort}`, nonce })
  const signature = signLogin({ ...signer, inboxId: device.inboxId }, right.origin, right.nonce)
  socket.say({ type: 'login', version: 1, inboxId: device.inboxId, signature })
  return socket
}

test('a login with another origin, challenge, key or inbox is refused alike', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const cases = [
      loginWith(server, (right) => ({ ...right, origin: 'wss://elsewhere:1' }), device),
      loginWith(
        server,
        (right) => ({ ...right, origin: `https://127.0.0.1:${server.wssPort}` }),
        device,
      ),
      loginWith(server, (right) => ({ ...right, nonce: random(32) }), device),
      loginWith(server, (right) => right, device, createDevice()),
      loginWith(server, (right) => right),
    ]
    for (const socket of await Promise.all(cases)) {
      assert.equal(await socket.arrivals.next(), undefined)
      assert.equal(await socket.closed, 4503)
    }
  }))

test('a signature taken from another socket is refused; a second login is out of place', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const first = await dialReceiver(server)
    const { nonce } = await first.hear('challenge')
    const signature = signLogin(device, `wss://127.0.0.1:${server.wssPort}`, nonce)
    const login = { type: 'login', version: 1, inboxId: device.inboxId, signature } as const
    const replay = await dialReceiver(server)
    await replay.hear('challenge')
    replay.say(login)
    assert.equal(await replay.closed, 4503)
    first.say(login)
    await first.hear('welcome')
    first.say(login)
    assert.equal(await first.closed, 4500)
  }))

test('an acknowledgement before the login is out of place', () =>
  withServer(async (server) => {
    const socket = await dialReceiver(server)
    await socket.hear('challenge')
    socket.say({ type: 'ack', storeEpoch: random(16), upTo: 1 })
    assert.equal(await socket.closed, 4500)
  }))

test('sockets that never attach or log in, and silent ones, are closed', () =>
  withServer(
    async (server) => {
      const { route, device } = await settle(server)
      const idle = await Promise.all([dialSender(server, route.friendId), dialReceiver(server)])
      const silent = await dialReceiver(server)
      await logIn(server, silent, device)
      silent.ws.on('ping', () => undefined)
      assert.deepEqual(await Promise.all(idle.map(({ closed }) => closed)), [4002, 4002])
      silent.ws.pause()
      setTimeout(() => silent.ws.resume(), 600).unref()
      assert.ok([1006, 4002].includes(await silent.closed))
    },
    { limits: { tick: 20, rightsWithin: 60, silence: 300, pingEvery: 60_000, closeWithin: 100 } },
  ))

test('a socket that answers pings stays', () =>
  withServer(
    async (server) => {
      const { device } = await settle(server)
      const socket = await dialReceiver(server)
      await logIn(server, socket, device)
      let pings = 0
      await new Promise<void>((resolve) => {
        socket.ws.on('ping', () => {
          pings += 1
          if (pings === 6) resolve()
        })
      })
      socket.say({ type: 'ping' })
      await socket.hear('pong')
      await socket.close()
    },
    { limits: { tick: 20, silence: 150, pingEvery: 50 } },
  ))

test('a reader that stops is closed, keeps what it missed, and delays nobody', () =>
  withServer(
    async (server) => {
      const { route, device } = await settle(server)
      const other = await settle(server)
      const receiver = await dialReceiver(server)
      await logIn(server, receiver, device)
      receiver.ws.pause()
      const sender = await dialSender(server, route.friendId)
      await attach(sender, route)
      await attach(sender, other.route, 1)
      const envelope = random(65_536)
      for (let seq = 1; seq <= 200; seq++) {
        sender.say({ type: 'send', channel: 0, seq, flags: 0, envelope })
      }
      sender.say({ type: 'send', channel: 1, seq: 1, flags: 0, envelope: random(10) })
      let stored = 0
      while (stored < 200) {
        const told = await sender.hear('stored')
        if (told.channel === 0) stored = told.upTo
      }
      const quick = await dialReceiver(server)
      await logIn(server, quick, other.device)
      await quick.hear('deliver')
      setTimeout(() => receiver.ws.resume(), 700).unref()
      assert.ok([1006, 4001].includes(await receiver.closed))
      const again = await dialReceiver(server)
      assert.equal((await logIn(server, again, device)).pending, 200)
      for (const socket of [again, quick, sender]) await socket.close()
    },
    {
      limits: {
        tick: 20,
        stalled: 200,
        closeWithin: 100,
        windowBytes: 16 * 1_048_576,
        outboundBytes: 32 * 1_048_576,
      },
    },
  ))

const upgrade = (port: number, lines: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false }, () => {
      socket.write([...lines, '', ''].join('\r\n'))
    })
    socket.once('data', (answer: Buffer) => {
      resolve(answer.toString('latin1').split('\r\n')[0] ?? '')
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('end', () => resolve(''))
  })

test('only our hosts, our pages and our paths may dial, on both ports', () =>
  withServer(async (server) => {
    const dial = (path: string, ...headers: string[]): Promise<string> =>
      upgrade(server.wssPort, [
        `GET ${path} HTTP/1.1`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${Buffer.alloc(16).toString('base64')}`,
        ...headers,
      ])
    const host = `Host: 127.0.0.1:${server.wssPort}`
    const page = `Origin: https://127.0.0.1:${server.httpsPort}`
    assert.match(await dial('/wss', host), /101/)
    assert.match(await dial('/wss', host, page), /101/)
    assert.match(await dial('/wss', host.toUpperCase().replace('HOST', 'Host'), page), /101/)
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${server.httpsPort}`]) {
      assert.match(await dial('/wss', host, `Origin: ${origin}`), /403/, origin)
    }
    assert.match(await dial('/wss', 'Host: evil.example'), /421/)
    assert.match(await dial('/wss', 'Host: 127.0.0.1'), /421/)
    assert.match(await dial('/wss', host, host), /4\d\d/)
    for (const path of ['/', '/wss/', '/wss/short', `/wss/${'A'.repeat(23)}`, '/wss?x=1', '/WSS']) {
      assert.match(await dial(path, host), /404/, path)
    }
    assert.match(await dial(`/wss/${toBase64url(random(16))}`, host), /101/)
  }))

test('the same routes stand on the page port', () =>
  withServer(async (server) => {
    const { device } = await settle(server)
    const place = { httpsPort: server.httpsPort, wssPort: server.httpsPort }
    const socket = await dialReceiver(place)
    await logIn(place, socket, device)
    await socket.close()
  }))

test('a stop tells every client, keeps what came, and ends', async () => {
  await withServer(async (server) => {
    const { route, device } = await settle(server)
    const receiver = await dialReceiver(server)
    await logIn(server, receiver, device)
    const sender = await dialSender(server, route.friendId)
    await attach(sender, route)
    await server.close()
    assert.deepEqual(await Promise.all([receiver.closed, sender.closed]), [1012, 1012])
    await assert.rejects(dialSender(server, route.friendId))
  })
})
