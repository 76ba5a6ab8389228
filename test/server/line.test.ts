// Lines against the real server (PROTOCOL 3.4): the same frames, rules and ends as on a WebSocket; nothing is
// taken twice, lost with an answer, or told to whoever has no right.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decode, encode } from '../../protocol/codec.ts'
import { closeCode, problem } from '../../protocol/errors.ts'
import { receiverAnswer, receiverFrame, senderAnswer, senderFrame } from '../../protocol/frame.ts'
import type { LineRecord } from '../../protocol/line.ts'
import { lineOpened, lineUp } from '../../protocol/line.ts'
import { MAX_LINE_UP, VERSION } from '../../protocol/limits.ts'
import { askLine, openWireLine, WireLine, type Streamed } from '../support/line-wire.ts'
import { settle, withServer, type Resident } from '../support/server.ts'
import {
  attach,
  call,
  dialReceiver,
  dialSender,
  logIn,
  problemOf,
  random,
  signLogin,
  type Place,
  type Route,
} from '../support/wire.ts'

const frameOf = (record: LineRecord | undefined): Uint8Array => {
  assert.equal(record?.type, 'frame')
  return record?.type === 'frame' ? record.frame : new Uint8Array(0)
}
const codeOf = (records: readonly LineRecord[]): number | undefined => {
  const last = records.at(-1)
  return last?.type === 'closed' ? last.code : undefined
}
const ping = encode(senderFrame, { type: 'ping' })

const attachTo = ({ friendId, sendToken }: Route): Uint8Array =>
  encode(senderFrame, { type: 'attach', version: VERSION, channel: 0, friendId, sendToken })
const envelopeOf = (seq: number, envelope: Uint8Array): Uint8Array =>
  encode(senderFrame, { type: 'send', channel: 0, seq, flags: 0, envelope })

const loginOn = async (place: Place, line: WireLine, { device }: Resident): Promise<void> => {
  const [first] = await line.poll()
  const challenge = decode(receiverAnswer, frameOf(first))
  assert.equal(challenge.type, 'challenge')
  if (challenge.type !== 'challenge') return
  const signature = signLogin(device, `https://127.0.0.1:${place.httpsPort}`, challenge.nonce)
  const { inboxId } = device
  await line.up([encode(receiverFrame, { type: 'login', version: VERSION, inboxId, signature })])
  assert.equal(decode(receiverAnswer, frameOf((await line.poll())[0])).type, 'welcome')
}

const sendLine = async (place: Place, route: Route): Promise<WireLine> => {
  const { friendId } = route
  const line = await openWireLine(place, { type: 'send', version: VERSION, friendId })
  await line.up([attachTo(route)])
  assert.equal(decode(senderAnswer, frameOf((await line.poll())[0])).type, 'attached')
  return line
}

const nextFrame = async (stream: Streamed): Promise<Uint8Array> => {
  for (;;) {
    const record = await stream.next()
    if (record?.type !== 'beat') return frameOf(record)
  }
}

test('an envelope sent on a line reaches a device on a line and is acknowledged', () =>
  withServer(async (server) => {
    const resident = await settle(server)
    const receiver = await openWireLine(server)
    await loginOn(server, receiver, resident)
    const stream = receiver.stream()
    const sender = await sendLine(server, resident.route)
    const envelope = random(2_048)
    await sender.up([envelopeOf(7, envelope)])
    const deliver = decode(receiverAnswer, await nextFrame(stream))
    assert.equal(deliver.type, 'deliver')
    if (deliver.type !== 'deliver') return
    assert.deepEqual(deliver.envelope, envelope)
    const stored = decode(senderAnswer, frameOf((await sender.poll())[0]))
    assert.deepEqual(stored, { type: 'stored', channel: 0, upTo: 7 })
    stream.destroy()
  }))

test('lines and sockets meet: the relay knows no difference', () =>
  withServer(async (server) => {
    const resident = await settle(server)
    const receiver = await dialReceiver(server)
    await logIn(server, receiver, resident.device)
    const line = await sendLine(server, resident.route)
    await line.up([envelopeOf(1, random(100))])
    await receiver.hear('deliver')
    // A newer login takes the inbox, whichever way it comes.
    const taken = await openWireLine(server)
    await loginOn(server, taken, resident)
    assert.equal(await receiver.closed, closeCode.superseded)
    const socket = await dialSender(server, resident.route.friendId)
    await attach(socket, resident.route)
    assert.equal(decode(senderAnswer, frameOf((await line.poll()).at(-1))).type, 'superseded')
    await socket.close()
  }))

test('a repeated request is taken once, and an answer that got lost comes again', () =>
  withServer(async (server) => {
    const resident = await settle(server)
    const line = await sendLine(server, resident.route)
    const frames = [envelopeOf(1, random(50)), envelopeOf(2, random(50))]
    assert.equal((await line.up(frames, { from: 1 })).status, 200)
    assert.equal((await line.up(frames, { from: 1 })).status, 200)
    // Its first half was taken already.
    await line.up([...frames, ping], { from: 1 })
    await line.up([...frames, ping], { from: 1 })
    const lost = await line.poll(true)
    const again = await line.poll()
    assert.deepEqual(again.slice(0, lost.length), lost)
    const heard = again.map((record) => decode(senderAnswer, frameOf(record)).type)
    assert.equal(heard.filter((type) => type === 'pong').length, 1)
    const receiver = await dialReceiver(server)
    const welcome = await logIn(server, receiver, resident.device)
    assert.equal(welcome.pending, 2)
    await receiver.close()
  }))

test('a gap, a malformed frame and a confirmation of what never came end or refuse', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const gap = await sendLine(server, route)
    await gap.up([ping], { from: 2 })
    assert.equal(codeOf(await gap.poll()), closeCode.malformed)
    const nonsense = await sendLine(server, route)
    await nonsense.up([Uint8Array.of(0xff)])
    assert.equal(codeOf(await nonsense.poll()), closeCode.malformed)
    const ahead = await sendLine(server, route)
    ahead.received += 1
    await assert.rejects(ahead.poll(), /400/)
  }))

test('a line has the rules of a socket: large frames before rights, late logins, silence', () =>
  withServer(
    async (server) => {
      const { route } = await settle(server)
      const { friendId } = route
      const big = await openWireLine(server, { type: 'send', version: VERSION, friendId })
      await big.up([envelopeOf(1, random(5_000))])
      assert.equal(codeOf(await big.poll()), 1009)
      const silent = await sendLine(server, route)
      assert.equal(codeOf(await silent.poll()), closeCode.idle)
    },
    { limits: { silence: 60, tick: 20 } },
  ))

test('an ended line, an unknown one and no right at all get one answer', () =>
  withServer(async (server) => {
    const line = await openWireLine(server)
    assert.equal((await line.post('close')).status, 200)
    const none = await call(server.httpsPort, 'POST', '/line/down')
    for (const answer of [
      await line.post('down'),
      await line.up([ping]),
      await new WireLine(server.httpsPort, random(32)).post('up'),
      none,
    ]) {
      assert.equal(answer.status, 404)
      assert.deepEqual(answer.body, none.body)
    }
    assert.equal((await call(server.httpsPort, 'POST', '/line/else')).status, 404)
    // Only the port of the pages has lines, and only for POST.
    assert.equal((await call(server.wssPort, 'POST', '/line/open')).status, 405)
    const got = await call(server.httpsPort, 'GET', '/line/open')
    assert.equal(Buffer.from(got.body).toString(), 'page')
  }))

test('another site, another name, another media type, a version to come and too much are refused', () =>
  withServer(async (server) => {
    const wanted = { type: 'receive', version: VERSION } as const
    const foreign = await askLine(server, wanted, { origin: 'https://evil.example' })
    assert.deepEqual([foreign.status, problemOf(foreign)], [403, problem.refused])
    const own = await askLine(server, wanted, { origin: `https://127.0.0.1:${server.httpsPort}` })
    assert.equal(own.status, 200)
    assert.equal((await askLine(server, wanted, { host: 'evil.example' })).status, 421)
    assert.equal((await askLine(server, wanted, { 'content-type': 'text/plain' })).status, 415)
    assert.equal((await askLine(server, wanted, { 'content-encoding': 'gzip' })).status, 415)
    assert.equal((await askLine(server, { type: 'receive', version: 99 })).status, 426)
    const line = await openWireLine(server)
    assert.equal((await line.post('up', new Uint8Array(MAX_LINE_UP + 1))).status, 413)
    assert.equal((await line.post('up', random(20))).status, 400)
  }))

test('one address has only so many lines, and gets room back', () =>
  withServer(
    async (server) => {
      // Each request of this test is a connection of its own, counted until the server saw its end.
      const lines: WireLine[] = []
      let refused = await askLine(server)
      while (refused.status === 200 && lines.length < 10) {
        lines.push(new WireLine(server.httpsPort, decode(lineOpened, refused.body).line))
        refused = await askLine(server)
      }
      assert.deepEqual([refused.status, problemOf(refused)], [429, problem.rateLimited])
      assert.ok(lines.length >= 4 && lines.length <= 7, String(lines.length))
      for (const line of lines.slice(0, 4)) await line.post('close')
      assert.equal((await askLine(server)).status, 200)
    },
    { limits: { connectionsPerAddress: 8 } },
  ))

test('whoever does not confirm is cut off at the bound and costs no more', () =>
  withServer(
    async (server) => {
      const { route } = await settle(server)
      const line = await sendLine(server, route)
      for (let round = 0; round < 4; round += 1) {
        await line.up(Array.from({ length: 64 }, () => ping))
      }
      assert.equal(codeOf(await line.poll()), closeCode.slowReader)
    },
    { limits: { outboundBytes: 1_000 } },
  ))

test('the server says goodbye on lines too, and does not wait for those who do not listen', () =>
  withServer(async (server) => {
    const { route } = await settle(server)
    const listening = await sendLine(server, route)
    const stream = listening.stream()
    assert.equal((await stream.next())?.type, 'beat')
    const ended = server.close()
    assert.deepEqual(await stream.next(), { type: 'closed', code: closeCode.drain })
    assert.equal(await stream.next(), undefined)
    await ended
  }))

test('a lineUp of the longest length is taken', () =>
  withServer(async (server) => {
    const resident = await settle(server)
    const line = await sendLine(server, resident.route)
    const one = envelopeOf(1, random(65_536))
    const rest = MAX_LINE_UP - encode(lineUp, { received: 0, from: 0, frames: [one] }).length
    const two = envelopeOf(2, random(rest - 4 - 16))
    const body = encode(lineUp, { received: 1, from: 1, frames: [one, two] })
    assert.equal(body.length, MAX_LINE_UP)
    assert.equal((await line.post('up', body)).status, 200)
    line.sent += 2
    const heard = (await line.poll()).map((record) => decode(senderAnswer, frameOf(record)))
    assert.equal(heard.at(0)?.type, 'stored')
  }))
