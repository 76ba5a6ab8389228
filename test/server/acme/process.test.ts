// The real process with ACME, against an authority on this computer: it starts with a certificate of its own,
// has the ordered one when the screen is there, and answers under its name. A second start orders nothing.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:https'
import type { IncomingMessage } from 'node:http'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createAcmeServer } from '../../support/acme-server.ts'
import { testFolder } from '../../support/folder.ts'
import { freePort } from '../../support/proxies.ts'

const main = fileURLToPath(new URL('../../../server/main.ts', import.meta.url))
const NAME = 'chat.example.org'

const launch = async (context: TestContext, settings: Record<string, string>) => {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], SOTTO_HOST: '127.0.0.1', ...settings },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  context.after(() => child.kill('SIGKILL'))
  let out = ''
  let err = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
  const closed = once(child, 'close')
  while (!out.includes('Ctrl+C')) {
    const more = once(child.stdout, 'data').then(() => true)
    if (!(await Promise.race([more, closed.then(() => false)]))) assert.fail(`it ended: ${err}`)
  }
  return {
    screen: out,
    err: () => err,
    stop: async () => {
      child.kill('SIGTERM')
      await closed
    },
  }
}

const healthOf = async (port: number, ca: string): Promise<number | undefined> => {
  const asked = request({
    host: '127.0.0.1',
    port,
    path: '/health',
    servername: NAME,
    ca,
    agent: false,
    headers: { host: `${NAME}:${port}` },
  })
  asked.end()
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  answer.resume()
  return answer.statusCode
}

for (const challenge of ['http-01', 'tls-alpn-01'] as const) {
  test(`a start with ${challenge} has the ordered certificate, and keeps it over a restart`, async (context) => {
    const [httpsPort, httpPort] = [await freePort(), await freePort()]
    const authority = await createAcmeServer({
      httpPort: () => httpPort,
      tlsPort: () => httpsPort,
    })
    context.after(() => authority.close())
    const settings = {
      SOTTO_DATA: await testFolder(context),
      SOTTO_HTTPS_PORT: String(httpsPort),
      SOTTO_WSS_PORT: 'same',
      SOTTO_ACME_NAMES: NAME,
      SOTTO_ACME_TERMS: 'agreed',
      SOTTO_ACME_CHALLENGE: challenge,
      SOTTO_ACME_HTTP_PORT: String(httpPort),
      SOTTO_ACME_DIRECTORY: authority.directoryUrl,
    }
    for (const start of ['first', 'second']) {
      const server = await launch(context, settings)
      assert.equal(server.err(), '', start)
      // The authority's root is trusted here: the name and the chain have to be right.
      assert.equal(await healthOf(httpsPort, authority.root), 200)
      assert.match(server.screen, new RegExp(`https://chat\\.example\\.org:${httpsPort}/i#`))
      assert.doesNotMatch(server.screen, /private: browsers and phones warn/)
      await server.stop()
      assert.equal(authority.orders.length, 1)
    }
  })
}
