// Nobody there: after the time that was chosen, in whatever tab something was done last, and at once when nothing is
// in sight. A device that slept and a clock that jumps do not keep it open.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import { HIDDEN_FOR, TELL_EVERY, watchIdle } from '../../../client/web/lock-idle.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'

const MINUTE = 60_000

const watch = (first: number | undefined) => {
  const clock = createManualClock()
  const done: string[] = []
  let skipped = 0
  const parts = {
    // The device's time may run on while its timers stand still.
    clock: { now: () => clock.now() + skipped, after: clock.after },
    limit: signal(first),
    visible: signal(true),
    elsewhere: false,
    seenElsewhere: () => Promise.resolve(parts.elsewhere),
    cover: (on: boolean) => done.push(on ? 'cover' : 'uncover'),
    tell: () => done.push('tell'),
    lock: () => done.push('lock'),
  }
  const idle = watchIdle(parts)
  return { clock, parts, done, idle, sleep: (by: number) => (skipped += by) }
}

test('locks when nothing was done for the chosen time, and not before', async () => {
  const { clock, done, idle } = watch(5 * MINUTE)
  await clock.advance(4 * MINUTE)
  idle.active()
  await clock.advance(5 * MINUTE - 1)
  assert.deepEqual(done, ['tell'])
  await clock.advance(1)
  assert.deepEqual(done, ['tell', 'lock'])
  idle.close()
  assert.equal(clock.waiting(), 0)
})

test('what is done in another tab counts, and each tab tells of its own now and then', async () => {
  const { clock, done, idle } = watch(MINUTE)
  for (let n = 0; n < 5; n++) {
    await clock.advance(MINUTE - 1)
    idle.heard()
  }
  assert.deepEqual(done, [])
  idle.active()
  idle.active()
  await clock.advance(TELL_EVERY)
  idle.active()
  assert.deepEqual(done, ['tell', 'tell'])
  idle.close()
})

test('a device that slept is locked when it wakes, by the first look or the first touch', async () => {
  const looked = watch(5 * MINUTE)
  looked.sleep(6 * MINUTE)
  looked.parts.visible.value = false
  assert.deepEqual(looked.done, ['lock'])
  const touched = watch(5 * MINUTE)
  touched.sleep(6 * MINUTE)
  touched.idle.active()
  assert.deepEqual(touched.done, ['lock'])
  const setBack = watch(5 * MINUTE)
  setBack.sleep(-1_000 * MINUTE)
  await setBack.clock.advance(5 * MINUTE)
  assert.deepEqual(setBack.done, ['lock'], 'a clock set back does not hold it open')
  for (const { idle } of [looked, touched, setBack]) idle.close()
})

test('another choice holds from now on; none never locks', async () => {
  const { clock, parts, done, idle } = watch(undefined)
  await clock.advance(1_000 * MINUTE)
  idle.active()
  parts.limit.value = MINUTE
  await clock.advance(MINUTE)
  assert.deepEqual(done, ['tell', 'lock'])
  idle.close()
})

test('out of sight: covered at once, locked a moment later', async () => {
  const { clock, parts, done, idle } = watch(0)
  parts.visible.value = false
  assert.deepEqual(done, ['cover'])
  await clock.advance(HIDDEN_FOR)
  await settle()
  assert.deepEqual(done, ['cover', 'lock'])
  idle.close()
})

test('back in sight before that moment, nothing happened', async () => {
  const { clock, parts, done, idle } = watch(0)
  parts.visible.value = false
  await clock.advance(HIDDEN_FOR / 2)
  parts.visible.value = true
  await clock.advance(MINUTE)
  assert.deepEqual(done, ['cover', 'uncover'])
  idle.close()
})

test('while another tab is in sight nothing locks, however long; coming back only uncovers', async () => {
  const { clock, parts, done, idle } = watch(0)
  parts.elsewhere = true
  parts.visible.value = false
  await clock.advance(60 * MINUTE)
  parts.elsewhere = false
  parts.visible.value = true
  await clock.advance(MINUTE)
  assert.deepEqual(done, ['cover', 'uncover'])
  idle.close()
})

test('a page that was frozen before it could decide is locked, and never shown, when it wakes', async () => {
  const { parts, done, idle, sleep } = watch(0)
  parts.visible.value = false
  sleep(MINUTE)
  parts.visible.value = true
  await settle()
  assert.deepEqual(done, ['cover', 'lock'])
  idle.close()
})
