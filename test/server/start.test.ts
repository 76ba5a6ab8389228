// The real process, as `npm start` runs it: screen, pages over TLS, an orderly end, and one sentence
// with exit code 1 for everything that can be wrong at a start.
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { get } from 'node:https'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { connect as connectTls } from 'node:tls'
import { fileURLToPath } from 'node:url'
import SqliteDatabase from 'better-sqlite3'
import { testFolder } from '../support/folder.ts'

const main = fileURLToPath(new URL('../../server/main.ts', import.meta.url))
type Settings = Readonly<Record<string, string>>

const launch = (settings: Settings, ...args: readonly string[]): ChildProcess =>
  spawn(process.execPath, [main, ...args], {
    env: {
      PATH: process.env['PATH'],
      SOTTO_HOST: '127.0.0.1',
      SOTTO_HTTPS_PORT: '0',
      SOTTO_WSS_PORT: '0',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })

interface Ended {
  readonly code: unknown
  readonly out: string
  readonly err: string
}
const collect = (
  child: ChildProcess,
): { readonly out: () => string; readonly err: () => string } => {
  let out = ''
  let err = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text))
  return { out: () => out, err: () => err }
}
const runToEnd = async (settings: Settings, ...args: readonly string[]): Promise<Ended> => {
  const child = launch(settings, ...args)
  const text = collect(child)
  const [code] = (await once(child, 'close')) as unknown[]
  return { code, out: text.out(), err: text.err() }
}

interface Started {
  readonly child: ChildProcess
  readonly screen: string
  readonly port: number
  stop(signal: 'SIGINT' | 'SIGTERM'): Promise<Ended>
}
const startIn = async (context: TestContext, folder: string): Promise<Started> => {
  const child = launch({ SOTTO_DATA: folder })
  context.after(() => child.kill('SIGKILL'))
  const text = collect(child)
  const closed = once(child, 'close')
  while (!text.out().includes('Ctrl+C')) {
    const more = once(child.stdout ?? child, 'data').then(() => true)
    const ended = closed.then(() => false)
    if (!(await Promise.race([more, ended]))) assert.fail(`the server ended: ${text.err()}`)
  }
  const screen = text.out()
  return {
    child,
    screen,
    port: Number(/https:\/\/localhost:(\d+)/.exec(screen)?.[1]),
    stop: async (signal) => {
      child.kill(signal)
      const [code] = (await closed) as unknown[]
      return { code, out: text.out(), err: text.err() }
    },
  }
}

const fetchText = (port: number, path: string, ca: string): Promise<string> =>
  new Promise((done, fail) => {
    const options = { host: '127.0.0.1', servername: 'localhost', port, path, ca, agent: false }
    get({ ...options, headers: { host: `localhost:${port}` } }, (response) => {
      let text = `${response.statusCode} `
      response.setEncoding('utf8').on('data', (part: string) => (text += part))
      response.on('end', () => done(text))
    }).on('error', fail)
  })

test('two starts: screen, pages under the local CA, port for messages, a fresh link, an orderly end', async (context) => {
  const folder = join(await testFolder(context), 'fresh', 'data')
  const first = await startIn(context, folder)
  assert.equal(first.screen.split('#').length, 2, 'one # alone')
  assert.ok(/^[\x20-\x7e\n]*$/.test(first.screen), 'no colour and no QR in a pipe')
  const ca = await readFile(join(folder, 'tls', 'ca.pem'), 'utf8')
  assert.match(await fetchText(first.port, '/', ca), /^200 <!doctype html>/)
  assert.match(
    await fetchText(first.port, '/trust', ca),
    /^200 [\s\S]*Trust this server on your device/,
  )
  assert.match(await fetchText(first.port, '/nothing', ca), /^404 /)
  const messages = Number(/port (\d+)/.exec(first.screen)?.[1])
  assert.match(await fetchText(messages, '/', ca), /You can close this tab/)
  assert.equal((await stat(folder)).mode & 0o777, 0o700)
  const firstEnd = await first.stop('SIGTERM')
  assert.deepEqual([firstEnd.code, firstEnd.err], [0, ''])

  const second = await startIn(context, folder)
  assert.equal(await readFile(join(folder, 'tls', 'ca.pem'), 'utf8'), ca)
  const link = (screen: string): string => /\S+#\S+/.exec(screen)?.[0].split('#')[1] ?? ''
  assert.ok(link(second.screen).length > 20 && link(second.screen) !== link(first.screen))
  assert.equal((await second.stop('SIGINT')).code, 0)
})

const oneSentence = ({ code, out, err }: Ended, pattern: RegExp): void => {
  assert.equal(code, 1, err)
  assert.equal(out, '')
  assert.match(err, pattern)
  assert.equal(err.trimEnd().split('\n').length, 1, err)
  assert.ok(!/ {4}at /.test(err), 'no stack')
}

test('a busy port: each of the two is named with its setting', async (context) => {
  const taken = createServer()
  taken.listen(0, '127.0.0.1')
  await once(taken, 'listening')
  context.after(() => taken.close())
  const address = taken.address()
  assert.ok(typeof address === 'object' && address)
  for (const key of ['SOTTO_HTTPS_PORT', 'SOTTO_WSS_PORT']) {
    const folder = await testFolder(context)
    const ended = await runToEnd({ SOTTO_DATA: folder, [key]: String(address.port) })
    oneSentence(ended, new RegExp(`^Port ${address.port} is in use: .* set ${key} to another port`))
  }
})

test('an address that is not ours', async (context) => {
  const ended = await runToEnd({ SOTTO_DATA: await testFolder(context), SOTTO_HOST: '203.0.113.9' })
  oneSentence(ended, /^203\.0\.113\.9 is not an address of this computer: .*SOTTO_HOST/)
})

test('a data folder that cannot be made', async (context) => {
  const folder = await testFolder(context)
  await writeFile(join(folder, 'file'), '')
  oneSentence(
    await runToEnd({ SOTTO_DATA: join(folder, 'file', 'data') }),
    /^Cannot write to the data folder .*SOTTO_DATA/,
  )
})

test('an unreadable key', async (context) => {
  const folder = await testFolder(context)
  await mkdir(join(folder, 'tls', 'key.pem'), { recursive: true })
  oneSentence(await runToEnd({ SOTTO_DATA: folder }), /^Cannot read .*key\.pem/)
})

test('a damaged database', async (context) => {
  const folder = await testFolder(context)
  await writeFile(
    join(folder, 'sotto.db'),
    'this is no database, whatever its name says'.repeat(300),
  )
  oneSentence(await runToEnd({ SOTTO_DATA: folder }), /^The database .* is damaged/)
})

test('a database of a newer version is left as it is', async (context) => {
  const folder = await testFolder(context)
  const database = new SqliteDatabase(join(folder, 'sotto.db'))
  database.pragma('user_version = 99')
  database.close()
  oneSentence(await runToEnd({ SOTTO_DATA: folder }), /^The database .* newer Sotto/)
  const again = new SqliteDatabase(join(folder, 'sotto.db'))
  assert.equal(again.pragma('user_version', { simple: true }), 99)
  again.close()
})

test('wrong settings are all named, and nothing is written', async (context) => {
  const folder = await testFolder(context)
  const one = await runToEnd({ SOTTO_DATA: folder, SOTTO_LOG: 'loud' })
  oneSentence(one, /^Wrong setting: SOTTO_LOG must be one of/)
  const two = await runToEnd({ SOTTO_DATA: folder, SOTTO_LOG: 'loud', SOTTO_WSS_PORT: '-1' })
  assert.equal(two.code, 1)
  assert.match(two.err, /^Wrong settings:\n {2}SOTTO_WSS_PORT .*\n {2}SOTTO_LOG .*\n$/)
  assert.deepEqual(await readdir(folder), [])
})

test('--help ends well and leads to the settings; an unknown word is refused with 2', async () => {
  const help = await runToEnd({}, '--help')
  assert.deepEqual([help.code, help.err], [0, ''])
  assert.ok(help.out.includes('serve '))
  const settings = await runToEnd({}, 'serve', '--help')
  assert.ok(settings.out.includes('SOTTO_HTTPS_PORT'))
  const odd = await runToEnd({}, '--port', '1')
  assert.deepEqual([odd.code, odd.out], [2, ''])
})

test('--behind-proxy speaks plain HTTP, shows the public address and says whose certificate it is', async (context) => {
  const folder = await testFolder(context)
  const child = launch(
    { SOTTO_DATA: folder, SOTTO_PUBLIC_URL: 'https://chat.example.org', SOTTO_WSS_PORT: '' },
    '--behind-proxy',
  )
  context.after(() => child.kill('SIGKILL'))
  const text = collect(child)
  const closed = once(child, 'close')
  while (!text.out().includes('Ctrl+C')) await once(child.stdout ?? child, 'data')
  assert.match(text.out(), /https:\/\/chat\.example\.org\/i#/)
  assert.match(text.out(), /plain HTTP here, for that proxy alone/)
  assert.match(text.out(), /the same as the pages/)
  assert.doesNotMatch(text.out(), /localhost/)
  child.kill('SIGTERM')
  assert.equal((await closed)[0], 0)
  // No certificate is made that nobody would see.
  await assert.rejects(stat(join(folder, 'tls')))
})

/** A WebSocket that never answers a closing handshake. Resolves with its first byte of that. */
const deafSocket = async (port: number): Promise<{ readonly toldToClose: Promise<void> }> => {
  const socket = connectTls({ host: '127.0.0.1', port, rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  socket.on('error', () => undefined)
  socket.write(
    [
      'GET /wss HTTP/1.1',
      `Host: localhost:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      '\r\n',
    ].join('\r\n'),
  )
  let heard = Buffer.alloc(0)
  const toldToClose = new Promise<void>((resolve) => {
    socket.on('data', (part: Buffer) => {
      heard = Buffer.concat([heard, part])
      // A close frame with code 1012.
      if (heard.includes(Buffer.from([0x88, 0x02, 0x03, 0xf4]))) resolve()
    })
  })
  await once(socket, 'data')
  return { toldToClose }
}

test('a second signal ends at once what the first has begun; SIGHUP ends nothing without a terminal', async (context) => {
  const started = await startIn(context, await testFolder(context))
  const { toldToClose } = await deafSocket(started.port)
  started.child.kill('SIGHUP')
  const ended = started.stop('SIGTERM')
  await toldToClose
  started.child.kill('SIGTERM')
  assert.equal((await ended).code, 1, 'not in good order')
})

test('one signal and a client that does not answer: told, waited for, and ended in good order', async (context) => {
  const started = await startIn(context, await testFolder(context))
  const { toldToClose } = await deafSocket(started.port)
  const ended = started.stop('SIGTERM')
  await toldToClose
  assert.equal((await ended).code, 0)
})
