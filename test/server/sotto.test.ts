// `npx sotto`: the bin file hands over to the pinned Node with arguments, streams, signals and exit code.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testFolder } from '../support/folder.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const program = join(root, 'server', 'sotto.js')

/** The Node that a person has: one too old for the server where there is one. */
const oldNode = (): string => {
  const found = spawnSync('/usr/bin/env', [
    '-i',
    'PATH=/usr/local/bin:/usr/bin:/bin',
    'which',
    'node',
  ])
  const path = found.stdout?.toString().trim()
  return path === '' || path === undefined ? process.execPath : path
}

const run = (args: readonly string[], env: Record<string, string> = {}) => {
  const { status, stdout, stderr } = spawnSync(oldNode(), [program, ...args], {
    cwd: '/',
    env: { PATH: process.env['PATH'] ?? '', ...env },
    encoding: 'utf8',
  })
  return { code: status, out: stdout, err: stderr }
}

test('package.json names it, and both ways of calling find the same program', () => {
  const { bin, scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    bin: Record<string, string>
    scripts: Record<string, string>
  }
  assert.deepEqual(bin, { sotto: 'server/sotto.js' })
  assert.equal(scripts['sotto'], 'node server/sotto.js')
  assert.equal(scripts['start'], 'node server/sotto.js serve')
  assert.match(readFileSync(program, 'utf8'), /^#!\/usr\/bin\/env node\n/)
})

test('words, output and exit codes pass through, from any folder and any Node', async (context) => {
  const folder = await testFolder(context)
  assert.match(run(['--version']).out, /^sotto \d+\.\d+\.\d+\n$/)
  const none = run(['status'], { SOTTO_DATA: folder })
  assert.deepEqual([none.code, none.out], [3, ''])
  assert.match(none.err, /^No Sotto runs on /)
  assert.equal(run(['stauts']).code, 2)
})

test('SIGTERM ends the server behind it in good order', async (context) => {
  const folder = await testFolder(context)
  const child = spawn(oldNode(), [program, 'serve'], {
    env: {
      PATH: process.env['PATH'],
      SOTTO_DATA: folder,
      SOTTO_HOST: '127.0.0.1',
      SOTTO_HTTPS_PORT: '0',
      SOTTO_WSS_PORT: '0',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  context.after(() => child.kill('SIGKILL'))
  const closed = once(child, 'close')
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  while (!text.includes('Ctrl+C')) await Promise.race([once(child.stdout, 'data'), closed])
  child.kill('SIGTERM')
  assert.deepEqual(await closed, [0, null])
})
