// A clock that is off by more than two minutes is told, in either direction, and no longer once it was set.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { LOOK_AGAIN, SKEW_MOST, watchClock } from '../../../client/web/clock-check.ts'
import { readServerTime } from '../../../client/web/server-time.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'

const watch = (ahead: number | undefined) => {
  const clock = createManualClock()
  let skew = ahead
  let asked = 0
  const parts = {
    connected: signal(true),
    serverTime: () => {
      asked++
      return Promise.resolve(skew === undefined ? undefined : clock.now())
    },
    now: () => clock.now() + (skew ?? 0),
    after: clock.after,
  }
  const set = (next: number | undefined): void => {
    skew = next
  }
  return { clock, parts, set, asked: () => asked, watched: watchClock(parts) }
}

test('told above two minutes, fast or slow, and not below', async () => {
  for (const [ahead, told] of [
    [SKEW_MOST, undefined],
    [SKEW_MOST + 1, SKEW_MOST + 1],
    [-SKEW_MOST, undefined],
    [-SKEW_MOST - 1, -SKEW_MOST - 1],
    [undefined, undefined],
  ] as const) {
    const { watched } = watch(ahead)
    await settle()
    assert.equal(watched.ahead.value, told)
    watched.close()
  }
})

test('gone a minute after the clock was set; a server that is silent changes nothing', async () => {
  const { clock, watched, set } = watch(7 * 60_000)
  await settle()
  set(undefined)
  await clock.advance(LOOK_AGAIN)
  assert.equal(watched.ahead.value, 7 * 60_000)
  set(0)
  await clock.advance(LOOK_AGAIN)
  await settle()
  assert.equal(watched.ahead.value, undefined)
  watched.close()
  assert.equal(clock.waiting(), 0)
})

test('looked at when the connection comes, not before', async () => {
  const { parts, watched, asked } = watch(0)
  assert.equal(asked(), 1)
  parts.connected.value = false
  assert.equal(asked(), 1)
  parts.connected.value = true
  assert.equal(asked(), 2)
  watched.close()
})

test('the date of an answer, or nothing', async () => {
  const answering =
    (headers: Record<string, string>): typeof fetch =>
    () =>
      Promise.resolve(new Response(null, { headers }))
  assert.equal(
    await readServerTime(answering({ date: 'Sat, 21 Nov 2026 17:00:00 GMT' })),
    Date.UTC(2026, 10, 21, 17),
  )
  assert.equal(await readServerTime(answering({})), undefined)
  assert.equal(await readServerTime(answering({ date: 'soon' })), undefined)
  assert.equal(await readServerTime(() => Promise.reject(new TypeError('offline'))), undefined)
})
