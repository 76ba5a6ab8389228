// `npm run certs` as a person uses it: options, refusals, files, what it prints.
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { testFolder } from '../support/folder.ts'

const script = fileURLToPath(new URL('../../scripts/certs.ts', import.meta.url))

interface Result {
  readonly code: number
  readonly out: string
  readonly err: string
}
const run = (...args: readonly string[]): Promise<Result> =>
  new Promise((done) => {
    const child = execFile(process.execPath, [script, ...args], (_error, out, err) => {
      done({ code: child.exitCode ?? -1, out, err })
    })
  })

test('--help explains every option and ends well', async () => {
  const { code, out, err } = await run('--help')
  assert.equal(code, 0)
  assert.equal(err, '')
  for (const flag of ['--host', '--ip', '--days', '--out', '--force', '--help']) {
    assert.ok(out.includes(flag), flag)
  }
})

const wrong: readonly (readonly [why: string, args: readonly string[]])[] = [
  ['an unknown option', ['--hosts', 'x']],
  ['a stray word', ['kitchen']],
  ['an option without its value', ['--host']],
  ['a wildcard', ['--host', '*.example.org']],
  ['a name with a space', ['--host', 'a b']],
  ['an address that is none', ['--ip', '300.1.1.1']],
  ['a scoped address', ['--ip', 'fe80::1%eth0']],
  ['zero days', ['--days', '0']],
  ['one day too many', ['--days', '398']],
  ['days in words', ['--days', 'many']],
  ['no folder', ['--out', '']],
  ['101 names', Array.from({ length: 101 }, (_, at) => ['--host', `h${at}.org`]).flat()],
]
test('wrong options are one sentence, exit code 2, and write nothing', async (context) => {
  const folder = await testFolder(context)
  const results = await Promise.all(
    wrong.map(([, args]) => run(...(args.includes('--out') ? [] : ['--out', folder]), ...args)),
  )
  results.forEach(({ code, out, err }, at) => {
    const why = wrong[at]?.[0]
    assert.equal(code, 2, why)
    assert.equal(out, '', why)
    assert.match(err, /^[^\n]+\nSee npm run certs -- --help\n$/, why)
  })
  assert.deepEqual(await readdir(folder), [])
})

test('files, names, days, fingerprints; no second time without --force; the CA is kept or named', async (context) => {
  const out = await testFolder(context)
  const args = ['--out', out, '--host', 'Chat.example.org', '--ip', '203.0.113.7', '--days', '90']
  const first = await run(...args)
  assert.equal(first.code, 0, first.err)
  const read = async (name: string): Promise<X509Certificate> =>
    new X509Certificate(await readFile(join(out, name)))
  const leaf = await read('cert.pem')
  const ca = await read('ca.pem')
  assert.ok(leaf.checkHost('chat.example.org', { subject: 'never' }) && leaf.checkHost('localhost'))
  assert.ok(leaf.checkIP('203.0.113.7') && leaf.checkIP('127.0.0.1'))
  assert.ok(leaf.verify(ca.publicKey))
  const days = (Date.parse(leaf.validTo) - Date.now()) / 86_400_000
  assert.ok(days > 89 && days <= 90)
  for (const part of [leaf.fingerprint256, ca.fingerprint256, join(out, 'cert.pem'), 'Next:']) {
    assert.ok(first.out.includes(part), part)
  }
  for (const key of ['key.pem', 'ca-key.pem']) {
    assert.equal((await stat(join(out, key))).mode & 0o777, 0o600)
  }

  const refused = await run('--out', out)
  assert.equal(refused.code, 1)
  assert.match(refused.err, /add --force/)
  assert.equal((await read('cert.pem')).fingerprint256, leaf.fingerprint256)

  const fewer = await run('--out', out, '--force')
  assert.equal(fewer.code, 0)
  assert.match(fewer.out, /local CA was kept/)
  assert.match(fewer.out, /No longer covered: chat\.example\.org, 203\.0\.113\.7/)
  assert.equal((await read('ca.pem')).fingerprint256, ca.fingerprint256)

  const beyond = await run('--out', out, '--force', '--ip', '8.8.8.8')
  assert.match(
    beyond.out,
    /new local CA was made, because the earlier one may not sign for 8\.8\.8\.8/,
  )
  assert.notEqual((await read('ca.pem')).fingerprint256, ca.fingerprint256)
})

test('a folder that cannot be written is one sentence, exit code 1', async (context) => {
  const folder = await testFolder(context)
  await writeFile(join(folder, 'file'), '')
  const { code, err } = await run('--out', join(folder, 'file', 'under'))
  assert.equal(code, 1)
  assert.match(err, /^Cannot [^\n]+\n$/)
})
