// Attack 44, and the rule behind it: an unknown address costs the server the same work as a wrong token, and
// secrets are compared in constant time everywhere. Times are printed for people; only work is asserted.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { glob, readFile } from 'node:fs/promises'
import { Session } from 'node:inspector'
import { join } from 'node:path'
import { test } from 'node:test'
import { mayReceive, maySend, sha256 } from '../../server/relay-rights.ts'
import type { ChannelRow } from '../../server/store/call.ts'

const root = join(import.meta.dirname, '..', '..')
const token = randomBytes(32)
const row: ChannelRow = {
  ...({} as ChannelRow),
  tokenHash: sha256(token),
  expiresDay: 0,
}

/** How often each function of the server ran during an act, by name. */
const workOf = (act: () => unknown): string => {
  const session = new Session()
  session.connect()
  session.post('Profiler.enable')
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
  act()
  const calls: string[] = []
  session.post('Profiler.takePreciseCoverage', (_error, { result }) => {
    for (const { url, functions } of result) {
      if (!url.endsWith('/server/relay-rights.ts')) continue
      for (const { functionName, ranges } of functions) {
        const count = ranges[0]?.count ?? 0
        if (functionName !== '' && count > 0) calls.push(`${functionName} ${count}`)
      }
    }
  })
  session.post('Profiler.stopPreciseCoverage')
  session.disconnect()
  return calls.toSorted().join(', ')
}

const median = (values: number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0

/** Nanoseconds of a call of each, medians of many batches that take turns. */
const timesOf = (acts: readonly (() => unknown)[]): readonly number[] => {
  const times = acts.map((): number[] => [])
  for (let batch = 0; batch < 60; batch++) {
    for (const [index, act] of acts.entries()) {
      const start = process.hrtime.bigint()
      for (let count = 0; count < 60; count++) act()
      times[index]?.push(Number(process.hrtime.bigint() - start) / 60)
    }
  }
  return times.map(median)
}

test('attack 44: an unknown address, a wrong token and an expired one cost the same work', (t) => {
  const wrong = randomBytes(32)
  const cases = {
    unknown: () => maySend(undefined, token, 1),
    wrong: () => maySend(row, wrong, 1),
    expired: () => maySend({ ...row, expiresDay: 1 }, token, 5),
  }
  for (const act of Object.values(cases)) assert.equal(act(), false)
  assert.equal(maySend(row, token, 1), true)
  const works = Object.values(cases).map(workOf)
  assert.match(works[0] ?? '', /maySend 1/)
  assert.equal(new Set(works).size, 1, works.join(' | '))
  const [unknown = 0, known = 0] = timesOf([cases.unknown, cases.wrong])
  t.diagnostic(`unknown ${unknown.toFixed(0)} ns, wrong token ${known.toFixed(0)} ns`)
})

test('attack 44: a login to an unknown inbox costs the same work as one with a wrong key', (t) => {
  const claim = {
    origin: 'https://a',
    nonce: randomBytes(32),
    inboxId: randomBytes(16),
    signature: randomBytes(64),
  }
  // A point of the curve: the base point.
  const key = Buffer.from('5866666666666666666666666666666666666666666666666666666666666666', 'hex')
  const cases = { unknown: () => mayReceive(claim, undefined), wrong: () => mayReceive(claim, key) }
  for (const act of Object.values(cases)) assert.equal(act(), false)
  const works = Object.values(cases).map(workOf)
  assert.match(works[0] ?? '', /mayReceive 1/)
  assert.equal(new Set(works).size, 1, works.join(' | '))
  const [unknown = 0, known = 0] = timesOf([cases.unknown, cases.wrong])
  t.diagnostic(`unknown ${unknown.toFixed(0)} ns, wrong key ${known.toFixed(0)} ns`)
})

const SECRET_WORD =
  '(?:[tT]oken|[sS]ecret|psk|[a-z]Hash|[dD]igest|bearer|ticket|houseKey|[sS]eed|nonce)'
/** Comparisons that end at the first difference, on something that is named like a secret. */
const LEAKY: readonly RegExp[] = [
  new RegExp(`${SECRET_WORD}\\s*[!=]==\\s*(?!undefined\\b|null\\b|''|"")`),
  new RegExp(`[!=]==\\s*[\\w.]*${SECRET_WORD}\\b`),
  /\bto(?:Hex|Base64url)\([^)]*\)\s*[!=]==\s*to(?:Hex|Base64url)\(/,
  /\.equals\(|Buffer\.compare\(/,
]

test('secrets are compared in constant time alone', async () => {
  assert.ok(LEAKY[0]?.test('if (row.sendToken === other) {'))
  assert.ok(LEAKY[1]?.test('if (given !== row.tokenHash) {'))
  const found: string[] = []
  for await (const file of glob('{protocol,client/crypto,client/engine,server}/**/*.ts', {
    cwd: root,
  })) {
    const lines = (await readFile(join(root, file), 'utf8')).split('\n')
    for (const [index, line] of lines.entries()) {
      const code = line.replace(/\/\/.*|^\s*\*.*/, '')
      if (/undefined/.test(code)) continue
      if (LEAKY.some((pattern) => pattern.test(code)))
        found.push(`${file}:${index + 1}: ${code.trim()}`)
    }
  }
  assert.deepEqual(found, [])
})
