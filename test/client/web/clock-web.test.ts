// Timers and randomness at the bounds where a browser's own would fail.
import { test } from 'node:test'
import assert from 'node:assert/strict'
import { createClockWeb, randomWeb } from '../../../client/web/clock-web.ts'

test('a delay longer than a browser timer is cut into such that are not', () => {
  const set: { readonly call: () => void; readonly delay: number }[] = []
  const cleared: unknown[] = []
  const clock = createClockWeb({
    setTimeout: (call, delay) => set.push({ call, delay }),
    clearTimeout: (timer) => cleared.push(timer),
  })
  let calls = 0
  const cancel = clock.after(2 ** 31 + 10, () => calls++)
  set[0]?.call()
  assert.deepEqual(
    set.map((timer) => timer.delay),
    [2 ** 31 - 1, 11],
  )
  cancel()
  assert.deepEqual(cleared, [2])
  assert.equal(calls, 0)
  set[1]?.call()
  assert.equal(calls, 1)
  clock.after(-5, () => undefined)
  assert.equal(set[2]?.delay, 0)
})

test('random bytes of any length, above what the browser gives at once', () => {
  const bytes = randomWeb.bytes(65_536 * 2 + 1)
  assert.equal(bytes.length, 131_073)
  for (const part of [bytes.slice(0, 64), bytes.slice(65_536, 65_600)]) {
    assert.ok(part.some((byte) => byte !== 0))
  }
  assert.equal(randomWeb.bytes(0).length, 0)
})
