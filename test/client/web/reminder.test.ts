// The word that an account lives only here: from the first exchange on, put off for a week, back after it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signal } from '@preact/signals'
import type { Snapshot } from '../../../client/engine/view.ts'
import { createReminder, REMIND_AFTER } from '../../../client/web/reminder.ts'
import { fakePerson, freshSnapshot } from '../../support/fake-engine.ts'

const WEEK = 7 * 24 * 60 * 60_000
const last = {
  id: 'm',
  kind: 'text',
  text: 'hello',
  mine: false,
  time: 0,
  state: 'received',
} as const

const remind = (first: string | undefined, people = [fakePerson({ id: 'ann', last })]) => {
  let kept = first
  let now = 10 * WEEK
  let changed = (): void => undefined
  const snapshot = signal<Snapshot>({ ...freshSnapshot, phase: 'ready', people })
  const reminder = createReminder(
    snapshot,
    {
      read: () => kept,
      write: (value) => {
        kept = value
      },
      watch: (call) => {
        changed = call
      },
    },
    () => now,
  )
  return {
    reminder,
    snapshot,
    kept: () => kept,
    at: (time: number) => {
      now = time
    },
    inOtherTab: (value: string) => {
      kept = value
      changed()
    },
  }
}

test('not before somebody answered and something was said', () => {
  assert.equal(REMIND_AFTER, WEEK)
  assert.equal(remind(undefined, []).reminder.due.value, false)
  const silent = fakePerson({ id: 'ann' })
  const unanswered = fakePerson({ id: 'tom', answered: false, last })
  const { reminder, snapshot } = remind(undefined, [silent, unanswered])
  assert.equal(reminder.due.value, false)
  snapshot.value = { ...snapshot.value, people: [fakePerson({ id: 'ann', last })] }
  assert.equal(reminder.due.value, true)
})

test('put off, it is silent for a week in this tab and, by what is kept, in the next', () => {
  const { reminder, kept } = remind(undefined)
  reminder.later()
  assert.equal(reminder.due.value, false)
  assert.equal(kept(), String(10 * WEEK))
  assert.equal(remind(String(9 * WEEK + 1)).reminder.due.value, false)
  assert.equal(remind(String(9 * WEEK)).reminder.due.value, true)
})

test('put off in another tab, it goes here too', () => {
  const { reminder, inOtherTab } = remind(undefined)
  assert.equal(reminder.due.value, true)
  inOtherTab(String(10 * WEEK))
  assert.equal(reminder.due.value, false)
})

test('what was kept by a wrong clock or by nobody does not silence it for good', () => {
  for (const strange of [String(90 * WEEK), 'soon', ''])
    assert.equal(remind(strange).reminder.due.value, true, strange)
})
