// The lock screen and the form in the settings: what they say to which passphrase, and what they wait for.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEntry } from '../../../client/web/lock-entry.ts'
import { PASSPHRASE_MOST } from '../../../client/web/lock-limits.ts'
import {
  createLockSetting,
  PASSPHRASE_FAIR,
  PASSPHRASE_LEAST,
  PASSPHRASE_LONG,
  strengthOf,
} from '../../../client/web/lock-setting.ts'
import { createLock } from '../../../client/web/lock.ts'
import { createManualClock, settle } from '../../support/clock-manual.ts'
import { fakeLockParts, type FakeVault } from '../../support/fake-lock.ts'

const RIGHT = 'seven herons'

const openLock = async (vault: FakeVault) => {
  const clock = createManualClock()
  const parts = fakeLockParts(vault, { clock })
  return { clock, parts, lock: await createLock(parts) }
}

test('a wrong one is said to be wrong, and a wait is counted down', async () => {
  const vault = { passphrase: RIGHT, wait: 0 }
  const { clock, lock } = await openLock(vault)
  const entry = createEntry(lock, clock.after)
  await entry.submit('')
  assert.equal(entry.problem.value, undefined)
  vault.wait = 0
  const wrong = entry.submit('eight herons')
  assert.equal(entry.busy.value, true)
  vault.wait = 2_500
  await wrong
  assert.deepEqual([entry.busy.value, entry.problem.value, entry.wait.value], [false, 'wrong', 3])
  await entry.submit(RIGHT)
  assert.equal(entry.busy.value, false, 'not before its time')
  vault.wait = 0
  await clock.advance(3_000)
  assert.equal(entry.wait.value, 0)
  await entry.submit(RIGHT)
  assert.deepEqual([entry.busy.value, entry.problem.value], [true, undefined])
  entry.close()
  lock.close()
})

test('what is still to wait is known when the screen comes', async () => {
  const { clock, lock } = await openLock({ passphrase: RIGHT, wait: 40_000 })
  const entry = createEntry(lock, clock.after)
  await settle()
  assert.equal(entry.wait.value, 40)
  entry.close()
  assert.equal(clock.waiting(), 0)
  lock.close()
})

test('a device that can not do it says so', async () => {
  const { clock, lock, parts } = await openLock({ passphrase: RIGHT, wait: 0 })
  const failing = await createLock({ ...parts, ask: () => Promise.resolve({ is: 'failed' }) })
  const entry = createEntry(failing, clock.after)
  await entry.submit(RIGHT)
  assert.deepEqual([entry.busy.value, entry.problem.value], [false, 'failed'])
  for (const one of [lock, failing]) one.close()
  entry.close()
})

test('strength is length, in characters as people count them', () => {
  assert.equal(strengthOf('x'.repeat(PASSPHRASE_LEAST - 1)), 'tooShort')
  assert.equal(strengthOf('x'.repeat(PASSPHRASE_LEAST)), 'short')
  assert.equal(strengthOf('x'.repeat(PASSPHRASE_FAIR)), 'fair')
  assert.equal(strengthOf('x'.repeat(PASSPHRASE_LONG)), 'long')
  assert.equal(strengthOf('😀'.repeat(PASSPHRASE_LEAST - 1)), 'tooShort')
})

test('the form refuses what would not do, and nothing is set by it', async () => {
  const vault: FakeVault = { passphrase: undefined, wait: 0 }
  const { lock } = await openLock(vault)
  const form = createLockSetting(lock)
  form.begin('set')
  const tries = [
    ['seven', 'seven', 'tooShort'],
    ['x'.repeat(PASSPHRASE_MOST + 1), 'x'.repeat(PASSPHRASE_MOST + 1), 'tooLong'],
    [RIGHT, 'seven heron', 'differs'],
  ] as const
  for (const [next, again, problem] of tries) {
    form.next.value = next
    form.again.value = again
    await form.submit()
    assert.equal(form.problem.value?.is, problem)
    assert.equal(vault.passphrase, undefined)
  }
  form.again.value = RIGHT
  await form.submit()
  assert.deepEqual([form.mode.value, form.done.value, form.next.value], ['none', 'isSet', ''])
  assert.equal(vault.passphrase, RIGHT)
  lock.close()
})

test('changing and removing need the present passphrase, and say what came of it', async () => {
  const vault: FakeVault = { passphrase: RIGHT, wait: 0 }
  const { lock } = await openLock(vault)
  const form = createLockSetting(lock)
  form.begin('change')
  form.next.value = form.again.value = 'twelve geese'
  form.old.value = 'eight herons'
  await form.submit()
  assert.deepEqual([form.problem.value, vault.passphrase], [{ is: 'wrong' }, RIGHT])
  vault.wait = 5_000
  await form.submit()
  assert.deepEqual(form.problem.value, { is: 'wait', seconds: 5 })
  vault.wait = 0
  form.old.value = RIGHT
  await form.submit()
  assert.deepEqual([form.done.value, vault.passphrase], ['isChanged', 'twelve geese'])
  form.begin('remove')
  assert.deepEqual([form.done.value, form.old.value], [undefined, ''])
  form.old.value = 'twelve geese'
  await form.submit()
  assert.deepEqual([form.done.value, vault.passphrase], ['isRemoved', undefined])
  form.begin('erase')
  await form.submit()
  assert.equal(form.mode.value, 'erase')
  lock.close()
})
