// The one table of refusals: numbers unique, close codes in the range that says what a client does next.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  Malformed,
  closeCode,
  closeMeaning,
  problem,
  problemMeaning,
  problemName,
} from '../../protocol/errors.ts'

test('close codes are unique, and each says whether to connect again', () => {
  const codes = Object.values(closeCode)
  assert.equal(new Set(codes).size, codes.length)
  assert.deepEqual(Object.keys(closeMeaning), Object.keys(closeCode))
  const again = ['slowReader', 'drain', 'idle', 'storeFailed', 'rateLimited']
  for (const [name, code] of Object.entries(closeCode)) {
    assert.equal(code < 4_500, again.includes(name), name)
    assert.ok(code === 1_012 || (code >= 4_000 && code < 5_000), name)
  }
})

test('problems are unique, have a name, a sentence and an HTTP status of failure', () => {
  const codes = Object.values(problem)
  assert.equal(new Set(codes).size, codes.length)
  assert.deepEqual(Object.keys(problemMeaning), Object.keys(problem))
  for (const name of Object.keys(problem) as (keyof typeof problem)[]) {
    const [status, sentence] = problemMeaning[name]
    assert.ok(status >= 400 && status < 600, name)
    assert.notEqual(sentence, '')
    assert.equal(problemName(problem[name]), name)
  }
})

test('a problem of a later version reads as refused', () => {
  assert.equal(problemName(0), 'refused')
  assert.equal(problemName(65_535), 'refused')
})

test('Malformed carries its code and nothing else', () => {
  const error = new Malformed('truncated')
  assert.equal(error.name, 'Malformed')
  assert.equal(error.code, 'truncated')
  assert.ok(error instanceof Error)
})
