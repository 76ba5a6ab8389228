// The browser's Net against a real HTTP and WebSocket server in this process, without TLS: addresses that a
// browser would dial with it are turned into plain ones on the way.
import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws'
import { encode } from '../../../protocol/codec.ts'
import { config } from '../../../protocol/exchange.ts'
import type { SocketEvents } from '../../../client/engine/ports.ts'
import { MAX_ANSWER } from '../../../client/web/answer-web.ts'
import type { DialSocket } from '../../../client/web/dial-web.ts'
import type { createLine } from '../../../client/web/line-web.ts'
import { createNetWeb, type About, type NetTrouble } from '../../../client/web/net-web.ts'
import { createManualClock } from '../../support/clock-manual.ts'

interface Site {
  readonly server: Server
  readonly port: number
  readonly accepted: ServerSocket[]
  /** Answers upgrades; closed, it refuses them. */
  upgrades: boolean
  /** What /config says of itself. */
  publicUrl: string
  requests: {
    readonly path: string
    readonly headers: Record<string, unknown>
    readonly body: Buffer
  }[]
  end(): Promise<void>
}

const createSite = async (wssUrl: () => string): Promise<Site> => {
  const sockets = new WebSocketServer({ noServer: true })
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const path = request.url ?? ''
      site.requests.push({ path, headers: request.headers, body: Buffer.concat(parts) })
      if (path === '/config') {
        const build = new Uint8Array(32)
        response.end(
          encode(config, {
            versionMin: 1,
            versionMax: 1,
            publicUrl: site.publicUrl,
            wssUrl: wssUrl(),
            build,
          }),
        )
      } else if (path === '/huge') response.end(Buffer.alloc(MAX_ANSWER + 1))
      else if (path === '/away') response.writeHead(302, { location: '/health' }).end()
      else response.writeHead(path === '/health' ? 200 : 403).end(Buffer.of(1, 2, 3))
    })
  })
  server.on('upgrade', (request, socket, head) => {
    if (!site.upgrades) {
      socket.destroy()
      return
    }
    sockets.handleUpgrade(request, socket, head, (accepted) => {
      site.accepted.push(accepted)
      sockets.emit('connection', accepted)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const site: Site = {
    server,
    port: (server.address() as AddressInfo).port,
    accepted: [],
    upgrades: true,
    publicUrl: '',
    requests: [],
    end: async () => {
      for (const socket of site.accepted) socket.terminate()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return site
}

interface World {
  readonly page: Site
  readonly other: Site
  readonly net: ReturnType<typeof createNetWeb>
  readonly clock: ReturnType<typeof createManualClock>
  readonly dialled: string[]
  readonly troubles: (NetTrouble | undefined)[]
  readonly abouts: About[]
  /** Addresses of lines asked for; each is a socket that opens when told to. */
  readonly lines: string[]
  /** Resolves when the next trouble, or its end, is told. */
  nextTrouble(): Promise<NetTrouble | undefined>
}

/** A line that opens at once, over nothing. */
const createTestLine =
  (lines: string[]): typeof createLine =>
  (url) => {
    lines.push(url)
    const line: DialSocket = {
      binaryType: 'arraybuffer',
      bufferedAmount: 0,
      onopen: null,
      onmessage: null,
      onclose: null,
      send: () => undefined,
      close: () => undefined,
    }
    setImmediate(() => line.onopen?.(new Event('open')))
    return line
  }

const inWorld = async (body: (world: World) => Promise<void>, withLines = false): Promise<void> => {
  const other = await createSite(() => '')
  const page = await createSite(() => `wss://127.0.0.1:${other.port}`)
  const clock = createManualClock()
  const dialled: string[] = []
  const troubles: (NetTrouble | undefined)[] = []
  const abouts: About[] = []
  const lines: string[] = []
  let told: (trouble: NetTrouble | undefined) => void = () => undefined
  const net = createNetWeb({
    origin: `http://127.0.0.1:${page.port}`,
    clock,
    fetch: (url, init) =>
      fetch(typeof url === 'string' ? url.replace(/^https/, 'http') : url, init),
    createSocket: (url) => {
      dialled.push(url)
      return new WebSocket(url.replace(/^wss/, 'ws'))
    },
    onAbout: (about) => abouts.push(about),
    ...(withLines ? { loadLine: async () => ({ createLine: createTestLine(lines) }) } : {}),
    onTrouble: (trouble) => {
      troubles.push(trouble)
      told(trouble)
    },
  })
  const nextTrouble = () => new Promise<NetTrouble | undefined>((resolve) => (told = resolve))
  try {
    await body({ page, other, net, clock, dialled, troubles, abouts, lines, nextTrouble })
  } finally {
    await Promise.all([page.end().catch(() => undefined), other.end().catch(() => undefined)])
  }
}

const listen = () => {
  const frames: Uint8Array[] = []
  const codes: number[] = []
  let onOpen: () => void = () => undefined
  let onClose: (code: number) => void = () => undefined
  let onFrame: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (onOpen = resolve))
  const closed = new Promise<number>((resolve) => (onClose = resolve))
  const received = new Promise<void>((resolve) => (onFrame = resolve))
  const events: SocketEvents = {
    opened: () => onOpen(),
    received: (frame) => {
      frames.push(frame)
      onFrame()
    },
    closed: (code) => {
      codes.push(code)
      onClose(code)
    },
  }
  return { events, frames, codes, opened, closed, received }
}

test('a socket is dialled on the configured port, both ways carry frames, and it closes once', () =>
  inWorld(async ({ net, other, dialled }) => {
    const ear = listen()
    const socket = net.open('/wss', ear.events)
    await ear.opened
    assert.equal(socket.origin, `wss://127.0.0.1:${other.port}`)
    assert.deepEqual(dialled, [`wss://127.0.0.1:${other.port}/wss`])
    const [server] = other.accepted
    assert.ok(server)
    const heard = once(server, 'message')
    socket.send(Uint8Array.of(1, 2, 3).subarray(1))
    assert.deepEqual([...((await heard)[0] as Buffer)], [2, 3])
    server.send(Buffer.of(9))
    await ear.received
    assert.deepEqual(ear.frames, [Uint8Array.of(9)])
    server.close(4501)
    assert.equal(await ear.closed, 4501)
    socket.close()
    await Promise.resolve()
    assert.deepEqual(ear.codes, [4501])
  }))

test('closing by ourselves is told once, later, and nothing after it', () =>
  inWorld(async ({ net, other }) => {
    const ear = listen()
    const socket = net.open('/wss', ear.events)
    await ear.opened
    socket.close()
    assert.deepEqual(ear.codes, [])
    other.accepted[0]?.send(Buffer.of(1))
    socket.send(Uint8Array.of(1))
    assert.equal(await ear.closed, 1000)
    assert.deepEqual(ear.frames, [])
  }))

test('text instead of a frame arrives as an empty frame', () =>
  inWorld(async ({ net, other }) => {
    const ear = listen()
    net.open('/wss', ear.events)
    await ear.opened
    other.accepted[0]?.send('text')
    await ear.received
    assert.deepEqual(ear.frames, [new Uint8Array(0)])
  }))

test('when the other port does not open, the page port does, and stays first for ten minutes', () =>
  inWorld(async ({ net, page, other, clock, dialled }) => {
    other.upgrades = false
    const dial = async () => {
      const ear = listen()
      const socket = net.open('/wss', ear.events)
      await ear.opened
      socket.close()
      return Number(new URL(dialled.at(-1) ?? '').port)
    }
    assert.equal(await dial(), page.port)
    assert.equal(dialled.length, 2)
    await clock.advance(9 * 60_000)
    assert.equal(await dial(), page.port)
    assert.equal(dialled.length, 3)
    other.upgrades = true
    await clock.advance(60_000)
    assert.equal(await dial(), other.port)
  }))

test('a port that never answers is given up after a while', () =>
  inWorld(async ({ net, page, other, clock, dialled }) => {
    other.server.removeAllListeners('upgrade')
    const asked = once(other.server, 'upgrade')
    const ear = listen()
    net.open('/wss', ear.events)
    const [, hanging] = (await asked) as [unknown, { destroy(): void }]
    await clock.advance(8_000)
    await ear.opened
    assert.equal(dialled.at(-1), `ws://127.0.0.1:${page.port}/wss`)
    hanging.destroy()
  }))

test('a certificate not accepted on the other port is told from sockets that nothing lets through', () =>
  inWorld(async ({ net, page, other, troubles, nextTrouble }) => {
    page.upgrades = false
    other.upgrades = false
    const first = listen()
    const blocked = nextTrouble()
    net.open('/wss', first.events)
    assert.equal(await first.closed, 1006)
    assert.deepEqual(await blocked, { is: 'sockets' })
    await other.end()
    const second = listen()
    const refused = nextTrouble()
    net.open('/wss', second.events)
    assert.equal(await second.closed, 1006)
    const address = `https://127.0.0.1:${other.port}/`
    assert.deepEqual(await refused, { is: 'certificate', address })
    page.upgrades = true
    const third = listen()
    net.open('/wss', third.events)
    await third.opened
    assert.equal(troubles.at(-1), undefined)
  }))

test('no server at all: closed once, no trouble to show', () =>
  inWorld(async ({ net, page, troubles }) => {
    await page.end()
    const ear = listen()
    net.open('/wss', ear.events)
    assert.equal(await ear.closed, 1006)
    assert.deepEqual(troubles, [])
    await assert.rejects(net.post('/login', new Uint8Array(0)))
  }))

test('a request carries its bytes and right, and gives any status with its body', () =>
  inWorld(async ({ net, page }) => {
    const answer = await net.post('/login', Uint8Array.of(5, 6), new Uint8Array(32).fill(255))
    assert.deepEqual(answer, { status: 403, body: Uint8Array.of(1, 2, 3) })
    const [asked] = page.requests
    assert.deepEqual([...(asked?.body ?? [])], [5, 6])
    assert.equal(asked?.headers['content-type'], 'application/octet-stream')
    assert.equal(asked?.headers['authorization'], `Bearer ${'_'.repeat(42)}8`)
  }))

test('an answer without end and a redirect are refused', () =>
  inWorld(async ({ net }) => {
    await assert.rejects(net.post('/huge', new Uint8Array(0)), RangeError)
    await assert.rejects(net.post('/away', new Uint8Array(0)), TypeError)
  }))

test('without any WebSocket a line is opened, stays first for ten minutes, and sockets are tried again', () =>
  inWorld(async ({ net, page, other, clock, dialled, lines, abouts, troubles }) => {
    page.upgrades = false
    other.upgrades = false
    const dial = async () => {
      const ear = listen()
      const socket = net.open('/wss', ear.events)
      await ear.opened
      socket.close()
      return socket.origin
    }
    const origin = `http://127.0.0.1:${page.port}`
    assert.equal(await dial(), origin)
    assert.deepEqual(lines, [`${origin}/wss`])
    // Both ports were tried before, once.
    assert.equal(dialled.length, 2)
    assert.deepEqual(troubles, [undefined])
    // How it travels the line itself tells.
    assert.deepEqual(abouts, [])
    await clock.advance(9 * 60_000)
    assert.equal(await dial(), origin)
    assert.equal(dialled.length, 2)
    page.upgrades = true
    await clock.advance(60_000)
    assert.equal(await dial(), `ws://127.0.0.1:${page.port}`)
    assert.equal(lines.length, 2)
    assert.deepEqual(abouts, [{ way: 'page' }])
    other.upgrades = true
    await clock.advance(10 * 60_000)
    await dial()
    assert.deepEqual(abouts.at(-1), { way: 'sockets' })
  }, true))

test('the address outside is the one that the server tells', () =>
  inWorld(async ({ net, page, abouts }) => {
    page.publicUrl = 'https://chat.example.org'
    const ear = listen()
    net.open('/wss', ear.events)
    await ear.opened
    assert.deepEqual(abouts, [{ publicUrl: 'https://chat.example.org' }, { way: 'sockets' }])
  }))

for (const wrong of [
  '',
  'javascript:alert(1)',
  'http://chat.example.org',
  'wss://chat.example.org',
  'x',
]) {
  test(`"${wrong}" is no address to hand out`, () =>
    inWorld(async ({ net, page, abouts }) => {
      page.publicUrl = wrong
      const ear = listen()
      net.open('/wss', ear.events)
      await ear.opened
      assert.ok(abouts.every(({ publicUrl }) => publicUrl === undefined))
    }))
}
